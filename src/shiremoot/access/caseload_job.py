"""Caseloads kept by what agencies' own records say: who leads an involvement that is open.

A job over a whole dataset, under an agreement of its own purpose: without one nobody has a caseload by it.
The e-mail by which a practitioner is known is compared here, and shown to nobody for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from shiremoot.access.apart import read_each
from shiremoot.access.models import Relationship
from shiremoot.access.published import in_use
from shiremoot.access.reading import BORN, Block
from shiremoot.access.recording import Refused, Served, Wish, decide_and_record, note_served
from shiremoot.contracts import LEAD_EMAIL, TEAM, is_open
from shiremoot.dates import day_of
from shiremoot.decisions.request import FieldId
from shiremoot.decisions.words import Purpose, RelationshipKind
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.store import Publish, PublishedField

HOLDS_FOR = timedelta(days=31)
"""After the last publish that said so: where none follows, caseloads end instead of growing old."""
_TELLING = (LEAD_EMAIL, TEAM, "involvement.status", "involvement.end")
Staff = Mapping[tuple[str, str], str]
"""Organisation and e-mail, in small letters → user."""
Led = Mapping[tuple[str, str], str]
"""User and person → the team that leads; empty where none is said."""


@dataclass(frozen=True)
class Followed:
    """What came of it. `kept` are all that hold now; `left_out`: why those of a dataset do not."""

    kept: int = 0
    begun: int = 0
    ended: int = 0
    left_out: tuple[str, ...] = ()

    def __add__(self, other: "Followed") -> "Followed":
        return Followed(
            self.kept + other.kept,
            self.begun + other.begun,
            self.ended + other.ended,
            self.left_out + other.left_out,
        )


def follow(home: Home, staff: Staff, *, by: Viewer, at: datetime) -> Followed:
    """Make caseloads what the publish in use says; of datasets without an agreement in force they end.

    Of somebody whose facts forbid it nothing is kept, nor by a record reported as somebody else's.
    """
    publish = in_use(home)
    found = Followed()
    for dataset, fields in _led_in(publish).items():
        try:
            found += _follow(publish, dataset, fields, staff, by, at)
        except Refused as refused:
            found += replace(_end(_loaded(at).filter(source=dataset), at), left_out=(_why(refused, dataset),))
    _rename(publish, at)
    return found + _end(_loaded(at).exclude(source__in=_led_in(publish)), at)


def _led_in(publish: Publish) -> dict[str, list[PublishedField]]:
    """Dataset → the fields that tell who leads an involvement and whether it is open, where any does.

    With the date of birth, where it depends on somebody's age whether those show.
    """
    led = {(each.dataset, each.table_name) for each in publish.catalogue if each.meaning == LEAD_EMAIL}
    found: dict[str, list[PublishedField]] = {}
    for each in publish.catalogue:
        if (each.dataset, each.table_name) in led and each.meaning in _TELLING:
            found.setdefault(each.dataset, []).append(each)
    for dataset, fields in found.items():
        if any(each.show_when for each in fields):
            fields += (each for each in publish.catalogue if (each.dataset, each.meaning) == (dataset, BORN))
    return found


def _follow(
    publish: Publish, dataset: str, fields: list[PublishedField], staff: Staff, by: Viewer, at: datetime
) -> Followed:
    wanted = frozenset(FieldId(dataset, each.field_id) for each in fields)
    wish = Wish(
        act=Act.FOLLOW_CASELOADS, by=by, at=at, purpose=Purpose.CASELOAD, fields=wanted, publish=publish
    )
    recorded = decide_and_record(wish, enough=lambda decision: set(decision.shown) == wanted)
    provider = fields[0].provider
    own = {email: user_id for (organisation, email), user_id in staff.items() if organisation == provider}
    emails = [each for each in fields if each.meaning == LEAD_EMAIL]
    named = (publish.saying((dataset, each.table_name), each.column_name, own.keys()) for each in emails)
    blocks = read_each(publish, sorted(frozenset().union(*named)), recorded)
    led = _led(blocks, own, day_of(at))
    done: list[Followed] = []
    note_served(
        recorded, Served((), {}), also=lambda: done.append(_keep(publish, dataset, provider, led, at))
    )
    return done[-1] if done else Followed()


def _led(blocks: Iterable[Block], own: Mapping[str, str], today: date) -> Led:
    """Of each open involvement that one of these users leads."""
    found: dict[tuple[str, str], str] = {}
    for block in blocks:
        for row in block.rows:
            user_id = own.get(row.values.get(LEAD_EMAIL, "").strip().lower())
            if user_id and is_open(row.values, today):
                found[user_id, row.person_id] = row.values.get(TEAM, "")
    return found


def _keep(publish: Publish, dataset: str, provider: str, led: Led, at: datetime) -> Followed:
    """End what is not so any more, prolong what is so still, begin what is new."""
    kept: dict[tuple[str, str], Relationship] = {}
    gone = []
    for each in _loaded(at).filter(source=dataset):
        who = (each.user_id, publish.follow(each.person_id))
        if who not in led or who in kept or each.organisation != provider:
            gone.append(each.pk)
        else:
            kept[who] = each
    ended = Relationship.objects.filter(pk__in=gone).update(ends=at)
    for who, each in kept.items():
        each.person_id, each.team, each.ends = who[1], led[who], at + HOLDS_FOR
    Relationship.objects.bulk_update(kept.values(), ("person_id", "team", "ends"), batch_size=200)
    new = led.keys() - kept.keys()
    Relationship.objects.bulk_create(
        Relationship(
            user_id=user_id,
            organisation=provider,
            person_id=person_id,
            kind=RelationshipKind.CASELOAD,
            source=dataset,
            team=led[user_id, person_id],
            begins=at,
            ends=at + HOLDS_FOR,
        )
        for user_id, person_id in sorted(new)
    )
    return Followed(kept=len(led), begun=len(new), ended=ended)


def _rename(publish: Publish, at: datetime) -> None:
    """After merges: whoever was added by somebody goes by the identifier of this publish from now on."""
    added = Relationship.objects.filter(kind=RelationshipKind.CASELOAD, source="", ends__gt=at)
    renamed = []
    for each in added:
        now = publish.follow(each.person_id)
        if now != each.person_id:
            each.person_id = now
            renamed.append(each)
    Relationship.objects.bulk_update(renamed, ("person_id",), batch_size=200)


def _loaded(at: datetime) -> QuerySet[Relationship]:
    return Relationship.objects.filter(ends__gt=at).exclude(source="")


def _end(found: QuerySet[Relationship], at: datetime) -> Followed:
    return Followed(ended=found.update(ends=at))


def _why(refused: Refused, dataset: str) -> str:
    misses = refused.near_misses
    nearest = f" Nearest: {misses[0]}." if misses else ""
    return f"No agreement in force lets caseloads be kept by {dataset}.{nearest}"
