"""Jobs that process a whole dataset: one decision on that population, one entry."""

from collections.abc import Iterable
from datetime import datetime

from shiremoot.access.recording import Refused, Wish, decide_and_record
from shiremoot.decisions.request import FieldId
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Act, Viewer


def permit_dataset(*, act: Act, dataset: str, fields: Iterable[str], by: Viewer, at: datetime) -> int:
    """Ask to load, link or publish these fields (`table.field`) of a dataset; return the entry's number.

    Raises UserError, after recording the refusal, unless a linking agreement in force names every one.
    """
    wanted = frozenset(FieldId(dataset, field) for field in fields)
    wish = Wish(act=act, by=by, at=at, purpose=Purpose.LINKING, fields=wanted)
    try:
        return decide_and_record(wish, enough=lambda decision: set(decision.shown) == wanted).number
    except Refused as refused:
        raise UserError(
            f"No linking agreement in force lets {by.organisation} {act} {_what(refused, dataset)}.",
            _next_step(refused),
        ) from None


def _what(refused: Refused, dataset: str) -> str:
    missing = sorted(set(refused.decision.request.fields) - set(refused.decision.shown))
    if not refused.decision.shown:
        return f"the dataset {dataset}"
    named = ", ".join(str(field) for field in missing[:5])
    return f"{len(missing)} of its fields ({named}{', …' if len(missing) > 5 else ''})"


def _next_step(refused: Refused) -> str:
    misses = refused.near_misses
    nearest = f"Nearest: {misses[0]}. " if misses else ""
    return f"{nearest}Adopt one with: shiremoot gateway adopt FILE"
