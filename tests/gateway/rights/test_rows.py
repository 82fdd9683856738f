"""What an answer holds: exactly what was given, and still may be told; grounds where they warn nobody."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access.subject_access import LookedAt
from shiremoot.gateway.rights.exemptions import GIVE, Exemption, choices
from shiremoot.gateway.rights.rows import (
    Kind,
    Line,
    given_looks,
    given_rows,
    marks,
    still_told,
    told_grounds,
)

DAY = date(2026, 11, 2)
MEANINGS = ("person.first_name", "person.phone", "event.kind")
decisions = st.sampled_from([value for value, _ in choices() if value])


@st.composite
def decided(draw) -> tuple[list[Kind], list[LookedAt], dict[str, str]]:
    """Records of two tables and looks at them, each row with a value of its own, all decided."""
    kinds, number = [], 0
    for table in ("people", "events"):
        lines = []
        for _ in range(draw(st.integers(0, 4))):
            number += 1
            said = tuple(
                (each, each, f"{each} {number}") for each in draw(st.sets(st.sampled_from(MEANINGS)))
            )
            lines.append(Line(f"mark{number}", f"care:{number}", said))
        kinds.append(Kind("care", table, "Care", table, DAY, tuple(lines)))
    tables = st.frozensets(st.sampled_from(["care.people", "care.events"]), min_size=1)
    looks = [
        LookedAt(DAY, f"looker {place}", "officer", "", draw(tables))
        for place in range(draw(st.integers(0, 3)))
    ]
    return kinds, looks, {each: draw(decisions) for each in marks(kinds, looks)}


def values(rows) -> set[str]:
    return {value for row in rows for *_, value in row}


@given(decided())
def test_what_is_given_is_copied_and_nothing_else(case):
    kinds, looks, chosen = case
    lines = [line for kind in kinds for line in kind.lines]
    copied = values(row["said"] for copy in given_rows(kinds, chosen) for row in copy["rows"])
    assert copied == values(line.said for line in lines if chosen[line.mark] == GIVE)
    told = {each["organisation"] for each in given_looks(looks, chosen)}
    assert told == {look.organisation for look in looks if chosen[look.mark] == GIVE}


@given(decided())
def test_a_ground_is_told_only_where_it_was_used_and_may_be_told(case):
    kinds, looks, chosen = case
    told = {each["ground"] for each in told_grounds(kinds, looks, chosen)}
    assert told == {each for each in Exemption if each.is_told} & set(chosen.values())
    assert not {Exemption.PREJUDICE, Exemption.SERIOUS_HARM, Exemption.CHILD_ABUSE} & told


@given(decided(), st.sets(st.sampled_from(MEANINGS)), st.sets(st.integers(1, 8)))
def test_of_a_copy_is_told_what_may_be_told_now(case, meanings, numbers):
    kinds, _, chosen = case
    records = {f"care:{number}" for number in numbers}
    for copy in given_rows(kinds, chosen):
        told = still_told(copy["rows"], records, meanings)
        kept = [row for row in copy["rows"] if row["record"] in records]
        assert values(told) == {
            value for row in kept for meaning, _, value in row["said"] if meaning in meanings
        }
        assert all(told)


def test_every_ground_has_words_and_a_source():
    for each in Exemption:
        assert each.label
        assert "Schedule" in each.source
        assert not each.is_told or each.told
