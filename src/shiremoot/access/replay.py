"""Deciding again what an entry decided: the request it keeps, against the grants as they stood then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shiremoot.access import fieldsets, grants
from shiremoot.access.standing import PLAIN, Standing, as_of
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.kernel import Decision, decide
from shiremoot.decisions.request import FieldId, Request, fields_to_plain, from_plain
from shiremoot.home import Home
from shiremoot.ledger.acts import Act
from shiremoot.ledger.reading import EntryView, entry
from shiremoot.ledger.verbs import subject_part
from shiremoot.people.store import published

OF_ONE_PERSON = (
    Act.PREVIEW,
    Act.OPEN,
    Act.EMERGENCY_OPEN,
    Act.VIEW_PERSON,
    Act.PRINT_PERSON,
    Act.VIEW_PLACE,
    Act.CHECK_RECORD,
)
"""Decided with the facts about their subject; other acts decide for each of several people afterwards."""


@dataclass(frozen=True)
class Replay:
    """A decision made again. `same`: every field came out as it was recorded."""

    decision: Decision
    of_anybody: Decision
    """The same, leaving facts about the person out: what is told of the decision depends on flows alone."""
    same: bool

    def shown_by(self, provider: str = "") -> list[tuple[Grant, list[FieldId]]]:
        """Each flow that showed something, with the fields it showed; of one provider, where one is named."""
        told = self.of_anybody
        return [
            (flow, [field for field in told.shown if flow in told.showing_flows(field)])
            for flow in told.flows
            if provider in ("", flow.provider)
        ]

    def near_misses(self, provider: str = "") -> list[tuple[Grant, str]]:
        """The flows that one condition alone kept from showing a field, and that condition, nearest first."""
        found = {
            (miss.grant, miss.words): None
            for field in sorted(self.of_anybody.fields)
            for miss in self.of_anybody.fields[field].near_misses
            if provider in ("", miss.grant.provider)
        }
        return list(found)


def replay(home: Home, number: int) -> Replay | None:
    """None where the entry decided nothing, or what is needed to decide it again has been erased."""
    kept = entry(number)
    if kept is None or not kept.body["decision"] or not kept.detail or "request" not in kept.detail:
        return None
    request = _asked(kept.detail["request"])
    standing = _standing(home, kept)
    if standing is None:
        return None
    of_then = grants.as_of(kept.body["grants"])
    request = replace(request, consents=standing.consents)
    decision = decide(replace(request, forbidding=standing.forbidding), of_then)
    return Replay(decision, decide(request, of_then), same=decision.hash == kept.body["decision"])


def _asked(kept: Mapping[str, Any]) -> Request:
    """The request as it was kept; entries of the first release hold its fields, and not their name."""
    fields = kept["fields"]
    if isinstance(fields, str):
        return from_plain({**kept, "fields": fields_to_plain(fieldsets.named(fields))})
    return from_plain(kept)


def _standing(home: Home, kept: EntryView) -> Standing | None:
    """What facts said of the one person whom the entry is about; None where that cannot be told any more."""
    detail = kept.detail or {}
    if not detail.get("facts") or kept.body["act"] not in OF_ONE_PERSON:
        return PLAIN
    subject = entry(kept.number, part=subject_part(1))
    publish = published(home, detail["publish"])
    if subject is None or subject.detail is None or publish is None:
        return None
    return as_of(publish, detail["facts"]).of(publish.follow(subject.detail["person"]))
