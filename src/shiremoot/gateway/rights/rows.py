"""What records say, row by row, as whoever decides reads it, and the copies of what is given. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shiremoot.access.corrections import Item
from shiremoot.access.marks import mark
from shiremoot.access.reading import Block, Row
from shiremoot.access.subject_access import STAFF, LookedAt
from shiremoot.contracts import vocabulary
from shiremoot.dates import day_of
from shiremoot.gateway.rights.exemptions import GIVE, Exemption

Said = tuple[tuple[str, str], ...]
"""What one row says to the person it is about: label and value, line by line."""


@dataclass(frozen=True)
class Line:
    """One row. Its mark says nothing, and is the same as long as the row says the same."""

    mark: str
    record: str
    """As in linking, "<dataset>:<key>"."""
    said: tuple[tuple[str, str, str], ...]
    """Meaning, label, value in words."""


@dataclass(frozen=True)
class Kind:
    """The rows of one table, and what people call them."""

    dataset: str
    table: str
    service: str
    called: str
    as_at: date
    lines: tuple[Line, ...]


def kinds(blocks: Iterable[Block], record_ids: Mapping[int, str]) -> list[Kind]:
    """Table by table; members of staff left out, and a row that only names them with them."""
    found = []
    for block in blocks:
        lines = {line.mark: line for row in block.rows if (line := _line(block, row, record_ids)).said}
        if lines:
            called = Item(block, block.rows[0]).called
            day = day_of(block.as_at)
            found.append(Kind(block.dataset, block.table, block.service, called, day, tuple(lines.values())))
    return sorted(found, key=lambda each: (each.service, each.called != "Name and address", each.called))


def _line(block: Block, row: Row, record_ids: Mapping[int, str]) -> Line:
    known, told = vocabulary(), [each for each in row.values if each not in STAFF]
    said = tuple((each, block.labels[each], known[each].words(row.values[each])) for each in told)
    return Line(mark(block, row, told), record_ids[row.record], said)


def marks(found: Iterable[Kind], looks: Iterable[LookedAt]) -> list[str]:
    """Everything that is to be decided."""
    return [line.mark for kind in found for line in kind.lines] + [look.mark for look in looks]


def given_rows(found: Iterable[Kind], choices: Mapping[str, str]) -> list[dict[str, Any]]:
    """A copy of the rows that are given, table by table."""
    copies = []
    for kind in found:
        given = [line for line in kind.lines if choices[line.mark] == GIVE]
        rows = [{"record": line.record, "said": [list(each) for each in line.said]} for line in given]
        if rows:
            names = {"dataset": kind.dataset, "table": kind.table, "service": kind.service}
            copies.append({**names, "called": kind.called, "as_at": kind.as_at.isoformat(), "rows": rows})
    return copies


def given_looks(looks: Iterable[LookedAt], choices: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "day": look.day.isoformat(),
            "organisation": look.organisation,
            "role": look.role,
            "purpose": look.purpose,
            "tables": sorted(look.tables),
        }
        for look in looks
        if choices[look.mark] == GIVE
    ]


def told_grounds(
    found: Iterable[Kind], looks: Iterable[LookedAt], choices: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The grounds that the person may be told of, with the tables that they are about."""
    tables: dict[str, set[str]] = {}
    for kind in found:
        for line in kind.lines:
            tables.setdefault(choices[line.mark], set()).add(f"{kind.dataset}.{kind.table}")
    for look in looks:
        tables.setdefault(choices[look.mark], set()).update(look.tables)
    return [
        {"ground": each.value, "tables": sorted(tables[each])}
        for each in Exemption
        if each.is_told and each in tables
    ]


def still_told(
    rows: Iterable[Mapping[str, Any]], records: Collection[str], meanings: Collection[str]
) -> list[Said]:
    """Of copied rows, label and value of what may be told now; rows of which nothing is left are left out."""
    told = (row["said"] for row in rows if row["record"] in records)
    kept = (tuple((label, value) for meaning, label, value in row if meaning in meanings) for row in told)
    return [row for row in kept if row]
