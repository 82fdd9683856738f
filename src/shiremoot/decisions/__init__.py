"""Grants in, decision out. Pure: no database, no clock, no files."""
