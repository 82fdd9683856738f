"""Published people, read-only, and the register of loads. No decisions: it reads what it is told to."""
