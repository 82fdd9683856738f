"""Agreements as pages show them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from shiremoot.access import grants as access_grants
from shiremoot.dates import day_month, day_of
from shiremoot.decisions.grants import Grant
from shiremoot.gateway.agreements.adopted import as_adopted, kept
from shiremoot.gateway.agreements.compile import Adopted, County, in_force_for, spans
from shiremoot.gateway.agreements.compiling import assured
from shiremoot.gateway.agreements.file import AgreementFile
from shiremoot.gateway.agreements.file import Signature as SignedElsewhere
from shiremoot.gateway.agreements.models import Agreement, Comment, Signature
from shiremoot.gateway.agreements.signing import said_of
from shiremoot.gateway.agreements.spans import FOR_EVER, Span
from shiremoot.gateway.agreements.states import PartyState, State


@dataclass(frozen=True)
class Party:
    """How far one party is with a version.

    `signature` is its newest, withdrawn or not; `said` what the text says it signed elsewhere, and it has not
    confirmed here; `unassured` says why it neither gives nor gets anything, though it may have signed.
    """

    organisation: str
    state: PartyState
    since: datetime | None
    signature: Signature | None
    said: SignedElsewhere | None = None
    unassured: str = ""


@dataclass(frozen=True)
class AgreementView:
    """A version that was sent out or adopted. `above` is the title of the agreement it stands under."""

    file: AgreementFile
    state: State
    above: str
    adopted_at: datetime
    text_hash: str
    signed: int
    """How many parties' signatures stand."""
    kept: Agreement
    adopted: Adopted
    county: County = field(repr=False)
    """Every version, this one among them; without assurance, which an agreement's state does not follow."""

    def signature_of(self, organisation: str) -> Signature | None:
        """A party's signature, as long as it stands."""
        found = self.kept.signatures.all()
        return next(
            (each for each in found if each.organisation == organisation and not each.withdrawn_at), None
        )


def overview(*, at: datetime) -> list[AgreementView]:
    """Every version, those in force first."""
    everything = _everything()
    county = County(tuple(adopted for _, adopted in everything))
    views = [_view(found, each, county, at) for found, each in everything]
    return sorted(views, key=lambda view: (view.state != State.IN_FORCE, view.file.title, -view.file.version))


def unsigned_by(organisation: str, views: Sequence[AgreementView]) -> list[AgreementView]:
    """The newest versions that a party could sign and has not."""
    newest: dict[str, int] = defaultdict(int)
    for view in views:
        newest[view.file.agreement] = max(newest[view.file.agreement], view.file.version)
    return [
        view
        for view in views
        if view.file.version == newest[view.file.agreement]
        and view.state is not State.ENDED
        and organisation in view.file.parties
        and view.signature_of(organisation) is None
    ]


def to_review(organisation: str, views: Iterable[AgreementView], by: date) -> list[AgreementView]:
    """The versions in force whose parties are to look at them again by a day."""
    return [
        view
        for view in views
        if view.state is State.IN_FORCE
        and organisation in view.file.parties
        and view.file.review_on is not None
        and view.file.review_on <= by
    ]


def one(identifier: str, version: int, *, at: datetime) -> AgreementView | None:
    everything = _everything()
    county = County(tuple(adopted for _, adopted in everything))
    for found, each in everything:
        if each.name == (identifier, version):
            return _view(found, each, county, at)
    return None


def titles() -> dict[str, str]:
    """Agreement identifier → its title, of the newest version."""
    return dict(Agreement.objects.order_by("version").values_list("identifier", "title"))


def versions(identifier: str) -> list[int]:
    """The versions of an agreement that were sent out or adopted, newest first."""
    found = Agreement.objects.filter(identifier=identifier).order_by("-version")
    return list(found.values_list("version", flat=True))


def parties(view: AgreementView, *, at: datetime) -> list[Party]:
    """Every party of a version and how far it is, in the order of the text."""
    signatures = {each.organisation: each for each in view.kept.signatures.all()}
    readings = dict(view.kept.readings.values_list("organisation", "at"))
    name = {"identifier": view.file.agreement, "version": view.file.version}
    open_queries = Comment.objects.filter(**name, is_query=True, settled_at=None)
    queries = dict(open_queries.order_by("-at").values_list("organisation", "at"))
    sharing = _sharing(_in_use(view, at))
    standing = assured({(each, each) for each in view.file.parties})
    return [
        replace(
            _party(each, signatures.get(each), queries, readings),
            said=said_of(view.kept, each),
            unassured="" if each in sharing else _unassured(standing.get((each, each), []), at),
        )
        for each in view.file.parties
    ]


