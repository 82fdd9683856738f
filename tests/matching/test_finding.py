"""A search: who may this be, by what the searcher may see."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.matching import Base, Candidate, Finder, advance, build, link
from shiremoot.matching.prepare import COLUMNS
from tests.matching.test_standing import MODEL, TOWN

ROWS = TOWN.to_pylist()
EVERYTHING = frozenset(COLUMNS)
FIELDS = sorted(set(TOWN.column_names) & EVERYTHING)
OTHER = {
    "date_of_birth": date(1912, 12, 12), "previous_last_name": "Featherstone", "known_as": "Bill",
    "nhs_number": "9990000018", "phone": "01632 960001", "sex": "Male", "postcode": "XK1 2AB",
    "address_line": "3 Mill Lane", "uprn": "10000001", "email": "anna@mail.example",
}  # fmt: skip


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    """Over a base to which some records were added, and from which some were withdrawn."""
    folder = tmp_path_factory.mktemp("base")
    build(folder / "0", TOWN.slice(50), model=MODEL)
    advance(folder / "0", folder / "1", TOWN.slice(0, 60), [ROWS[70]["record_id"]])
    return Finder(Base(folder / "1"))


def query_of(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in FIELDS}


@settings(max_examples=60)
@given(st.integers(0, len(ROWS) - 1).filter(lambda at: at != 70))
def test_a_record_sought_by_its_own_fields_comes_first_or_ties(finder: Finder, at: int) -> None:
    query = query_of(ROWS[at])
    known = {name: value for name, value in query.items() if value is not None}
    by_id = {row["record_id"]: row for row in ROWS}
    for found in (one.record_id for one in finder.find(query, EVERYTHING, len(ROWS))):
        if found == ROWS[at]["record_id"]:
            return
        assert known.items() <= by_id[found].items()
    pytest.fail("the record was not found")


def test_a_record_that_was_withdrawn_is_not_found(finder: Finder) -> None:
    found = finder.find(query_of(ROWS[70]), EVERYTHING, len(ROWS))
    assert found and ROWS[70]["record_id"] not in [one.record_id for one in found]


@settings(max_examples=60)
@given(
    st.integers(0, len(ROWS) - 1),
    st.sets(st.sampled_from(FIELDS), min_size=2),
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from([None, value]) for name, value in OTHER.items()}
    ),
)
def test_what_is_not_allowed_changes_nothing_in_the_query(
    finder: Finder, at: int, allowed: set[str], other: dict[str, Any]
) -> None:
    query = query_of(ROWS[at])
    changed = {**query, **{name: value for name, value in other.items() if name not in allowed}}
    assert finder.find(changed, allowed, 20) == finder.find(query, allowed, 20)


@pytest.mark.parametrize("name", sorted(OTHER))
def test_what_is_not_allowed_changes_nothing_in_the_records(tmp_path: Path, name: str) -> None:
    """Two bases whose records differ in what the searcher may not see."""
    at = TOWN.column_names.index(name)
    people = TOWN.slice(0, 200)
    blank = people.set_column(at, name, pa.nulls(200, TOWN.schema.field(name).type))
    given = people.set_column(at, name, pa.array([OTHER[name]] * 200, TOWN.schema.field(name).type))
    finders = []
    for number, table in enumerate((people, blank, given)):
        build(tmp_path / f"{number}", table, model=MODEL)
        finders.append(Finder(Base(tmp_path / f"{number}")))
    allowed = EVERYTHING - {name}
    for row in ROWS[:40]:
        one, *others = (finder.find(query_of(row), allowed, 20) for finder in finders)
        assert one and all(other == one for other in others)


def test_weights_and_reasons_are_those_of_the_linkage(finder: Finder) -> None:
    records = TOWN.filter(pa.compute.not_equal(TOWN["record_id"], ROWS[70]["record_id"]))
    whole = link(records, model=MODEL)
    for row in ROWS[:30]:
        for one in finder.find(query_of(row), EVERYTHING, 5):
            if one.record_id != row["record_id"]:
                reasons = whole.explained([(row["record_id"], one.record_id)]).to_pylist()
                assert [(said.comparison, said.level) for said in one.said] == [
                    (reason["comparison"], reason["level"]) for reason in reasons
                ]
                assert one.weight == pytest.approx(sum(said.weight for said in one.said), abs=1e-6)
                assert one.weight == pytest.approx(sum(reason["weight"] for reason in reasons), abs=1e-6)


def test_misspelt_partial_and_in_any_order(finder: Finder) -> None:
    row = next(row for row in ROWS[100:] if row["date_of_birth"] and len(row["first_name"]) > 6)
    first, last, born = row["first_name"], row["last_name"], row["date_of_birth"]

    def found(**query: Any) -> Iterator[str]:
        return (one.record_id for one in finder.find(query, EVERYTHING, 10))

    assert row["record_id"] in found(first_name=first[:-1] + "q", date_of_birth=born, last_name=last)
    assert row["record_id"] in found(first_name=last, last_name=first)
    assert row["record_id"] in found(first_name=first, last_name=last)
    assert row["record_id"] in found(last_name=last.upper(), date_of_birth=born)


def test_at_most_so_many_and_nothing_for_nothing(finder: Finder) -> None:
    query = query_of(ROWS[0])
    whole = finder.find(query, EVERYTHING, 1000)
    assert len(whole) > 3
    assert finder.find(query, EVERYTHING, 3) == whole[:3]
    others = [one.weight for one in whole[1:]]
    assert others == sorted(others, reverse=True)
    for nothing in (
        finder.find({}, EVERYTHING, 9),
        finder.find(query, set(), 9),
        finder.find(query, {"hair"}, 9),
    ):
        assert nothing == []


def test_searches_leave_nothing_behind(finder: Finder) -> None:
    """Values that no record has are forgotten, however many there are."""
    query = query_of(ROWS[0])
    before = finder.find(query, EVERYTHING, 20)
    for at in range(300):
        odd: list[Candidate] = finder.find(
            {**query, "first_name": f"Xan{chr(97 + at % 26)}{'y' * at}"}, EVERYTHING, 5
        )
        assert odd[0].said[1].comparison == "first"
    assert finder.find(query, EVERYTHING, 20) == before
