"""Family, one step away: a decision and an entry of its own, and nothing of who is hidden or severed."""

import json

import pytest

from shiremoot.access import openings
from shiremoot.access.protection import FactKind
from shiremoot.ledger.models import Entry
from tests.access.small import WORKER, said
from tests.access.test_protection import ADA, ADAS, CORA, LENA, protect


def names(members) -> set[str]:
    return {name for member in members for name in said(member.blocks, "person.first_name")}


def acts() -> list[str]:
    return [json.loads(entry.body)["act"] for entry in Entry.objects.order_by("number")]


def test_family_is_decided_and_recorded_before_it_is_read_and_shows_who_they_are_and_no_more(small):
    view = small.opened(CORA)
    before = Entry.objects.count()
    members = openings.view_family(view)
    assert names(members) == {"Ada", "Lena"}
    assert {block.entity for member in members for block in member.blocks} == {"person"}
    assert acts()[before:] == ["view family", "served"]
    decided = Entry.objects.order_by("number")[before]
    assert json.loads(decided.body)["about"] == str(view.opening.pk)


def test_what_is_printed_is_recorded_as_printed(small):
    opening = small.open(CORA)
    view = openings.print_person(small.home, opening.pk, by=WORKER, at=small.now)
    assert names(openings.view_family(view)) == {"Ada", "Lena"}
    assert names(openings.view_household(view, uprn="100")) == {"Ada", "Lena"}
    assert acts()[-6:] == ["print person", "served", "print family", "served", "print household", "served"]


def test_each_opens_with_a_reason_of_their_own(small):
    for member in openings.view_family(small.opened(CORA)):
        opening = small.open_candidate(member.candidate)
        assert opening.person_id == member.person_id


def test_somebody_without_ties_costs_no_entry(small):
    view = small.opened("peter else 9/1/1971")
    before = Entry.objects.count()
    assert openings.view_family(view) == []
    assert Entry.objects.count() == before


@pytest.mark.parametrize("kind", [FactKind.HIDDEN_PERSON, FactKind.SEVERED_IDENTITY])
def test_who_is_hidden_or_severed_is_nobody_s_family(small, kind):
    decided_before = small.opened(CORA)
    protect(small, ADAS, kind, *(["crime"] if kind is FactKind.SEVERED_IDENTITY else []))
    assert names(openings.view_family(small.opened(CORA))) == {"Lena"}
    assert names(openings.view_family(decided_before)) == {"Lena"}


def test_who_is_severed_has_no_family(small):
    decided_before = small.opened(ADA)
    protect(small, ADAS, FactKind.SEVERED_IDENTITY, "crime")
    before = Entry.objects.count()
    assert openings.view_family(small.opened(ADA)) == []
    assert "view family" not in acts()[before:]
    assert openings.view_family(decided_before) == []


def test_without_the_field_that_names_the_other_nobody_is_asked_for(small):
    people = ["people.born", "people.first", "people.last"]
    small.adopt({"dataset": "care", "fields": [*people, "ties.kind"]})
    view = small.opened(LENA)
    assert said(view.blocks, "tie.kind") == {"Sister", "Niece"}
    assert openings.view_family(view) == []
