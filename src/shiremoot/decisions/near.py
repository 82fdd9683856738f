"""Near misses: which single condition of a flow was not met, in words about the flow alone.

They never look at facts about the person, nor at whether there are data: they say the same of everyone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
    unmet = (_unmet(grant, request) for grant in grants)
    found = {misses[0] for misses in unmet if len(misses) == 1}
    return tuple(sorted(found, key=lambda miss: (_RANK.index(miss.condition), miss.flow, miss.words)))


def _unmet(grant: Grant, request: Request) -> list[NearMiss]:
    missing = []
    if grant.recipient != request.organisation:
        missing.append(("organisation", f"shares with {grant.recipient}, not {request.organisation}"))
    if request.role not in grant.roles:
        missing.append(("role", f"covers {_listed(grant.roles)}; you act as {request.role}"))
    if request.purpose is not grant.purpose:
        missing.append(("purpose", f"is for {grant.purpose.label}; you chose {request.purpose.label}"))
    if request.mode is not grant.mode:
        missing.append(("mode", f"shares {grant.mode} data, not {request.mode}"))
    if not grant.in_force(request.at):
        missing.append(("time", _when(grant, request)))
    if grant.relationships and not grant.relationships & request.relationships:
        missing.append(("relationship", f"needs a relationship of kind {_listed(grant.relationships)}"))
    return [NearMiss(grant, condition, words) for condition, words in missing]


def _when(grant: Grant, request: Request) -> str:
    if request.at >= grant.ends:
        return f"{grant.why_ends} on {day_of(grant.ends).isoformat()}"
    return f"starts on {day_of(grant.begins).isoformat()}"


def _listed(words: Iterable[str]) -> str:
    return " or ".join(sorted(words))
