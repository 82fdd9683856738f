"""What is known now, asked of the rooms below: agreements, grants, assurance, assessments, loads."""

from collections.abc import Iterable
from datetime import datetime

from shiremoot.access import grants as access_grants
from shiremoot.access import loaded
from shiremoot.gateway.agreements import overview, signing
from shiremoot.gateway.agreements.compile import in_force_for
from shiremoot.gateway.agreements.compiling import assured
from shiremoot.gateway.agreements.draft_list import begun
from shiremoot.gateway.agreements.overview import AgreementView
from shiremoot.gateway.assurance import board
from shiremoot.gateway.datasets import catalogue
from shiremoot.gateway.dpia import verbs as dpia
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.home import Home
from shiremoot.roadmap.usecases.known import Assessed, Begun, Held, Known, Shared, Version
from shiremoot.roadmap.usecases.model import (
    NeedsAssurance,
    NeedsDataset,
    NeedsFields,
    NeedsQuality,
    UseCase,
)


def gather(home: Home, use_cases: Iterable[UseCase], *, at: datetime) -> Known:
    """Everything that the use cases ask about, as it is now. Nothing of it is kept for the next time."""
    needs = [need for use_case in use_cases for need in use_case.requirements]
    names, there = organisations.names(), frozenset(organisations.open_names())
    host = organisations.host().pk
    pairs = {pair for need in needs for pair in _pairs(need) if pair[0] in there}
    until = {
        pair: max(span.ends for span in spans if span.holds(at))
        for pair, spans in assured(pairs).items()
        if any(span.holds(at) for span in spans)
    }
    datasets = {need.dataset for need in needs if isinstance(need, NeedsDataset | NeedsFields | NeedsQuality)}
    return Known(
        at=at,
        host=host,
        names=names,
        there=there,
        versions=_versions(host, at),
        drafts={name: Begun(*said) for name, said in begun().items()},
        assessed={name: Assessed(*said) for name, said in dpia.standings_and_owners().items()},
        grants=tuple(grant for grant in access_grants.current().all if grant.in_force(at)),
        assured=until,
        lacking=_lacking({pair[0] for pair in pairs - until.keys()}, at),
        datasets=_held(home, datasets),
    )


def _pairs(need: object) -> Iterable[tuple[str, str]]:
    """Whose assurance is asked about, and for what whom gives."""
    if isinstance(need, NeedsAssurance):
        yield need.organisation, need.organisation
    if isinstance(need, NeedsFields):
        yield need.provider, need.provider
        yield need.recipient, need.provider


def _versions(host: str, at: datetime) -> dict[str, tuple[Version, ...]]:
    found: dict[str, list[Version]] = {}
    for view in sorted(overview.overview(at=at), key=lambda each: each.file.version):
        found.setdefault(view.file.agreement, []).append(_version(view, host, at))
    return {name: tuple(versions) for name, versions in found.items()}


def _version(view: AgreementView, host: str, at: datetime) -> Version:
    file = view.file
    return Version(
        number=file.version,
        title=file.title,
        state=view.state,
        lead=view.kept.lead or host,
        parties=file.parties,
        signed=frozenset(party for party in file.parties if view.signature_of(party)),
        said=frozenset(party for party in file.parties if signing.said_of(view.kept, party)),
        in_force_for=frozenset(in_force_for(view.adopted, view.county, at)),
        begins=file.begins,
        last_day=file.last_day,
        under=file.under or "",
        shares=tuple(
            Shared(
                provider=flow.provider,
                dataset=flow.dataset,
                fields=view.adopted.fields[flow.clause],
                recipient=recipient.organisation,
                roles=frozenset(recipient.roles),
                purpose=flow.purpose,
                mode=flow.mode,
            )
            for flow in file.flows
            for recipient in flow.recipients
        ),
    )


def _lacking(lapsed: Iterable[str], at: datetime) -> dict[str, tuple[str, ...]]:
    """What is required of organisations and is not there, in the law's words."""
    rows = board.rows_named(lapsed, at=at)
    return {
        row.organisation.pk: tuple(each.label for each in row.standings if not each.state.suffices)
        for row in rows
    }


def _held(home: Home, datasets: Iterable[str]) -> dict[str, Held]:
    catalogue.refresh(home)
    contracts, loads = catalogue.some(datasets), loaded.in_use(home, datasets)
    return {name: Held(contracts.get(name), loads.get(name)) for name in datasets}
