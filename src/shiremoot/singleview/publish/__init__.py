"""From snapshots and links to one complete, read-only set of people that can be served."""
