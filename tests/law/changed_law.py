"""The law with some of its entries changed, for tests."""

from shiremoot.law import Law
from shiremoot.law.shelves import Shelf


def law_with(law: Law, change) -> Law:
    """The law with each entry as `change(entry)` gives it."""
    shelves = vars(law).items()
    return Law(**{name: Shelf(shelf.noun, map(change, shelf.values())) for name, shelf in shelves})


def unchecked(law: Law, ids) -> Law:
    """The law as if nobody had checked these entries."""
    return law_with(law, lambda item: item.model_copy(update={"checked": False}) if item.id in ids else item)