def _unassured(standing: Sequence[Span], at: datetime) -> str:
    if any(span.holds(at) for span in standing):
        return ""
    ended = [span for span in standing if span.ends <= at]
    if not ended:
        return "Nothing is shared with or by it: it has not shown that it protects data."
    last = max(ended, key=lambda span: span.ends)
    return f"Nothing is shared with or by it: sharing {last.why_ends} on {day_month(day_of(last.ends))}."


def _party(
    organisation: str,
    signature: Signature | None,
    queries: dict[str, datetime],
    readings: dict[str, datetime],
) -> Party:
    if signature and signature.withdrawn_at is None:
        return Party(organisation, PartyState.SIGNED, signature.signed_at, signature)
    if signature:
        return Party(organisation, PartyState.WITHDREW, signature.withdrawn_at, signature)
    if organisation in queries:
        return Party(organisation, PartyState.QUERIED, queries[organisation], None)
    if organisation in readings:
        return Party(organisation, PartyState.READING, readings[organisation], None)
    return Party(organisation, PartyState.INVITED, None, None)


def in_force_since(view: AgreementView, *, at: datetime) -> tuple[int, date | None]:
    """For how many parties a version is in force, all of them assured, and the first day of it."""
    if not view.file.flows:
        holding = (span.begins for span in spans(view.adopted, view.county) if span.holds(at))
        begun = min(holding, default=None)
        return len(in_force_for(view.adopted, view.county, at)), begun and day_of(begun)
    found = _in_use(view, at)
    begun = min((grant.begins for grant in found), default=None)
    return len(_sharing(found)), begun and day_of(begun)


def _in_use(view: AgreementView, at: datetime) -> list[Grant]:
    """The grants of a version that hold at a moment."""
    part = access_grants.current().parts.get(view.file.agreement)
    found = part.grants if part else ()
    return [grant for grant in found if grant.citation.of == view.adopted.name and grant.in_force(at)]


def _sharing(found: Iterable[Grant]) -> set[str]:
    return {organisation for grant in found for organisation in (grant.provider, grant.recipient)}


def _everything() -> list[tuple[Agreement, Adopted]]:
    return [(found, as_adopted(found)) for found in kept()]


def _view(found: Agreement, each: Adopted, county: County, at: datetime) -> AgreementView:
    above = county.versions.get(each.file.under or "", ())
    return AgreementView(
        file=each.file,
        state=state_of(each, county, at),
        above=above[-1].file.title if above else "",
        adopted_at=each.adopted_at,
        text_hash=found.text_hash,
        signed=sum(1 for spans in each.signed.values() if any(span.holds(at) for span in spans)),
        kept=found,
        adopted=each,
        county=county,
    )


def state_of(agreement: Adopted, county: County, at: datetime) -> State:
    """In the glossary's words, from the same spans that the grants are compiled from."""
    if agreement.span.ends <= at:
        return State.ENDED
    if any(span.holds(at) for span in agreement.suspended):
        return State.SUSPENDED
    found = []
    for span in spans(agreement, county):
        if span.holds(at):
            return State.IN_FORCE
        found.append(span)
    if not found:
        return State.OUT_FOR_SIGNATURE
    if any(at < span.begins < span.ends for span in found):
        return State.NOT_YET
    if any(span.why_ends.startswith("was replaced") for span in found):
        return State.SUPERSEDED
    return State.OUT_FOR_SIGNATURE if _may_still_be_signed(agreement, county) else State.ENDED


def _may_still_be_signed(agreement: Adopted, county: County) -> bool:
    """After withdrawals, the newest version can be signed again."""
    name, version = agreement.name
    newer = any(each.file.version > version for each in county.versions[name])
    withdrawn = any(span.ends != FOR_EVER for each in agreement.signed.values() for span in each)
    return withdrawn and not newer
