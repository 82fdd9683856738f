"""What an option changes: everybody is counted once, every service that moves is told, conflicts in words."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gazetteer.areas import SmallArea
from shiremoot.gazetteer.geometry import Point
from shiremoot.roadmap.estate.asked import Among, Asked, Called, SiteThen, Wishes
from shiremoot.roadmap.estate.comparing import Column, compared
from shiremoot.roadmap.estate.weighing import (
    Failed,
    Found,
    Unmet,
    from_plain,
    to_plain,
    unmet,
    weigh,
)
from shiremoot.roadmap.estate.wording import (
    displaced_rows,
    farther,
    hub_rows,
    kilometres,
    listed,
    pounds,
    proof,
    sentence,
)

at = st.builds(Point, st.integers(0, 60_000), st.integers(0, 60_000))
number = st.none() | st.integers(0, 2_000_000)
site = st.builds(
    lambda where, area, running, due, services: SiteThen(1, (), where, area, running, due, services),
    at,
    st.none() | st.integers(0, 5000),
    number,
    number,
    st.lists(st.sampled_from(["Library", "Advice", "Front desk"]), unique=True).map(tuple),
)
small_areas = st.lists(
    st.builds(SmallArea, st.just("E01000001"), at, st.integers(0, 3000), st.none() | st.integers(1, 10)),
    min_size=1,
    max_size=8,
).filter(lambda areas: any(area.people for area in areas))
rooms = st.none() | st.floats(0.01, 10)


@st.composite
def options(draw):
    sites = tuple(
        replace(each, called=(Called("amber", f"A{place}", f"Site {place}"),))
        for place, each in enumerate(draw(st.lists(site, min_size=1, max_size=7)))
    )
    some = st.frozensets(st.integers(0, len(sites) - 1), max_size=2)
    wishes = Wishes(draw(st.integers(1, len(sites))), draw(some), draw(some), draw(rooms))
    return Asked(Among("", "", "", {}, sites), wishes), draw(small_areas)


@given(options())
def test_people_cost_and_services_add_up(option):
    asked, areas = option
    found = weigh(asked, areas)
    assert isinstance(found, Unmet) == bool(unmet(asked, areas))
    if isinstance(found, Unmet):
        return
    people = sum(area.people for area in areas)
    assert (found.people, found.areas) == (people, len(areas))
    assert sum(hub.people for hub in found.hubs) == pytest.approx(people)
    assert sum(hub.people * (hub.km or 0) for hub in found.hubs) == pytest.approx(people * found.after)
    for side in ("before", "after"):
        way = sum(band.people * getattr(band, side) for band in found.bands)
        assert way == pytest.approx(people * getattr(found, side))
    assert sum(band.people for band in found.bands) == people
    assert found.before <= found.after + 1e-9
    left = [place for place in range(len(asked.sites)) if place not in found.chosen]
    assert [each.site for each in found.displaced] == [each for each in left if asked.sites[each].services]
    for each in found.displaced:
        apart = {
            to: np.hypot(*np.subtract(asked.sites[each.site].at, asked.sites[to].at)) for to in found.chosen
        }
        assert each.km * 1000 == pytest.approx(apart[each.to])
        assert apart[each.to] == min(apart.values())
        assert each.services == asked.sites[each.site].services
    costs = [asked.sites[place].running_cost for place in left]
    assert found.costs.less == sum(cost or 0 for cost in costs)
    assert found.costs.unknown_less == costs.count(None)


@given(options())
def test_wishes_are_kept(option):
    asked, areas = option
    found = weigh(asked, areas)
    if isinstance(found, Unmet):
        return
    wishes = asked.wishes
    assert len(found.hubs) == wishes.choose
    assert wishes.keep <= found.chosen
    assert not wishes.leave & found.chosen
    if wishes.room is not None:
        assert all(hub.full <= 1 + 1e-6 for hub in found.hubs)
        assert found.without_area == sum(not site.floor_area for site in asked.sites)
        assert all(asked.sites[place].floor_area for place in found.chosen)


@given(options())
def test_what_is_found_comes_back_from_json(option):
    found = weigh(*option)
    assert from_plain(json.loads(json.dumps(to_plain(found)))) == found


def test_that_it_failed_comes_back_too():
    assert from_plain(to_plain(Failed())) == Failed()


def line(*sites: dict, **wishes) -> Asked:
    """Sites on a line, two kilometres apart."""
    made = tuple(
        SiteThen(1, (Called("amber", f"A{n}", f"Site {n}"),), Point(2000 * n, 0), **each)
        for n, each in enumerate(sites)
    )
    return Asked(Among("", "", "", {}, made), Wishes(**wishes))


def area(km: float, people: int, decile: int | None = None) -> SmallArea:
    return SmallArea("E01000001", Point(round(1000 * km), 0), people, decile)


def test_an_option_in_a_sentence_and_by_fifths():
    asked = line(
        {"running_cost": 1_200_000, "services": ("Library",)},
        {"running_cost": 300_000, "maintenance": 10},
        {"services": ("Advice", "Registrar")},
        choose=1,
        keep=frozenset({1}),
    )
    found = weigh(asked, [area(0, 100, 1), area(2, 100, 2), area(4, 100, 9), area(4, 100)])
    assert isinstance(found, Found)
    assert sentence(asked, found) == (
        "1 of 3 sites: people go 1.5 km on average, as the crow flies, 1.5 km more than today; "
        "£1.2 million less running cost a year, not counting 1 site whose cost is not known."
    )
    assert [(band.fifth, band.people, band.before, band.after) for band in found.bands] == [
        (1, 200, 0, 1),
        (5, 100, 0, 2),
        (None, 100, 0, 2),
    ]
    assert [(each.site, each.to, each.km) for each in found.displaced] == [(0, 1, 2.0), (2, 1, 2.0)]
    assert found.costs.maintenance == 0
    assert found.costs.unknown_maintenance == 2
    names = {"amber": "Amber Council"}
    assert hub_rows(asked, found, names)[1] == [
        "Site 1", "Amber Council", "A1", "2000", "0", "400", "1.50", "",
    ]  # fmt: skip
    assert [row[5:] for row in displaced_rows(asked, found, names)[1:]] == [
        ["Library", "Site 1", "2.00"],
        ["Advice", "Site 1", "2.00"],
        ["Registrar", "Site 1", "2.00"],
    ]


def test_no_name_in_a_file_is_a_formula():
    called = (Called("amber", "@A", "=1+1"),)
    sites = (
        SiteThen(1, called, Point(0, 0), services=("+44",)),
        SiteThen(1, (Called("amber", "A", "-"),), Point(1, 1)),
    )
    asked = Asked(Among("", "", "", {}, sites), Wishes(1, keep=frozenset({1})))
    (row,) = displaced_rows(asked, weigh(asked, [area(0, 1)]), {})[1:]
    assert (row[0], row[2], row[5], row[6]) == ("'=1+1", "'@A", "'+44", "'-")


def test_where_everything_is_kept_nothing_changes():
    asked = line({"running_cost": 10}, {"running_cost": 20}, choose=2)
    found = weigh(asked, [area(0, 100, 1), area(2, 100, 2)])
    assert sentence(asked, found) == (
        "2 of 2 sites: people go 0.00 km on average, as the crow flies, as far as today;"
        " the same running cost."
    )


def test_where_no_cost_is_known_none_is_told():
    asked = line({}, {}, choose=1)
    found = weigh(asked, [area(0, 100, 1), area(2, 50, 2)])
    assert sentence(asked, found).endswith("; what running cost that saves is not known.")


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (
            {"choose": 1, "keep": {0}, "leave": {0}},
            "must be kept must also not be chosen: Site 0.",
        ),
        ({"choose": 1, "keep": {0, 1}}, "2 sites must be kept, and only 1 may be chosen."),
        ({"choose": 2, "leave": {0, 1}}, "2 sites are to be chosen, and 1 remain"),
        ({"choose": 1, "leave": {0, 1, 2}}, "No site may be chosen"),
        (
            {"choose": 1, "room": 1.0},
            "No site holds everybody: the largest that may be chosen hold 40 of 100",
        ),
        ({"choose": 1, "room": 1.0}, "Sites without a registered floor area, here 1, cannot be chosen."),
        ({"choose": 1, "room": 9.0, "keep": {2}}, "No floor area is registered of sites to keep, so nobody"),
    ],
)
def test_wishes_against_each_other_are_told(wishes, said):
    sets = {name: frozenset(value) if isinstance(value, set) else value for name, value in wishes.items()}
    asked = line({"floor_area": 30}, {"floor_area": 40}, {}, **sets)
    found = weigh(asked, [area(0, 100)])
    assert isinstance(found, Unmet)
    assert said in " ".join(found.words)
    assert sentence(asked, found).startswith("It cannot be met. ")


def test_where_a_hub_is_full_people_go_to_another():
    asked = line({"floor_area": 30}, {"floor_area": 80}, {}, choose=2, room=2.0)
    found = weigh(asked, [area(0, 100)])
    assert [(hub.site, hub.people, hub.full, hub.km) for hub in found.hubs] == [
        (0, pytest.approx(60), pytest.approx(1), pytest.approx(0)),
        (1, pytest.approx(40), pytest.approx(0.25), pytest.approx(2)),
    ]


def test_how_good_a_choice_is_is_never_told_too_well():
    asked = line({}, {}, {}, choose=2)
    found = weigh(asked, [area(0, 100), area(4, 100)])
    assert proof(found) == "No other choice of 2 hubs would make the way shorter by more than 0.01 in 100."
    assert proof(replace(found, is_proved=False, gap=0.0421)).startswith(
        "Another choice of 2 hubs might be better by up to 4.3 in 100; none was found"
    )
    assert "up to 0.02 in 100" in proof(replace(found, is_proved=False, gap=0.00011))


def test_numbers_in_words():
    assert [kilometres(km) for km in (0, 0.034, 0.4, 0.999, 1.04, 12)] == [
        "0.00 km", "0.03 km", "0.40 km", "1.00 km", "1.0 km", "12.0 km",
    ]  # fmt: skip
    assert [farther(km) for km in (0.004, 0.41, -0.2)] == [
        "as far as today",
        "0.41 km more than today",
        "0.20 km less than today",
    ]
    assert [pounds(count) for count in (0, 84_000, 1_250_000)] == ["£0", "£84,000", "£1.2 million"]
    assert [listed(names) for names in (["A"], ["A", "B"], ["A", "B", "C"])] == ["A", "A and B", "A, B and C"]


def test_options_side_by_side_say_which_hubs_differ():
    sites = ({"running_cost": 100, "services": ("Library",)}, {"running_cost": 40}, {})
    areas = [area(0, 100, 1), area(2, 50, 1), area(4, 100, 9)]
    asked = [line(*sites, choose=count, keep=frozenset({0})) for count in (1, 2)]
    columns = [Column(each, weigh(each, areas)) for each in asked]
    found = compared(columns, {"amber": "Amber"})
    lines = {each.what: each.values for each in found.lines}
    assert lines["Hubs"] == ("1 of 3 sites", "2 of 3 sites")
    assert lines["Less running cost a year"] == ("£40, and what is not known of 1 site", "£40")
    assert lines["Services displaced"] == ("No services", "No services")
    assert [(each.what, each.values) for each in found.hubs] == [("Site 2, Amber", ("Not kept", "Hub"))]
    assert (found.shared, found.cautions) == (1, ())
    assert [each.what for each in found.bands] == ["Most deprived fifth", "Least deprived fifth"]


def test_options_among_other_sites_or_of_other_people_are_compared_with_care():
    areas = [area(0, 100, 1)]
    one, two = line({}, {}, choose=1, leave=frozenset({1})), line({}, choose=1)
    columns = [Column(one, weigh(one, areas)), Column(two, weigh(two, [area(0, 101, None)]))]
    found = compared(columns, {})
    assert len(found.cautions) == 2
    assert [each.values[1] for each in found.bands] == ["Nobody", found.bands[1].values[1]]
    assert found.hubs == ()
