"""Correction requests: what is said to be wrong in a record goes to the organisation that keeps it, and back.

The words are addressed to that organisation. Whoever is protected since is told of to neither side.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from shiremoot.access import standing
from shiremoot.access.held import Gone
from shiremoot.access.marks import mark
from shiremoot.access.models import Correction
from shiremoot.access.openings import PersonView
from shiremoot.access.published import NothingPublished, in_use
from shiremoot.access.reading import Block, Row, read, served
from shiremoot.access.recording import Recorded, Wish, decide_and_record, note_served
from shiremoot.access.standing import Facts, Standing
from shiremoot.contracts import ALERT
from shiremoot.decisions.request import FieldId, Forbids
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, ProviderPart, Viewer
from shiremoot.people.store import Publish

_KINDS = {"person": "Name and address", "involvement": "Involvement", "tie": "Family tie"}
KEPT_FOR = timedelta(days=365)


class Answer(StrEnum):
    """What the organisation that keeps a record says of it; the word that is stored."""

    MENDED = "mended"
    RIGHT = "right as it stands"
    NOT_OURS = "not ours to mend"


@dataclass(frozen=True)
class Item:
    """One row that a person page shows."""

    block: Block
    row: Row

    @property
    def called(self) -> str:
        """What people call such a row; an event as its contract does."""
        return _KINDS.get(self.block.entity) or self.block.label or "Event"

    @property
    def labels(self) -> dict[str, str]:
        """Meaning → what people call it, of everything that the row says."""
        return {meaning: self.block.labels[meaning] for meaning in self.row.values}


def items(blocks: Iterable[Block]) -> dict[str, Item]:
    """Name → each row that is shown."""
    return {row.name: Item(block, row) for block in blocks for row in block.rows}


def request(
    view: PersonView, item: Item, *, concerned: Iterable[str], words: str, by: Viewer, at: datetime
) -> Correction:
    """Say to the provider of an item of this look that it is wrong; the same said twice is one.

    `concerned`: the meanings that are. Raises UserError without words, and Gone for whoever is hidden since.
    """
    _need_words(words, "Say what is wrong.")
    block, row = item.block, item.row
    made = Correction(
        opening=view.opening,
        provider=block.provider,
        record_id=view.publish.record_ids([row.record])[row.record],
        table_name=block.table,
        called=f"{block.service}: {item.called}",
        meanings=item.labels,
        concerned=[meaning for meaning in row.values if meaning in set(concerned)],
        mark=_mark(block, row, row.values),
        words=words.strip(),
        asked_at=at,
    )
    with transaction.atomic(durable=True):
        ledger.Turn()  # of two that are sent at once the second finds the first
        if not _shown(view.publish, [made]):
            raise Gone
        alike = ("opening", "record_id", "mark", "concerned", "words", "answer", "closed_at")
        if known := Correction.objects.filter(**{name: getattr(made, name) for name in alike}).first():
            return known
        made.save(force_insert=True)
        reason = {"reason": view.opening.reason, "opening": str(view.opening.pk)}
        _record(Act.REQUEST_CORRECTION, made, by, at, view.publish, **reason)
    return made


@dataclass(frozen=True)
class Waiting:
    """How many answers somebody has not closed, and how many requests their organisation has not answered."""

    answers: int = 0
    requests: int = 0


def waiting(home: Home, *, by: Viewer, may_request: bool, may_answer: bool) -> Waiting:
    """What needs them now; one query where nothing does, as every page asks."""
    wanted = Q(pk__in=())
    if may_request:
        wanted |= _mine(by) & Q(answered_at__isnull=False, closed_at=None)
    if may_answer:
        wanted |= _asked_of(by) & Q(answered_at=None, closed_at=None)
    found = _visible(home, wanted)
    requests = sum(each.answered_at is None for each in found)
    return Waiting(answers=len(found) - requests, requests=requests)


def asked_of(home: Home, *, by: Viewer, still_open: bool) -> list[Correction]:
    """What their organisation is asked to correct, the oldest first; or what is over, the newest first."""
    is_open = Q(answered_at=None, closed_at=None)
    if still_open:
        return _visible(home, _asked_of(by) & is_open)
    return _visible(home, _asked_of(by) & ~is_open)[::-1]


def requested_by(home: Home, *, by: Viewer) -> list[Correction]:
    """What this user said is wrong, acting for this organisation; the newest first."""
    return _visible(home, _mine(by))[::-1]


def read_request(home: Home, correction_id: UUID, *, by: Viewer, at: datetime) -> Correction:
    """What somebody's own organisation is asked to correct, with its words; recorded. Raises Gone."""
    return _read(home, correction_id, _asked_of(by), Act.READ_CORRECTION, by=by, at=at)


