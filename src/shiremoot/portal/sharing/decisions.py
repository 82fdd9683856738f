"""Deciding whether to share something about somebody, and looking at what was shared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from shiremoot.access import corrections
from shiremoot.access.corrections import Item
from shiremoot.access.held import Gone, mine
from shiremoot.access.models import Opening
from shiremoot.access.openings import PersonView
from shiremoot.access.sharing import (
    Copy,
    Shareable,
    look_at_shared,
    note_shared,
    of_somebody_there,
    of_their_person,
    person_now,
    shareable,
)
from shiremoot.contracts import vocabulary
from shiremoot.dates import day_of, start_of
from shiremoot.decisions.request import FieldId, fields_from_plain, fields_to_plain
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, ProviderPart, Viewer
from shiremoot.portal.sharing import asks
from shiremoot.portal.sharing.asks import KEPT_FOR, Answer
from shiremoot.portal.sharing.guide import Harm, Judgement, Outcome, Told, problems
from shiremoot.portal.sharing.models import Ask, SharingDecision

DAYS = (7, 30, 90)
_WITH = ("opening", "ask")
_ANSWERS = {
    Outcome.SHARED: Answer.SHARED,
    Outcome.ELSEWHERE: Answer.ELSEWHERE,
    Outcome.NOT_SHARED: Answer.NOT_SHARED,
}


@dataclass(frozen=True)
class Choice:
    """One thing that can be shared: a meaning of a row that a look shows; `name` names it in forms."""

    name: str
    item: Item
    meaning: str
    fields: frozenset[FieldId]

    @property
    def label(self) -> str:
        return self.item.labels[self.meaning]

    @property
    def value(self) -> str:
        return vocabulary()[self.meaning].words(self.item.row.values[self.meaning])


@dataclass(frozen=True)
class Offered:
    """What may be shared with one recipient out of a look, row by row, and the flows that say so."""

    rows: tuple[tuple[Item, tuple[Choice, ...]], ...]
    allowed: Shareable

    @property
    def choices(self) -> dict[str, Choice]:
        return {each.name: each for _, found in self.rows for each in found}


@dataclass(frozen=True)
class Decided:
    """What somebody answered on the page that guides the decision."""

    outcome: Outcome
    told: Told
    harm: Harm
    reason: str
    given: tuple[str, ...] = ()
    """Names of choices."""
    replies: tuple[str, ...] = ()
    """In the order of the ask's questions."""
    note: str = ""
    days: int = DAYS[0]

    @property
    def judgement(self) -> Judgement:
        return Judgement(self.told, self.harm, self.outcome, bool(self.given or any(self.replies)))


def begin(opening: Opening, *, to: Viewer, at: datetime, ask: Ask | None = None) -> SharingDecision:
    """A draft of a decision to share with one recipient; one that is there already is gone on with.

    `to`: with neither user nor role where nobody was named who has an account.
    """
    to_whom = {"to_organisation": to.organisation, "to_user": to.user_id, "to_role": to.role}
    begun = SharingDecision.objects.filter(opening=opening, ask=ask, outcome="", **to_whom).first()
    return begun or SharingDecision.objects.create(opening=opening, ask=ask, made_at=at, **to_whom)


def draft(decision_id: UUID, *, by: Viewer, at: datetime) -> SharingDecision:
    """One's own draft, as long as its opening lasts. Raises Gone."""
    found = _own(decision_id, by)
    if found.outcome:
        raise Gone
    mine(Opening, found.opening.pk, by=by, at=at)
    return found


def offered(view: PersonView, decision: SharingDecision, *, at: datetime) -> Offered:
    """What a look shows that its viewer's own organisation provides and the recipient may be given."""
    allowed = shareable(view, _recipient(decision), at=at) if decision.to_user else Shareable()
    rows = []
    for name, item in corrections.items(view.blocks).items():
        block = item.block
        found = tuple(
            Choice(f"{name}.{meaning}", item, meaning, allowed.fields[block.dataset, block.table, meaning])
            for meaning in item.row.values
            if (block.dataset, block.table, meaning) in allowed.fields
        )
        if found:
            rows.append((item, found))
    return Offered(tuple(rows), allowed)


