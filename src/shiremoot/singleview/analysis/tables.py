"""The protected table of a release: all that is shown, drawn and downloaded comes from it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from shiremoot.disclosure.answers import Answer, Withheld
from shiremoot.singleview.analysis.question import Breakdown


@dataclass(frozen=True)
class Line:
    """One cell: its levels in words, and what it shows."""

    levels: tuple[str, ...]
    people: Answer
    of: Answer | None
    rate: float | Withheld | None


@dataclass(frozen=True)
class Table:
    """`people`, and for a rate `of` and `rates`, are flat, in the order of the breakdowns' levels.

    `nowhere` are cells that cannot be: a ward in a district that it does not lie in.
    """

    sentence: str
    breakdowns: tuple[Breakdown, ...]
    levels: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]
    """Of wards, in the order of their levels, where counts are by ward."""
    people: tuple[Answer, ...]
    of: tuple[Answer, ...] = ()
    rates: tuple[float | Withheld, ...] = ()
    nowhere: frozenset[int] = frozenset()
    on: str = ""
    """The day as on which ages are, as ISO text."""
    as_at: Mapping[str, str] | None = None
    """Service → the moment of its load, as ISO text."""
    flows: tuple[tuple[str, str], ...] = ()
    """Each flow that it rests on, with its sentence."""
    left_out: tuple[str, ...] = ()
    """Who is not counted, in words."""
    method: tuple[str, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        for number, levels in enumerate(product(*self.levels)):
            if number not in self.nowhere:
                yield Line(
                    levels,
                    self.people[number],
                    self.of[number] if self.of else None,
                    self.rates[number] if self.rates else None,
                )

    @property
    def is_rate(self) -> bool:
        return bool(self.rates)

    def value(self, number: int) -> float | Withheld:
        """What a chart draws of a cell."""
        return self.rates[number] if self.rates else self.people[number]


def to_plain(table: Table) -> dict[str, Any]:
    """As JSON can hold it."""
    return {
        "sentence": table.sentence,
        "by": [each.value for each in table.breakdowns],
        "levels": [list(each) for each in table.levels],
        "codes": list(table.codes),
        "people": list(table.people),
        "of": list(table.of),
        "rates": list(table.rates),
        "nowhere": sorted(table.nowhere),
        "on": table.on,
        "as_at": dict(table.as_at or {}),
        "flows": [list(each) for each in table.flows],
        "left_out": list(table.left_out),
        "method": list(table.method),
    }


def from_plain(said: Mapping[str, Any]) -> Table:
    """The table that `to_plain` told."""
    return Table(
        sentence=said["sentence"],
        breakdowns=tuple(Breakdown(each) for each in said["by"]),
        levels=tuple(tuple(each) for each in said["levels"]),
        codes=tuple(said["codes"]),
        people=_answers(said["people"]),
        of=_answers(said["of"]),
        rates=_answers(said["rates"]),
        nowhere=frozenset(said["nowhere"]),
        on=said["on"],
        as_at=said["as_at"],
        flows=tuple((name, sentence) for name, sentence in said["flows"]),
        left_out=tuple(said["left_out"]),
        method=tuple(said["method"]),
    )


def _answers(said: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(Withheld(each) if isinstance(each, str) else each for each in said)
