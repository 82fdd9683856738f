"""A faulty file ends in the user's words with nothing written; a faulty row in quarantine."""

import io
import random
import string
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shiremoot.errors import UserError
from shiremoot.people.loads import read_register
from shiremoot.singleview.intake import verbs
from tests.permitted import OPERATOR

from .conftest import INCIDENTS, PEOPLE, ROLES, as_csv

GOOD = as_csv(PEOPLE)


def cut(text: str, end: str) -> str:
    return text[: text.index(end) + len(end)]


def zipped(**parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


FILE_FAULTS = {
    "renamed column": (
        GOOD.replace("Surname", "Sur name"),
        "lacks the column “Surname” (renamed to “Sur name”?)",
    ),
    "missing column": (as_csv([row[:3] for row in PEOPLE]), "lacks the column “Sex” of people"),
    "two missing": (as_csv([row[:2] for row in PEOPLE]), "lacks the columns “DOB”, “Sex” of people"),
    "column twice": (GOOD.replace("Surname", "Sex"), "has the column “sex” twice"),
    "wrong file": ("animal,colour\r\ncat,black\r\n", "is no file of police"),
    "files mixed up": (as_csv(ROLES), "is named like people, but has the columns of roles"),
    "empty": ("", "is empty"),
    "only blank lines": ("\r\n\r\n", "is empty"),
    "headings only": (as_csv(PEOPLE[:1]), "has headings but no rows"),
    "cut in a line": (cut(GOOD, "Abel7,"), "is cut short in the middle of line 9"),
    "open quote": (GOOD.replace("Abel7", '"Abel7'), "a quote that opens in line 9 never closes"),
    "zero byte": (GOOD.replace("Abel7", "Ab\0el7"), "line 9 holds a zero byte"),
    "mixed encodings": (
        GOOD.replace("Abel3", "Zoë").encode() + "N50,Zoë,01/01/1990,M\r\n".encode("cp1252"),
        "mixes encodings: line 42 is not UTF-8",
    ),
    "no known encoding": (
        GOOD.encode() + b"N50,\x81\x8d,01/01/1990,M\r\n",
        "unknown encoding, in or after line",
    ),
    "cut in a letter": (
        GOOD.encode() + "N50,Zoë".encode()[:-1],
        "cut short in the middle of a letter, in line 42",
    ),
    "cut UTF-16": (GOOD.encode("utf-16")[:-1], "cut short in the middle of a letter"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + bytes(600), "is an old Excel or Word file"),
    "PDF": (b"%PDF-1.7 ...", "is a PDF"),
    "broken spreadsheet": (b"PK\x03\x04" + bytes(300), "is not a whole spreadsheet"),
    "another archive": (zipped(readme="hello"), "is not a whole spreadsheet"),
    "zip bomb": (zipped(bomb=bytes(300 << 20)), "would swell to 300 MB"),
    "broken Parquet": (b"PAR1" + bytes(300), "is not a whole Parquet file"),
}


@pytest.mark.parametrize("fault", FILE_FAULTS)
def test_a_faulty_file_is_refused_in_words_and_the_last_good_load_stays(agency, fault):
    content, words = FILE_FAULTS[fault]
    agency.load()
    in_use = agency.in_use()
    agency.write("NOMINALS_1.csv", content)
    with pytest.raises(UserError) as caught:
        agency.load()
    assert words in caught.value.message
    assert "NOMINALS_1.csv" in caught.value.message
    assert caught.value.next_step
    assert agency.in_use() == in_use
    assert [entry.load_id for entry in read_register(agency.home)] == [in_use]
    assert {path.name for path in (agency.home.snapshots / "police").iterdir()} == {
        in_use,
        "current",
        ".held",
    }


def test_files_that_are_not_there_or_no_files(agency):
    with pytest.raises(UserError, match=r"There is no file nothing\.csv"):
        agency.load(agency.folder / "nothing.csv")
    with pytest.raises(UserError, match="is a folder"):
        agency.load(agency.folder)
    with pytest.raises(UserError, match="is named twice"):
        agency.load(agency.folder / "ROLES.csv", agency.folder / ".." / "delivery" / "ROLES.csv")


def test_a_delivery_is_whole(agency):
    with pytest.raises(UserError) as caught:
        agency.load(agency.folder / "NOMINALS_1.csv", agency.folder / "ROLES.csv")
    assert "lacks incidents (INCIDENTS*.csv)" in caught.value.message
    assert "NOMINALS*.csv (people)" in caught.value.next_step


def test_a_dataset_without_contract(agency):
    with pytest.raises(UserError, match=r"no contract for a dataset “fire”. There are: police"):
        verbs.load(agency.home, dataset="fire", files=[], by=OPERATOR, at=None)


def test_a_truncated_spreadsheet_and_parquet(agency):
    (agency.folder / "NOMINALS_1.csv").unlink()
    book = openpyxl.Workbook()
    for row in PEOPLE:
        book.active.append(row)
    book.save(agency.folder / "NOMINALS_1.xlsx")
    whole = (agency.folder / "NOMINALS_1.xlsx").read_bytes()
    agency.write("NOMINALS_1.xlsx", whole[: len(whole) // 2])
    with pytest.raises(UserError, match="is not a whole spreadsheet"):
        agency.load()
    (agency.folder / "NOMINALS_1.xlsx").unlink()
    pq.write_table(
        pa.table(dict(zip(PEOPLE[0], zip(*PEOPLE[1:], strict=True), strict=True))),
        agency.folder / "n.parquet",
    )
    whole = (agency.folder / "n.parquet").read_bytes()
    agency.write("n.parquet", whole[:-20])
    with pytest.raises(UserError, match="is not a whole Parquet file"):
        agency.load()


def test_a_formula_in_a_spreadsheet_is_refused_with_its_cell(agency):
    (agency.folder / "NOMINALS_1.csv").unlink()
    book = openpyxl.Workbook()
    for row in PEOPLE:
        book.active.append(row)
    book.active["B5"] = '=HYPERLINK("http://example.invalid")'
    book.save(agency.folder / "NOMINALS_1.xlsx")
    with pytest.raises(UserError, match="has a formula in cell B5 of sheet “Sheet”"):
        agency.load()


PEOPLE_FAULTS = {
    "missing": ("Abel7", "", "Surname", "missing", "must not be empty"),
    "too long": ("Abel7", "A" * 41, "Surname", "too long", "at most 40 characters"),
    "formula": ("Abel7", "=HYPERLINK(1)", "Surname", "looks like a formula", "spreadsheet formula"),
    "formula by sign": ("Abel7", "@SUM(A1)", "Surname", "looks like a formula", "spreadsheet formula"),
    "other style": (
        "08/03/1917",
        "1917-03-08",
        "DOB",
        "another date style",
        "says dd/MM/yyyy; this looks like yyyy-MM-dd",
    ),
    "month first": ("08/03/1917", "03/28/1917", "DOB", "another date style", "this looks like MM/dd/yyyy"),
    "no such day": ("08/03/1917", "31/02/1917", "DOB", "no such day", "no day of the calendar"),
    "two figures": ("08/03/1917", "08/03/17", "DOB", "not a date", "not a date in the style dd/MM/yyyy"),
    "code": ("1917,M", "1917,Q", "Sex", "unknown code", "none of the 2 codes"),
    "duplicate": ("N7,", "N6,", "NOMINAL ID", "duplicate", "stands in an earlier row"),
}


@pytest.mark.parametrize("kind", PEOPLE_FAULTS)
def test_a_faulty_row_goes_to_quarantine_with_place_and_reason(agency, kind):
    old, new, column, fault, reason = PEOPLE_FAULTS[kind]
    agency.write("NOMINALS_1.csv", GOOD.replace(old, new, 1))
    people, roles, _ = agency.load().tables
    assert (people.read, people.accepted) == (40, 39)
    [found] = people.faults
    assert (found.column, found.fault, found.rows) == (column, fault, 1)
    assert reason in found.reason
    assert (found.file, found.line) == ("NOMINALS_1.csv", 9)
    assert roles.faults[0].fault == "no such person"


def test_rows_that_do_not_fit_the_columns(agency):
    text = GOOD.replace("Abel7,", "Abel7,x,").replace("Abel9", '"Abel"9')
    agency.write("NOMINALS_1.csv", text)
    people = agency.load().tables[0]
    assert people.read - people.accepted == 2
    assert {(fault.fault, fault.line) for fault in people.faults} == {
        ("wrong number of cells", 9),
        ("broken quotes", 11),
    }


def test_rows_that_refer_to_nobody_and_to_nothing(agency):
    agency.write("ROLES.csv", as_csv([*ROLES, ["N400", "I1", "x", ""], ["N1", "I400", "x", ""]]))
    roles = agency.load().tables[1]
    assert [(fault.column, fault.fault, fault.line) for fault in roles.faults] == [
        ("INCIDENT NO", "no such row of incidents", 43),
        ("NOMINAL ID", "no such person", 42),
    ]


def test_dates_in_two_styles_are_counted(agency):
    people = [list(row) for row in PEOPLE]
    for row in people[10:41]:
        day, month, year = row[2].split("/")
        row[2] = f"{year}-{month}-{day}"
    agency.write("NOMINALS_1.csv", as_csv(people))
    summary = agency.load()
    assert not summary.switched
    [fault] = summary.tables[0].faults
    assert (fault.rows, fault.line) == (31, 11)
    assert fault.reason == "the contract says dd/MM/yyyy; this looks like yyyy-MM-dd"


@pytest.mark.parametrize(
    ("table", "rows", "words"),
    [
        ("NOMINALS_1.csv", PEOPLE[:30], "people: 27.5 % fewer rows than before, at most 10 % are allowed"),
        (
            "INCIDENTS.csv",
            [*INCIDENTS, ["I11", ""], ["", ""], ["I1", "2026-01-01"]],
            "incidents: 8.3 % of rows rejected",
        ),
        (
            "NOMINALS_1.csv",
            [[*row[:3], ""] for row in PEOPLE[1:]],
            "people: nullValues of sex is 100 percent",
        ),
    ],
)
def test_a_crossed_threshold_keeps_the_load_before_in_use(agency, table, rows, words):
    agency.load()
    in_use = agency.in_use()
    agency.write(table, as_csv(rows if rows[0][-1] in ("Sex", "DATE") else [PEOPLE[0], *rows]))
    summary = agency.load()
    assert not summary.switched
    assert any(words in reason for reason in summary.held_back)
    assert agency.in_use() == in_use
    assert len(read_register(agency.home)) == 2


def test_a_pattern_that_cannot_be_run_is_a_fault_of_the_contract(agency):
    path = agency.home.contracts / "police.odcs.yaml"
    path.write_text(path.read_text().replace("{maxLength: 40}", '{pattern: "(?=x)"}'))
    with pytest.raises(UserError, match="a pattern in table people"):
        agency.load()


def test_nonsense_never_ends_in_another_error(agency):
    chance = random.Random(1)
    letters = string.printable + "éß\ufeff\u2028\x85"
    for _ in range(25):
        text = GOOD
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(text))
            junk = "".join(chance.choice(letters) for _ in range(chance.randint(0, 8)))
            text = text[:at] + junk + text[at + chance.randint(0, 20) :]
        agency.write("NOMINALS_1.csv", text)
        try:
            summary = agency.load()
        except UserError:
            continue
        assert summary.tables[0].read >= summary.tables[0].accepted