def read_answer(home: Home, correction_id: UUID, *, by: Viewer, at: datetime) -> Correction:
    """What this user said is wrong; recorded where it was answered, in another's words. Raises Gone."""
    return _read(home, correction_id, _mine(by), Act.READ_CORRECTION_ANSWER, by=by, at=at)


def _read(home: Home, correction_id: UUID, whose: Q, act: Act, *, by: Viewer, at: datetime) -> Correction:
    with transaction.atomic(durable=True):
        found = _one(home, correction_id, whose)
        if act is Act.READ_CORRECTION or found.answer:
            _record(act, found, by, at, in_use(home))
    return found


@dataclass(frozen=True)
class RecordNow:
    """What may be shown of the record by now, and the number of the entry that recorded the look.

    `key`: the local identifier, empty where it may not be shown. `reported`: the row that was said to be
    wrong; None where none says the same any more.
    """

    key: str
    blocks: list[Block]
    reported: Row | None
    entry_number: int


def record_now(home: Home, correction: Correction, *, by: Viewer, at: datetime) -> RecordNow | None:
    """Look at the record as the organisation that keeps it, as far as an internal flow lets this role.

    A record reported as somebody else's is shown here: it is theirs still. None where it is not published any
    more. Raises Refused, or Gone where its person is hidden.
    """
    publish = in_use(home)
    found = publish.records([correction.record_id]).get(correction.record_id)
    if found is None:
        return None
    number, person_id = found
    key = FieldId(correction.dataset, publish.key_fields[correction.dataset])
    wish = Wish(
        act=Act.CHECK_RECORD,
        by=by,
        at=at,
        purpose=Purpose.CORRECTION,
        fields=_fields(publish, correction) | {key},
        about=correction.pk,
        persons=(person_id,),
        publish=publish,
        subject=person_id,
    )
    recorded = decide_and_record(wish, enough=lambda decision: bool(set(decision.shown) - {key}))
    blocks = _own_rows(read(publish, [person_id], _as_if_right(recorded)), number)
    note_served(recorded, served(blocks))
    shown = correction.record_id.partition(":")[2] if key in recorded.decision.shown else ""
    return RecordNow(shown, blocks, _reported(blocks, correction), recorded.number)


def _as_if_right(recorded: Recorded) -> Recorded:
    return replace(recorded, facts=replace(recorded.facts, suspects=frozenset()))


def _own_rows(blocks: Iterable[Block], number: int) -> list[Block]:
    found = (block.only(row for row in block.rows if row.record == number) for block in blocks)
    return [block for block in found if block.rows]


def _reported(blocks: Iterable[Block], correction: Correction) -> Row | None:
    rows = ((block, row) for block in blocks if block.table == correction.table_name for row in block.rows)
    said = (row for block, row in rows if _mark(block, row, correction.meanings) == correction.mark)
    return next(said, None)


def _mark(block: Block, row: Row, meanings: Iterable[str]) -> str:
    """Without alerts, which whoever keeps the record may not be shown here."""
    return mark(block, row, set(meanings) - {ALERT})


def answer(home: Home, correction_id: UUID, *, answer: Answer, words: str, by: Viewer, at: datetime) -> None:
    """Answer for one's organisation. Raises Gone, or UserError without words or where it is over."""
    if answer is not Answer.MENDED:
        _need_words(words, "Say why.")
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = _one(home, correction_id, _asked_of(by))
        if (found.answer, found.answer_words, found.answered_by) == (answer, words.strip(), by.user_id):
            return  # sent twice
        if found.answer:
            raise UserError(
                f"Somebody else answered this in the meantime: {found.answer}.",
                "Your words are still below, and were not sent. Speak with your colleague if you differ.",
            )
        if found.closed_at is not None:
            raise UserError("Whoever asked took it back in the meantime.", "Nothing more is needed.")
        found.answer, found.answer_words = answer, words.strip()
        found.answered_by, found.answered_at = by.user_id, at
        found.save()
        _record(Act.ANSWER_CORRECTION, found, by, at, in_use(home), answer=answer)


