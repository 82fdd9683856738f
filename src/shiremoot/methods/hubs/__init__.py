"""Which k sites to choose so that people's way to them is shortest, and how near to the best that is. Pure.

`choosing.choose` chooses, or says in words what cannot be met; `serving` tells who goes where, and what
changes for whom. Effort is counted in steps and never in time, so that how busy a machine is changes nothing.
"""
