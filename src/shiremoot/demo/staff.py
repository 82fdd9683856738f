"""The demo's other staff: nobody signs in as them, but they are who would lose access."""

from datetime import datetime
from random import Random

from shiremoot.demo.county.words import words
from shiremoot.gateway.organisations import staff
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.posts import Wanted

TEAMS = (
    ("ambershire-council", "social-worker", "ambershire", 34),
    ("ambershire-council", "team-manager", "ambershire", 5),
    ("amber-homes", "housing-officer", "amber-homes", 11),
    ("ambershire-fire", "prevention-officer", "ambershire-fire", 8),
    ("harbour-light", "early-help-worker", "harbour-light", 4),
    ("ambershire-police", "officer", "ambershire-police", 6),
)
"""Organisation, role, the name of its e-mail addresses, how many."""


def join_all(*, at: datetime) -> None:
    """Let everybody join, as a file of people would."""
    random = Random(11)
    first_names, surnames = words().first_names, words().surnames[0]
    number = 0
    for organisation, role, domain, count in TEAMS:
        people = []
        for _ in range(count):
            number += 1
            name = f"{random.choice(first_names)} {random.choice(surnames)}"
            wanted = Wanted(role, frozenset({Duty.PRACTISE}))
            people.append(staff.Person(f"staff.{number}@{domain}.example", name, (wanted,)))
        changes = staff.plan(people, organisation, at=at)
        staff.apply(changes, organisation, by=organisations.operator(), at=at)
