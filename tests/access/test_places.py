"""The page of an address: who and what is there, through one opening, and no way around protection."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access import facts, openings, places
from shiremoot.access.facts import Reach
from shiremoot.access.held import Gone
from shiremoot.access.places import PlaceView
from shiremoot.access.protection import FactKind
from shiremoot.access.reconciling import reconcile
from shiremoot.access.recording import Refused
from shiremoot.access.replay import replay
from shiremoot.access.typed_places import Place, places_in
from shiremoot.dates import day_of
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Entry
from tests.access.small import NOW, PROTECTOR, WORKER, said
from tests.permitted import HOST

ADA_TERMS, ADA, CORA, LENA = "ada adult 3/2/1980", "9000000009", "9000000017", "9000000025"


def held(small, terms: str = ADA_TERMS) -> tuple[UUID, str]:
    """The opening of somebody, and the name of their address in it."""
    view = small.opened(terms)
    return view.opening.pk, places.named(view)["100"]


def look(small, place: tuple[UUID, str], by: Viewer = WORKER) -> PlaceView:
    opening, name = place
    return places.view(small.home, opening, name, by=by, at=small.now)


def others(view: PlaceView) -> set[str]:
    return {name for each in view.others for name in said(each.blocks, "person.first_name")}


def protect(small, number: str, kind: FactKind) -> None:
    options = {"reach": Reach(datasets=("care", "crime"))} if kind.needs_datasets else {}
    facts.set_fact_by_number(
        nhs_number=number, kind=kind, reason="In danger", by=PROTECTOR, at=small.now, **options
    )


def test_everybody_at_an_address_is_there_with_what_is_shown_before_they_are_opened(small):
    view = look(small, held(small))
    assert said(view.blocks, "person.first_name") == {"Ada"}
    assert others(view) == {"Cora", "Lena"}
    small.adopt({"dataset": "care"}, {"dataset": "crime", "relationships": ["opened-with-reason"]})
    cora = held(small, "cora child 6/5/2015")
    shown = {block.dataset for each in look(small, cora).others for block in each.blocks}
    assert shown == {"care"}


def test_it_is_two_entries_that_can_be_decided_again_and_what_was_read_is_reconciled(small):
    place = held(small)
    before = Entry.objects.count()
    view = look(small, place)
    made = list(Entry.objects.filter(number__gt=before).order_by("number").values_list("act", flat=True))
    assert made == [Act.VIEW_PLACE, Act.SERVED, Act.VIEW_HOUSEHOLD, Act.SERVED]
    assert all(replay(small.home, number).same for number in view.entry_numbers)
    assert reconcile(small.home, day_of(NOW), day_of(NOW)).agrees


def test_an_address_has_one_name_inside_its_opening_and_it_says_nothing(small):
    view, other = small.opened(ADA_TERMS), small.opened(ADA_TERMS)
    name = places.named(view)["100"]
    assert places.named(small.view(view.opening)) == places.named(view)
    assert "100" not in name
    with pytest.raises(Gone):
        look(small, (other.opening.pk, name))
    small.now = view.opening.until
    with pytest.raises(Gone):
        look(small, (view.opening.pk, name))


def test_no_other_address_is_reached_through_an_opening(small):
    other = small.opened("peter else 9/1/1971")
    opening, _ = held(small)
    for name in (places.named(other)["300"], "300", "x"):
        with pytest.raises(Gone):
            look(small, (opening, name))


@pytest.mark.parametrize("kind", [FactKind.HIDDEN_PERSON, FactKind.HIDDEN_ADDRESS, FactKind.HIDDEN_RECORD])
def test_who_is_protected_is_not_there(small, kind):
    place = held(small)
    protect(small, CORA, kind)
    assert others(look(small, place)) == {"Lena"}


def test_a_severed_identity_keeps_its_former_records_from_the_address(small):
    place = held(small)
    facts.set_fact_by_number(
        nhs_number=LENA,
        kind=FactKind.SEVERED_IDENTITY,
        reach=Reach(datasets=("care",)),
        reason="Adopted",
        by=PROTECTOR,
        at=small.now,
    )
    assert others(look(small, place)) == {"Cora"}


@pytest.mark.parametrize("kind", [kind for kind in FactKind if kind.protects])
def test_once_the_one_who_is_opened_is_protected_their_address_is_gone(small, kind):
    place = held(small)
    protect(small, ADA, kind)
    with pytest.raises((Gone, Refused)):
        look(small, place)


def test_where_no_flow_shows_anybody_unopened_there_is_nobody_else(small):
    small.adopt({"dataset": "care"}, {"dataset": "crime"})
    place = held(small)
    reasoned = {"relationships": ["opened-with-reason"]}
    small.adopt({"dataset": "care", **reasoned}, {"dataset": "crime", **reasoned})
    seen = look(small, place)
    assert (said(seen.blocks, "person.first_name"), seen.others) == ({"Ada"}, [])
    assert Entry.objects.filter(act=Act.VIEW_HOUSEHOLD, outcome="refused").exists()


@pytest.mark.parametrize(
    "other",
    [Viewer(HOST, WORKER.role, "flo"), Viewer("carers", WORKER.role, "dana"), Viewer(HOST, "nurse", "dana")],
    ids=["user", "organisation", "role"],
)
def test_it_is_nobody_else_s(small, other):
    place = held(small)
    with pytest.raises(Gone):
        look(small, place, by=other)


def test_each_other_opens_with_a_reason_of_their_own(small):
    (lena,) = (each for each in look(small, held(small)).others if "Lena" in str(each.blocks))
    opening = small.open_candidate(lena.candidate)
    assert said(openings.view_person(small.home, opening.pk, by=WORKER, at=small.now).blocks, "address.uprn")


# Places as they are typed


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("xk12ab", "XK1 2AB"),
        ("  XK1   2AB , ", "XK1 2AB"),
        ("4 Mill Lane XK1 2AB", "4 Mill Lane, XK1 2AB"),
        ("4 Mill Lane, Oldford, XK1 2AB", "4 Mill Lane, Oldford, XK1 2AB"),
        ("999900000017", "999900000017"),
        ("000000000100", "100"),
    ],
)
def test_a_line_is_a_place(line, words):
    (place,), wrong = places_in([line])
    assert (place.words, wrong) == (words, [])
    assert places_in([place.words]) == ([place], [])


@pytest.mark.parametrize(
    ("line", "next_step"),
    [
        ("4 Mill Lane", "add its postcode"),
        ("Rose Cottage, XK1 2AB", "give the house number"),
        ("XK1 2AB XK1 2AC", "one postcode a line"),
        ("9999000000171", "add its postcode"),
        ("XK1", "add its postcode"),
        ("000", "add its postcode"),
    ],
)
def test_a_line_that_is_none_is_told_by_its_number(line, next_step):
    places, (wrong,) = places_in(["XK1 2AB", "", line])
    assert [place.words for place in places] == ["XK1 2AB"]
    assert (wrong.line, wrong.text) == (3, line)
    assert next_step in wrong.next_step


@given(st.lists(st.text(max_size=40)))
def test_no_line_is_lost(lines):
    places, wrong = places_in(lines)
    kept = [line for line in lines if " ".join(line.split()).strip(" ,")]
    assert len(places) + len(wrong) <= len(kept)
    assert {each.line for each in wrong} <= set(range(1, len(lines) + 1))
    assert bool(kept) == bool(places or wrong)


HERE = {"address.line": "4 Mill Lane", "address.postcode": "XK1 2AB", "address.uprn": "100"}


@pytest.mark.parametrize(
    ("line", "more", "there"),
    [
        ("4 mill lane xk12ab", {}, True),
        ("100", {}, True),
        ("101", {}, False),
        ("0100", {}, True),
        ("100", {"address.uprn": "000000000100"}, True),
        ("6 Mill Lane, XK1 2AB", {}, False),
        ("XK1 2AB", {"address.until": "2026-11-22"}, False),
        ("XK1 2AB", {"address.until": "2026-11-23"}, True),
        ("XK1 2AB", {"address.since": "2026-11-23"}, False),
        ("100", {"address.since": "2026-11-22"}, True),
        ("XK1 2AB", {"address.postcode": "XK1 2AC"}, False),
        ("4 Mill Lane, XK1 2AB", {"address.line": ""}, False),
    ],
)
def test_a_row_is_at_a_place_on_a_day(line, more, there):
    (place,), _ = places_in([line])
    assert place.holds(HERE | more, day_of(NOW)) is there
    assert not Place("", postcode="XK12AB").holds({}, day_of(NOW))
