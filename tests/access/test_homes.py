"""Homes to visit: the address and its priority; nothing else, to nobody else, no longer than agreed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access import facts, homes, openings
from shiremoot.access.dwellings import Written, home_by_home, to_visit
from shiremoot.access.facts import Reach
from shiremoot.access.protection import FactKind
from shiremoot.access.reconciling import reconcile
from shiremoot.access.recording import Refused
from shiremoot.access.replay import replay
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.agreements import signing
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Detail, Entry
from tests.access import visited
from tests.access.small import NOW, PROTECTOR
from tests.access.visited import ADA, CREW, FAR_ROAD, HIGH_STREET, LENA, MIA, MILL_LANE, TOM
from tests.permitted import HOST
from tests.standing import copied

TODAY = day_of(NOW).isoformat()
HEAD = Viewer("carers", "head-of-service", "hal")


@pytest.fixture(scope="module")
def stands(standing):
    return visited.build(standing)


@pytest.fixture
def county(stands, tmp_path, db):
    """Three homes with priority: one of Ada and Lena, one of Mia, one of Tom."""
    return copied(stands, tmp_path)


def outcomes(act: Act) -> list[str]:
    return list(Entry.objects.filter(act=act).order_by("number").values_list("outcome", flat=True))


def protect(county, number: str, kind: FactKind, reach: Reach = facts.EVERYTHING) -> None:
    facts.set_fact_by_number(
        nhs_number=number, kind=kind, reason="In danger", by=PROTECTOR, at=county.now, reach=reach
    )


def switch_off(county, clause: str = "2.1", by: Viewer = HEAD) -> None:
    of = ("safe-and-well", county.versions)
    signing.switch_off(
        of=of, clause=clause, field="people.priority", why="It misleads", who="Hal", by=by, at=county.now
    )


# What is shown


def test_it_is_the_address_and_the_priority_one_line_a_home_as_one_walks(county):
    view = county.look()
    assert list(view.homes.items()) == [
        (HIGH_STREET, "Priority"),
        (MILL_LANE, "Priority"),
        (FAR_ROAD, "Priority"),
    ]
    assert view.visited == 0
    assert set(view.as_at) == {"care", "homes", "visits"}
    assert view.obligations == ("Destroy printed lists after 90 days",)


def test_the_area_is_a_district_or_a_town(county):
    assert county.addresses(area="XK2") == [HIGH_STREET]
    assert county.addresses(area="oldford") == [MILL_LANE, FAR_ROAD]
    assert county.addresses(area="XK") == []


def test_its_entry_names_fields_of_the_place_and_the_flag_and_what_was_served_nothing_else(county):
    number = county.look().entry_number
    entry = Entry.objects.get(number=number)
    assert (entry.act, entry.outcome) == (Act.VIEW_HOMES, "allowed")
    place = {f"people.{each}" for each in ("line", "town", "postcode", "uprn")}
    for provider, dataset in (("carers", "care"), ("landlord", "homes")):
        said = json.loads(Detail.objects.get(entry=entry, part=provider).content)
        assert set(said["fields"]) == {f"{dataset}.{each}" for each in place | {"people.priority"}}
    note = Entry.objects.get(act=Act.SERVED, number__gt=number)
    told = Detail.objects.filter(entry=note)
    subjects = {each.content for each in told if each.part.startswith("subject")}
    assert {json.loads(each)["person"] for each in subjects} == {
        county.person(number) for number in (ADA, LENA, MIA, TOM)
    }
    everything = " ".join(Detail.objects.filter(content__isnull=False).values_list("content", flat=True))
    for secret in ("Mill Lane", "High Street", "Ada", "Adult", "1940-02-03", ADA):
        assert secret not in everything


def test_who_is_not_shown_is_not_said_to_have_been_served(county):
    county.publish_all(("O", TODAY, "Done"))
    number = county.look(area="XK1").entry_number
    note = Entry.objects.get(act=Act.SERVED, number__gt=number)
    subjects = Detail.objects.filter(entry=note, part__startswith="subject").values_list("content", flat=True)
    assert {json.loads(each)["person"] for each in subjects} == {
        county.person(number) for number in (ADA, LENA, TOM)
    }


def test_it_is_decided_again_as_it_was_and_what_it_read_is_reconciled(county):
    assert replay(county.home, county.look().entry_number).same
    found = reconcile(county.home, day_of(NOW), day_of(NOW))
    assert found.agrees
    assert found.unfinished == 0


def test_printing_is_an_act_of_its_own(county):
    assert list(county.look(printed=True).homes) == county.addresses()
    assert outcomes(Act.PRINT_HOMES) == ["allowed"]


def test_nobody_is_looked_for_or_opened_by_it(county):
    """Address and priority are never beside a name: no search or opening has this purpose."""
    assert openings.purposes(by=CREW, at=county.now) == []
    assert not Purpose.FIRE_VISITS.looks_for_people


# Whom protection, objection and opt-out keep off


@pytest.mark.parametrize(
    ("kind", "reach"),
    [
        (FactKind.HIDDEN_ADDRESS, Reach()),
        (FactKind.HIDDEN_PERSON, Reach()),
        (FactKind.HIDDEN_RECORD, Reach(datasets=("care",))),
        (FactKind.SEVERED_IDENTITY, Reach(datasets=("care",))),
        (FactKind.OBJECTION, Reach()),
        (FactKind.OBJECTION, Reach(purpose=Purpose.FIRE_VISITS)),
        (FactKind.RESTRICTION, Reach(provider="carers")),
    ],
    ids=lambda each: getattr(each, "value", ""),
)
def test_who_may_not_be_shown_is_as_if_never_flagged(county, kind, reach):
    protect(county, MIA, kind, reach)
    with_a_fact = county.look()
    county.people["care"] = {key: row for key, row in county.people["care"].items() if key != "4"}
    county.publish_all()
    without = county.look()
    assert list(with_a_fact.homes) == list(without.homes) == [MILL_LANE, FAR_ROAD]
    assert with_a_fact.visited == without.visited
    assert told(with_a_fact.entry_number) == told(without.entry_number)


def told(number: int) -> dict[str, str]:
    """What each provider may read of an entry."""
    parts = Detail.objects.filter(entry__number=number, part__in=("carers", "landlord", "fire"))
    return dict(parts.values_list("part", "content"))


def test_a_home_stays_for_whoever_else_of_it_has_priority(county):
    protect(county, ADA, FactKind.HIDDEN_ADDRESS)
    assert county.addresses() == [HIGH_STREET, MILL_LANE, FAR_ROAD]
    protect(county, LENA, FactKind.HIDDEN_ADDRESS)
    assert county.addresses() == [HIGH_STREET, FAR_ROAD]


# Visits come back


def test_a_home_is_off_the_list_once_a_visit_was_completed_whoever_the_record_is_of(county):
    county.pass_days(3)
    county.publish_all(("O", day_of(county.now).isoformat(), "Done"))
    view = county.look()
    assert list(view.homes) == [MILL_LANE, FAR_ROAD]
    assert view.visited == 1
    assert county.look(area="XK1").visited == 0


@pytest.mark.parametrize(
    ("day", "outcome"), [("2026-11-21", "Done"), (TODAY, "No reply"), ("2026-12-24", "Done")]
)
def test_it_stays_where_the_visit_was_before_the_list_or_nobody_opened_or_is_still_to_come(
    county, day, outcome
):
    county.publish_all(("O", day, outcome))
    view = county.look()
    assert HIGH_STREET in view.homes
    assert view.visited == 0


def test_a_visit_to_somebody_who_is_hidden_takes_nothing_off(county):
    county.publish_all(("O", TODAY, "Done"))
    protect(county, "9000000068", FactKind.HIDDEN_PERSON)
    assert HIGH_STREET in county.look().homes


def test_without_the_service_s_own_flow_nothing_tells_what_was_visited(county):
    county.publish_all(("O", TODAY, "Done"))
    county.agree(without="visits")
    view = county.look()
    assert HIGH_STREET in view.homes
    assert view.visited is None


# Dark means dark


def test_a_service_that_switches_the_flag_off_takes_its_homes_off_at_once_addresses_too(county):
    switch_off(county)
    view = county.look()
    assert list(view.homes) == [MILL_LANE, FAR_ROAD]
    assert "care" not in view.as_at
    switch_off(county, "2.2", Viewer("landlord", "director", "dot"))
    with pytest.raises(Refused):
        county.look()
    assert outcomes(Act.VIEW_HOMES) == ["allowed", "refused"]


def test_a_flag_that_expires_takes_its_homes_along(county):
    county.agree()
    county.now = county.now.replace(year=2099, month=1, day=1, hour=1)
    county.made = county.now
    with pytest.raises(Refused):
        county.look()


def test_it_is_dark_from_the_moment_at_which_the_agreement_ends(county):
    county.agree(until="2026-11-24")
    assert county.addresses()
    county.now = county.now.replace(day=23, hour=23, minute=59)
    assert county.addresses()
    county.now = county.now.replace(day=24, hour=0, minute=0)
    with pytest.raises(Refused):
        county.look()
    assert not homes.may_visit(by=CREW, at=county.now)


@pytest.mark.parametrize(
    "by",
    [replace(CREW, role="firefighter"), replace(CREW, organisation="landlord"), Viewer(HOST, "crew", "dana")],
    ids=["another role", "a provider", "the host"],
)
def test_nobody_else_may_see_it(county, by):
    assert not homes.may_visit(by=by, at=county.now)
    with pytest.raises(Refused):
        county.look(by=by)


# Which addresses are one home

postcodes = st.sampled_from(("XK1 2AB", "xk12ab", "XK2 3CD", ""))
lines = st.sampled_from(("4 Mill Lane", "4, MILL LANE", "Flat 1, 4 Mill Lane", "9 High Street"))
uprns = st.sampled_from(("", "100", "0100", "200"))
addresses = st.frozensets(
    st.builds(Written, line=lines, town=st.just("Oldford"), postcode=postcodes, uprn=uprns), max_size=8
)


@given(addresses, st.randoms(use_true_random=False))
def test_homes_part_the_addresses_by_what_they_go_by_in_whatever_order(written, random):
    found = home_by_home(written)
    shuffled = sorted(written, key=lambda each: random.random())
    assert set(home_by_home(shuffled)) == set(found)
    assert sorted(map(repr, written)) == sorted(repr(each) for home in found for each in home)
    names = [frozenset().union(*(each.names for each in home)) for home in found]
    assert all(one.isdisjoint(other) for place, one in enumerate(names) for other in names[:place])
    assert all(_hangs_together(home) for home in found)


def _hangs_together(home: frozenset[Written]) -> bool:
    reached = {min(home, key=repr)}
    while more := {each for each in home - reached if any(each.names & one.names for one in reached)}:
        reached |= more
    return reached == home


@given(addresses, addresses)
def test_what_is_left_to_visit_is_of_no_home_that_was_visited_and_all_are_counted_once(asked, been):
    left, off = to_visit(asked, been)
    gone = {name for each in home_by_home(asked | been) if each & been for one in each for name in one.names}
    assert all(gone.isdisjoint(one.names) for home in left for one in home.written)
    assert all(home.address in home.written <= asked for home in left)
    assert len(left) + off == sum(bool(home & asked) for home in home_by_home(asked | been))
    assert to_visit(asked, ())[1] == 0


def test_houses_come_as_one_walks():
    street = [Written(f"{number} Mill Lane", "Oldford", "XK1 2AB") for number in (10, 9, 1)]
    assert [home.address.line for home in to_visit(street, ())[0]] == [
        "1 Mill Lane",
        "9 Mill Lane",
        "10 Mill Lane",
    ]


def test_a_uprn_of_elsewhere_does_not_make_two_homes_one():
    mistyped = replace(HIGH_STREET, uprn=MILL_LANE.uprn)
    assert len(home_by_home([MILL_LANE, mistyped])) == 2
