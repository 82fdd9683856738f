"""Who a person is, in one line, from what several agencies say. Pure: blocks in, words out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shiremoot.access.finding import Found
from shiremoot.access.openings import Member
from shiremoot.access.reading import Block, Row
from shiremoot.dates import age_in_years, day_month
from shiremoot.portal.survivorship import Survivor, survivor

_IDENTITY = "person"


@dataclass(frozen=True)
class Address:
    """Where one agency says that somebody lives."""

    text: str
    postcode: str
    uprn: str
    since: str
    until: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class Account:
    """What one agency calls somebody."""

    service: str
    name: str
    born: str
    nhs_number: str
    address: str
    item: str = ""
    """The name of its row, for links that speak of it."""


@dataclass(frozen=True)
class Headline:
    """What most agencies agree on; what differs stands in `addresses` and `accounts`."""

    name: str
    born: str
    born_estimated: bool
    expected: str
    age: int | None
    sex: str
    nhs_number: str
    address: Address | None
    other_addresses: tuple[Address, ...]
    accounts: tuple[Account, ...]
    survivors: tuple[tuple[str, Survivor], ...] = ()
    """Name, date of birth, sex and NHS number: what each is called, and who says what stands above."""

    @property
    def lives(self) -> str:
        """Town or area only: enough to tell two people apart before opening."""
        return self.address.postcode.replace(" ", "")[:-3] if self.address else ""


def headline(blocks: Iterable[Block], today: date) -> Headline:
    """Sum up the person rows of these blocks (all about one person)."""
    found = [(block, row) for block in blocks if block.entity == _IDENTITY for row in block.rows]
    rows = [(block, row.values) for block, row in found]
    name = survivor((block.service, full_name(values)) for block, values in rows)
    born, sex, number = (_survivor(rows, f"person.{what}") for what in ("date_of_birth", "sex", "nhs_number"))
    addresses = _addresses(rows)
    current = [each for each in addresses if not each.until or each.until > today.isoformat()]
    return Headline(
        name=name.value or "Name not shown",
        born=born.value,
        born_estimated=_survivor(rows, "person.date_of_birth_estimated").value == "true",
        expected=_survivor(rows, "person.expected_date_of_birth").value,
        age=age_in_years(date.fromisoformat(born.value), today) if born.value else None,
        sex=sex.value,
        nhs_number=spaced_nhs_number(number.value),
        address=current[0] if current else None,
        other_addresses=tuple(current[1:]),
        accounts=tuple(_account(block, row) for block, row in found),
        survivors=(("Name", name), ("Date of birth", born), ("Sex", sex), ("NHS number", number)),
    )


def full_name(values: Mapping[str, str]) -> str:
    """*Jonathan James SMITH*; a name that came whole is left as it came."""
    given = " ".join(filter(None, (values.get("person.first_name"), values.get("person.middle_names"))))
    last = values.get("person.last_name", "").upper()
    return f"{given} {last}".strip() or values.get("person.full_name", "")


def spaced_nhs_number(value: str) -> str:
    return f"{value[:3]} {value[3:6]} {value[6:]}" if len(value) == 10 else value


def _survivor(rows: list[tuple[Block, Mapping[str, str]]], meaning: str) -> Survivor:
    return survivor((block.service, found.get(meaning, "")) for block, found in rows)


def _addresses(rows: list[tuple[Block, Mapping[str, str]]]) -> list[Address]:
    """Each address once, the one that most services give first, then the newest."""
    said: dict[tuple[str, str], list[tuple[Block, Mapping[str, str]]]] = {}
    for block, values in rows:
        text = address_text(values)
        if text:
            key = (values.get("address.uprn") or text.casefold(), values.get("address.until", ""))
            said.setdefault(key, []).append((block, values))
    addresses = [_address(found) for found in said.values()]
    return sorted(
        addresses, key=lambda each: (bool(each.until), -len(each.services), _newest_first(each.since))
    )


def _newest_first(since: str) -> tuple[int, ...]:
    return tuple(-ord(each) for each in since) if since else (1,)


def _address(found: list[tuple[Block, Mapping[str, str]]]) -> Address:
    first = found[0][1]
    return Address(
        text=address_text(first),
        postcode=first.get("address.postcode", ""),
        uprn=first.get("address.uprn", ""),
        since=min((v["address.since"] for _, v in found if v.get("address.since")), default=""),
        until=first.get("address.until", ""),
        services=tuple(dict.fromkeys(block.service for block, _ in found)),
    )


def address_text(values: Mapping[str, str]) -> str:
    if values.get("address.none") == "true":
        return "No fixed abode"
    parts = (values.get(f"address.{part}", "") for part in ("line", "town", "postcode"))
    return ", ".join(filter(None, parts))


def _account(block: Block, row: Row) -> Account:
    values = row.values
    return Account(
        service=block.service,
        name=full_name(values),
        born=values.get("person.date_of_birth", ""),
        nhs_number=spaced_nhs_number(values.get("person.nhs_number", "")),
        address=address_text(values),
        item=row.name,
    )


@dataclass(frozen=True)
class RecordLine:
    """One record that a page shows rows of. `name` names it in forms, as long as this publish is in use."""

    number: int
    name: str
    service: str
    words: str
    """What it calls the person, born when and living where; otherwise what else it shows."""


def records(blocks: Iterable[Block], publish_id: str) -> list[RecordLine]:
    """Each record once, by service."""
    rows: dict[int, list[tuple[Block, Row]]] = {}
    for block in blocks:
        for row in block.rows:
            rows.setdefault(row.record, []).append((block, row))
    lines = [_record(number, f"{publish_id}-{number}", found) for number, found in rows.items()]
    return sorted(lines, key=lambda line: (line.service, line.number))


def _record(number: int, name: str, found: list[tuple[Block, Row]]) -> RecordLine:
    persons = [_account(block, row) for block, row in found if block.entity == _IDENTITY]
    words = next((_words(each) for each in persons), "")
    others = dict.fromkeys((block.label or block.table).lower() for block, _ in found)
    return RecordLine(number, name, found[0][0].service, words or ", ".join(others))


def _words(account: Account) -> str:
    born = f"born {day_month(account.born)}" if account.born else ""
    return ", ".join(filter(None, (account.name, born, account.address)))


@dataclass(frozen=True)
class CandidateLine:
    """One search result: who, how likely, and why, in words."""

    candidate: UUID
    who: Headline
    likelihood: str
    why: tuple[str, ...]


def candidate(found: Found, today: date) -> CandidateLine:
    return CandidateLine(
        candidate=found.candidate,
        who=headline(found.blocks, today),
        likelihood=found.hit.likelihood,
        why=found.hit.why,
    )


@dataclass(frozen=True)
class HouseholdLine:
    """Somebody at the same address, and what the records shown say they are to the person."""

    candidate: UUID
    who: Headline
    tie: str


def household(members: Iterable[Member], ties: Mapping[str, str], today: date) -> list[HouseholdLine]:
    """Eldest first, as families say it. `ties`: person → what they are to the one whose household it is."""
    lines = [
        HouseholdLine(member.candidate, headline(member.blocks, today), ties.get(member.person_id, ""))
        for member in members
    ]
    return sorted(lines, key=lambda line: (line.who.born or "9999", line.who.name))
