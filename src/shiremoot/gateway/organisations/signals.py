"""What other rooms want to know of an organisation, without this room knowing them."""

from django.dispatch import Signal

standing_changed = Signal()
"""Sent with `organisations` (their identifiers) inside the transaction in which what their grants rest on
changed: their kind, the roles held in them, evidence of their assurance, or that they are there at all."""
