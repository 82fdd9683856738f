"""What pages show of an option, now."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shiremoot.gazetteer.areas import SmallArea
from shiremoot.roadmap.estate import options
from shiremoot.roadmap.estate.asked import Asked
from shiremoot.roadmap.estate.asked import from_plain as asked_from_plain
from shiremoot.roadmap.estate.models import Option
from shiremoot.roadmap.estate.weighing import Found, Weighed
from shiremoot.roadmap.estate.weighing import basis as areas_basis
from shiremoot.roadmap.estate.weighing import from_plain as weighed_from_plain
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


def shown(option: Option, areas: Sequence[SmallArea] | None, names: Mapping[str, str]) -> Shown:
    """`areas` are those in use; `names` are of organisations."""
    asked = asked_from_plain(option.asked)
    weighed = weighed_from_plain(option.found) if option.found else None
    return Shown(option, asked, weighed, _changed(asked, weighed, areas, names))


def basis(sentences: Iterable[str]) -> str:
    """The same for the same sentences: a decision is kept with those that were on the page."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()


def _changed(
    asked: Asked, weighed: Weighed | None, areas: Sequence[SmallArea] | None, names: Mapping[str, str]
) -> str:
    told = []
    if bodies := [names.get(each, each) for each in options.changed_since(asked.among)]:
        registers = "register" if len(bodies) == 1 else "registers"
        told.append(f"Since then the {registers} of {listed(bodies)} changed.")
    if areas and isinstance(weighed, Found) and weighed.areas_basis != areas_basis(areas):
        told.append("Since then it changed how many people live where.")
    return " ".join(told)
