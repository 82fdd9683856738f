"""Good deliveries, in every form that agencies send."""

import json
from datetime import date

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shiremoot import pointer
from shiremoot.people.loads import current_loads, read_register

from .conftest import AT, PEOPLE, ROLES, as_csv


def rows(agency, table, columns="*"):
    path = agency.home.snapshots / "police" / agency.in_use() / f"{table}.parquet"
    return duckdb.sql(f"SELECT {columns} FROM read_parquet('{path}')").fetchall()


def people_of(agency):
    return rows(agency, "people", "id, surname, born, sex")


EXPECTED = [
    (key, surname, date(int(born[6:]), int(born[3:5]), int(born[:2])), "Male")
    for key, surname, born, _ in PEOPLE[1:]
]


def test_a_good_delivery_becomes_a_snapshot_in_use(agency):
    summary = agency.load()
    assert summary.switched and summary.load_id == agency.in_use()
    assert [(t.table, t.read, t.accepted, t.rows_before) for t in summary.tables] == [
        ("people", 40, 40, None),
        ("roles", 40, 40, None),
        ("incidents", 10, 10, None),
    ]
    assert people_of(agency) == EXPECTED
    assert rows(agency, "people", "_line") == [(line,) for line in range(2, 42)]
    [entry] = read_register(agency.home)
    assert current_loads(agency.home) == {"police": entry}
    assert (entry.people, entry.as_at, entry.rows["roles"]) == (40, AT, 40)
    assert entry.completeness["people.born"] == 1


def test_a_snapshot_cannot_be_written_to(agency):
    agency.load()
    folder = pointer.current(agency.home.snapshots / "police")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o400}
    assert {path.name for path in folder.iterdir()} == {
        "people.parquet",
        "roles.parquet",
        "incidents.parquet",
        "quarantine.parquet",
        "load.json",
        "contract.odcs.yaml",
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_delimiter_and_encoding(agency, delimiter, encoding):
    people = [list(row) for row in PEOPLE]
    people[1][1] = "Zoë; O’Dell, née|Müller"
    agency.write("NOMINALS_1.csv", as_csv(people, delimiter).encode(encoding))
    agency.load()
    assert people_of(agency)[0][1] == people[1][1]
    assert people_of(agency)[1:] == EXPECTED[1:]


def test_headings_forgive_case_and_spaces_and_cells_their_outer_spaces(agency):
    text = as_csv(PEOPLE).replace("NOMINAL ID,Surname", ' nominal  id , "SURNAME "').replace("N3,", " N3 , ")
    agency.write("NOMINALS_1.csv", text)
    agency.load()
    assert people_of(agency) == EXPECTED


def test_line_breaks_in_quotes_keep_true_line_numbers(agency):
    agency.write("NOMINALS_1.csv", as_csv(PEOPLE).replace("Abel0,", '"Abel\r\n0",'))
    agency.load()
    assert rows(agency, "people", "_line")[:3] == [(2,), (4,), (5,)]


def test_a_last_line_without_line_break_and_blank_lines_are_fine(agency):
    agency.write("NOMINALS_1.csv", as_csv(PEOPLE).replace("\r\n", "\r\n\r\n").rstrip())
    assert agency.load().tables[0].accepted == 40


def test_days_and_months_may_lack_a_leading_zero(agency):
    agency.write("NOMINALS_1.csv", as_csv(PEOPLE).replace("01/03/1910", "1/3/1910"))
    agency.load()
    assert people_of(agency) == EXPECTED


def spreadsheet(agency, name, rows):
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["Extracted for sharing"])
    sheet = book.create_sheet("Data & more")
    for row in rows:
        sheet.append(row)
    book.save(agency.folder / name)


def test_a_spreadsheet_reads_like_a_text_file(agency):
    (agency.folder / "NOMINALS_1.csv").unlink()
    typed = [PEOPLE[0]] + [[key, surname, born, "M"] for key, surname, born, _ in EXPECTED]
    typed[3][2] = PEOPLE[3][2]  # one date is text in the style of the contract
    spreadsheet(agency, "Nominals for you.xlsx", typed)
    agency.load()
    assert people_of(agency) == EXPECTED
    assert rows(agency, "people", "_line")[0] == (2,)


def test_parquet_reads_like_a_text_file(agency):
    (agency.folder / "NOMINALS_1.csv").unlink()
    columns = list(zip(*EXPECTED, strict=True))
    sexes = pa.array(["M"] * 40).dictionary_encode()
    table = pa.table(
        [pa.array(columns[0]), pa.array(columns[1]), pa.array(columns[2]), sexes], names=PEOPLE[0]
    )
    pq.write_table(table, agency.folder / "nominals_1.parquet")
    agency.load()
    assert people_of(agency) == EXPECTED


def test_one_table_may_come_in_several_files(agency):
    agency.write("NOMINALS_1.csv", as_csv(PEOPLE[:20]))
    agency.write("NOMINALS_2.csv", as_csv([PEOPLE[0], *PEOPLE[20:]]))
    assert agency.load().tables[0].accepted == 40


def test_an_unknown_name_is_matched_by_its_columns(agency):
    (agency.folder / "ROLES.csv").rename(agency.folder / "extract.txt")
    assert agency.load().switched


def test_an_added_column_is_noted_and_left_out(agency):
    agency.write(
        "ROLES.csv", as_csv([[*row, "x"] for row in ROLES]).replace("REASON,x", "REASON,Shoe size", 1)
    )
    summary = agency.load()
    assert summary.switched
    assert summary.warnings == ("ROLES.csv: the contract does not have “Shoe size”; left out",)


def test_the_second_load_says_what_changed(agency):
    agency.load()
    people = [list(row) for row in PEOPLE]
    people[1][0], people[2][1] = "N99", "Baker"
    roles = [row for row in ROLES if row[0] != "N0"]
    agency.write("NOMINALS_1.csv", as_csv(people))
    agency.write("ROLES.csv", as_csv(roles))
    summary = agency.load()
    assert summary.changed == {"new": 1, "gone": 1, "changed": 1}
    assert [(t.accepted, t.rows_before) for t in summary.tables] == [(40, 40), (39, 40), (10, 10)]
    assert len(read_register(agency.home)) == 2


def test_progress_reaches_the_whole_of_the_files(agency):
    told = []
    agency.load(progress=lambda done, total: told.append((done, total)))
    total = sum(path.stat().st_size for path in agency.folder.iterdir())
    assert told[-1] == (total, total)
    assert sorted(told) == told


def test_quarantine_keeps_the_row_for_those_who_may_see_it(agency):
    agency.write("ROLES.csv", as_csv([*ROLES, ["N77", "I1", "witness", "x"]]))
    agency.load()
    folder = pointer.current(agency.home.snapshots / "police")
    [[row]] = duckdb.sql(f"SELECT row FROM read_parquet('{folder}/quarantine.parquet')").fetchall()
    assert json.loads(row) == {"NOMINAL ID": "N77", "INCIDENT NO": "I1", "ROLE": "witness", "REASON": "x"}
