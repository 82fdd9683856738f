"""Which log says what: all of an organisation's own, and nothing of another's."""

import json
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.ledger.logs import NOBODY, Kind, parts

NAMES = ("police", "health", "housing", "schools")


def body(providers: list[str], organisation: str = "council") -> dict:
    own = {"viewer": "c of viewer", "subject 1": "c of subject 1"}
    return {
        "v": 1,
        "id": str(uuid4()),
        "at": "2026-11-22T09:00:00.000000+00:00",
        "act": "view person",
        "outcome": "allowed",
        "by": {"organisation": organisation, "role": "social-worker"},
        "purpose": "safeguarding-children",
        "reason": "concern",
        "mode": "identified",
        "grants": "hash of grants",
        "decision": "hash of decision",
        "about": "an opening",
        "commitments": own | {name: f"c of {name}" for name in providers},
    }


@given(st.lists(st.sampled_from(NAMES), unique=True), st.integers(1, 10**9))
def test_every_provider_has_one_leaf_and_the_organisation_that_acted_has_one(providers, number):
    found = list(parts(number, body(providers)))
    assert [(part.kind, part.organisation) for part in found] == [
        (Kind.DONE, "council"),
        *((Kind.SEEN, name) for name in providers),
    ]


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
def test_what_a_provider_sees_names_no_other_provider_no_person_and_nothing_that_ties_entries_together(
    providers,
):
    for part in parts(9, body(providers)):
        if part.kind is Kind.DONE:
            continue
        text = part.leaf(4).decode()
        leaf = json.loads(text)
        assert leaf["commitments"] == {part.organisation: f"c of {part.organisation}"}
        assert not {"number", "decision", "about"} & set(leaf)
        assert not [
            word
            for word in ("viewer", "subject", "opening", *NAMES)
            if word != part.organisation and word in text
        ]


def test_what_the_organisation_that_acted_sees_is_the_whole_entry():
    entry = body(["police"])
    leaf = json.loads(next(parts(9, entry)).leaf(4))
    assert leaf.pop("n") == 4
    assert leaf.pop("number") == 9
    assert leaf.pop("providers") | leaf.pop("commitments") == entry.pop("commitments")
    assert leaf == entry


def test_what_nobody_s_organisation_did_has_a_log_too():
    assert next(parts(1, body([], organisation=""))).organisation == NOBODY
