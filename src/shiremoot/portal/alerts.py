"""What somebody must know of a person before anything else, in words. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shiremoot.access.reading import Block, Row
from shiremoot.contracts import ALERT, DOMESTIC_ABUSE, is_open, vocabulary
from shiremoot.decisions.grants import Grant

_ADVICE = {
    DOMESTIC_ABUSE: "Do not speak of it where others of the household may hear, "
    "and leave nothing that says it where they may read it."
}


@dataclass(frozen=True)
class Alert:
    """`since` is ISO text, empty where it is not shown. The same alert of one organisation stands once."""

    words: str
    organisation: str
    service: str
    since: str
    as_at: datetime
    flows: tuple[Grant, ...]

    @property
    def advice(self) -> str:
        return _ADVICE.get(self.words, "")


def alerts(blocks: Iterable[Block], organisation_names: Mapping[str, str], today: date) -> list[Alert]:
    """Of involvements that are open, in the vocabulary's order: what an ended one said is none any more."""
    found: dict[tuple[str, str], Alert] = {}
    order = vocabulary()[ALERT].values
    for block in blocks:
        for row in block.rows:
            if not is_open(row.values, today):
                continue
            for words in (each for each in order if each in row.values.get(ALERT, "")):
                alert = _alert(words, block, row, organisation_names)
                key = (words, alert.organisation)
                found[key] = _longest(found[key], alert) if key in found else alert
    return sorted(found.values(), key=lambda each: (order.index(each.words), each.organisation))


def _alert(words: str, block: Block, row: Row, organisation_names: Mapping[str, str]) -> Alert:
    return Alert(
        words=words,
        organisation=organisation_names.get(block.provider, block.provider),
        service=block.service,
        since=row.values.get("involvement.start", ""),
        as_at=block.as_at,
        flows=block.flows[ALERT],
    )


def _longest(one: Alert, other: Alert) -> Alert:
    """The one that has stood longest."""
    return min(one, other, key=lambda each: each.since or "9999")
