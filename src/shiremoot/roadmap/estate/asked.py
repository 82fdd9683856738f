"""What was asked of an option: how many sites to choose, among which, and which to keep or leave. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from shiremoot.gazetteer.geometry import Point
from shiremoot.roadmap.estate.site import Tenure

_FIRST = (Tenure.FREEHOLD, Tenure.LEASEHOLD, Tenure.OTHER)


class Called(NamedTuple):
    """What a body calls a site in its register."""

    organisation: str
    asset: str
    name: str


@dataclass(frozen=True)
class SiteThen:
    """A site as it was registered when the option was asked for.

    What several bodies registered under one UPRN is one site: `called` is by each of them, the freeholder
    first, whose record in the register `record` is.
    """

    record: int
    called: tuple[Called, ...]
    at: Point
    floor_area: int | None = None
    running_cost: int | None = None
    maintenance: int | None = None
    services: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.called[0].name

    @property
    def organisation(self) -> str:
        return self.called[0].organisation


@dataclass(frozen=True)
class Registered:
    site: SiteThen
    uprn: str
    tenure: Tenure


@dataclass(frozen=True)
class Among:
    """The sites that may be chosen, and the registers they are from: body → edition.

    `words` say what they were narrowed to, *of Amber Homes, used as Office*, `query` the same as the address
    bar has it, `organisation` to which body; empty where they were not.
    """

    words: str
    query: str
    organisation: str
    editions: Mapping[str, str]
    sites: tuple[SiteThen, ...]

    def changed(self, now: Mapping[str, str]) -> list[str]:
        """The bodies whose registers are others now; where all bodies count, new ones among them."""
        bodies = {self.organisation} if self.organisation else {*now, *self.editions}
        return sorted(body for body in bodies if now.get(body) != self.editions.get(body))


@dataclass(frozen=True)
class Wishes:
    """`keep` and `leave` are positions among the sites. `room` is how many people a square metre of a site
    can serve; None where room does not count.
    """

    choose: int
    keep: frozenset[int] = frozenset()
    leave: frozenset[int] = frozenset()
    room: float | None = None


@dataclass(frozen=True)
class Asked:
    among: Among
    wishes: Wishes

    @property
    def sites(self) -> tuple[SiteThen, ...]:
        return self.among.sites


def one_for_each_uprn(registered: Iterable[Registered]) -> tuple[SiteThen, ...]:
    """In the order given. Of what one body registers several times, such as a block and its annex, floor area
    and costs are summed up; what the freeholder's register leaves out is taken from the next; the services
    are those of all.
    """
    together: dict[object, list[Registered]] = {}
    for number, each in enumerate(registered):
        together.setdefault(each.uprn or number, []).append(each)
    return tuple(
        _one([each.site for each in sorted(found, key=lambda each: _FIRST.index(each.tenure))])
        for found in together.values()
    )


def _one(sites: list[SiteThen]) -> SiteThen:
    def first(field: str) -> int | None:
        by_body: dict[str, int] = {}
        for each in sites:
            if (said := getattr(each, field)) is not None:
                by_body[each.organisation] = by_body.get(each.organisation, 0) + said
        return next(iter(by_body.values()), None)

    return replace(
        sites[0],
        called=tuple(called for each in sites for called in each.called),
        floor_area=first("floor_area"),
        running_cost=first("running_cost"),
        maintenance=first("maintenance"),
        services=tuple(dict.fromkeys(service for each in sites for service in each.services)),
    )


def to_plain(asked: Asked) -> dict[str, Any]:
    """As JSON can hold it."""
    wishes = asked.wishes
    return {
        "among": asdict(asked.among),
        "wishes": {**asdict(wishes), "keep": sorted(wishes.keep), "leave": sorted(wishes.leave)},
    }


def from_plain(said: Mapping[str, Any]) -> Asked:
    """What `to_plain` told."""
    among, wishes = said["among"], said["wishes"]
    sites = (
        SiteThen(
            **{
                **each,
                "called": tuple(Called(*called) for called in each["called"]),
                "at": Point(*each["at"]),
                "services": tuple(each["services"]),
            }
        )
        for each in among["sites"]
    )
    return Asked(
        Among(**{**among, "sites": tuple(sites)}),
        Wishes(**{**wishes, "keep": frozenset(wishes["keep"]), "leave": frozenset(wishes["leave"])}),
    )
