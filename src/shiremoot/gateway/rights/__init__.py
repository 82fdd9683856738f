"""People's rights over their data: what is shared, told to everybody; and requests for one's own data."""
