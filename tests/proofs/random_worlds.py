"""Random grants, and requests aimed at their boundaries: drawn fast, for proofs and benches."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from shiremoot.decisions.grants import Citation, Grant
from shiremoot.decisions.predicate import RowRule
from shiremoot.decisions.request import Consent, FieldId, ForbiddingFact, Forbids, Request
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind

START = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ROLES = tuple(f"role-{number}" for number in range(8))
PURPOSES, MODES, KINDS = tuple(Purpose), tuple(Mode), tuple(RelationshipKind)


class Size:
    """How many organisations, datasets and fields a world has."""

    def __init__(self, organisations: int, datasets: int, fields: int) -> None:
        self.organisations = tuple(f"organisation-{number}" for number in range(organisations))
        self.datasets = tuple(f"dataset-{number}" for number in range(datasets))
        self.fields = tuple(f"table.field-{number}" for number in range(fields))


SMALL = Size(organisations=3, datasets=2, fields=4)
COUNTY = Size(organisations=50, datasets=40, fields=15)


def grant(rng: Random, size: Size, number: int) -> Grant:
    begins = START + timedelta(hours=rng.randrange(100))
    return Grant(
        citation=Citation(f"agreement-{number // 20}", "An agreement", 1, str(number % 20), "…", "…", "…"),
        provider=rng.choice(size.organisations),
        dataset=rng.choice(size.datasets),
        fields=frozenset(rng.sample(size.fields, rng.randint(1, min(8, len(size.fields))))),
        recipient=rng.choice(size.organisations),
        roles=frozenset(rng.sample(ROLES[: 2 + len(size.organisations) // 8], 2)),
        purpose=rng.choice(PURPOSES[:4]),
        mode=rng.choice(MODES[:2]),
        relationships=frozenset(rng.sample(KINDS, rng.choice((0, 0, 1, 2)))),
        begins=begins,
        ends=begins + timedelta(hours=rng.randrange(1, 200)),
        rests_on_consent=rng.random() < 0.1,
        opt_out_applies=rng.random() < 0.2,
        rows=RowRule("table.field-0", rng.randint(1, 24)) if rng.random() < 0.2 else None,
    )


def world(rng: Random, size: Size, grants: int) -> list[Grant]:
    return [grant(rng, size, number) for number in range(grants)]


def aimed(rng: Random, size: Size, grants: list[Grant]) -> Request:
    """A request that one grant meets, or nearly: at a boundary in time, or with one condition changed."""
    target = rng.choice(grants)
    fields = {FieldId(target.dataset, name) for name in rng.sample(sorted(target.fields), 1)}
    while rng.random() < 0.5:
        fields.add(FieldId(rng.choice(size.datasets), rng.choice(size.fields)))
    request = Request(
        organisation=target.recipient,
        role=rng.choice(sorted(target.roles)),
        purpose=target.purpose,
        mode=target.mode,
        relationships=frozenset(sorted(target.relationships)[:1]),
        fields=frozenset(fields),
        at=rng.choice(
            (target.begins, target.begins - SECOND, target.ends, target.ends - SECOND, target.begins + SECOND)
        ),
        consents=frozenset({Consent(target.provider, target.purpose)} if rng.random() < 0.7 else ()),
        forbidding=frozenset(_facts(rng, size, target)),
    )
    return _changed(rng, size, request) if rng.random() < 0.4 else request


def _facts(rng: Random, size: Size, target: Grant) -> list[ForbiddingFact]:
    if rng.random() < 0.8:
        return []
    return [
        ForbiddingFact(
            kind=rng.choice(tuple(Forbids)),
            provider=rng.choice((None, target.provider, rng.choice(size.organisations))),
            purpose=rng.choice((None, target.purpose, rng.choice(PURPOSES))),
            fields=rng.choice((None, frozenset({FieldId(target.dataset, rng.choice(size.fields))}))),
        )
    ]


def _changed(rng: Random, size: Size, request: Request) -> Request:
    return rng.choice(
        (
            lambda: replace(request, organisation=rng.choice(size.organisations)),
            lambda: replace(request, role=rng.choice(ROLES)),
            lambda: replace(request, purpose=rng.choice(PURPOSES)),
            lambda: replace(request, mode=rng.choice(MODES)),
            lambda: replace(request, relationships=frozenset(rng.sample(KINDS, 1))),
        )
    )()
