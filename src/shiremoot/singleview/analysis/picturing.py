"""A protected table as a sentence, as pictures and as a file: from what may be shown alone. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shiremoot.disclosure.answers import Withheld
from shiremoot.gazetteer.wards import Wards
from shiremoot.pictures.bars import MOST_BARS, MOST_GROUPS, Bars, Row, bars, grouped
from shiremoot.pictures.maps import Area, ShadedMap, shaded
from shiremoot.pictures.months import Months, months
from shiremoot.pictures.values import Value
from shiremoot.singleview.analysis.question import Breakdown
from shiremoot.singleview.analysis.tables import Table
from shiremoot.singleview.analysis.wording import BREAKDOWNS

_AREAS = (Breakdown.WARD, Breakdown.DISTRICT)


@dataclass(frozen=True)
class Drawn:
    """What is drawn of a table; what cannot be is left out."""

    bars: tuple[Bars, ...] = ()
    months: tuple[Months, ...] = ()
    map: tuple[ShadedMap, ...] = ()
    groups: tuple[str, ...] = ()
    """What the colours of grouped bars stand for, in their order."""


def value_of(answer: float | Withheld) -> Value:
    if isinstance(answer, Withheld):
        return Value(None, answer.words)
    return Value(float(answer), _words(answer))


def _words(number: float) -> str:
    return f"{int(number) if number == int(number) else number:,}"


def headline(table: Table) -> str:
    """*From about 10 (Oldford Marl) to about 115 (Thornwick Glovers). 3 of 9 counts are withheld.*"""
    numbers = [number for number in range(len(table.people)) if number not in table.nowhere]
    shown = {number: found for number in numbers if not isinstance(found := table.value(number), Withheld)}
    each = " of each 1,000" if table.is_rate else ""
    if not shown:
        return "Everything is withheld: no group is large enough to be told of."
    if not table.breakdowns:
        return f"About {_words(shown[0])}{each or ' people'}."
    least, most = (pick(shown, key=lambda number: shown[number]) for pick in (min, max))
    told = (
        f"From about {_words(shown[least])}{each} ({_named(table, least)})"
        f" to about {_words(shown[most])}{each} ({_named(table, most)})."
    )
    if shown[least] == shown[most]:
        others = ", and in each other group that is shown" if len(shown) > 1 else ""
        told = f"About {_words(shown[most])}{each} ({_named(table, most)}){others}."
    left = len(numbers) - len(shown)
    return f"{told} {_withheld(left, len(numbers))}" if left else told


def drawn(table: Table, wards: Wards | None) -> Drawn:
    """The pictures that suit the breakdowns: a map of areas, columns of months, bars of anything short."""
    by = table.breakdowns
    if by == (Breakdown.MONTH,):
        found = [(_month(words), value_of(table.value(place))) for place, words in enumerate(table.levels[0])]
        return Drawn(months=months(found))
    if len(by) == 1:
        rows = [(words, value_of(table.value(place))) for place, words in enumerate(table.levels[0])]
        short = bars(rows) if len(rows) <= MOST_BARS else ()
        return Drawn(bars=short, map=_map(table, wards) if by[0] in _AREAS else ())
    if len(by) == 2:
        return _in_groups(table)
    return Drawn()


def _in_groups(table: Table) -> Drawn:
    """The breakdown with few levels tells the colours."""
    sizes = [len(each) for each in table.levels]
    if min(sizes) > MOST_GROUPS or max(sizes) > MOST_BARS or table.nowhere:
        return Drawn()
    axis = sizes.index(min(sizes))
    sections: list[tuple[str, Sequence[Row]]] = []
    for place, heading in enumerate(table.levels[1 - axis]):
        rows = [
            (words, value_of(table.value(_flat(table, place, group, axis))))
            for group, words in enumerate(table.levels[axis])
        ]
        sections.append((heading, rows))
    return Drawn(bars=grouped(sections), groups=table.levels[axis])


def _flat(table: Table, place: int, group: int, axis: int) -> int:
    first, second = (group, place) if axis == 0 else (place, group)
    return first * len(table.levels[1]) + second


def _map(table: Table, wards: Wards | None) -> tuple[ShadedMap, ...]:
    if wards is None:
        return ()
    over = list(zip(wards.districts, wards.district_outlines, strict=True))
    if table.breakdowns == (Breakdown.WARD,):
        place = {code: number for number, code in enumerate(table.codes)}
        areas = [
            Area(ward.name, outline, value_of(table.value(place[ward.code])) if ward.code in place else None)
            for ward, outline in zip(wards, wards.outlines, strict=True)
        ]
        return shaded(areas, over) if areas else ()
    place = {name: number for number, name in enumerate(table.levels[0])}
    areas = [
        Area(name, outline, value_of(table.value(place[name])) if name in place else None)
        for name, outline in over
    ]
    return shaded(areas, over) if areas else ()


def as_csv(table: Table, title: str, released: str) -> str:
    """The lines of the table, and below them what it is, what it rests on, and how it is protected."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    heads = [BREAKDOWNS[each].capitalize() for each in table.breakdowns]
    writer.writerow([*heads, "People", *(["Of people known", "Of each 1,000"] if table.is_rate else [])])
    for line in table.lines:
        rate = [_cell(line.of or 0), _cell(line.rate or 0)] if table.is_rate else []
        writer.writerow([*line.levels, _cell(line.people), *rate])
    writer.writerow([])
    writer.writerows(_about(table, title, released))
    return file.getvalue()


def _about(table: Table, title: str, released: str) -> Iterator[tuple[str, str]]:
    yield "Title", title
    yield "Question", table.sentence
    yield "Released", released
    yield "Ages as on", table.on
    for service, moment in (table.as_at or {}).items():
        yield f"Data of {service} as at", moment
    for flow, sentence in table.flows:
        yield "Shared under", f"{flow}: {sentence}"
    for words in table.left_out:
        yield "Who is not counted", words
    for words in table.method:
        yield "How it is protected", words


def _cell(answer: float | Withheld) -> str:
    return answer.words if isinstance(answer, Withheld) else _words(answer).replace(",", "")


def _named(table: Table, number: int) -> str:
    names = []
    for levels in reversed(table.levels):
        number, place = divmod(number, len(levels))
        names.append(levels[place])
    return ", ".join(reversed(names))


def _withheld(left: int, of: int) -> str:
    return f"{left:,} of {of:,} counts {'is' if left == 1 else 'are'} withheld."


def _month(words: str) -> date:
    return datetime.strptime(words, "%B %Y").date()
