"""The kernel against the plain reference and against Cedar, on random worlds, aimed at boundaries.

A short form runs with the other tests of this set; `make prove` runs it in full.
"""

import os
from random import Random

import pytest

from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.kernel import decide
from shiremoot.decisions.words import Outcome
from tests.decisions import reference
from tests.proofs.cedar import Cedar
from tests.proofs.random_worlds import COUNTY, SMALL, aimed, world

pytestmark = pytest.mark.proof
FULL = os.environ.get("PROOF") == "full"
SMALL_REQUESTS = 1_000_000 if FULL else 20_000
COUNTY_REQUESTS = 20_000 if FULL else 200
CEDAR_REQUESTS = 100_000 if FULL else 2_000
PER_WORLD = 100


def showing(decision) -> dict:
    return {
        field: {grant.flow for grant in found.flows} if found.outcome is Outcome.SHOWN else set()
        for field, found in decision.fields.items()
    }


def report(capsys, what: str, requests: int, shown: int) -> None:
    with capsys.disabled():
        print(f"\n  {what}: {requests:,} requests, {shown:,} fields shown, 0 disagreements")  # noqa: T201 - its figures are for whoever runs it


def test_small_worlds_against_the_reference(capsys):
    rng, shown = Random(1), 0
    for _ in range(SMALL_REQUESTS // PER_WORLD):
        grants = world(rng, SMALL, rng.randint(1, 12))
        compiled = Grants(grants)
        for _ in range(PER_WORLD):
            request = aimed(rng, SMALL, grants)
            found = showing(decide(request, compiled))
            assert found == reference.showing(request, grants)
            shown += sum(bool(flows) for flows in found.values())
    assert shown
    report(capsys, "small worlds against the reference", SMALL_REQUESTS, shown)


def test_ten_thousand_flows_against_the_reference(capsys):
    rng, shown = Random(2), 0
    grants = world(rng, COUNTY, 10_000)
    compiled = Grants(grants)
    for _ in range(COUNTY_REQUESTS):
        request = aimed(rng, COUNTY, grants)
        found = showing(decide(request, compiled))
        assert found == reference.showing(request, grants)
        shown += sum(bool(flows) for flows in found.values())
    assert shown
    report(capsys, "10,000 flows against the reference", COUNTY_REQUESTS, shown)


def test_small_worlds_against_cedar(capsys):
    rng, shown, asked = Random(3), 0, 0
    while asked < CEDAR_REQUESTS:
        grants = world(rng, SMALL, rng.randint(1, 12))
        compiled, cedar = Grants(grants), Cedar(grants)
        for _ in range(PER_WORLD):
            request = aimed(rng, SMALL, grants)
            for field, flows in showing(decide(request, compiled)).items():
                assert flows == cedar.showing(request, field)
                shown += bool(flows)
            asked += 1
    assert shown
    report(capsys, "small worlds against Cedar", asked, shown)
