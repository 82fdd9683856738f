"""Wing 4: what the county wants to do with data, and what it still takes."""
