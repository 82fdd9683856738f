"""What facts say of whom in one publish, as at one revision: read in the transaction that records.

Held in memory from one change to the next, so that a county's opt-outs cost a request nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from django.db.models import Q, QuerySet

from shiremoot.access.models import ConsentGiven, Fact, FactsRevision, OptOut, WrongLink
from shiremoot.access.protection import FactKind, forbidden
from shiremoot.decisions.request import Consent, ForbiddingFact
from shiremoot.decisions.words import Purpose
from shiremoot.people.store import Publish


@dataclass(frozen=True)
class Standing:
    """The facts of one person, as a request carries them. `untied`: nobody's family tie leads there.

    `unplaced`: nobody is told to live with them.
    """

    forbidding: frozenset[ForbiddingFact] = frozenset()
    consents: frozenset[Consent] = frozenset()
    hidden: bool = False
    untied: bool = False
    unplaced: bool = False


PLAIN = Standing()


@dataclass(frozen=True, eq=False)
class Facts:
    """Everybody's standing. Identifiers are those of the publish that they were read for."""

    revision: int = 0
    standings: Mapping[str, Standing] = field(default_factory=dict)
    opted_out: frozenset[str] = frozenset()
    opt_out: ForbiddingFact = field(default_factory=lambda: forbidden(FactKind.NATIONAL_OPT_OUT, ()))
    protectors: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """Hidden person → the organisations that hid them, each with its own reference."""
    suspects: frozenset[int] = frozenset()
    """Numbers of the records that were reported as somebody else's, and are with the same others still."""

    def of(self, person_id: str) -> Standing:
        found = self.standings.get(person_id, PLAIN)
        if person_id in self.opted_out:
            return replace(found, forbidding=found.forbidding | {self.opt_out})
        return found

    @cached_property
    def alike(self) -> Mapping[Standing, frozenset[str]]:
        """Those of whom there are facts, by what the facts say."""
        found: dict[Standing, set[str]] = defaultdict(set)
        for person_id in self.standings:
            found[self.of(person_id)].add(person_id)
        if alone := self.opted_out.difference(self.standings):
            found[self.of(next(iter(alone)))] |= alone
        return {standing: frozenset(people) for standing, people in found.items()}

    @cached_property
    def untied(self) -> frozenset[str]:
        return frozenset(person_id for person_id, each in self.standings.items() if each.untied)

    @cached_property
    def unplaced(self) -> frozenset[str]:
        return frozenset(person_id for person_id, each in self.standings.items() if each.unplaced)


NONE = Facts()


def current(publish: Publish | None) -> Facts:
    """The facts in force; call it inside the transaction that records what they decide."""
    kept = FactsRevision.objects.first() if publish else None
    if publish is None or kept is None:
        return NONE
    return _held(publish, kept.number, kept.mark, kept.opt_outs_mark)


def revision() -> int:
    """The number of the facts in force."""
    kept = FactsRevision.objects.first()
    return kept.number if kept else NONE.revision


def as_of(publish: Publish, revision: int) -> Facts:
    """The facts that an entry names, opt-outs with them: what it is replayed with."""
    return replace(_of_few(publish, revision), opted_out=_with(publish, OptOut.objects.filter(_at(revision))))


def _of_few(publish: Publish, revision: int) -> Facts:
    """Everything but the list of opt-outs, which is long and changes seldom."""
    facts = Fact.objects.filter(_at(revision))
    consents = ConsentGiven.objects.filter(_at(revision))
    standings, protectors = _standings(publish, facts, consents)
    suspects = _suspects(publish, WrongLink.objects.filter(_at(revision)))
    return Facts(revision=revision, standings=standings, protectors=protectors, suspects=suspects)


def _at(revision: int) -> Q:
    return Q(since__lte=revision) & (Q(until=None) | Q(until__gt=revision))


@lru_cache(maxsize=4)
def _held(publish: Publish, revision: int, mark: str, opt_outs_mark: str) -> Facts:
    """One mark names one state for ever, so none that is held is out of date."""
    return replace(_of_few(publish, revision), opted_out=_opted_out(publish, opt_outs_mark))


@lru_cache(maxsize=4)
def _opted_out(publish: Publish, opt_outs_mark: str) -> frozenset[str]:
    return _with(publish, OptOut.objects.filter(until=None)) if opt_outs_mark else frozenset()


def _with(publish: Publish, opt_outs: QuerySet[OptOut]) -> frozenset[str]:
    """Those who have these numbers in this publish."""
    hashes = opt_outs.values_list("number_hash", flat=True).iterator()
    return frozenset(person_id for _, person_id in publish.with_numbers(hashes))


def _standings(
    publish: Publish, facts: Iterable[Fact], consents: Iterable[ConsentGiven]
) -> tuple[dict[str, Standing], dict[str, frozenset[tuple[str, str]]]]:
    found: dict[str, Standing] = defaultdict(Standing)
    protectors: dict[str, frozenset[tuple[str, str]]] = defaultdict(frozenset)
    for fact, people in _whose(publish, list(facts)):
        kind = FactKind(fact.kind)
        forbids = _forbids(publish, kind, fact.provider, fact.purpose, tuple(fact.datasets))
        for person_id in people:
            known = found[person_id]
            found[person_id] = replace(
                known,
                forbidding=known.forbidding | {forbids},
                hidden=known.hidden or kind is FactKind.HIDDEN_PERSON,
                untied=known.untied or kind.unties,
                unplaced=known.unplaced or kind.unplaces,
            )
            if kind is FactKind.HIDDEN_PERSON:
                protectors[person_id] |= {(fact.organisation, fact.reference)}
    for consent in consents:
        person_id = publish.follow(consent.person_id)
        given = Consent(consent.provider, Purpose(consent.purpose))
        found[person_id] = replace(found[person_id], consents=found[person_id].consents | {given})
    return dict(found), dict(protectors)


def _whose(publish: Publish, facts: list[Fact]) -> Iterable[tuple[Fact, Iterable[str]]]:
    """Each fact with the people that it is about now: after a split it is about every part."""
    by_hash = defaultdict(set)
    hashes = {fact.number_hash for fact in facts if fact.number_hash}
    for number_hash, person_id in publish.with_numbers(hashes):
        by_hash[number_hash].add(person_id)
    for fact in facts:
        if fact.number_hash:
            yield fact, by_hash[fact.number_hash]
        else:
            yield fact, publish.became(fact.person_id, fact.known_at)


def _suspects(publish: Publish, reports: Iterable[WrongLink]) -> frozenset[int]:
    """Once linking has parted a record from the others, it is nobody's wrong record any more."""
    reported = list(reports)
    named = {record_id for report in reported for record_id in (report.record_id, *report.others)}
    found = publish.records(named)
    suspects = set()
    for report in reported:
        number, person_id = found.get(report.record_id, (None, ""))
        others = {found[each][1] for each in report.others if each in found}
        if number is not None and (person_id in others or not report.others):
            suspects.add(number)
    return frozenset(suspects)


@lru_cache(maxsize=1024)
def _forbids(
    publish: Publish, kind: FactKind, provider: str, purpose: str, datasets: tuple[str, ...]
) -> ForbiddingFact:
    """The same object for the same reach: the fields of many people's facts are held once."""
    return forbidden(
        kind,
        publish.catalogue,
        provider=provider or None,
        purpose=Purpose(purpose) if purpose else None,
        datasets=datasets,
    )