def decide(
    home: Home, view: PersonView, decision_id: UUID, decided: Decided, *, by: Viewer, at: datetime
) -> SharingDecision:
    """Keep what was decided, and with it what is shared; answers the ask that it is about.

    Raises Gone, or UserError where the answers do not go together, or something that was chosen is not shown
    or may not be shared any more.
    """
    for _, words in problems(decided.judgement):
        raise UserError(f"{words}.", "Nothing was sent.")
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = _own(decision_id, by)
        if found.outcome:
            return found  # sent twice: the first counts
        mine(Opening, found.opening.pk, by=by, at=at)
        if not of_somebody_there(home, [found.opening]):
            raise Gone
        chosen: list[Choice] = []
        if decided.outcome is Outcome.SHARED:
            chosen = _share(found, view, decided, at)
        found.outcome, found.told, found.harm = decided.outcome, decided.told, decided.harm
        found.reason, found.note, found.decided_at = decided.reason.strip(), decided.note.strip(), at
        found.save()
        _record_decision(home, found, chosen, by, at)
        if found.ask:
            # what is shared has its own page, and the note stands there
            words = "" if decided.outcome is Outcome.SHARED else found.note
            asks.settle(home, found.ask.pk, answer=_ANSWERS[decided.outcome], words=words, by=by, at=at)
    return found


def _share(found: SharingDecision, view: PersonView, decided: Decided, at: datetime) -> list[Choice]:
    """Put into the decision what is shared; returns the choices."""
    on_offer = offered(view, found, at=at)
    if not on_offer.allowed.fields:
        raise UserError("No agreement in force lets this be shared here.", "Decide otherwise, or call them.")
    choices = on_offer.choices
    if any(name not in choices for name in decided.given):
        raise UserError(
            "Something that you chose is not shown any more, or may not be shared.",
            "Look again, and choose anew.",
        )
    chosen = [choices[name] for name in decided.given]
    found.shared = _copied(chosen, view.publish.record_ids({each.item.row.record for each in chosen}))
    # of words alone, all that the flows allow: they end with the first of it
    fields = [each.fields for each in chosen] or on_offer.allowed.fields.values()
    found.fields = fields_to_plain(frozenset().union(*fields))
    asked: Sequence[str] = found.ask.questions if found.ask else []
    replied = zip(asked, decided.replies, strict=False)
    found.replies = [[question, said.strip()] for question, said in replied if said.strip()]
    found.flows = [
        f"{grant.citation.title}, clause {grant.citation.clause}: {grant.citation.sentence}"
        for grant in on_offer.allowed.flows
    ]
    found.until = start_of(day_of(at) + timedelta(days=decided.days + 1))
    return chosen


def _copied(chosen: Iterable[Choice], record_ids: Mapping[int, str]) -> list[dict[str, object]]:
    """What was chosen, row by row, as it is said at this moment."""
    rows: dict[str, dict[str, object]] = {}
    for each in chosen:
        block = each.item.block
        row = rows.setdefault(
            each.item.row.name,
            {
                "record": record_ids[each.item.row.record],
                "dataset": block.dataset,
                "table": block.table,
                "service": block.service,
                "called": each.item.called,
                "as_of": day_of(block.as_at).isoformat(),
                "said": [],
            },
        )
        said = row["said"]
        assert isinstance(said, list)
        said.append([each.label, each.value])
    return list(rows.values())


@dataclass(frozen=True)
class Shown:
    """What the recipient sees of what was shared, and the number of the entry that recorded the look."""

    decision: SharingDecision
    entry_number: int


def look(home: Home, decision_id: UUID, *, by: Viewer, at: datetime) -> Shown:
    """Look at what was shared with this user. Raises Gone once it has ended, or Refused."""
    found = SharingDecision.objects.filter(_for(by), pk=decision_id).select_related("opening", "ask").first()
    if found is None or not found.is_shown(at) or not of_somebody_there(home, [found.opening]):
        raise Gone
    fields = fields_from_plain(found.fields)
    recorded = look_at_shared(home, _copy(found), fields, about=found.pk, by=by, at=at)
    note_shared(
        recorded, found.opening.organisation, [(row["dataset"], row["table"]) for row in found.shared]
    )
    if found.read_at is None:
        SharingDecision.objects.filter(pk=found.pk, read_at=None).update(read_at=at)
    return Shown(found, recorded.number)


def shared_with(home: Home, *, by: Viewer, at: datetime) -> list[SharingDecision]:
    """What is shared with this user now, the newest first; nothing that a look would not show any more."""
    found = SharingDecision.objects.filter(_for(by), until__gt=at, stopped_at=None).select_related(*_WITH)
    return _to_look_at(home, found.order_by("-decided_at"))


