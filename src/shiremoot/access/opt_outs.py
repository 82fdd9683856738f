"""The national opt-outs: a list of NHS numbers, of which a whole new one replaces the old.

What was listed when is kept, so that what was decided under a former list can be decided again.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from shiremoot.access import numbers
from shiremoot.access.facts import change
from shiremoot.access.models import OptOut
from shiremoot.errors import UserError
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer

AT_A_TIME = 500
"""Numbers in one statement: SQLite takes no more than so many values."""


@dataclass(frozen=True)
class OptOutList:
    """What a file holds: each good number once, and the lines that hold none."""

    numbers: tuple[str, ...]
    faults: tuple[int, ...]


def parse_opt_outs(lines: Iterable[str]) -> OptOutList:
    """A CSV with one column, under a heading or none. Raises UserError where it has more columns."""
    found, faults = {}, []
    for number, row in enumerate(csv.reader(lines), start=1):
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) > 1:
            raise UserError(
                f"Line {number} has {len(cells)} columns.", "The list has one: the NHS number, a line each."
            )
        if not cells or (number == 1 and not any(letter.isdigit() for letter in cells[0])):
            continue
        if numbers.is_nhs_number(cells[0]):
            found["".join(figure for figure in cells[0] if figure.isdigit())] = True
        else:
            faults.append(number)
    return OptOutList(tuple(found), tuple(faults))


def load_opt_outs(found: OptOutList, *, by: Viewer, at: datetime) -> int:
    """Make this the list in use, all or nothing, and return how many numbers are opted out then.

    Where lines are bad the numbers of the list before stay as well: one of them may be meant. Raises
    UserError where there is no number at all.
    """
    if not found.numbers:
        raise UserError("The list is empty.", "An empty list would lift every opt-out; ask for a new one.")
    numbers.check_key()
    listed = {numbers.keyed(number) for number in found.numbers}
    with transaction.atomic(durable=True):
        revision = change("opt_outs_mark")
        opted_out = set(_in_use().values_list("number_hash", flat=True))
        gone = set() if found.faults else opted_out - listed
        _end(gone, revision)
        OptOut.objects.bulk_create(
            (OptOut(number_hash=each, since=revision) for each in listed - opted_out), batch_size=AT_A_TIME
        )
        in_use = len((opted_out | listed) - gone)
        detail = {"numbers": len(listed), "faults": len(found.faults), "in use": in_use}
        ledger.append(Draft(act=Act.LOAD_OPT_OUTS, at=at, by=by, outcome="done", viewer_detail=detail))
    return in_use


def _in_use() -> QuerySet[OptOut]:
    return OptOut.objects.filter(until=None)


def _end(hashes: Iterable[str], revision: int) -> None:
    left = iter(sorted(hashes))
    while part := list(islice(left, AT_A_TIME)):
        _in_use().filter(number_hash__in=part).update(until=revision)
