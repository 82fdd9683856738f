"""What a change did that began in some areas sooner than in others: found, sure of itself, or refused."""

import subprocess
import sys
from dataclasses import replace
from math import cos, exp, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.methods.periods import Period
from shiremoot.methods.staggered import Area, Comparison, Effect, Refusal, effect

STARTS = [12, 12, 14, 14, 16, 16, 18, 18, None, None, None, None]
MONTHS = 24


def county(seed=1, ratio=0.7, starts=STARTS, months=MONTHS, growth=0.0) -> list[Area]:
    """Counts of areas of many sizes with a season; `growth` is each month that of areas that begin."""
    rng = np.random.default_rng(seed)
    areas = []
    for number, start in enumerate(starts):
        expected = [
            (100 + 40 * number)
            * (1 + 0.2 * cos(2 * pi * month / 12))
            * (ratio if start is not None and month >= start else 1)
            * exp(growth * month if start is not None else 0)
            for month in range(months)
        ]
        areas.append(
            Area(f"area {number}", f"body {number}", start, [float(rng.poisson(each)) for each in expected])
        )
    return areas


def changed(areas, change) -> list[Area]:
    """`change` gives each value anew, from the number of its area, its month, and what it was."""
    return [
        replace(area, values=[change(number, month, value) for month, value in enumerate(area.values)])
        for number, area in enumerate(areas)
    ]


def figures(found: Effect) -> list[float]:
    changes = [found.change, *(event.change for event in found.events)]
    return [found.p_before, *(value for each in changes for value in (each.share, each.low, each.high))]


def test_what_a_programme_did_is_found_and_told_by_month():
    found = effect(county())
    assert found.change.low < -0.3 < found.change.high < 0
    assert found.change.share == pytest.approx(-0.3, abs=0.05)
    assert (found.bodies, found.months_before, found.months_after) == (12, 12, 12)
    assert found.moved_alike
    assert found.left_out == ()
    since = [event.since_start for event in found.events]
    assert -1 not in since, "the month before the start is what others are held to"
    assert since == [*range(-16, -1), *range(10)], "of what is farther away two bodies alone tell"
    after = [event.change.share for event in found.events if event.since_start >= 0]
    assert max(after) < -0.1
    for event in found.events:
        assert event.change.low < event.change.share < event.change.high


def test_without_an_effect_none_is_told():
    found = effect(county(ratio=1.0))
    assert found.change.low < 0 < found.change.high
    assert not found.change.is_told


@settings(max_examples=10, deadline=None)
@given(
    st.integers(0, 1000),
    st.lists(st.floats(0.1, 10), min_size=12, max_size=12),
    st.lists(st.floats(0.1, 10), min_size=MONTHS, max_size=MONTHS),
)
def test_sizes_of_areas_and_what_a_month_does_to_all_of_them_change_nothing(seed, sizes, seasons):
    areas = county(seed)
    moved = changed(areas, lambda number, month, value: value * sizes[number] * seasons[month])
    assert figures(effect(moved)) == pytest.approx(figures(effect(areas)), rel=1e-6, abs=1e-9)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_order_of_areas_changes_nothing(seed, random):
    areas = county(seed)
    shuffled = random.sample(areas, len(areas))
    assert figures(effect(shuffled)) == pytest.approx(figures(effect(areas)), rel=1e-6, abs=1e-9)


def test_wards_that_began_with_their_town_make_it_no_surer_than_the_town():
    towns = county()
    wards = [replace(town, name=f"{town.name}, ward {ward}") for town in towns for ward in range(3)]
    assert figures(effect(wards)) == pytest.approx(figures(effect(towns)), rel=1e-6, abs=1e-9)
    apart = [replace(ward, decided_by=ward.name) for ward in wards]
    assert effect(apart).change.high < effect(wards).change.high, "as if each had decided for itself"


@pytest.mark.parametrize("value", [None, 0.0])
def test_an_area_with_a_withheld_month_is_left_out_whole_and_named(value):
    areas = county()
    with_gap = changed(areas, lambda number, month, each: value if (number, month) == (3, 7) else each)
    found = effect(with_gap)
    assert found.left_out == ("area 3",)
    without = effect([area for area in areas if area.name != "area 3"])
    assert figures(found) == figures(without)


def test_more_than_a_few_withheld_are_refused():
    withheld = changed(county(), lambda number, month, value: None if number < 3 and month == 20 else value)
    assert effect(withheld) is Refusal.WITHHELD
    assert effect(changed(county(), lambda *_: None)) is Refusal.WITHHELD


def test_a_month_that_nobody_delivered_is_passed_over():
    found = effect(changed(county(), lambda number, month, value: None if month == 5 else value))
    assert found.left_out == ()
    assert (found.months_before, found.months_after) == (11, 12)
    assert found.change.low < -0.3 < found.change.high


