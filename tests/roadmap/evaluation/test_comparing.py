"""Protected tables by ward and period, as places to compare; and charts of months, with what is missing."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.dates import months_before
from shiremoot.disclosure.answers import Withheld
from shiremoot.methods.periods import Period
from shiremoot.methods.staggered import Effect, Refusal, effect
from shiremoot.roadmap.evaluation import comparing, effects
from shiremoot.roadmap.evaluation.charts import TOO_FEW, as_csv, charted
from shiremoot.roadmap.evaluation.plan import Start
from shiremoot.singleview.analysis.levels import NOT_KNOWN
from shiremoot.singleview.analysis.question import Breakdown, Happened, Question
from shiremoot.singleview.analysis.tables import Table
from tests.roadmap.evaluation.test_plan import plan

TIMES = {1: Breakdown.MONTH, 3: Breakdown.QUARTER, 6: Breakdown.HALF}
FIRST = date(2023, 1, 1)
(INDICATOR,) = plan().indicators


def by_ward(
    codes, values, each=Period.MONTH, loaded=date(2026, 11, 28), turned=False
) -> tuple[Table, Question]:
    """`values` by ward and period; those who live nowhere known are withheld in all."""
    count = len(values[0])
    by = (Breakdown.WARD, TIMES[each])
    cells = [*values, [Withheld.FEW] * count]
    if turned:
        by, cells = by[::-1], list(zip(*cells, strict=True))
    question = Question((Happened("fire.calls"),), by, since=FIRST, until=months_before(FIRST, -count * each))
    wards, times = (*codes, NOT_KNOWN), tuple(map(str, question.times(TIMES[each])))
    assert len(times) == count
    table = Table(
        sentence="People",
        breakdowns=by,
        levels=(times, wards) if turned else (wards, times),
        codes=tuple(codes),
        people=tuple(cell for row in cells for cell in row),
        on="2026-11-28",
        as_at={"Fire": f"{loaded}T08:00:00+00:00", "Care": "2099-01-01T08:00:00+00:00"},
    )
    return table, question


def by_month(values, loaded=date(2099, 1, 1)) -> tuple[Table, Question]:
    until = months_before(FIRST, -len(values))
    question = Question((Happened("fire.calls"),), (Breakdown.MONTH,), since=FIRST, until=until)
    table = Table(
        sentence="People",
        breakdowns=question.breakdowns,
        levels=(tuple(f"{each:%B %Y}" for each in question.times(Breakdown.MONTH)),),
        codes=(),
        people=tuple(values),
        on="2026-11-28",
        as_at={"Fire": f"{loaded}T08:00:00+00:00"},
    )
    return table, question


cells = st.integers(10, 500).map(lambda number: number - number % 5) | st.just(Withheld.FEW)
periods = st.sampled_from(Period)
firsts = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(lambda day: day.replace(day=1))


@given(st.data(), periods, st.booleans(), st.integers(1, 5), st.integers(1, 10))
def test_each_place_has_its_own_cells_and_what_is_withheld_is_never_a_number(
    data, each, turned, wards, count
):
    values = data.draw(
        st.lists(st.lists(cells, min_size=count, max_size=count), min_size=wards, max_size=wards)
    )
    codes = [f"X{number}" for number in range(wards)]
    starts = [Start(code, data.draw(firsts | st.none()), f"body of {code}") for code in codes]
    loaded = FIRST + timedelta(days=data.draw(st.integers(0, 31 * 6 * 11)))
    table, question = by_ward(codes, values, each, loaded, turned)
    found = comparing.areas(table, question, starts)
    over = sum(months_before(FIRST, -each * (number + 1)) <= loaded for number in range(count))
    assert [area.name for area in found] == codes
    assert [area.decided_by for area in found] == [start.decided_by for start in starts]
    assert [area.values for area in found] == [
        [None if isinstance(cell, Withheld) else float(cell) for cell in row[:over]] for row in values
    ]


@given(firsts, periods)
def test_a_start_lies_in_the_period_in_which_it_is(month, each):
    times = [months_before(FIRST, -each * number) for number in range(-20, 20)]
    found = comparing.position(month, times, each)
    if found is None:
        assert month >= months_before(times[-1], -each)
    else:
        assert times[found] <= month < months_before(times[found], -each) or month < times[0]


def test_a_ward_without_a_start_takes_no_part_and_one_that_is_gone_neither():
    table, question = by_ward(["X1", "X2"], [[10, 20], [30, 40]])
    starts = [Start("X2", None, "B"), Start("X9", None, "C")]
    (only,) = comparing.areas(table, question, starts)
    assert (only.name, only.start, only.values) == ("X2", None, [30.0, 40.0])


@pytest.mark.parametrize(
    ("by", "period"),
    [
        ((Breakdown.WARD, Breakdown.HALF), Period.HALF_YEAR),
        ((Breakdown.MONTH, Breakdown.WARD), Period.MONTH),
        ((Breakdown.MONTH,), None),
        ((Breakdown.WARD,), None),
        ((Breakdown.DISTRICT, Breakdown.MONTH), None),
        ((Breakdown.WARD, Breakdown.AGE, Breakdown.MONTH), None),
    ],
)
def test_places_are_compared_by_questions_by_ward_and_one_period(by, period):
    question = Question((Happened("fire.calls"),), by, since=FIRST, until=date(2024, 1, 1))
    assert comparing.period_of(question) is period
    assert comparing.is_by_month(question) is (by == (Breakdown.MONTH,))


def programme(ratio: float, each=Period.QUARTER, wards=24, count=16) -> list:
    """Two wards to a town; every fifth town never begins, the others two quarters apart."""
    rng = np.random.default_rng(3)
    rows, starts = [], []
    for ward in range(wards):
        town = ward // 2
        start = None if town % 4 == 3 else 6 + 2 * (town % 4)
        expected = [
            (200 + 20 * ward) * (ratio if start is not None and time >= start else 1) for time in range(count)
        ]
        rows.append([int(5 * round(number / 5)) for number in rng.poisson(expected)])
        month = None if start is None else months_before(FIRST, -each * start)
        starts.append(Start(f"X{ward}", month, f"town {town}"))
    table, question = by_ward([start.ward for start in starts], rows, each, loaded=date(2099, 1, 1))
    return comparing.areas(table, question, starts)


def test_what_a_programme_did_is_found_from_a_protected_table_and_kept_as_it_is():
    found = effect(programme(0.7), each=Period.QUARTER)
    assert isinstance(found, Effect)
    assert found.bodies == 12
    assert comparing.from_plain(comparing.to_plain(found)) == found
    said = effects.told(INDICATOR, found, Period.QUARTER)
    assert said.finding.sentence.startswith("Call-outs fell by about 3")
    assert said.finding.sentence.endswith("evidence: good.")
    assert said.rows[-1].when == f"{found.events[-1].since_start} quarters after it began"
    assert f'Finding,"{said.finding.sentence}"' in effects.as_csv(said, [])
    nothing = effects.told(INDICATOR, effect(programme(1.0), each=Period.QUARTER), Period.QUARTER)
    assert "fell" not in nothing.finding.sentence


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_is_kept_and_told_without_a_picture(refusal):
    assert comparing.from_plain(comparing.to_plain(refusal)) is refusal
    said = effects.told(INDICATOR, refusal, Period.HALF_YEAR)
    assert (said.pictures, said.rows) == ((), ())
    assert said.finding.next_step


@given(st.lists(cells, min_size=1, max_size=59), st.integers(0, 31 * 62))
def test_a_chart_has_the_months_that_are_over_and_a_gap_for_each_withheld(values, days):
    loaded = FIRST + timedelta(days=days)
    table, question = by_month(values, loaded)
    over = sum(months_before(FIRST, -number) <= loaded for number in range(1, len(values) + 1))
    found = charted(table, question, INDICATOR)
    if not over:
        assert found is None
        return
    assert [row.value.number for row in found.rows] == [
        None if isinstance(cell, Withheld) else float(cell) for cell in values[:over]
    ]
    withheld = sum(isinstance(cell, Withheld) for cell in values[:over])
    assert any(note.startswith(f"{withheld} of {over}") for note in found.notes) == bool(withheld)
    lines = as_csv(found, INDICATOR, [("Question", "People")]).splitlines()
    assert len(lines) == over + 3
    assert found.level is not None or found.signal == TOO_FEW


def test_three_months_of_data_have_limits_on_trial():
    found = charted(*by_month([20, 25, 20]), INDICATOR)
    assert found.notes[0].startswith("With fewer than 12 months the limits are on trial")
    assert found.signal == "As usual"


@pytest.mark.parametrize(
    ("values", "signal", "words"),
    [
        ([Withheld.FEW] * 14, TOO_FEW, "Each month so far is withheld"),
        ([20, Withheld.FEW, 25], TOO_FEW, "so there are no limits"),
        ([50, 55] * 6 + [20] * 7, "Better than usual", "below"),
        ([20, 25] * 6 + [90], "Worse than usual", "January 2024: about 90, above the upper limit."),
        ([20, 25] * 6 + [90, 20], "As usual", "Unusual last was January 2024: above the upper limit."),
        ([20, 25] * 6 + [Withheld.FEW] * 2, "As usual", "The 2 months since are withheld."),
        ([20, 25] * 7, "As usual", "some months meet the target and some miss it."),
        ([20] * 14, "As usual", "the target is met month after month."),
        ([60] * 14, "As usual", "the target is missed month after month."),
        ([0, 0, 0, 0], "As usual", "April 2023: about 0"),
    ],
)
def test_what_the_newest_month_says(values, signal, words):
    found = charted(*by_month(values), INDICATOR)
    assert found.signal == signal
    assert words in found.sentence


def test_a_rate_says_that_it_is_one():
    table, question = by_month([10] * 14)
    rates = replace(table, of=(5000,) * 14, rates=(2.0,) * 14)
    told = charted(rates, question, INDICATOR).sentence
    assert told.startswith("February 2024: about 2 of each 1,000, as months vary around 2.0.")


def test_every_withheld_word_is_a_gap():
    for word, number in product(Withheld, (0, 2)):
        values = [20, 25, 20]
        values[number] = word
        rows = charted(*by_month(values), INDICATOR).rows
        assert [row.value.is_withheld for row in rows] == [place == number for place in range(3)]
