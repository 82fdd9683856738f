"""How an organisation's assurance stood at a moment, from what was known then; and when it sufficed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shiremoot.dates import day_of, start_of
from shiremoot.law import Law
from shiremoot.law.assurance import Extended, Held, Sponsored, Standing, State, last_day, standings
from shiremoot.law.items import Body


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence, and from when until when it was known here; nothing is backdated."""

    held: Held
    known_from: datetime
    known_until: datetime | None = None


@dataclass(frozen=True)
class ExtendedHere:
    """An extension, when it was made, and by whose risk owner: what that organisation gives runs on."""

    extended: Extended
    made_at: datetime
    provider: str = ""


@dataclass(frozen=True)
class Vouched:
    """A sponsor's word for a small organisation, from when until when it was given."""

    sponsored: Sponsored
    known_from: datetime
    known_until: datetime | None = None


@dataclass(frozen=True)
class Known:
    """All that was ever known of one organisation's assurance. `body`: None for a kind that is none."""

    body: Body | None
    evidence: tuple[Evidence, ...] = ()
    extensions: tuple[ExtendedHere, ...] = ()
    vouched: tuple[Vouched, ...] = ()

    def towards(self, provider: str) -> "Known":
        """As it counts for what this provider gives it: with the extensions that its risk owner made."""
        return replace(self, extensions=tuple(each for each in self.extensions if each.provider == provider))


@dataclass(frozen=True)
class ValidSpan:
    """Nothing required was missing, from (inclusive) until (exclusive; None: no end in sight)."""

    begins: datetime
    ends: datetime | None
    why_ends: str


def standings_at(law: Law, known: Known, at: datetime) -> tuple[Standing, ...]:
    """How each requirement stood at that moment, as was known then. Nothing for a body of no kind."""
    if known.body is None:
        return ()
    on = day_of(at)
    held = [each.held for each in known.evidence if _known(each, at)]
    extended = [each.extended for each in known.extensions if each.made_at <= at]
    sponsored = _sponsored(law, known.body, known.vouched, at, on)
    plain = {each.requirement: each for each in standings(law, known.body, held, on, sponsored=sponsored)}
    fitting = [each for each in extended if _fits(law, each, plain.get(each.requirement))]
    return standings(law, known.body, held, on, extended=fitting, sponsored=sponsored)


def suffices(found: Iterable[Standing]) -> bool:
    """Whether nothing that is required is missing or has lapsed. No requirements at all are no assurance."""
    every = list(found)
    return bool(every) and all(each.state.suffices for each in every)


def valid_spans(law: Law, known: Known) -> list[ValidSpan]:
    """When the organisation's assurance was, is and will be valid, in order, as far as is known."""
    moments = sorted(_moments(law, known))
    found: list[ValidSpan] = []
    begins: datetime | None = None
    for moment in moments:
        there = standings_at(law, known, moment)
        if suffices(there) and begins is None:
            begins = moment
        elif not suffices(there) and begins is not None:
            found.append(ValidSpan(begins, moment, _why(there)))
            begins = None
    return [*found, ValidSpan(begins, None, "")] if begins else found


def latest_extension(law: Law, standing: Standing) -> date | None:
    """The last day until which this may be extended; None where there is nothing to extend."""
    if standing.state not in (State.EXPIRING, State.LAPSED) or standing.until is None:
        return None
    return standing.until + timedelta(days=law.extensions["owner-extension"].days)


def _why(there: Iterable[Standing]) -> str:
    return " ".join(each.words for each in there if not each.state.suffices)


def _known(each: Evidence | Vouched, at: datetime) -> bool:
    return each.known_from <= at and (each.known_until is None or at < each.known_until)


def _sponsored(law: Law, body: Body, vouched: Iterable[Vouched], at: datetime, on: date) -> Sponsored | None:
    """The newest word of a sponsor, where a body of this kind may take the path for small ones."""
    if not any(body.is_among(path.bodies) for path in law.small_paths.on(on)):
        return None
    there = [each.sponsored for each in vouched if _known(each, at)]
    return max(there, key=lambda each: each.on) if there else None


def _fits(law: Law, extended: Extended, standing: Standing | None) -> bool:
    """Whether it extends what lapsed: an earlier lapse, after evidence was withdrawn, is another one."""
    latest = latest_extension(law, standing) if standing else None
    return latest is not None and extended.until <= latest


def _moments(law: Law, known: Known) -> set[datetime]:
    """Every moment at which an answer may become another: between two of them nothing changes."""
    days: set[date] = set()
    moments: set[datetime] = set()
    for each in known.evidence:
        moments |= {each.known_from, *([each.known_until] if each.known_until else [])}
        days |= {each.held.issued, *_day_after(law, each.held)}
    for extension in known.extensions:
        moments.add(extension.made_at)
        days.add(extension.extended.until + timedelta(days=1))
    for vouched in known.vouched:
        moments |= {vouched.known_from, *([vouched.known_until] if vouched.known_until else [])}
        for path in law.small_paths.values():
            days |= set(_day_after(law, Held(path.gives, vouched.sponsored.on)))
    if moments:
        days |= _days_of(law, since=day_of(min(moments)))
    return moments | {start_of(day) for day in days}


def _days_of(law: Law, since: date) -> set[date]:
    """Days on which what is required changes."""
    items: list[Mapping[str, object]] = [law.requirements, law.small_paths]
    found = {
        day
        for shelf in items
        for item in shelf.values()
        for day in (getattr(item, "in_force_from", None), getattr(item, "in_force_until", None))
        if day is not None
    }
    return {day for day in found if day > since}


def _day_after(law: Law, held: Held) -> list[date]:
    """The first day on which this evidence is good no longer; none where it lasts, or is of no known kind."""
    kind = law.assurance.get(held.kind)
    last = last_day(kind, held) if kind else None
    return [last + timedelta(days=1)] if last else []
