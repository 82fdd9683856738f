"""One row of a page, in words. Pure: an item in, what it says out."""

from dataclasses import dataclass

from shiremoot.access.corrections import Item
from shiremoot.contracts import vocabulary
from shiremoot.portal.people import address_text, full_name

_BORN = "person.date_of_birth"
_MOST = 4
_NUMBERS = ("involvement.reference", "event.reference", "tie.other")


@dataclass(frozen=True)
class Said:
    """One thing that an item says: *Phone: 01632 960456*."""

    meaning: str
    label: str
    value: str

    @property
    def words(self) -> str:
        return f"{self.label}: {self.value}"


def said(item: Item) -> list[Said]:
    known = vocabulary()
    return [
        Said(meaning, item.labels[meaning], known[meaning].words(value))
        for meaning, value in item.row.values.items()
    ]


def in_short(item: Item) -> str:
    """Enough to tell it from the other items: *Jonathan SMITH · 12 March 2014 · 4 Mill Lane, Oldford*."""
    values = item.row.values
    if item.block.entity == "person":
        born = vocabulary()[_BORN].words(values.get(_BORN, ""))
        words = [full_name(values), born, address_text(values)]
    else:
        telling = (each.value for each in said(item) if each.meaning not in _NUMBERS)
        words = [value for value in dict.fromkeys(telling) if value not in ("Yes", "No")][:_MOST]
    return " · ".join(filter(None, words))
