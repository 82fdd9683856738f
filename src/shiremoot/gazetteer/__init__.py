"""The county's addresses and where they stand: a list of places, without anybody in it."""
