"""A file of people who join, move and leave: read whole or not at all, with errors line by line. Pure.

A file says everything of the people whom it names, one line for each role of theirs, and nothing of others.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shiremoot.dates import start_of
from shiremoot.errors import UserError
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.posts import Wanted

ROLE = re.compile(r"[a-z][a-z0-9-]*")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_COLUMNS = {
    "email": ("email", "e-mail", "email address", "e-mail address"),
    "name": ("name", "full name"),
    "role": ("role",),
    "duties": ("duties", "duty"),
    "begins": ("from", "first day", "start"),
    "ends": ("until", "last day", "end"),
}
_NEEDED = ("email", "name", "role", "duties")
_CALLED = {
    "email": "email",
    "name": "name",
    "role": "role",
    "duties": "duties",
    "begins": "from",
    "ends": "until",
}
MOST_LINES = 20_000


@dataclass(frozen=True)
class LineFault:
    """What is wrong with one line, counted as an editor counts them."""

    line: int
    words: str


@dataclass(frozen=True)
class Line:
    """One person in one role."""

    number: int
    email: str
    name: str
    wanted: Wanted


class StaffFile(UserError):
    """A file with faults: all of them, in the order of its lines."""

    def __init__(self, faults: list[LineFault]) -> None:
        super().__init__(
            f"{len(faults)} {'thing is' if len(faults) == 1 else 'things are'} wrong in the file.",
            "Nothing was changed. Correct the lines and give the file again.",
        )
        self.faults = faults


def read(content: bytes) -> dict[str, tuple[str, tuple[Wanted, ...]]]:
    """E-mail address → name and everything that person is to be, in the order of the file.

    Raises UserError where it is no such file, and StaffFile, which has every fault, where lines are wrong.
    """
    rows = _rows(_text(content))
    lines: list[Line] = []
    faults: list[LineFault] = []
    for number, row in rows:
        found = _line(number, row)
        if isinstance(found, Line):
            lines.append(found)
        else:
            faults += found
    faults += _among_each_other(lines)
    if faults:
        raise StaffFile(sorted(faults, key=lambda fault: fault.line))
    people: dict[str, tuple[str, tuple[Wanted, ...]]] = {}
    for line in lines:
        _, wanted = people.get(line.email, ("", ()))
        people[line.email] = (line.name, (*wanted, line.wanted))
    return people


def _text(content: bytes) -> str:
    """UTF-8, with or without a mark in front, or as older spreadsheets write it."""
    if b"\0" in content:
        raise UserError("This is not a CSV file.", "Save the sheet as CSV (comma separated) and give that.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number → its values by column; empty lines are left out."""
    if not text.strip():
        raise UserError("The file is empty.", "It needs a line of headings, and a line for each person.")
    head = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ","
    )
    columns = _columns(next(reader))
    count = 0
    for row in reader:
        values = {column: value.strip() for column, value in zip(columns, row, strict=False) if column}
        if not any(values.values()):
            continue
        count += 1
        if count > MOST_LINES:
            raise UserError(f"The file has more than {MOST_LINES:,} lines.", "Give it in parts.")
        yield reader.line_num, values
    if not count:
        raise UserError("The file has headings and no people.", "Write a line for each person.")


def _columns(heads: list[str]) -> list[str]:
    found = [_column(head) for head in heads]
    missing = [_CALLED[name] for name in _NEEDED if name not in found]
    if missing:
        raise UserError(
            f"The file has no column called {' and none called '.join(missing)}.",
            f"Its first line has to name the columns: {', '.join(_CALLED.values())}.",
        )
    return found


def _column(head: str) -> str:
    said = " ".join(head.lower().split())
    return next((name for name, words in _COLUMNS.items() if said in words), "")


def _line(number: int, row: Mapping[str, str]) -> Line | list[LineFault]:
    faults: list[str] = []
    email = row.get("email", "").lower()
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        faults.append("The email address is missing or is none")
    name = row.get("name", "")
    if not 0 < len(name) <= 200:
        faults.append("The name is missing or too long")
    role = as_role(row.get("role", ""))
    if not role:
        faults.append("The role is missing or holds other characters than letters, figures and hyphens")
    duties = _duties(row.get("duties", ""), faults)
    begins = _day(row.get("begins", ""), "from", faults)
    ends = _day(row.get("ends", ""), "until", faults)
    if begins and ends and ends < begins:
        faults.append(f"Until ({ends}) is before from ({begins})")
    if faults:
        return [LineFault(number, words) for words in faults]
    return Line(number, email, name, wanted(role, duties, begins, ends))


def wanted(role: str, duties: frozenset[Duty], first_day: date | None, last_day: date | None) -> Wanted:
    """Days as people count them: the last day is one that they still have the role on."""
    begins = start_of(first_day) if first_day else None
    ends: datetime | None = start_of(last_day + timedelta(days=1)) if last_day else None
    return Wanted(role, duties, begins, ends)


def as_role(words: str) -> str:
    """*Social worker* as flows write it: social-worker. Empty where it cannot be one."""
    found = "-".join(words.lower().split())
    return found if ROLE.fullmatch(found) and len(found) <= 80 else ""


def _duties(words: str, faults: list[str]) -> frozenset[Duty]:
    named = [each for each in re.split(r"[\s,;/+]+", words.lower()) if each]
    known = {duty.value for duty in Duty}
    if unknown := [each for each in named if each not in known]:
        faults.append(f"There is no duty {unknown[0]}. The duties are {', '.join(sorted(known))}")
    elif not named:
        faults.append(f"No duty is named. The duties are {', '.join(sorted(known))}")
    return frozenset(Duty(each) for each in named if each in known)


def _day(words: str, column: str, faults: list[str]) -> date | None:
    if not words:
        return None
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(words, pattern).date()
        except ValueError:
            continue
    faults.append(f"The day in the column {column} is none. Write it as 2026-11-30 or 30/11/2026")
    return None


def _among_each_other(lines: list[Line]) -> Iterator[LineFault]:
    """One role of one person twice, or one address with two names."""
    first: dict[tuple[str, str], int] = {}
    named: dict[str, Line] = {}
    for line in lines:
        before = first.setdefault((line.email, line.wanted.role), line.number)
        if before != line.number:
            yield LineFault(line.number, f"The same person and role are in line {before} already")
        other = named.setdefault(line.email, line)
        if other.name != line.name:
            yield LineFault(line.number, f"The same email address has another name in line {other.number}")
