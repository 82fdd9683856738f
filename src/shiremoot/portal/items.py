"""One row of a page, in words. Pure: an item in, what it says out."""

from dataclasses import dataclass

from shiremoot.access.corrections import Item
from shiremoot.contracts import vocabulary
from shiremoot.dates import day_month
from shiremoot.portal.people import address_text, full_name

_MOST = 4
_NUMBERS = ("person.key", "involvement.reference", "event.reference", "tie.other")


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
        born = values.get("person.date_of_birth", "")
        words = [full_name(values), born and day_month(born), address_text(values)]
    else:
        words = [each.value for each in said(item) if each.meaning not in _NUMBERS][:_MOST]
    return " · ".join(filter(None, words))
