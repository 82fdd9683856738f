"""The closed list of meanings, read from the file beside this module."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml


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


@cache
def vocabulary() -> Mapping[str, Meaning]:
    """Every meaning by its name, in the order of the file."""
    text = files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    entries = yaml.safe_load(text)
    meanings = [Meaning(**entry | {"values": tuple(entry.get("values", ()))}) for entry in entries]
    return MappingProxyType({meaning.name: meaning for meaning in meanings})