def test_areas_that_parted_before_the_start_are_not_comparable():
    found = effect(county(growth=0.05))
    assert found.p_before < 0.01
    assert not found.moved_alike


def test_what_began_before_the_first_month_is_left_out():
    areas = county()
    early = [replace(areas[0], start=0), *areas[1:]]
    assert effect(early).left_out == ("area 0",)


def test_once_all_have_begun_nobody_is_left_to_compare_with():
    starts = [12, 12, 14, 14, 16, 16, 18, 18, 20, 20, 20, 20]
    assert effect(county(starts=starts)).months_after == 8
    assert effect(county(starts=[12] * 12)) is Refusal.NO_COMPARISON


def test_longer_periods_tell_the_same_change_and_so_many_months():
    months = county()
    quarters = [
        replace(
            area,
            start=None if area.start is None else area.start // 3,
            values=[sum(area.values[first : first + 3]) for first in range(0, MONTHS, 3)],
        )
        for area in county(starts=[12, 12, 12, 15, 15, 15, 18, 18, None, None, None, None])
    ]
    found = effect(quarters, each=Period.QUARTER)
    assert (found.months_before, found.months_after) == (12, 9)
    assert found.change.share == pytest.approx(effect(months).change.share, abs=0.05)
    for start, answer in ((6, 3), (7, Refusal.TOO_EARLY)):
        late = [replace(area, start=None if area.start is None else start) for area in quarters]
        told = effect(late, each=Period.QUARTER)
        assert (told.months_after if isinstance(told, Effect) else told) == answer


def test_the_quarter_in_which_it_began_is_drawn_and_counts_for_nothing():
    areas = county(starts=[4, 4, 4, 6, 6, 6, 8, 8, None, None, None, None], months=16)
    found = effect(areas, each=Period.QUARTER)
    wild = [
        replace(area, values=[3 * v if number == area.start else v for number, v in enumerate(area.values)])
        for area in areas
    ]
    other = effect(wild, each=Period.QUARTER)
    assert other.change == found.change
    at_start = [
        event.change.share for each in (found, other) for event in each.events if event.since_start == 0
    ]
    assert at_start[1] > at_start[0] + 1


def test_never_compares_with_those_alone_that_never_begin():
    areas = county()
    late = [*areas[:-1], replace(areas[-1], start=MONTHS - 1)]
    alone = effect([area for area in late if area.start != MONTHS - 1], Comparison.NEVER)
    assert effect(late, Comparison.NEVER).change.share != pytest.approx(alone.change.share, abs=1e-9)
    assert effect(late, Comparison.NEVER).events[-3].change.share == pytest.approx(
        alone.events[-3].change.share, abs=1e-9
    )
    waiting = county(starts=[12, 12, 14, 14, 16, 16, 18, 18, 20, 20, 20, 20])
    assert effect(waiting, Comparison.NEVER) is Refusal.NO_COMPARISON


@pytest.mark.parametrize(
    ("areas", "refusal"),
    [
        (county(starts=[22, 22, 23, 23, None, None, None]), Refusal.TOO_EARLY),
        (county(starts=[None] * 8), Refusal.TOO_EARLY),
        (county(starts=[12, 12, None, None, None]), Refusal.TOO_FEW_AREAS),
        (county(starts=[12, *[None] * 7]), Refusal.TOO_FEW_AREAS),
        (county(starts=[1, 1, 1, 1, None, None, None, None]), Refusal.NOTHING_BEFORE),
    ],
)
def test_too_little_to_go_by_is_refused(areas, refusal):
    assert effect(areas) is refusal


def test_areas_with_more_months_than_others_are_refused():
    areas = county()
    with pytest.raises(ValueError, match="months"):
        effect([*areas, replace(areas[0], values=[1.0])])


def test_what_is_slow_to_import_is_imported_only_to_compute():
    code = (
        "import sys, shiremoot.methods.staggered; print({'pandas', 'diff_diff', 'scipy'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.none() | st.integers(0, 12), min_size=6, max_size=8),
    st.sets(st.integers(0, 11), max_size=4),
    st.sampled_from(Comparison),
)
def test_whenever_areas_began_and_whatever_months_are_missing_there_is_an_answer(starts, missing, compared):
    areas = county(starts=starts, months=12)
    found = effect(changed(areas, lambda number, month, value: None if month in missing else value), compared)
    if isinstance(found, Effect):
        assert found.change.low <= found.change.share <= found.change.high
        assert 0 <= found.p_before <= 1
        assert found.months_before + found.months_after <= 12 - len(missing)
        assert all(event.change.low <= event.change.share <= event.change.high for event in found.events)
