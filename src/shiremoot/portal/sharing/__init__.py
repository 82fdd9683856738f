"""Asks put to a named service, and decisions whether to share: the record of them, and what was shared."""
