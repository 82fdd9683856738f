"""The door: records in, people out."""

from collections.abc import Callable
from datetime import date
from random import Random

import pyarrow as pa
import pyarrow.compute
import pytest

from shiremoot.matching import Linked, cluster_accuracy, link

Row = dict[str, object]
ANNA: Row = {
    "first_name": "Anna", "last_name": "Featherstone", "date_of_birth": date(1984, 3, 7), "sex": "Female",
    "postcode": "XK1 2AB", "uprn": "999900000001", "address_line": "3 Mill Lane", "nhs_number": "9990000018",
}  # fmt: skip


def linked(*rows: Row) -> list[int]:
    """The cluster of each row."""
    columns = {
        name: [row.get(name) for row in rows] for name in dict.fromkeys(n for row in rows for n in row)
    }
    ids = [f"d:{number}" for number in range(len(rows))]
    return link(pa.table({"record_id": ids, **columns})).clusters["cluster"].to_pylist()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"nhs_number": None},
        {"date_of_birth": date(1984, 7, 3)},
        {"first_name": "Anne", "nhs_number": None},
        {"last_name": "FETHERSTONE"},
        {"postcode": "QV9 9ZZ", "uprn": None, "address_line": "Elsewhere 9"},
        {"first_name": "Featherstone", "last_name": "Anna"},
        {"last_name": "Ormerod", "previous_last_name": "Featherstone"},
        {"date_of_birth": None, "nhs_number": None},
    ],
)
def test_one_woman_is_known_again(change: Row) -> None:
    assert linked({**ANNA, "previous_last_name": None}, {"previous_last_name": None, **ANNA, **change}) == [
        0,
        0,
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"nhs_number": "9990000026"},
        {"first_name": "Beatrice", "nhs_number": None},  # a twin
        {"date_of_birth": date(2012, 9, 21), "nhs_number": None},  # a daughter of the same name
        {"first_name": "Gordon", "date_of_birth": date(1981, 11, 15), "nhs_number": None},
    ],
)
def test_relatives_stay_apart(change: Row) -> None:
    assert linked(ANNA, {**ANNA, **change}) == [0, 1]


def test_tables_may_be_tiny_or_poor() -> None:
    assert linked() == []
    assert linked(ANNA) == [0]
    assert linked({"first_name": "Anna"}, {"first_name": "Anna"}) == [0, 1]
    assert linked({"first_name": None}, {"first_name": None}) == [0, 1]
    assert linked({}, {}) == [0, 1]


def test_blank_and_oddly_written_values_do_no_harm() -> None:
    odd = {"first_name": " ", "last_name": "王", "postcode": "", "phone": "n/k", "nhs_number": "none"}
    assert linked(odd, odd, ANNA) == [0, 1, 2]


@pytest.fixture(scope="module")
def town() -> tuple[pa.Table, dict[str, int]]:
    """Three thousand records of a thousand people, some with errors."""
    dice = Random(7)
    syllables = ["ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu", "va", "we"]
    rows, truth = [], {}
    for person in range(1000):
        name = ["".join(dice.choices(syllables, k=3)) for _ in range(2)]
        born = date(1930 + dice.randrange(80), 1 + dice.randrange(12), 1 + dice.randrange(28))
        postcode = f"XK{dice.randrange(1, 9)} {dice.randrange(10)}A{dice.choice('BDEF')}"
        for copy in range(3):
            first = name[0][1:] if dice.random() < 0.05 else name[0]
            record = f"{copy}:{person}"
            truth[record] = person
            rows.append({"record_id": record, "first_name": first, "last_name": name[1],
                         "date_of_birth": born,
                         "postcode": postcode if dice.random() < 0.8 else None})  # fmt: skip
    dice.shuffle(rows)
    return pa.Table.from_pylist(rows), truth


def labels(result: Linked) -> dict[str, int]:
    return dict(zip(*result.clusters.to_pydict().values(), strict=True))


def test_a_town_is_linked_well_and_twice_alike(town: tuple[pa.Table, dict[str, int]]) -> None:
    records, truth = town
    steps: list[str] = []
    result = link(records, progress=steps.append)
    accuracy = cluster_accuracy(labels(result), truth)
    assert accuracy.precision > 0.98 and accuracy.recall > 0.95
    assert steps == ["preparing", "learning", "comparing", "clustering"]
    again = link(records)
    assert again.clusters.equals(result.clusters) and again.pairs.equals(result.pairs)
    assert again.counts == result.counts


def test_pairs_name_records_and_their_evidence(town: tuple[pa.Table, dict[str, int]]) -> None:
    records, _ = town
    result = link(records)
    known = set(records["record_id"].to_pylist())
    assert {"record_l", "record_r", "weight", "probability"} <= set(result.pairs.column_names)
    assert known.issuperset(result.pairs["record_l"].to_pylist())
    assert all(0.5 <= value <= 1.0 for value in result.pairs["probability"].to_pylist())
    assert result.counts.records == records.num_rows
    assert result.counts.people == len(set(labels(result).values()))


@pytest.mark.parametrize("leave_out", ["first_name", "last_name", "date_of_birth", "postcode"])
def test_any_column_may_be_missing(town: tuple[pa.Table, dict[str, int]], leave_out: str) -> None:
    records, truth = town
    result = link(records.drop_columns([leave_out]))
    assert cluster_accuracy(labels(result), truth).precision > 0.9


def test_people_none_of_whom_stands_there_twice(town: tuple[pa.Table, dict[str, int]]) -> None:
    records, _ = town
    once = records.filter(pa.compute.starts_with(records["record_id"], "0:"))
    result = link(once)
    assert result.counts.people > 0.98 * once.num_rows


def test_splink_does_not_show() -> None:
    result: Callable[..., Linked] = link
    assert isinstance(result(pa.table({"record_id": ["a"]})).pairs, pa.Table)
