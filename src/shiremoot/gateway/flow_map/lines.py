"""What flows from whom to whom, and in which state. Pure: agreements and the grants in use in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shiremoot.decisions.grants import Grant
from shiremoot.decisions.words import Mode, Purpose
from shiremoot.gateway.agreements.overview import AgreementView
from shiremoot.gateway.agreements.states import State

NOT_BOTH = "not signed by both"
"""Of a version in force for others: these two have not both signed it."""


@dataclass(frozen=True)
class Line:
    """One flow to one recipient."""

    provider: str
    recipient: str
    dataset: str
    fields: int
    roles: tuple[str, ...]
    purpose: Purpose
    mode: Mode
    state: str
    agreement: str
    version: int
    title: str
    clause: str


@dataclass(frozen=True)
class Wanted:
    """What the map is narrowed to; empty: everything."""

    organisation: str = ""
    purpose: str = ""
    state: str = ""


def lines(agreements: Iterable[AgreementView], grants: Iterable[Grant], at: datetime) -> list[Line]:
    """Every flow of every version, recipient by recipient; in force where a grant holds now."""
    living = {(grant.flow, grant.recipient): len(grant.fields) for grant in grants if grant.in_force(at)}
    found = []
    for view in agreements:
        for flow in view.file.flows:
            for recipient in flow.recipients:
                name = f"{view.file.agreement} v{view.file.version} {flow.clause}"
                fields = living.get((name, recipient.organisation))
                state = view.state if view.state != State.IN_FORCE else NOT_BOTH
                found.append(
                    Line(
                        provider=flow.provider,
                        recipient=recipient.organisation,
                        dataset=flow.dataset,
                        fields=len(flow.fields) if fields is None else fields,
                        roles=recipient.roles,
                        purpose=flow.purpose,
                        mode=flow.mode,
                        state=state if fields is None else State.IN_FORCE,
                        agreement=view.file.agreement,
                        version=view.file.version,
                        title=view.file.title,
                        clause=flow.clause,
                    )
                )
    return found


def narrowed(found: Iterable[Line], wanted: Wanted) -> list[Line]:
    """The lines that concern an organisation, as provider or recipient, a purpose and a state."""
    return [
        line
        for line in found
        if wanted.organisation in ("", line.provider, line.recipient)
        and wanted.purpose in ("", line.purpose)
        and wanted.state in ("", line.state)
    ]


def pairs(found: Iterable[Line]) -> Mapping[tuple[str, str], list[Line]]:
    """Provider and recipient → what flows between them."""
    between: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in found:
        between[line.provider, line.recipient].append(line)
    return dict(between)
