"""Use cases, their requirements, and how ready they are: computed at each look, never typed in."""
