"""The closed list of meanings, read from the file beside this module."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from shiremoot.dates import day_month
from shiremoot.yaml_text import LOADER

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Meaning:
    """One term that a field of a contract may stand for."""

    name: str
    label: str
    entity: str
    type: str
    category: str
    search: str | None = None
    """How a person may be found by it: name, date, postcode, number, phone or address; None: not at all."""
    values: tuple[str, ...] = ()
    """The only words it may hold, in the order in which pages give them; none: any."""

    def words(self, value: str) -> str:
        """A value as people read it: *3 May 2026*, *Yes*. One that says more than that is left as it is."""
        if self.type == "date" and _ISO_DAY.fullmatch(value):
            return day_month(value)
        return {"true": "Yes", "false": "No"}.get(value, value) if self.type == "boolean" else value


@cache
def vocabulary() -> Mapping[str, Meaning]:
    """Every meaning by its name, in the order of the file."""
    text = files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    entries = yaml.load(text, LOADER)
    meanings = [Meaning(**entry | {"values": tuple(entry.get("values", ()))}) for entry in entries]
    return MappingProxyType({meaning.name: meaning for meaning in meanings})
