"""What linkage is measured on: records in the words of matching, and who is who."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

import lake
from shiremoot.matching.conditions import Condition, alike, missing, same
from shiremoot.matching.model import Comparison, Level, Model, Rarity
from shiremoot.singleview.linking.records import records_of
from shiremoot.singleview.snapshots import current_snapshots

SHARED = Path(__file__).parents[2] / "shared" / "data" / "linkage"
HISTORICAL = SHARED / "historical_figures_with_errors_50k.parquet"
FEBRL = (SHARED / "dataset4a.csv", SHARED / "dataset4b.csv")

Truth = dict[str, str]


def county(people: int, folder: Path) -> Path:
    """The records of all datasets of a county of so many people, as a file; made once."""
    file = folder / f"records-{people}.parquet"
    if not file.is_file():
        home = lake.fresh_home(folder, people)
        lake.load_all(home, lake.county(people, folder))
        pq.write_table(records_of(current_snapshots(home)), file)
    return file


def county_truth(people: int, folder: Path) -> Truth:
    table = pq.read_table(folder / f"county-{people}-truth" / "records.parquet")
    ids = pc.binary_join_element_wise(table["dataset"], table["key"].cast("string"), ":")
    return dict(zip(ids.to_pylist(), table["person"].cast("string").to_pylist(), strict=True))


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
