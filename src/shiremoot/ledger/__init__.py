"""The tamper-evident record: what was decided, before anything was read."""
