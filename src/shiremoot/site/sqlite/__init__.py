"""Django's SQLite, but who waits to write is woken soon: the name of the backend is this package's."""
