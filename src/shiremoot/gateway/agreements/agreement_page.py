"""What the page of one version shows, in the order it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shiremoot.access import grants as access_grants
from shiremoot.gateway.agreements import commenting, overview, signing
from shiremoot.gateway.agreements.adopted import parents
from shiremoot.gateway.agreements.checking import Finding, Findings, check_agreement
from shiremoot.gateway.agreements.effect import Effect, effect_of_lapse
from shiremoot.gateway.agreements.file import Clause
from shiremoot.gateway.agreements.models import Comment, SwitchedOff
from shiremoot.gateway.agreements.overview import AgreementView, Party
from shiremoot.gateway.agreements.states import PartyState, State
from shiremoot.gateway.agreements.wording import Names, clause_lines
from shiremoot.gateway.agreements.worlds import world
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.staffing import practitioners
from shiremoot.gateway.organisations.verbs import ActingAs
from shiremoot.home import Home
from shiremoot.law import law
from shiremoot.law.risk import Risk


@dataclass(frozen=True)
class FlowLine:
    """One clause as the page shows it. `risk` is None where its law is only in words."""

    clause: Clause
    lines: dict[str, tuple[str, ...]]
    findings: Sequence[Finding]
    risk: Risk | None


@dataclass(frozen=True)
class AgreementPage:
    """`in_force_for` parties since a day; `standing` is the line of whoever looks, if it is a party."""

    view: AgreementView
    parties: list[Party]
    standing: Party | None
    flows: list[FlowLine]
    findings: Findings
    effect: Effect
    versions: list[int]
    comments: int
    in_force_for: int
    in_force_since: date | None
    leads: bool
    off: dict[tuple[str, str], SwitchedOff]
    """Clause and derived field → that and why it was switched off."""
    may_comment: bool
    names: Names

    @property
    def waiting_for(self) -> list[Party]:
        return [party for party in self.parties if party.state is not PartyState.SIGNED]

    @property
    def earlier(self) -> int | None:
        """The version before this one."""
        return next((each for each in self.versions if each < self.view.file.version), None)

    @property
    def is_newest(self) -> bool:
        return self.versions[0] == self.view.file.version


def names() -> Names:
    return Names(organisations.names(), overview.titles(), law())


def agreement_page(
    home: Home, view: AgreementView, *, acting: ActingAs | None, at: datetime
) -> AgreementPage:
    file, called = view.file, names()
    parties = overview.parties(view, at=at)
    findings = check_agreement(file, world(home, at=at), signed=view.state is State.IN_FORCE)
    by_clause = {each.clause: findings.of_clause(each.clause) for each in file.flows}
    in_force_for, since = overview.in_force_since(view, at=at)
    own = acting.organisation if acting else ""
    return AgreementPage(
        view=view,
        parties=parties,
        standing=next((party for party in parties if party.organisation == own), None),
        flows=[
            FlowLine(
                clause=each,
                lines={**clause_lines(each, called)},
                findings=by_clause[each.clause],
                risk=findings.risks.get(each.clause),
            )
            for each in file.flows
        ],
        findings=findings,
        effect=_effect(file.agreement, at),
        versions=overview.versions(file.agreement),
        comments=Comment.objects.filter(identifier=file.agreement, version=file.version).count(),
        in_force_for=in_force_for,
        in_force_since=since,
        leads=signing.leads(view.kept, own),
        off={(each.clause, each.field): each for each in view.kept.switched_off.all()},
        may_comment=acting is not None and _may_comment(view, acting),
        names=called,
    )


def _may_comment(view: AgreementView, acting: ActingAs) -> bool:
    on = commenting.subject((view.file.agreement, view.file.version))
    return on is not None and on.may_be_read_by(acting)


def _effect(agreement: str, at: datetime) -> Effect:
    above = parents()
    lapsing = {agreement}
    while below := {each for each, parent in above.items() if parent in lapsing} - lapsing:
        lapsing |= below
    return effect_of_lapse(access_grants.current().all, lapsing, practitioners(at=at), at)
