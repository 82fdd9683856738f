"""Compiling what changed into the grants that the door decides against."""

from collections.abc import Collection, Iterable

from django.db import transaction

from shiremoot.access import grants as access_grants
from shiremoot.decisions.compiled import Grants
from shiremoot.gateway.agreements.adopted import as_adopted, kept
from shiremoot.gateway.agreements.compile import County, compile_agreement, compile_grants, joined
from shiremoot.gateway.agreements.models import Agreement
from shiremoot.gateway.agreements.spans import FOR_EVER, Span
from shiremoot.gateway.assurance import verbs as assurance
from shiremoot.gateway.assurance.standing import ValidSpan
from shiremoot.gateway.assurance.verbs import Pair
from shiremoot.gateway.organisations.models import Organisation
from shiremoot.ledger.verbs import Turn


@transaction.atomic
def compile_all() -> Grants:
    """Compile every version of every agreement, and put these grants in use instead of all others."""
    Turn()  # before reading what is adopted: on PostgreSQL somebody else may be adopting just now
    return access_grants.replace(compile_grants(_county(kept())))


@transaction.atomic
def compile_changed(agreement: str) -> Grants:
    """Compile one agreement again, and those that stand under it."""
    Turn()
    changed, needed = _around({agreement})
    county = _county(kept().filter(identifier__in=needed))
    return access_grants.amend({name: compile_agreement(name, county) for name in changed})


@transaction.atomic
def compile_parties(organisations: Collection[str]) -> Grants:
    """Compile again whatever these give or get: their assurance changed, or they were closed."""
    Turn()
    county = _county(kept())
    changed = {
        version.file.agreement
        for version in county.agreements
        if any(not pair.isdisjoint(organisations) for pair in joined(version))
    }
    return access_grants.amend({name: compile_agreement(name, county) for name in changed})


def assured(pairs: Collection[Pair]) -> dict[Pair, list[Span]]:
    """While each organisation's assurance stands for what a provider gives it, and it is there at all."""
    found = {each.pk: each for each in Organisation.objects.filter(pk__in={name for name, _ in pairs})}
    return {
        (name, provider): [_while_there(found[name], span) for span in valid]
        for (name, provider), valid in assurance.spans(pairs).items()
    }


def _while_there(organisation: Organisation, valid: ValidSpan) -> Span:
    span = Span(valid.begins, valid.ends or FOR_EVER, f"stopped as the assurance of {organisation.pk} lapsed")
    closed = organisation.closed_at
    return span.until(closed, f"ended when {organisation.pk} was closed") if closed else span


def _county(versions: Iterable[Agreement]) -> County:
    adopted = tuple(as_adopted(found) for found in versions)
    pairs = {
        (organisation, flow.provider)
        for version in adopted
        for flow in version.file.flows
        for organisation in (flow.provider, *(each.organisation for each in flow.recipients))
    }
    return County(adopted, assured(pairs))


def _around(changed: set[str]) -> tuple[set[str], set[str]]:
    """These agreements with all that stand under them; and those with all that they stand under."""
    lines = set(Agreement.objects.exclude(under="").values_list("identifier", "under"))
    below = _closure(changed, lines)
    return below, _closure(below, {(under, identifier) for identifier, under in lines})


def _closure(names: set[str], lines: set[tuple[str, str]]) -> set[str]:
    """The names, and whatever a chain of lines `(from, to)` leads from to one of them."""
    found = set(names)
    while more := {one for one, other in lines if other in found} - found:
        found |= more
    return found
