"""Sites as they were asked about: one for each UPRN, kept as JSON, and listed by name or asset."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gazetteer.geometry import Point
from shiremoot.roadmap.estate.asked import (
    Among,
    Asked,
    Called,
    Registered,
    SiteThen,
    Wishes,
    from_plain,
    one_for_each_uprn,
    to_plain,
)
from shiremoot.roadmap.estate.lines import Spellings, Unreadable
from shiremoot.roadmap.estate.site import Tenure

NAMES = {"amber": "Amber Council", "fire": "Fire"}
words = st.text("abc ,’", min_size=1, max_size=5)
numbers = st.none() | st.integers(0, 9_000_000)
then = st.builds(
    SiteThen,
    record=st.integers(1),
    called=st.lists(st.builds(Called, words, words, words), min_size=1, max_size=2).map(tuple),
    at=st.builds(Point, st.integers(0, 60_000), st.integers(0, 60_000)),
    floor_area=numbers,
    running_cost=numbers,
    maintenance=numbers,
    services=st.lists(words, max_size=2).map(tuple),
)
places = st.frozensets(st.integers(0, 3))
wishes = st.builds(Wishes, st.integers(1, 9), places, places, st.none() | st.floats(0.01, 100))
asked = st.builds(
    Asked,
    st.builds(Among, words, words, words, st.dictionaries(words, words), st.lists(then).map(tuple)),
    wishes,
)


def site(organisation: str, asset: str, name: str, **more) -> SiteThen:
    return SiteThen(1, (Called(organisation, asset, name),), Point(1, 1), **more)


@given(asked)
def test_what_is_kept_comes_back(asked):
    assert from_plain(to_plain(asked)) == asked


def test_of_what_one_body_registers_several_times_under_one_uprn_figures_are_summed_up():
    block = site("health", "H1", "Block", floor_area=900, running_cost=50, services=("Clinic",))
    annex = site("health", "H2", "Annex", floor_area=100, maintenance=7)
    tenant = site("fire", "F1", "Fire desk", floor_area=20, running_cost=5, maintenance=3)
    tenures = (Tenure.LEASEHOLD, Tenure.FREEHOLD, Tenure.FREEHOLD)
    (one,) = one_for_each_uprn(
        Registered(each, "100", tenure) for each, tenure in zip((tenant, block, annex), tenures, strict=True)
    )
    assert (one.floor_area, one.running_cost, one.maintenance) == (1000, 50, 7)
    assert [called.asset for called in one.called] == ["H1", "H2", "F1"]


def test_registers_that_are_others_now_are_told_and_new_ones_where_all_bodies_count():
    whole = Among("", "", "", {"amber": "1", "fire": "2"}, ())
    assert whole.changed({"amber": "1", "fire": "2"}) == []
    assert whole.changed({"amber": "9", "police": "3"}) == ["amber", "fire", "police"]
    narrow = replace(whole, organisation="fire", editions={"fire": "2", "amber": "1"})
    assert narrow.changed({"fire": "2", "amber": "9", "police": "3"}) == []
    assert narrow.changed({"fire": "4"}) == ["fire"]


def test_what_several_registered_under_one_uprn_is_one_the_freeholder_s_first():
    tenant = site("fire", "F1", "Fire desk", running_cost=5, maintenance=7, services=("Fire",))
    owner = site("amber", "A1", "Hall", running_cost=9, services=("Library", "Fire"))
    alone, other = site("amber", "A2", "Yard"), site("amber", "A3", "Shed")
    found = one_for_each_uprn(
        [
            Registered(tenant, "100", Tenure.LEASEHOLD),
            Registered(alone, "", Tenure.FREEHOLD),
            Registered(owner, "100", Tenure.FREEHOLD),
            Registered(other, "", Tenure.FREEHOLD),
        ]
    )
    (both, *rest) = found
    assert rest == [alone, other]
    assert both.called == (owner.called[0], tenant.called[0])
    assert (both.running_cost, both.maintenance, both.services) == (9, 7, ("Library", "Fire"))


@given(st.lists(st.builds(Registered, then, st.sampled_from(["", "1", "2"]), st.sampled_from(Tenure))))
def test_no_registration_and_no_service_is_lost(registered):
    found = one_for_each_uprn(registered)
    with_uprn = {each.uprn for each in registered if each.uprn}
    assert len(found) == len(with_uprn) + sum(not each.uprn for each in registered)
    assert sorted(called for each in found for called in each.called) == sorted(
        called for each in registered for called in each.site.called
    )
    assert {service for each in found for service in each.services} == {
        service for each in registered for service in each.site.services
    }


SITES = (
    site("amber", "A1", "Oldford Library"),
    site("amber", "A2", "Town Hall"),
    site("amber", "A3", "Town  Hall"),
    site("fire", "A1", "Oldford Station"),
    SiteThen(1, (Called("fire", "F2", "Depot"), Called("amber", "A9", "Old Depot")), Point(1, 1)),
)


def test_a_line_is_a_name_an_asset_or_what_tells_it_from_others():
    spelt = Spellings(SITES, NAMES)
    assert spelt.shortest == ["Oldford Library", "Town Hall, A2", "Town Hall, A3", "Oldford Station", "Depot"]
    text = " oldford  LIBRARY \n\nTown Hall, A2\r\nA3\nOldford Station, A1, Fire\nold depot"
    assert spelt.read(text) == {0, 1, 2, 3, 4}
    assert spelt.read("") == frozenset()


def test_lines_that_mean_nothing_or_too_much_are_told_with_what_is_near():
    with pytest.raises(Unreadable) as told:
        Spellings(SITES, NAMES).read("Oldford Libary\nDepot\ntown hall\nxyzzy\nA1")
    assert told.value.complaints == [
        "Line 1: no site among these is called “Oldford Libary”. Do you mean “Oldford Library”?",
        "Line 3: 2 sites are called “town hall”: “Town Hall, A2” or “Town Hall, A3”",
        "Line 4: no site among these is called “xyzzy”",
        "Line 5: 2 sites are called “A1”: “Oldford Library” or “Oldford Station”",
    ]


def test_of_many_alike_the_first_are_told():
    alike = [site("amber", f"A{number}", "Shop") for number in range(5)]
    with pytest.raises(
        Unreadable, match=r"5 sites are called “Shop”: “Shop, A0”, “Shop, A1”, “Shop, A2” or 2"
    ):
        Spellings(alike, NAMES).read("Shop")


short = st.text("ab", min_size=1, max_size=2)


@given(
    st.lists(st.builds(Called, st.sampled_from(sorted(NAMES)), short, short), unique_by=lambda each: each[:2])
)
def test_what_is_written_is_read_as_the_same_sites(called):
    spelt = Spellings([SiteThen(1, (each,), Point(1, 1)) for each in called], NAMES)
    for place in range(len(called)):
        assert spelt.read(spelt.written(frozenset({place}))) == {place}
