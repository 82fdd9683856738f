"""What pages show of an option, now."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gazetteer import areas as small_areas
from shiremoot.home import Home
from shiremoot.roadmap.estate import options, weighing
from shiremoot.roadmap.estate.asked import Asked
from shiremoot.roadmap.estate.asked import from_plain as asked_from_plain
from shiremoot.roadmap.estate.models import Option
from shiremoot.roadmap.estate.weighing import Found, Weighed
from shiremoot.roadmap.estate.wording import listed, proof, sentence


@dataclass(frozen=True)
class Shown:
    """`changed` says what is otherwise now than when it was asked for; empty where nothing is."""

    option: Option
    asked: Asked
    weighed: Weighed | None
    changed: str

    @property
    def found(self) -> Found | None:
        """Where there is a choice of sites."""
        return self.weighed if isinstance(self.weighed, Found) else None

    @property
    def sentence(self) -> str:
        return sentence(self.asked, self.weighed)

    @property
    def sentences(self) -> list[str]:
        """All that is to be known by whoever decides."""
        told = [self.sentence]
        if self.found:
            told.append(proof(self.found))
        return [*told, self.changed] if self.changed else told


@dataclass(frozen=True)
class Now:
    """What an option may differ from: registers and areas in use, and what organisations are called."""

    names: Mapping[str, str]
    editions: Mapping[str, str]
    areas: str | None
    """As `weighing.basis` tells them; None before they are loaded."""

    @classmethod
    def of(cls, home: Home) -> "Now":
        areas = small_areas.current(home)
        return cls(organisations.names(), options.editions(), weighing.basis(areas) if areas else None)


def shown(option: Option, now: Now) -> Shown:
    asked = asked_from_plain(option.asked)
    weighed = weighing.from_plain(option.found) if option.found else None
    return Shown(option, asked, weighed, _changed(asked, weighed, now))


def basis(sentences: Iterable[str]) -> str:
    """The same for the same sentences: a decision is kept with those that were on the page."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()


def _changed(asked: Asked, weighed: Weighed | None, now: Now) -> str:
    told = []
    if bodies := [now.names.get(each, each) for each in asked.among.changed(now.editions)]:
        registers = "register" if len(bodies) == 1 else "registers"
        were = "was" if len(bodies) == 1 else "were"
        told.append(f"Since then the {registers} of {listed(bodies)} {were} sent in again.")
    if now.areas and isinstance(weighed, Found) and weighed.areas_basis != now.areas:
        told.append("Since then it changed how many people live where.")
    return " ".join(told)
