"""Whose record is whose: runs of the linkage over the loads in use, and person identifiers that last."""
