"""Members of staff who sign in to the demo and lead some of what an agency has open."""

from dataclasses import dataclass, replace

import numpy as np

from .arrays import Bools, Ints
from .office import Staff


@dataclass(frozen=True)
class Lead:
    """One of them, known by e-mail, and how many people they lead."""

    name: str
    email: str
    team: str
    people: int


DANA = ("Dana Fiction", "social.worker@ambershire.example")
ARI = ("Ari Unreal", "second.social.worker@ambershire.example")


def led_by(staff: Staff, rows: Ints, is_open: Bools, leads: tuple[Lead, ...]) -> Staff:
    """The same staff, but for the first people of whom something is open: all of that is led by these."""
    said = {what: getattr(staff, what).copy() for what in ("name", "own_email", "team")}
    left = list(dict.fromkeys(rows[is_open].tolist()))
    for lead in leads:
        theirs, left = left[: lead.people], left[lead.people :]
        chosen = is_open & np.isin(rows, theirs)
        said["name"][chosen], said["own_email"][chosen] = lead.name, lead.email
        said["team"][chosen] = lead.team
    return replace(staff, **said)
