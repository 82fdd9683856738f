"""The assurance board: partners as rows, what is required as columns, and what would go dark."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from shiremoot.access import grants
from shiremoot.dates import day_of
from shiremoot.gateway.assurance.effect import Effect, Holders, effect
from shiremoot.gateway.assurance.loading import known_of
from shiremoot.gateway.assurance.models import SmallAnswers
from shiremoot.gateway.assurance.standing import standings_at
from shiremoot.gateway.assurance.verbs import risk_owner, small_path
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import Membership, Organisation
from shiremoot.law import law
from shiremoot.law.assurance import Standing, State
from shiremoot.ledger.acts import Viewer

_WORST_FIRST = (State.MISSING, State.LAPSED, State.EXTENDED, State.EXPIRING, State.VALID)


@dataclass(frozen=True)
class Tag:
    """A state as a page shows it: a word, and a colour that says no more than the word does."""

    word: str
    colour: str


TAGS = {
    State.VALID: Tag("Valid", "green"),
    State.EXPIRING: Tag("Lapses soon", "yellow"),
    State.EXTENDED: Tag("Extended", "orange"),
    State.LAPSED: Tag("Lapsed", "red"),
    State.MISSING: Tag("Missing", "red"),
}
_TO_DECIDE = Tag("To decide", "blue")
ENDING = (State.EXPIRING, State.EXTENDED)
"""Valid, and within thirty days perhaps no longer."""


@dataclass(frozen=True)
class Cell:
    """How what one column shows stands: the worst of it, and until when."""

    state: State
    until: date | None

    @property
    def tag(self) -> Tag:
        return TAGS[self.state]


@dataclass(frozen=True)
class Row:
    """One organisation. `cells`: by column; a column that does not concern it is not there."""

    organisation: Organisation
    cells: Mapping[str, Cell]
    standings: tuple[Standing, ...]

    @property
    def worst(self) -> State | None:
        """None where nothing is known to be required: its kind of body is not chosen."""
        return min((each.state for each in self.standings), key=_WORST_FIRST.index, default=None)

    @property
    def tag(self) -> Tag | None:
        return TAGS[self.worst] if self.worst else None

    @property
    def ending(self) -> tuple[str, ...]:
        """What is valid, and within thirty days perhaps no longer: each piece of evidence once."""
        return tuple(dict.fromkeys(each.words for each in self.standings if each.state in ENDING))


@dataclass(frozen=True)
class Board:
    """Every organisation, those in need first; and what would go dark within thirty days."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    waiting: Mapping[str, str]
    """Organisation → the column in which its answers wait for its sponsor."""
    ending: int
    """How many assurances lapse within thirty days."""
    effect: Effect


def board(*, at: datetime) -> Board:
    """The whole board."""
    rows = rows_of(_there(at), at=at)
    ending = [row for row in rows if row.ending]
    count = sum(len(row.ending) for row in ending)
    lapsing = {row.organisation.pk for row in ending}
    needy = sorted(rows, key=lambda row: _WORST_FIRST.index(row.worst) if row.worst else 0)
    return Board(tuple(needy), _columns(), _waiting(at), count, effect_of(lapsing, at=at))


def rows_of(found: Iterable[Organisation], *, at: datetime) -> list[Row]:
    """As many queries for one organisation as for all."""
    each_of = list(found)
    known = known_of(each_of)
    column_of = _column_of()
    rows = []
    for organisation in each_of:
        standings = standings_at(law(), known[organisation.pk].towards(organisation.pk), at)
        rows.append(Row(organisation, _cells(standings, column_of), standings))
    return rows


def rows_named(organisations: Iterable[str], *, at: datetime) -> list[Row]:
    """The rows of these organisations, as they stand."""
    return rows_of(Organisation.objects.filter(pk__in=list(organisations)), at=at)


def gives(provider: str, organisation: str) -> bool:
    """Whether some agreement, in force or not, lets one share with the other."""
    found = grants.current().all
    return any(grant.provider == provider and grant.recipient == organisation for grant in found)


