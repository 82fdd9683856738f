"""How one requirement stands: a rule for each kind. Pure: what is known in, a finding out."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from shiremoot.contracts import Contract
from shiremoot.dates import day_month, day_of
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.agreements.spans import FOR_EVER
from shiremoot.gateway.datasets.catalogue import label_of
from shiremoot.gateway.datasets.freshness import Freshness, freshness
from shiremoot.law.flows import Dpia
from shiremoot.roadmap.usecases.in_force import (
    another_version,
    drafting,
    falls_short,
    listed,
    not_there,
    place_of,
    registered,
    until_in_force,
    until_signed,
)
from shiremoot.roadmap.usecases.known import Held, Known, Shared, Version
from shiremoot.roadmap.usecases.model import (
    NeedsAgreement,
    NeedsAssessment,
    NeedsAssurance,
    NeedsDataset,
    NeedsFields,
    NeedsQuality,
    Requirement,
)
from shiremoot.roadmap.usecases.steps import Do, Finding, Place, Step, Steps

_WITHDRAWN = "retired"
"""The state in which a contract stands for nothing any more."""


def find(requirement: Requirement, lead: str, known: Known) -> Finding:
    """How the requirement stands. `lead`: the organisation that answers for the use case."""
    return _RULES[type(requirement)](requirement, lead, known)


def _dataset(need: NeedsDataset, lead: str, known: Known) -> Finding:
    name, provider = known.dataset_name(need.dataset), known.called(need.provider)
    needed = f"{name} ({provider}), loaded"
    if need.within_days:
        needed += f" and no older than {_days(need.within_days)}"
    held = known.datasets.get(need.dataset, Held())
    fact, steps = _until_loaded(need, known)
    if held.load is not None and not steps.now:
        as_of = day_month(day_of(held.load.as_at))
        people = f"{held.load.people:,} {'person' if held.load.people == 1 else 'people'}"
        fact = f"The load in use describes {as_of}, with {people}."
        if _is_late(need, held, known):
            words = f"Load {name} again: the load in use describes {as_of}"
            steps = _loading(need, words, known)
            fact += " That is older than it may be."
    return Finding(need, needed, fact, _page(need.dataset, known), steps)


def _is_late(need: NeedsDataset, held: Held, known: Known) -> bool:
    assert held.load is not None and held.contract is not None
    if need.within_days is not None:
        return known.at - held.load.as_at > timedelta(days=need.within_days)
    return freshness(held.load.as_at, held.contract.loads_every, known.at) is Freshness.LATE


def _until_loaded(need: NeedsDataset | NeedsQuality, known: Known) -> tuple[str, Steps]:
    """Why the dataset is not there to be used, and what it takes; no steps where it is."""
    fact, steps = _until_held(need, known.datasets.get(need.dataset, Held()), known)
    if need.provider not in known.there:
        fact = f"{known.called(need.provider)} cannot give it: {not_there([need.provider])}."
        steps = registered([need.provider], known).then(steps)
    return fact, steps


def _until_held(need: NeedsDataset | NeedsQuality, held: Held, known: Known) -> tuple[str, Steps]:
    name, place = known.dataset_name(need.dataset), _page(need.dataset, known)
    contract, load = held.contract, _loading(need, f"Load {name}", known)
    if contract is None or contract.status == _WITHDRAWN:
        withdrawn = contract is not None or held.load is not None
        fact = "It was withdrawn: it has no contract in use any more." if withdrawn else "It has no contract."
        host = "" if need.provider == known.host else f", and give it to {known.called(known.host)}"
        words = f"Write a contract for {name}{host}"
        if withdrawn:
            words = f"Offer {name} again with a contract, or name in the use case what takes its place"
        return fact, Steps((Step(need.provider, Do.CONTRACT, need.dataset, words, place),)).then(load)
    if contract.provider != need.provider:
        words = f"Name {known.called(contract.provider)} as the provider of {name} in the use case"
        right = Steps((Step(known.host, Do.CORRECT, need.dataset, words, place),))
        return f"It is {known.called(contract.provider)}’s, and not {known.called(need.provider)}’s.", right
    return ("It is not loaded.", load) if held.load is None else ("", Steps())


def _loading(need: NeedsDataset | NeedsQuality, words: str, known: Known) -> Steps:
    """A load, and before it an agreement that lets the host load and link the dataset, if there is none."""
    load = Steps((Step(need.provider, Do.LOAD, need.dataset, words, _page(need.dataset, known)),))
    if any(
        (grant.dataset, grant.purpose, grant.recipient) == (need.dataset, Purpose.LINKING, known.host)
        for grant in known.grants
    ):
        return load
    permit = f"Bring {known.dataset_name(need.dataset)} under an agreement for loading and linking"
    place = Place("Agreements", "agreements")
    return Steps((Step(known.host, Do.LINKING, need.dataset, permit, place),)).then(load)


def _quality(need: NeedsQuality, lead: str, known: Known) -> Finding:
    held, name = known.datasets.get(need.dataset, Held()), known.dataset_name(need.dataset)
    place = _page(need.dataset, known)
    wanted = _wanted(need, held.contract)
    needed = f"{wanted} of {name} ({known.called(need.provider)})"
    fact, steps = _until_loaded(need, known)
    if steps.now or held.load is None:
        return Finding(need, needed, f"How good it is cannot be told. {fact}", place, steps)
    if need.field is not None and need.complete_percent is not None:
        share = held.load.completeness.get(need.field)
        if share is None:
            words = f"Add {need.field} to the contract of {name}"
            more = Steps((Step(need.provider, Do.CONTRACT, f"{need.dataset} {need.field}", words, place),))
            again = Step(need.provider, Do.LOAD, need.dataset, f"Load {name} again, with it", place)
            return Finding(
                need, needed, "The load in use has no such field.", place, more.then(Steps((again,)))
            )
        met = round(share * 100, 6) >= need.complete_percent
        fact = f"In the load in use {_percent(math.floor(round(share * 1000, 6)) / 10)} of rows have a value."
        words = f"Fill in {_field(need.field, held.contract)} of {name} at the source, and load it again"
    else:
        rows, left_out = sum(held.load.rows.values()), sum(held.load.quarantined.values())
        share = left_out / (rows + left_out) if rows + left_out else 0.0
        met = round(share * 100, 6) <= (need.quarantined_percent or 0)
        fact = (
            f"Of the load in use {_percent(math.ceil(round(share * 1000, 6)) / 10)} of rows were quarantined."
        )
        words = f"Mend what is quarantined of {name} at the source, and load it again"
    mend = Step(need.provider, Do.MEND, f"{need.dataset} {need.field or 'quarantine'}", words, place)
    return Finding(need, needed, fact, place, Steps() if met else Steps((mend,)))


def _wanted(need: NeedsQuality, contract: Contract | None) -> str:
    if need.field is not None and need.complete_percent is not None:
        return f"{_field(need.field, contract)} in at least {_percent(need.complete_percent)} of rows"
    return f"At most {_percent(need.quarantined_percent or 0)} of rows quarantined in the last load"


def _fields(need: NeedsFields, lead: str, known: Known) -> Finding:
    count, role = len(need.fields), need.role.replace("-", " ")
    needed = (
        f"{count} {'field' if count == 1 else 'fields'} of {known.dataset_name(need.dataset)} "
        f"({known.called(need.provider)}) for the role of {role}, {known.called(need.recipient)}: "
        f"{need.purpose.label}, {need.mode}"
    )
    wanted = frozenset(need.fields)
    serving = [grant for grant in known.grants if _serves(grant, need) and grant.fields & wanted]
    granted = frozenset().union(*(grant.fields for grant in serving))
    if wanted <= granted:
        return Finding(need, needed, _cited(serving), _clause_page(serving))
    fact, steps = _until_shown(need, wanted - granted, lead, known)
    return Finding(need, needed, fact, place_of(need.agreement, known), steps)


def _until_shown(need: NeedsFields, wanted: frozenset[str], lead: str, known: Known) -> tuple[str, Steps]:
    """Why no grant shows these fields, and what is left until one does."""
    pair = tuple(dict.fromkeys((need.provider, need.recipient)))
    newest = known.newest(need.agreement)
    if newest is None or any(party not in known.there for party in pair):
        return until_in_force(need.agreement, pair, lead, known)
    said = (each.fields for each in newest.shares if _serves(each, need))
    fields = ", ".join(sorted(wanted - frozenset().union(*said)))
    fact, what = falls_short(newest, pair, known)
    if fields:
        fact, what = f"{newest.title} does not share {fields} for this.", f"that shares {fields} for this"
    elif not what:
        fact, steps = _until_both_may(need, pair, newest, known)
        if steps.now:
            return fact, steps
        off = ", ".join(sorted(wanted))
        fact, what = f"{off} expired or was switched off.", f"that says anew how {off} is worked out"
    more, steps = another_version(need.agreement, what, pair, lead, known)
    return f"{fact} {more}".strip(), steps


def _until_both_may(
    need: NeedsFields, pair: Sequence[str], newest: Version, known: Known
) -> tuple[str, Steps]:
    """What is left where the newest version shares the fields: signatures, tiers above, assurance."""
    fact, steps = until_signed(need.agreement, newest, pair, known)
    for party in pair:
        if (party, need.provider) not in known.assured:
            steps = steps.beside(_assure(party, known))
            fact += f" The assurance of {known.called(party)} is not valid."
    return fact, steps


def _serves(each: Grant | Shared, need: NeedsFields) -> bool:
    return (
        (each.provider, each.dataset, each.recipient) == (need.provider, need.dataset, need.recipient)
        and need.role in each.roles
        and (each.purpose, each.mode) == (need.purpose, need.mode)
    )


def _cited(serving: Iterable[Grant]) -> str:
    found = sorted(serving, key=lambda grant: grant.flow)
    clauses: dict[str, dict[str, None]] = {}
    for grant in found:
        clauses.setdefault(grant.citation.title, {})[grant.citation.clause] = None
    shown = listed(
        f"{'clause' if len(numbers) == 1 else 'clauses'} {listed(numbers)} of {title}"
        for title, numbers in clauses.items()
    )
    last = day_month(day_of(min(grant.ends for grant in found) - timedelta(microseconds=1)))
    return f"Shown by {shown}, until {last}."


def _clause_page(serving: Iterable[Grant]) -> Place:
    first = min((grant.citation for grant in serving), key=lambda each: each.flow)
    return Place(first.title, "agreement", first.of)


def _agreement(need: NeedsAgreement, lead: str, known: Known) -> Finding:
    needed = f"{known.title(need.agreement)}, in force"
    fact, steps = until_in_force(need.agreement, need.parties, lead, known)
    return Finding(need, needed, fact, place_of(need.agreement, known), steps)


def _assessment(need: NeedsAssessment, lead: str, known: Known) -> Finding:
    title = known.title(need.agreement)
    needed = f"The impact assessment of {title}, signed off"
    found = known.assessed.get(need.agreement)
    if found is None:
        newest, begun = known.newest(need.agreement), known.drafts.get(need.agreement)
        owner = begun.owner if begun else newest.lead if newest else lead
        words = f"Write the impact assessment of {title}, and sign it off"
        place = place_of(need.agreement, known)
        steps = Steps((Step(owner, Do.ASSESS, need.agreement, words, place),))
        if begun is None and newest is None:
            steps = Steps((drafting(need.agreement, lead, known),)).then(steps)
        return Finding(need, needed, "None has been begun.", place, steps)
    place = Place(f"Impact assessment of {title}", "assessment", (need.agreement,))
    if found.standing is Dpia.SIGNED:
        return Finding(need, needed, "It is signed off as it stands.", place)
    words = f"Finish the impact assessment of {title}, and sign it off"
    step = Step(found.owner, Do.ASSESS, need.agreement, words, place)
    return Finding(need, needed, "It is begun, and not signed off as it stands.", place, Steps((step,)))


def _assurance(need: NeedsAssurance, lead: str, known: Known) -> Finding:
    name = known.called(need.organisation)
    needed = f"Valid assurance of {name}"
    if need.organisation not in known.there:
        steps = registered([need.organisation], known).then(_assure(need.organisation, known))
        return Finding(need, needed, "It is no organisation here.", Place("Assurance", "assurance"), steps)
    place = _assurance_page(need.organisation, known)
    until = known.assured.get((need.organisation, need.organisation))
    if until is None:
        lacking = "; ".join(known.lacking.get(need.organisation, ())) or "what is required of it"
        return Finding(
            need, needed, f"Missing or lapsed: {lacking}.", place, _assure(need.organisation, known)
        )
    return Finding(need, needed, _valid(until), place)


def _valid(until: datetime) -> str:
    if until == FOR_EVER:
        return "It is valid."
    return f"It is valid until {day_month(day_of(until - timedelta(microseconds=1)))}."


def _assure(organisation: str, known: Known) -> Steps:
    words = f"Record valid evidence that {known.called(organisation)} protects data"
    place = _assurance_page(organisation, known)
    return Steps((Step(organisation, Do.ASSURE, organisation, words, place),))


def _assurance_page(organisation: str, known: Known) -> Place:
    return Place(f"Assurance of {known.called(organisation)}", "assurance-of", (organisation,))


def _page(dataset: str, known: Known) -> Place:
    """The dataset's page; the catalogue where it has none."""
    if known.datasets.get(dataset, Held()).contract is None:
        return Place("Datasets", "datasets")
    return Place(f"Dataset {known.dataset_name(dataset)}", "dataset", (dataset,))


def _field(name: str, contract: Contract | None) -> str:
    """*Tenants: UPRN*; its own name where the contract does not say."""
    table, _, field = name.partition(".")
    found = contract.by_name[table].by_name.get(field) if contract and table in contract.by_name else None
    return f"{contract.by_name[table].label}: {label_of(found)}" if contract and found else name


def _percent(share: float) -> str:
    return f"{share:g}%"


def _days(days: int) -> str:
    return f"{days} {'day' if days == 1 else 'days'}"


_RULES: dict[type, Callable[..., Finding]] = {
    NeedsDataset: _dataset,
    NeedsFields: _fields,
    NeedsQuality: _quality,
    NeedsAgreement: _agreement,
    NeedsAssessment: _assessment,
    NeedsAssurance: _assurance,
}
