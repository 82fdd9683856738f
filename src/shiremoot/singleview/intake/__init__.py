"""Deliveries of a dataset: read through its contract, checked, kept as an immutable snapshot."""
