"""The estate: what sites public bodies hold, and options for them."""
