"""What linkage is measured on: records in the words of matching, and who is who."""

import math
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

import lake
from shiremoot.demo.county.identifiers import MOST_PEOPLE
from shiremoot.matching.conditions import Condition, alike, missing, same
from shiremoot.matching.model import Comparison, Level, Model, Rarity
from shiremoot.singleview.linking.records import records_of
from shiremoot.singleview.snapshots import current_snapshots

SHARED = Path(__file__).parents[2] / "shared" / "data" / "linkage"
HISTORICAL = SHARED / "historical_figures_with_errors_50k.parquet"
FEBRL = (SHARED / "dataset4a.csv", SHARED / "dataset4b.csv")

Truth = dict[str, str]
_PEOPLE_OF_A_PART = 507_000


def county(people: int, folder: Path) -> Path:
    """The records of all datasets of a county of so many people, as a file; made once.

    More than one county can have are several counties, each with numbers and places of its own.
    """
    file = folder / f"records-{people}.parquet"
    if not file.is_file():
        tables = [_records(many, folder, seed) for seed, many in _counties(people)]
        pq.write_table(pa.concat_tables(tables, promote_options="default"), file)
    return file


def county_truth(people: int, folder: Path) -> Truth:
    truth: Truth = {}
    for seed, many in _counties(people):
        table = pq.read_table(lake.truth(many, folder, seed) / "records.parquet")
        ids = _named(pc.binary_join_element_wise(table["dataset"], table["key"].cast("string"), ":"), seed)
        persons = _named(table["person"].cast("string"), seed)
        truth |= zip(ids.to_pylist(), persons.to_pylist(), strict=True)
    return truth


def _counties(people: int) -> list[tuple[int, int]]:
    """The seed and the people of each county."""
    parts = 1 if people <= MOST_PEOPLE else math.ceil(people / _PEOPLE_OF_A_PART)
    return [(seed, people // parts) for seed in range(1, parts + 1)]


def _records(people: int, folder: Path, seed: int) -> pa.Table:
    home = lake.fresh_home(folder, people)
    lake.load_all(home, lake.county(people, folder, seed))
    records = records_of(current_snapshots(home))
    if seed == 1:
        return records
    changed: dict[str, Callable[[str], str | None]] = {
        "nhs_number": lambda number: _nhs_number(number, seed),
        "upn": lambda number: f"{number[0]}{99 - seed:03d}{number[4:]}",
        "uprn": lambda number: f"{9999 - seed}{number[4:]}",
        "postcode": lambda code: chr(ord(code[0]) - seed) + code[1:],
    }
    records = records.set_column(
        records.column_names.index("record_id"), "record_id", _named(records["record_id"], seed)
    )
    for name, change in changed.items():
        coded = pc.dictionary_encode(records[name].combine_chunks())
        values = pa.array([change(value) if value else value for value in coded.dictionary.to_pylist()])
        records = records.set_column(records.column_names.index(name), name, values.take(coded.indices))
    return records


def _named(names: pa.ChunkedArray, seed: int) -> pa.ChunkedArray:
    """The first county's names stay as they are."""
    return names if seed == 1 else pc.binary_join_element_wise(pa.scalar(str(seed)), names, "/")


def _nhs_number(number: str, seed: int) -> str | None:
    """Another number with a valid check digit; a tenth of them have none."""
    first = f"{999 - seed}{number[3:9]}"
    check = -sum(int(digit) * weight for digit, weight in zip(first, range(10, 1, -1), strict=True)) % 11
    return f"{first}{check}" if check < 10 else None


def usual_model() -> Model:
    """The comparisons and rules that a user of Splink would choose, not yet trained."""

    def comparison(name: str, *conditions: Condition, rarity: bool = False) -> Comparison:
        first = Level(conditions[0], "the same", 0.9, 0.01, rarity=Rarity(name) if rarity else None)
        others = [Level(one, str(one), 0.05 / len(conditions), 0.01) for one in conditions[1:]]
        absent = Level(missing(name), "missing", missing=True)
        return Comparison(name, (absent, first, *others, Level(None, "everything else", 0.05, 0.95)))

    near = [alike("jaro_winkler", name, 0.92) for name in ("first", "last")]
    nearly = [alike("jaro_winkler", name, 0.8) for name in ("first", "last")]
    slips = [alike("damerau", "born", slips) for slips in (1, 2)]
    rules = (
        ("nhs_number",), ("first", "last", "postcode"), ("first", "born"), ("last", "born"),
        ("born", "postcode"), ("first", "last", "born_year"), ("first", "postcode"), ("last", "postcode"),
        ("first_sound", "last_sound", "born_year"), ("last", "house", "outward"),
        ("postcode", "born_year"), ("first", "outward", "born_year"),
        ("first_start", "last_start", "outward"), ("house", "sector"),
    )  # fmt: skip
    return Model(
        (
            comparison("first", same("first"), near[0], nearly[0], rarity=True),
            comparison("last", same("last"), near[1], nearly[1], rarity=True),
            comparison("born", same("born"), *slips, same("born_year")),
            comparison("sex", same("sex")),
            comparison("postcode", same("postcode"), same("sector"), same("outward")),
            comparison("house", same("house"), rarity=True),
            comparison("nhs_number", same("nhs_number")),
        ),
        tuple(tuple((name, name) for name in rule) for rule in rules),
        0.0001,
    )


def historical() -> tuple[pa.Table, Truth]:
    table = pq.read_table(HISTORICAL)
    records = table.select(
        ["unique_id", "first_name", "surname", "dob", "gender", "postcode_fake", "birth_place", "occupation"]
    ).rename_columns(
        [
            "record_id",
            "first_name",
            "last_name",
            "date_of_birth",
            "sex",
            "postcode",
            "place_of_birth",
            "occupation",
        ]
    )
    return records, dict(zip(table["unique_id"].to_pylist(), table["cluster"].to_pylist(), strict=True))


def febrl_tables() -> list[pa.Table]:
    """The two files as they are, all text."""
    tables = []
    for file in FEBRL:
        names = [name.strip() for name in file.read_text(encoding="utf-8").split("\n", 1)[0].split(",")]
        options = pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True
        )
        table = pa.csv.read_csv(
            file, pa.csv.ReadOptions(column_names=names, skip_rows=1), convert_options=options
        )
        trimmed = [pc.utf8_trim_whitespace(column) for column in table.columns]
        known = [pc.if_else(pc.equal(column, ""), None, column) for column in trimmed]
        tables.append(pa.table(dict(zip(names, known, strict=True))))
    return tables


def febrl() -> tuple[pa.Table, Truth]:
    """Its social security number stands where a pupil has a UPN: one for each person, with errors."""
    table = pa.concat_tables(febrl_tables())
    line = pc.binary_join_element_wise(
        *(pc.fill_null(table[name], "") for name in ("street_number", "address_1")), " "
    )
    records = pa.table(
        {
            "record_id": table["rec_id"],
            "first_name": table["given_name"],
            "last_name": table["surname"],
            "date_of_birth": table["date_of_birth"],
            "postcode": table["postcode"],
            "address_line": line,
            "upn": table["soc_sec_id"],
        }
    )
    return records, {record: record.split("-")[1] for record in table["rec_id"].to_pylist()}