def unread(home: Home, *, by: Viewer, at: datetime) -> int:
    """How much was shared with this user, without being asked for, that they have not looked at."""
    found = SharingDecision.objects.filter(_for(by), until__gt=at, stopped_at=None, read_at=None, ask=None)
    return len(_to_look_at(home, found.select_related("opening")))


def decided_by(home: Home, *, by: Viewer) -> list[SharingDecision]:
    """What this user decided, acting for this organisation; the newest first."""
    found = SharingDecision.objects.filter(_whose(by)).exclude(outcome="").select_related(*_WITH)
    return _there(home, found.order_by("-decided_at"))


def is_taken(decision_id: UUID, *, by: Viewer) -> bool:
    """Whether one's decision is no draft any more. Raises Gone."""
    return bool(_own(decision_id, by).outcome)


def own(home: Home, decision_id: UUID, *, by: Viewer) -> SharingDecision:
    """A decision that this user took. Raises Gone."""
    found = _own(decision_id, by)
    if not found.outcome or not of_somebody_there(home, [found.opening]):
        raise Gone
    return found


def stop(home: Home, decision_id: UUID, *, by: Viewer, at: datetime) -> None:
    """End what one shared, at once; ended already, it stays so. Raises Gone."""
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = own(home, decision_id, by=by)
        if found.is_shown(at):
            found.stopped_at = at
            found.save()
            _record(Act.STOP_SHARING, home, found, by, at)


def forget_ended(at: datetime) -> None:
    """Delete drafts with their openings, what was shared with its end, and decisions a year later."""
    SharingDecision.objects.filter(outcome="", opening__until__lte=at).delete()
    over = Q(until__lte=at) | Q(stopped_at__isnull=False)
    SharingDecision.objects.filter(over).update(shared=[], replies=[], note="")
    kept = Q(until=None, decided_at__lte=at - KEPT_FOR) | Q(until__lte=at - KEPT_FOR)
    SharingDecision.objects.filter(kept).exclude(outcome="").delete()


def _recipient(decision: SharingDecision) -> Viewer:
    return Viewer(decision.to_organisation, decision.to_role, decision.to_user)


def _whose(by: Viewer) -> Q:
    return Q(opening__user_id=by.user_id, opening__organisation=by.organisation)


def _for(by: Viewer) -> Q:
    return Q(to_user=by.user_id, to_organisation=by.organisation, to_role=by.role)


def _own(decision_id: UUID, by: Viewer) -> SharingDecision:
    wanted = SharingDecision.objects.filter(_whose(by), pk=decision_id).select_related(
        "opening", "ask__opening"
    )
    found = wanted.first()
    if found is None:
        raise Gone
    return found


def _there(home: Home, found: Iterable[SharingDecision]) -> list[SharingDecision]:
    among = list(found)
    there = of_somebody_there(home, [each.opening for each in among])
    return [each for each in among if each.opening.pk in there]


def _to_look_at(home: Home, found: Iterable[SharingDecision]) -> list[SharingDecision]:
    among = _there(home, found)
    theirs = of_their_person(home, {each.pk: _copy(each) for each in among})
    return [each for each in among if each.pk in theirs]


def _copy(found: SharingDecision) -> Copy:
    return Copy(found.opening, frozenset(row["record"] for row in found.shared))


def _record_decision(
    home: Home, found: SharingDecision, chosen: Iterable[Choice], by: Viewer, at: datetime
) -> None:
    """The organisation's own log names the fields that were shared."""
    fields = tuple(sorted({str(field) for each in chosen for field in each.fields}))
    shares = found.outcome == Outcome.SHARED
    providers = (ProviderPart(by.organisation, flows=(), fields=fields),) if shares else ()
    _record(
        Act.DECIDE_SHARING,
        home,
        found,
        by,
        at,
        providers=providers,
        outcome=found.outcome,
        told=found.told,
        harm=found.harm,
        reason=found.reason,
        with_organisation=found.to_organisation,
    )


def _record(
    act: Act,
    home: Home,
    found: SharingDecision,
    by: Viewer,
    at: datetime,
    *,
    providers: tuple[ProviderPart, ...] = (),
    outcome: str = "done",
    **detail: str,
) -> None:
    opening = found.opening
    ledger.append(
        Draft(
            act=act,
            at=at,
            by=by,
            outcome=outcome,
            purpose=opening.purpose,
            reason_category=opening.reason_category,
            about=found.pk,
            persons=(person_now(home, opening),),
            providers=providers,
            viewer_detail={"decision": str(found.pk), "opening": str(opening.pk), **detail},
        )
    )
