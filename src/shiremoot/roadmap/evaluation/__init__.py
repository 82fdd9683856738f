"""Interventions: what changes where and from when, what it moved, and how it goes on."""
