"""What is shared about people, in plain words, from agreements in force. Pure: flows in, sentences out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shiremoot.contracts import Contract, Table
from shiremoot.decisions.grants import Grant
from shiremoot.gateway.agreements.file import AgreementFile, Clause, SideLaw
from shiremoot.law import Law
from shiremoot.law.items import Item
from shiremoot.law.wording import in_sentence

_OF_PEOPLE = {
    "identity": "names and dates of birth",
    "contact": "telephone numbers and e-mail addresses",
    "place": "addresses",
    "family": "family ties",
    "sensitive": "needs and characteristics",
}


@dataclass(frozen=True)
class Line:
    """Who gives what to whom. Where somebody uses their own records, giver and receiver are one."""

    giver: str
    receiver: str
    roles: tuple[str, ...]
    kinds: tuple[str, ...]
    is_linking: bool
    """Whether the receiver only works on them for the giver."""

    @property
    def words(self) -> str:
        """*Amber Homes gives Ambershire County Council (social workers): names and dates of birth.*"""
        kinds, roles = ", ".join(self.kinds), ", ".join(self.roles)
        if self.is_linking:
            return (
                f"{self.giver} lets {self.receiver} prepare its records: {kinds}. Nobody is shown them for"
                " that, but those who check that records are of the right person."
            )
        if self.giver == self.receiver:
            return f"{self.giver} lets its own staff ({roles}) see: {kinds}."
        return f"{self.giver} gives {self.receiver} ({roles}): {kinds}."


@dataclass(frozen=True)
class Told:
    """One agreement, as a resident reads of it."""

    title: str
    summary: str
    purposes: tuple[str, ...]
    lines: tuple[Line, ...]
    by_law: tuple[str, ...]
    kept: tuple[str, ...]
    until: date
    """The last day."""


def told(
    files: Iterable[AgreementFile],
    grants: Iterable[Grant],
    contract_of: Callable[[str], Contract | None],
    names: Mapping[str, str],
    law: Law,
) -> list[Told]:
    """Each agreement of which some flow is in force, by title. `grants` are those in force alone."""
    living = list(grants)
    found = []
    for file in files:
        flows = [each for each in living if each.citation.of == (file.agreement, file.version)]
        if flows:
            found.append(_told(file, flows, contract_of, names, law))
    return sorted(found, key=lambda each: each.title)


def _told(
    file: AgreementFile,
    flows: Sequence[Grant],
    contract_of: Callable[[str], Contract | None],
    names: Mapping[str, str],
    law: Law,
) -> Told:
    living = {each.citation.clause for each in flows}
    clauses = [each for each in file.flows if each.clause in living]
    return Told(
        title=file.title,
        summary=file.summary,
        purposes=_each_once(each.purpose.label for each in flows),
        lines=tuple(_lines(flows, contract_of, names)),
        by_law=_each_once(words for each in clauses for words in _laws(each, law)),
        kept=_each_once(each.retention for each in clauses if each.retention),
        until=file.last_day,
    )


def _lines(
    flows: Sequence[Grant], contract_of: Callable[[str], Contract | None], names: Mapping[str, str]
) -> Iterable[Line]:
    """One for each pair of organisations and purpose, and the kinds of all datasets between them."""
    together: dict[tuple[str, str, bool], list[Grant]] = {}
    for each in flows:
        together.setdefault((each.provider, each.recipient, each.purpose.is_processing), []).append(each)
    for (provider, recipient, is_linking), between in sorted(together.items()):
        yield Line(
            giver=names.get(provider, provider),
            receiver=names.get(recipient, recipient),
            roles=tuple(sorted({role.replace("-", " ") for each in between for role in each.roles})),
            kinds=_kinds(between, contract_of),
            is_linking=is_linking,
        )


def _kinds(flows: Iterable[Grant], contract_of: Callable[[str], Contract | None]) -> tuple[str, ...]:
    fields: dict[str, set[str]] = {}
    for each in flows:
        fields.setdefault(each.dataset, set()).update(each.fields)
    found: list[str] = []
    for dataset, shown in sorted(fields.items()):
        contract = contract_of(dataset)
        for table in contract.tables if contract else ():
            names = {each.partition(".")[2] for each in shown if each.partition(".")[0] == table.name}
            if contract and names:
                found += _kinds_of(table, contract.service, names)
    return _each_once(found)


def _kinds_of(table: Table, service: str, fields: set[str]) -> Iterable[str]:
    """Of who somebody is, category by category; any other table by what people call its rows."""
    match table.entity:
        case "person":
            categories = {each.category for each in table.fields if each.name in fields}
            yield from (words for category, words in _OF_PEOPLE.items() if category in categories)
        case "involvement":
            yield f"involvement with {in_sentence(service)}"
        case "tie":
            yield _OF_PEOPLE["family"]
        case _:
            yield in_sentence(table.label or table.name.replace("_", " "))


def _laws(clause: Clause, law: Law) -> Iterable[str]:
    """The duties, powers and functions that it rests on, by name; where a side has none, its lawful basis."""
    if clause.provider_law is None and clause.recipient_law is None:
        yield from filter(None, (clause.power or clause.basis,))
    for side in (clause.provider_law or SideLaw(), clause.recipient_law or SideLaw()):
        powers = [law.powers[name] for name in side.powers if name in law.powers]
        bases = [law.bases[side.basis]] if side.basis in law.bases else []
        yield from map(_named, powers or bases)


def _named(item: Item) -> str:
    return f"{item.label} ({item.citation})"


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
