"""Charts of one measure: what moves with the values, what gaps do, and each rule by its own example."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shiremoot.methods.xmr import Assurance, Better, Cause, Limits, Signal, chart, limits_of

counts = st.integers(0, 60)
series = st.lists(st.none() | counts, min_size=1, max_size=48)
either = st.sampled_from([Better.HIGHER, Better.LOWER])
OPPOSITE = {
    Better.HIGHER: Better.LOWER,
    Better.LOWER: Better.HIGHER,
    Cause.CONCERN: Cause.IMPROVEMENT,
    Cause.IMPROVEMENT: Cause.CONCERN,
    Cause.COMMON: Cause.COMMON,
    Signal.ABOVE_LIMIT: Signal.BELOW_LIMIT,
    Signal.RISING: Signal.FALLING,
    Signal.NEAR_UPPER: Signal.NEAR_LOWER,
    Signal.ABOVE_MEAN: Signal.BELOW_MEAN,
    Signal.BELOW_LIMIT: Signal.ABOVE_LIMIT,
    Signal.FALLING: Signal.RISING,
    Signal.NEAR_LOWER: Signal.NEAR_UPPER,
    Signal.BELOW_MEAN: Signal.ABOVE_MEAN,
    Signal.NONE: Signal.NONE,
}
LEVEL = [10, 12] * 8


def signals(values, **options) -> list[Signal]:
    return [point.signal for point in chart(values, better=Better.LOWER, **options).points]


def changed(values, change):
    return [None if value is None else change(value) for value in values]


@given(series, st.integers(-1000, 1000), st.integers(-3, 3), st.booleans())
def test_signals_stay_when_values_are_moved_and_stretched(values, shift, power, screen):
    limits = limits_of(values, screen=screen)
    if limits and limits.moving_range:
        third = limits.moving_range * 2.66 / 3
        edges = [limits.mean + times * third for times in (-3, -2, 2, 3)]
        # on a limit itself the last bit decides
        assume(all(abs(value - edge) > 1e-6 for value in values if value is not None for edge in edges))
    moved = changed(values, lambda value: (value + shift) * 2.0**power)
    assert signals(moved, screen=screen) == signals(values, screen=screen)


@given(series, either, st.booleans())
def test_values_upside_down_mean_the_opposite(values, better, screen):
    found = chart(values, better=better, screen=screen)
    turned = chart(changed(values, lambda value: -value), better=better, screen=screen)
    other = chart(values, better=OPPOSITE[better], screen=screen)
    assert [OPPOSITE[point.signal] for point in turned.points] == [point.signal for point in found.points]
    assert [OPPOSITE[point.cause] for point in turned.points] == [point.cause for point in found.points]
    assert [OPPOSITE[point.cause] for point in other.points] == [point.cause for point in found.points]


@given(series, st.sets(st.integers(0, 47)), st.booleans())
def test_after_a_rebase_everything_begins_anew(values, rebased, screen):
    rebased = {position for position in rebased if position < len(values)}
    whole = chart(values, better=Better.LOWER, rebased_at=rebased, screen=screen)
    parts = [
        chart(values[each.start : each.end], better=Better.LOWER, screen=screen) for each in whole.stretches
    ]
    assert [each.start for each in whole.stretches] == sorted({0, *rebased})
    assert whole.points == tuple(point for part in parts for point in part.points)
    assert [each.limits for each in whole.stretches] == [part.stretches[0].limits for part in parts]


@given(series, st.integers(0, 3), st.integers(0, 3))
def test_months_missing_before_and_after_change_nothing(values, before, after):
    wider = [*[None] * before, *values, *[None] * after]
    gap = [Signal.NONE]
    assert signals(wider) == gap * before + signals(values) + gap * after
    assert limits_of(wider) == limits_of(values)


@given(series)
def test_screening_never_widens_the_limits_and_gaps_have_no_signal(values):
    screened, plain = limits_of(values), limits_of(values, screen=False)
    assert (screened is None) == (plain is None)
    if screened and plain:
        assert screened.mean == plain.mean
        assert screened.moving_range <= plain.moving_range
    for value, signal in zip(values, signals(values), strict=True):
        assert value is not None or signal is Signal.NONE


LONG = LEVEL * 3
SAWS = [0, 6] * 8


@pytest.mark.parametrize(
    ("values", "after"),
    [
        ([*LEVEL, 30, -8], [Signal.ABOVE_LIMIT, Signal.BELOW_LIMIT]),
        ([*LEVEL, *range(8, 15)], [Signal.RISING] * 7),
        ([*LEVEL, 8, 9, 10, 11, 11, 13, 14], [Signal.NONE] * 7),
        ([*LONG, 16, 11.5, 16], [Signal.NEAR_UPPER, Signal.NONE, Signal.NEAR_UPPER]),
        ([*LONG, 6, 10.5, 6], [Signal.NEAR_LOWER, Signal.NONE, Signal.NEAR_LOWER]),
        ([*LONG, 16, 10.5, 16], [Signal.NONE] * 3),
        ([*LEVEL, *[10.5] * 7, *[11.5] * 7], [Signal.BELOW_MEAN] * 7 + [Signal.ABOVE_MEAN] * 7),
        ([*LEVEL, *[10.5] * 6, *[11.5] * 6], [Signal.NONE] * 12),
    ],
)
def test_each_rule(values, after):
    before = [Signal.NONE] * (len(values) - len(after))
    assert signals(values) == before + after


def test_outside_stands_over_a_trend_and_a_trend_over_what_is_near():
    up = [11 + 1.5 * number for number in range(7)]
    down = [11 - 1.5 * number for number in range(7)]
    assert limits_of([*LONG, *up, *down]).is_near(up[3])
    assert signals([*LONG, *up, *down])[-14:] == [
        *[Signal.RISING] * 4,
        *[Signal.ABOVE_LIMIT] * 3,
        *[Signal.FALLING] * 4,
        *[Signal.BELOW_LIMIT] * 3,
    ]


def test_where_one_trend_turns_into_another_the_second_counts():
    up, down = [0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]
    assert signals([*SAWS, *up, 6, *down])[-13:] == [Signal.RISING] * 6 + [Signal.FALLING] * 7
    assert signals([*SAWS, *up, 6, 6, *down])[-14:] == [Signal.RISING] * 7 + [Signal.FALLING] * 7


def test_a_gap_ends_a_run_and_no_range_reaches_over_it():
    below = [*LEVEL, *[9.5] * 7]
    assert signals(below)[-7:] == [Signal.BELOW_MEAN] * 7
    gapped = [*LEVEL, *[9.5] * 3, None, *[9.5] * 4]
    assert Signal.BELOW_MEAN not in signals(gapped)[-4:]
    assert limits_of([1, 2, None, 90, 91], screen=False).moving_range == 1


def test_noughts_are_numbers_and_months_that_never_differ_have_no_signal():
    assert limits_of([0] * 12) == Limits(0, 0)
    assert set(signals([0] * 24)) == {Signal.NONE}
    assert limits_of([0, 4, 0, 4], screen=False).mean == 2


@pytest.mark.parametrize("values", [[5], [None, None], [5, None, 7, None, 9]])
def test_there_are_no_limits_where_no_two_months_follow_each_other(values):
    found = chart(values, better=Better.LOWER, target=3)
    assert found.stretches[0].limits is None
    assert found.assurance is None
    assert {point.cause for point in found.points} == {Cause.COMMON}


@pytest.mark.parametrize(("known", "is_short"), [(3, True), (11, True), (12, False)])
def test_limits_from_few_months_are_said_to_be(known, is_short):
    (stretch,) = chart([*[4, 6, 5] * 4][:known] + [None] * 9, better=Better.LOWER).stretches
    assert stretch.limits is not None
    assert stretch.is_short == is_short


@pytest.mark.parametrize(
    ("target", "better", "assurance"),
    [
        (5, Better.HIGHER, Assurance.PASS),
        (5, Better.LOWER, Assurance.FAIL),
        (20, Better.HIGHER, Assurance.FAIL),
        (20, Better.LOWER, Assurance.PASS),
        (11, Better.LOWER, Assurance.INCONSISTENT),
        (None, Better.LOWER, None),
        (5, Better.NEITHER, None),
    ],
)
def test_whether_a_target_will_be_met(target, better, assurance):
    assert chart(LEVEL, better=better, target=target).assurance is assurance
    rebased = [100, 101] * 8 + LEVEL
    assert chart(rebased, better=better, target=target, rebased_at=[16]).assurance is assurance


def test_where_neither_is_better_a_signal_is_neither():
    assert chart([*LEVEL, 30], better=Better.NEITHER).points[-1].cause is Cause.NEITHER


@pytest.mark.parametrize(("values", "rebased"), [([], []), ([1, 2], [2]), ([1, 2], [-1])])
def test_no_months_and_rebases_elsewhere_are_refused(values, rebased):
    with pytest.raises(ValueError, match="months"):
        chart(values, better=Better.LOWER, rebased_at=rebased)
