"""Plans: read from pasted lines, written as JSON and back, and what of them changed."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gazetteer.outlines import Ward
from shiremoot.methods.xmr import Better
from shiremoot.roadmap.evaluation import starts
from shiremoot.roadmap.evaluation.plan import Indicator, Plan, Start, differences, from_plain, to_plain

WARDS = (
    Ward("X1", "Marl", "Oldford", None),
    Ward("X2", "Park", "Oldford", None),
    Ward("X3", "Park", "Wexcombe", None),
    Ward("X4", "Hill, Lower", "Wexcombe", None),
)
QUESTION, OTHER = UUID(int=1), UUID(int=2)

words = st.text(st.characters(categories=["L", "Nd"], include_characters=" ’-"), min_size=1, max_size=40).map(
    str.strip
)
months = st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(lambda day: day.replace(day=1)) | st.none()
some_starts = st.lists(
    st.builds(Start, st.sampled_from([ward.code for ward in WARDS]), months, words.filter(bool)),
    unique_by=lambda start: start.ward,
).map(tuple)
indicators = st.builds(
    Indicator,
    words,
    st.uuids(),
    st.sampled_from(Better),
    st.floats(allow_nan=False, allow_infinity=False) | st.none(),
    st.uuids() | st.none(),
)
plans = st.builds(
    Plan,
    *[words] * 5,
    st.integers(1, 24),
    some_starts,
    st.lists(indicators, min_size=1, max_size=3).map(tuple),
)


def plan(**changes) -> Plan:
    made = Plan(
        title="Visits",
        changes="Crews visit",
        why="Fewer fires",
        population="Everybody",
        decides="The board",
        review_every=3,
        starts=(
            Start("X1", date(2026, 5, 1), "Oldford"),
            Start("X2", date(2026, 9, 1), "Oldford"),
            Start("X3", None, "Wexcombe"),
        ),
        indicators=(Indicator("Call-outs", QUESTION, Better.LOWER, 30.0, OTHER),),
    )
    return replace(made, **changes)


@given(some_starts)
def test_what_is_written_is_read_back(found):
    assert starts.read(starts.written(found, WARDS), WARDS) == found


@given(plans)
def test_a_plan_is_kept_as_it_is(found):
    assert from_plain(to_plain(found)) == found


@given(plans, plans)
def test_what_changed_is_told_exactly_where_something_did(was, now):
    told = list(differences(was, now, {}))
    same_starts = {start.ward: start for start in was.starts} == {start.ward: start for start in now.starts}
    assert bool(told) == (replace(was, starts=()) != replace(now, starts=()) or not same_starts)
    assert all(each.was != each.now for each in told)


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("X1, May 2027, Oldford", Start("X1", date(2027, 5, 1), "Oldford")),
        ("marl\tmay 2027\tOldford", Start("X1", date(2027, 5, 1), "Oldford")),
        ("  Marl ,2027-05,  Oldford, and others", Start("X1", date(2027, 5, 1), "Oldford, and others")),
        ("park (wexcombe), 05/2027, Wexcombe", Start("X3", date(2027, 5, 1), "Wexcombe")),
        ("Park (Oldford), Sep 2027, Oldford", Start("X2", date(2027, 9, 1), "Oldford")),
        ("x4, NONE, Wexcombe", Start("X4", None, "Wexcombe")),
    ],
)
def test_lines_are_read_as_people_write_them(line, start):
    assert starts.read(f"\n{line}\n , \n", WARDS) == (start,)


def test_each_line_that_is_wrong_is_told_with_its_number():
    lines = ("Nowhere, May 2027, A", "Park, May 2027, A", "Marl", "Marl, May 2027", "Marl, soon, A")
    text = "\n".join((*lines, "X1, none, A", "Marl, none, A"))
    with pytest.raises(starts.Unreadable) as told:
        starts.read(text, WARDS)
    assert told.value.complaints == (
        "Line 1: there is no ward “Nowhere”",
        "Line 2: there are 2 wards “Park”. Write the district in brackets behind it",
        "Line 3: no month. Write one such as May 2027, or none",
        "Line 4: it does not say who decided. Write that behind the month",
        "Line 5: “soon” is no month. Write it as May 2027, or none",
        "Line 7: this ward stands in line 6 already",
    )


def test_where_it_begins_is_told_by_the_day():
    made = plan()
    assert made.where(date(2026, 4, 30)) == "From May 2026 on, in 2 of 3 wards"
    assert made.where(date(2026, 8, 31)) == "Since May 2026, so far in 1 of 3 wards"
    assert made.where(date(2026, 9, 1)) == "Since May 2026, so far in 2 of 3 wards"


def test_what_changed_is_told_in_words():
    later = plan(
        decides="The council",
        starts=(Start("X1", date(2026, 6, 1), "Oldford"), Start("X4", None, "Wexcombe")),
        indicators=(Indicator("Call-outs", QUESTION, Better.LOWER),),
    )
    names = {"X1": "Marl", str(QUESTION): "By month", str(OTHER): "By ward"}
    assert [(each.what, each.was, each.now) for each in differences(plan(), later, names)] == [
        ("Who decides", "The board", "The council"),
        ("Start in Marl", "from May 2026, decided by Oldford", "from June 2026, decided by Oldford"),
        ("Start in X2", "from September 2026, decided by Oldford", ""),
        ("Start in X3", "not, decided by Wexcombe", ""),
        ("Start in X4", "", "not, decided by Wexcombe"),
        (
            "Indicator 1",
            "Call-outs: lower is better, target 30, counted by “By month”, places compared by “By ward”",
            "Call-outs: lower is better, counted by “By month”",
        ),
    ]
