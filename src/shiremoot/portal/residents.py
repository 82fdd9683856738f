"""People at places in an emergency, as lines of a list in an order that its reader chooses. Pure.

The order is by facts one after the other, never by a number made of them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shiremoot.access.emergencies import Resident
from shiremoot.access.reading import Block, Row
from shiremoot.access.typed_places import Place
from shiremoot.contracts import vocabulary
from shiremoot.portal import people
from shiremoot.portal.cards import Card, cards
from shiremoot.portal.people import Headline

_BORN, _PHONE, _UPRN = "person.date_of_birth", "person.phone", "address.uprn"
_NEEDS = ("person.help_to_leave", "person.equipment", "person.lives_alone")
_NUMBERED = re.compile(r"(\d+)(\w*)\s+(.*)", re.A)


class First(StrEnum):
    """What a list may be ordered by; the word that stands in an address."""

    HELP = "help"
    EQUIPMENT = "equipment"
    ALONE = "alone"
    OLDEST = "oldest"
    YOUNGEST = "youngest"
    INVOLVED = "involved"

    @property
    def label(self) -> str:
        return _LABELS.get(self) or vocabulary()[self.meaning].label

    @property
    def meaning(self) -> str:
        """Without it there is nothing to order by."""
        return _MEANINGS[self]


_LABELS = {
    First.OLDEST: "Oldest first",
    First.YOUNGEST: "Youngest first",
    First.INVOLVED: "A service works with them",
}
_MEANINGS = {
    First.HELP: "person.help_to_leave",
    First.EQUIPMENT: "person.equipment",
    First.ALONE: "person.lives_alone",
    First.OLDEST: _BORN,
    First.YOUNGEST: _BORN,
    First.INVOLVED: "involvement.status",
}


@dataclass(frozen=True)
class Line:
    """One person at one of the places. `elsewhere`: where other records say that they live."""

    who: Headline
    place: int
    address: str
    needs: tuple[str, ...]
    """Meanings that a record says yes to."""
    phones: tuple[str, ...]
    involved: tuple[Card, ...]
    elsewhere: tuple[str, ...]

    @property
    def needs_words(self) -> tuple[str, ...]:
        return tuple(vocabulary()[meaning].label for meaning in self.needs)


def lines(
    residents: Iterable[Resident], places: Sequence[Place], names: Mapping[str, str], today: date
) -> list[Line]:
    """Each resident once, by address, then by name. `names`: organisation → what it is called."""
    found = list(residents)
    there = [_rows_there(each, places[each.place], today) for each in found]
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    for rows in there:
        texts[_key(rows)].update(people.address_text(row.values) for row in rows)
    called = {key: min(counts, key=lambda text: (-counts[text], text)) for key, counts in texts.items()}
    made = [
        _line(each, rows, called[_key(rows)], names, today) for each, rows in zip(found, there, strict=True)
    ]
    return sorted(made, key=_by_address)


def offered(meanings: Iterable[str]) -> list[First]:
    """What there is to order by, where flows show these meanings."""
    known = set(meanings)
    return [each for each in First if each.meaning in known]


def needs(found: Iterable[Line], among: Iterable[First]) -> list[tuple[str, int]]:
    """How many have each need that flows show, in words."""
    counts = Counter(need for line in found for need in line.needs)
    return [(each.label, counts[each.meaning]) for each in among if each.meaning in _NEEDS]


def chosen(sent: Iterable[str], among: Iterable[First]) -> list[First]:
    """What was chosen in a form, each once; what is not offered counts as nothing chosen."""
    known = {each.value: each for each in among}
    return list(dict.fromkeys(known[word] for word in sent if word in known))


def ordered(found: Iterable[Line], firsts: Sequence[First]) -> list[Line]:
    """Those first of whom the first fact is true, among them those of whom the second is, and so on."""
    return sorted(found, key=lambda line: ([_comes(line, first) for first in firsts], _by_address(line)))


def _comes(line: Line, first: First) -> float:
    """The smaller, the earlier. Whose age is not known comes after all others."""
    if first in (First.OLDEST, First.YOUNGEST):
        if not line.who.born:
            return float("inf")
        born = date.fromisoformat(line.who.born).toordinal()
        return born if first is First.OLDEST else -born
    if first is First.INVOLVED:
        return 0 if line.involved else 1
    return 0 if first.meaning in line.needs else 1


def _by_address(line: Line) -> tuple[object, ...]:
    """Neighbours stand together: by postcode, street, then number."""
    first, *rest = line.address.split(", ")
    found = _NUMBERED.fullmatch(first)
    house = (found[3], int(found[1]), found[2]) if found else (first, 0, "")
    return (rest[-1:], *house, line.address, line.who.name.casefold(), line.who.born)


def _rows_there(resident: Resident, place: Place, today: date) -> list[Row]:
    return [row for row in _person_rows(resident.blocks) if place.holds(row.values, today)]


def _person_rows(blocks: Iterable[Block]) -> Iterable[Row]:
    return (row for block in blocks if block.entity == "person" for row in block.rows)


def _key(rows: Sequence[Row]) -> str:
    """By which an address is the same, however services write it."""
    uprn = next((row.values[_UPRN] for row in rows if _UPRN in row.values), "")
    return uprn or people.address_text(rows[0].values).casefold()


def _line(
    resident: Resident, there: Sequence[Row], address: str, names: Mapping[str, str], today: date
) -> Line:
    who = people.headline(resident.blocks, today)
    rows = list(_person_rows(resident.blocks))
    here = {people.address_text(row.values) for row in there} | {address}
    uprns = {row.values.get(_UPRN, "") for row in there} - {""}
    current = [who.address, *who.other_addresses] if who.address else []
    return Line(
        who=who,
        place=resident.place,
        address=address,
        needs=tuple(each for each in _NEEDS if any(row.values.get(each) == "true" for row in rows)),
        phones=tuple(dict.fromkeys(row.values[_PHONE] for row in rows if _PHONE in row.values)),
        involved=tuple(card for card in cards(resident.blocks, names, today) if card.is_open),
        elsewhere=tuple(
            each.text for each in current if each and each.text not in here and each.uprn not in uprns
        ),
    )
