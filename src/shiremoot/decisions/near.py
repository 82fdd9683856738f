"""Near misses: which single condition of a flow was not met, in words about the flow alone.

They never look at facts about the person, nor at whether there are data: they say the same of everyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from shiremoot.dates import day_of
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.request import Request


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The one condition of a flow that was not met."""

    grant: Grant
    condition: str
    words: str

    @property
    def flow(self) -> str:
        return self.grant.flow


# What the person can mend soonest comes first.
_RANK = ("relationship", "role", "purpose", "mode", "time", "organisation")


def near_misses(request: Request, grants: Iterable[Grant]) -> tuple[NearMiss, ...]:
    """Of these grants those that one condition alone keeps from serving the request, nearest first."""
    found = set()
    for grant in grants:
        unmet = tuple(islice(_unmet(grant, request), 2))
        if len(unmet) == 1:
            found.add(NearMiss(grant, unmet[0], _words(unmet[0], grant, request)))
    return tuple(sorted(found, key=_nearness))


def _nearness(miss: NearMiss) -> tuple[int, str, int, str, str]:
    """Soonest mended first; of one agreement the newest version."""
    cited = miss.grant.citation
    return _RANK.index(miss.condition), cited.agreement, -cited.version, cited.clause, miss.words


def serves_but_for_the_person(grant: Grant, request: Request) -> bool:
    """Whether the flow meets every condition, facts about the person left aside."""
    return next(_unmet(grant, request), None) is None


def _unmet(grant: Grant, request: Request) -> Iterator[str]:
    if grant.recipient != request.organisation:
        yield "organisation"
    if request.purpose is not grant.purpose:
        yield "purpose"
    if request.role not in grant.roles:
        yield "role"
    if request.mode is not grant.mode:
        yield "mode"
    if not grant.in_force(request.at):
        yield "time"
    if grant.relationships and not grant.relationships & request.relationships:
        yield "relationship"


def _words(condition: str, grant: Grant, request: Request) -> str:
    match condition:
        case "organisation":
            return f"shares with {grant.recipient}, not {request.organisation}"
        case "purpose":
            return f"is for {grant.purpose.label}; you chose {request.purpose.label}"
        case "role":
            return f"covers {_listed(grant.roles)}; you act as {request.role}"
        case "mode":
            return f"shares {grant.mode} data, not {request.mode}"
        case "time":
            return _when(grant, request)
        case _:
            return f"needs a relationship of kind {_listed(grant.relationships)}"


def _when(grant: Grant, request: Request) -> str:
    if request.at >= grant.ends:
        return f"{grant.why_ends} on {day_of(grant.ends).isoformat()}"
    return f"starts on {day_of(grant.begins).isoformat()}"


def _listed(words: Iterable[str]) -> str:
    return " or ".join(sorted(words))
