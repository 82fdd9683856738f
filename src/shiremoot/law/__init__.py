"""The law as dated data, and the checks of a flow against it. Pure: no database, no clock."""

from .files import law
from .shelves import Law, UnknownItem

__all__ = ["Law", "UnknownItem", "law"]
