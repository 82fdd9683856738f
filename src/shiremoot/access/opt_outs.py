"""The national opt-outs: a list of NHS numbers, of which a whole new one replaces the old."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shiremoot.access import numbers
from shiremoot.access.facts import change
from shiremoot.access.models import OptOut
from shiremoot.errors import UserError
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer


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
    hashes = [OptOut(number_hash=numbers.keyed(number)) for number in found.numbers]
    with transaction.atomic(durable=True):
        if not found.faults:
            OptOut.objects.all().delete()
        OptOut.objects.bulk_create(hashes, batch_size=5000, ignore_conflicts=True)
        change("opt_outs_mark")
        in_use = OptOut.objects.count()
        detail = {"numbers": len(hashes), "faults": len(found.faults), "in use": in_use}
        ledger.append(Draft(act=Act.LOAD_OPT_OUTS, at=at, by=by, outcome="done", viewer_detail=detail))
    return in_use