def effect_of(lapsing: Iterable[str], *, at: datetime) -> Effect:
    """Who and what would go dark if the assurance of these organisations lapsed now."""
    return effect(grants.current().all, holders(at=at), frozenset(lapsing), at=at)


def lapsing(*, at: datetime) -> list[Row]:
    """The organisations whose assurance ends within thirty days if nothing is done."""
    rows = rows_of(_there(at), at=at)
    return [row for row in rows if row.ending]


def holders(*, at: datetime) -> Holders:
    """Who acts for which organisation in which role at that moment."""
    held = Membership.objects.filter(begins__lte=at).exclude(ends__lte=at)
    found: dict[tuple[str, str], set[str]] = {}
    for organisation, role, user in held.values_list("organisation_id", "role", "user_id"):
        found.setdefault((organisation, role), set()).add(str(user))
    return {place: frozenset(users) for place, users in found.items()}


@dataclass(frozen=True)
class Reminder:
    """Something that waits for whoever reads it: about which organisation, and in a sentence."""

    organisation: Organisation
    words: str
    tag: Tag


def reminders(*, by: Viewer, at: datetime) -> list[Reminder]:
    """What is due for an organisation's administrators and risk owner, and for those of its sponsor."""
    administers = by.user_id in organisations.administrators(by.organisation, at=at)
    if not administers and risk_owner(by.organisation, by=by, at=at) is None:
        return []
    (own,) = rows_of(Organisation.objects.filter(pk=by.organisation), at=at)
    found = _of_own(own, at)
    if administers:
        waiting = SmallAnswers.objects.filter(sponsor=by.organisation, decided_at=None, ended_at=None)
        for name in Organisation.objects.filter(pk__in=waiting.values("organisation")):
            found.append(
                Reminder(
                    name, f"{name.name} answered the twelve questions. Will you vouch for it?", _TO_DECIDE
                )
            )
    return found


def _waiting(at: datetime) -> dict[str, str]:
    found = SmallAnswers.objects.filter(decided_at=None, ended_at=None).values_list("organisation", flat=True)
    columns = [path.column for path in law().small_paths.on(day_of(at))]
    return {organisation: column for organisation in found for column in columns}


def _there(at: datetime) -> QuerySet[Organisation]:
    """Every organisation that is not closed, and that no other has taken over from."""
    there = Organisation.objects.filter(closed_at=None).exclude(succeeded_by__on__lte=day_of(at))
    return there.order_by("name")


def _of_own(own: Row, at: datetime) -> list[Reminder]:
    """What is due for one's own organisation; a small one is asked for answers, not for what they replace."""
    due = [each for each in own.standings if each.state is not State.VALID]
    path = small_path(own.organisation, day_of(at))
    replaced = path.replaces if path else ()
    spared = [each for each in due if each.state is State.MISSING and each.requirement in replaced]
    found = [
        Reminder(own.organisation, f"{each.label}. {each.words}", TAGS[each.state])
        for each in sorted(due, key=lambda each: _WORST_FIRST.index(each.state))
        if each not in spared
    ]
    if spared and own.organisation.pk not in _waiting(at):
        words = "Answer the twelve questions, with which a small organisation shows that it protects data."
        found.insert(0, Reminder(own.organisation, words, TAGS[State.MISSING]))
    return found


def _column_of() -> dict[str, str]:
    """Requirement, or path for small organisations → its column."""
    paths = {each.id: each.column for each in law().small_paths.values()}
    return paths | {each.id: each.column for each in law().requirements.values()}


def _columns() -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            [each.column for each in law().requirements.values()]
            + [each.column for each in law().small_paths.values()]
        )
    )


def _cells(found: Iterable[Standing], column_of: Mapping[str, str]) -> dict[str, Cell]:
    by_column: dict[str, list[Standing]] = {}
    for each in found:
        by_column.setdefault(column_of[each.requirement], []).append(each)
    return {column: _cell(there) for column, there in by_column.items()}


def _cell(there: list[Standing]) -> Cell:
    worst = min(there, key=lambda each: (_WORST_FIRST.index(each.state), each.until or date.max))
    return Cell(worst.state, worst.until)