def close(home: Home, correction_id: UUID, *, answered: bool, by: Viewer, at: datetime) -> None:
    """Say that nothing more is needed: the answer was read, or the request is taken back.

    `answered`: whether whoever closes it saw an answer. Closing again changes nothing. Raises Gone, or
    UserError where the answer came in the meantime.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = _one(home, correction_id, _mine(by))
        if found.answer and not answered:
            raise UserError("It was answered in the meantime.", "Read the answer, then close it.")
        if found.closed_at is None:
            found.closed_at = at
            found.save()
            _record(Act.CLOSE_CORRECTION, found, by, at, in_use(home))


def forget_ended(at: datetime) -> None:
    """Delete what was answered or taken back a year ago: the ledger has that it was."""
    over = Q(answered_at__lte=at - KEPT_FOR) | Q(answered_at=None, closed_at__lte=at - KEPT_FOR)
    Correction.objects.filter(over).delete()


def _mine(by: Viewer) -> Q:
    return Q(opening__user_id=by.user_id, opening__organisation=by.organisation)


def _asked_of(by: Viewer) -> Q:
    return Q(provider=by.organisation)


def _one(home: Home, correction_id: UUID, whose: Q) -> Correction:
    found = _visible(home, whose & Q(pk=correction_id))
    if not found:
        raise Gone
    return found[0]


def _visible(home: Home, wanted: Q) -> list[Correction]:
    """Those that are wanted and of whom nobody is protected, the oldest first."""
    found = list(Correction.objects.filter(wanted).select_related("opening").order_by("asked_at"))
    if not found:
        return []
    try:
        publish = in_use(home)
    except NothingPublished:
        return []
    return _shown(publish, found)


def _shown(publish: Publish, found: Iterable[Correction]) -> list[Correction]:
    """Those whose person, and what is concerned of them, nobody protects."""
    among = list(found)
    facts = standing.current(publish)
    owners = publish.records(each.record_id for each in among)
    return [each for each in among if not _is_protected(publish, facts, owners, each)]


def _is_protected(
    publish: Publish, facts: Facts, owners: Mapping[str, tuple[int, str]], correction: Correction
) -> bool:
    _, owner = owners.get(correction.record_id, (None, ""))
    opening = correction.opening
    people = {*publish.became(opening.person_id, opening.made_at), *({owner} if owner else ())}
    return any(_protects(facts.of(person_id), publish, correction) for person_id in people)


def _protects(of: Standing, publish: Publish, correction: Correction) -> bool:
    """A table that is not published any more is protected by anything that protects its person."""
    concerned = _concerned(publish, correction)
    return of.hidden or any(
        fact.kind is Forbids.PROTECTION
        and (fact.fields is None or not concerned or not fact.fields.isdisjoint(concerned))
        for fact in of.forbidding
    )


def _concerned(publish: Publish, correction: Correction) -> frozenset[FieldId]:
    """The fields that are said to be wrong, or all that the row showed."""
    meanings = correction.concerned or correction.meanings
    return frozenset(
        FieldId(each.dataset, each.field_id)
        for each in publish.catalogue
        if (each.dataset, each.table_name) == (correction.dataset, correction.table_name)
        and each.meaning in meanings
    )


def _fields(publish: Publish, correction: Correction) -> frozenset[FieldId]:
    """Of its dataset the table that is concerned, and who the record says that somebody is."""
    return frozenset(
        FieldId(each.dataset, each.field_id)
        for each in publish.catalogue
        if each.dataset == correction.dataset
        and (each.table_name == correction.table_name or each.entity == "person")
    )


def _need_words(words: str, what: str) -> None:
    if not words.strip():
        raise UserError(what, "A sentence is enough.")


def _record(
    act: Act, correction: Correction, by: Viewer, at: datetime, publish: Publish, **detail: str
) -> None:
    """Write the entry of an act; the organisation whose data it is about finds it in its log.

    Whoever asked acts for the purpose of the opening; whoever answers, to correct.
    """
    opening = correction.opening
    _, owner = publish.records([correction.record_id]).get(correction.record_id, (None, ""))
    answers = act in (Act.READ_CORRECTION, Act.ANSWER_CORRECTION)
    fields = tuple(sorted(str(each) for each in _concerned(publish, correction)))
    ledger.append(
        Draft(
            act=act,
            at=at,
            by=by,
            outcome="done",
            purpose=Purpose.CORRECTION if answers else opening.purpose,
            reason_category="" if answers else opening.reason_category,
            about=correction.pk,
            persons=tuple(sorted({publish.follow(opening.person_id), *({owner} if owner else ())})),
            providers=(ProviderPart(correction.provider, flows=(), fields=fields),),
            viewer_detail={"correction": str(correction.pk), **detail},
        )
    )
