"""An organisation's record of processing activities, UK GDPR article 30. Pure: contracts and flows in.

What nobody has said stays empty, and the page says where it is said: a record that guesses is worth nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shiremoot.contracts import Contract
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.words import Purpose

SECURITY = (
    "In Shiremoot: only the fields of agreements in force are shown, to the roles that they name; every look "
    "is recorded before it happens, in a log that each provider can check."
)
NO_TRANSFER = "None by Shiremoot"


@dataclass(frozen=True)
class Names:
    """What organisations and datasets are called; one that is not registered keeps its identifier."""

    organisations: Mapping[str, str]
    datasets: Mapping[str, str] = field(default_factory=dict)

    def organisation(self, identifier: str) -> str:
        return self.organisations.get(identifier, identifier)

    def dataset(self, identifier: str) -> str:
        return self.datasets.get(identifier, identifier)


@dataclass(frozen=True)
class Activity:
    """One line of the record of a controller, article 30(1), with the basis that the ICO advises to add."""

    name: str
    purposes: tuple[str, ...]
    subjects: tuple[str, ...]
    data: tuple[str, ...]
    recipients: tuple[str, ...]
    kept_for: str
    bases: tuple[str, ...]
    source: str
    owner: str
    agreements: tuple[str, ...]


@dataclass(frozen=True)
class ForOthers:
    """One line of the record of a processor, article 30(2): what is done for one controller."""

    controller: str
    processing: tuple[str, ...]
    agreements: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    held: tuple[Activity, ...]
    received: tuple[Activity, ...]
    for_others: tuple[ForOthers, ...]


def record_of(
    organisation: str, contracts: Iterable[Contract], grants: Sequence[Grant], names: Names, at: datetime
) -> Record:
    """What the organisation holds, what it receives, and what it processes for others, as at a moment.

    `contracts` are those of every dataset: what is received is described by them too.
    """
    by_dataset = {contract.dataset: contract for contract in contracts}
    living = [grant for grant in grants if grant.in_force(at)]
    held = [each for each in by_dataset.values() if each.provider == organisation]
    return Record(
        held=tuple(_held(each, living, names) for each in sorted(held, key=lambda each: each.name)),
        received=tuple(_received(organisation, by_dataset, living, names)),
        for_others=tuple(_for_others(organisation, living, names)),
    )


def _held(contract: Contract, living: Iterable[Grant], names: Names) -> Activity:
    flows = [grant for grant in living if grant.dataset == contract.dataset]
    purposes = {grant.purpose.label for grant in flows}
    return Activity(
        name=contract.name,
        purposes=(*filter(None, [contract.purpose]), *sorted(f"Shared for: {each}" for each in purposes)),
        subjects=contract.subjects,
        data=_kinds([(contract, contract.fields_with_meaning)]),
        recipients=_recipients(flows, names),
        kept_for=contract.kept_for,
        bases=_bases(flows),
        source=f"Held by {names.organisation(contract.provider)}, {contract.service}",
        owner=contract.owner,
        agreements=_agreements(flows),
    )


def _received(
    organisation: str, by_dataset: Mapping[str, Contract], living: Iterable[Grant], names: Names
) -> Iterable[Activity]:
    """One for each purpose: the organisation decides why it looks, so for that it is a controller."""
    by_purpose: dict[Purpose, list[Grant]] = defaultdict(list)
    for grant in living:
        if (
            grant.recipient == organisation
            and grant.provider != organisation
            and not grant.purpose.is_processing
        ):
            by_purpose[grant.purpose].append(grant)
    for purpose, flows in sorted(by_purpose.items()):
        contracts = {
            name: by_dataset[name] for name in {grant.dataset for grant in flows} if name in by_dataset
        }
        shown = {
            name: {each for grant in flows if grant.dataset == name for each in grant.fields}
            for name in contracts
        }
        roles = sorted({role.replace("-", " ") for grant in flows for role in grant.roles})
        yield Activity(
            name=purpose.label,
            purposes=(purpose.label,),
            subjects=_merged(contract.subjects for contract in contracts.values()),
            data=_kinds((contract, shown[name]) for name, contract in contracts.items()),
            recipients=tuple(f"{names.organisation(organisation)}: {role}" for role in roles),
            kept_for="",
            bases=_bases(flows),
            source="; ".join(
                sorted(
                    {
                        f"{names.organisation(grant.provider)}: {names.dataset(grant.dataset)}"
                        for grant in flows
                    }
                )
            ),
            owner="",
            agreements=_agreements(flows),
        )


def _for_others(organisation: str, living: Iterable[Grant], names: Names) -> Iterable[ForOthers]:
    """Loading and linking, for each provider whose linking agreement names this organisation."""
    by_provider: dict[str, list[Grant]] = defaultdict(list)
    for grant in living:
        if grant.recipient == organisation and grant.provider != organisation and grant.purpose.is_processing:
            by_provider[grant.provider].append(grant)
    for provider, flows in sorted(by_provider.items(), key=lambda each: names.organisation(each[0])):
        datasets = sorted({names.dataset(grant.dataset) for grant in flows})
        yield ForOthers(
            controller=names.organisation(provider),
            processing=tuple(
                f"Loading, checking, linking and showing under agreements: {each}" for each in datasets
            ),
            agreements=_agreements(flows),
        )


def _kinds(shown: Iterable[tuple[Contract, Collection[str]]]) -> tuple[str, ...]:
    """Categories of fields, each with its meanings; of each contract these `table.field` alone."""
    by_category: dict[str, set[str]] = defaultdict(set)
    for contract, fields in shown:
        for table in contract.tables:
            for each in table.fields:
                if each.meaning and each.category and f"{table.name}.{each.name}" in fields:
                    by_category[each.category].add(each.meaning.label)
    return tuple(
        f"{category.capitalize()}: {', '.join(sorted(labels))}"
        for category, labels in sorted(by_category.items())
    )


def _recipients(flows: Iterable[Grant], names: Names) -> tuple[str, ...]:
    roles: dict[str, set[str]] = defaultdict(set)
    for grant in flows:
        roles[names.organisation(grant.recipient)] |= {role.replace("-", " ") for role in grant.roles}
    return tuple(f"{name}: {', '.join(sorted(found))}" for name, found in sorted(roles.items()))


def _bases(flows: Iterable[Grant]) -> tuple[str, ...]:
    return tuple(sorted({f"{grant.citation.basis}; {grant.citation.power}" for grant in flows}))


def _agreements(flows: Iterable[Grant]) -> tuple[str, ...]:
    return tuple(sorted({f"{grant.citation.title}, version {grant.citation.version}" for grant in flows}))


def _merged(many: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for some in many for each in some))
