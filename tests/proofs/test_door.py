"""Random agreements, facts and requests through the door and rendered pages: nothing beyond the decision.

Every text of the county is a mark of its own. What may be shown is worked out anew and plainly, from the
grants, the facts and the rows as they were delivered; every mark that is shown must be among it.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from shiremoot.access import emergencies, facts, finding, grants, homes, openings, places, subject_access
from shiremoot.access.facts import Reach
from shiremoot.access.held import Gone
from shiremoot.access.models import Fact
from shiremoot.access.protection import FactKind
from shiremoot.access.reading import Block
from shiremoot.access.recording import Refused
from shiremoot.access.subject_access import Subject
from shiremoot.dates import age_in_years, months_before
from shiremoot.decisions.grants import Citation, Grant
from shiremoot.decisions.predicate import RowRule, ValueRule
from shiremoot.decisions.request import FieldId, ForbiddingFact, Forbids, Request
from shiremoot.decisions.words import Mode, Purpose, ReasonCategory, RelationshipKind
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Entry
from tests.decisions import reference
from tests.permitted import HOST, OPERATOR
from tests.proofs import marked_county
from tests.proofs.marked_county import ADULTS_ONLY, MARK, PRIORITY, PROVIDERS, TODAY, Cell, Marked

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
FULL = os.environ.get("PROOF") == "full"
REQUESTS = 100_000 if FULL else 1_500
PAGES = 3_000 if FULL else 150
PER_WORLD = 12
_ASKED = (
    Act.SEARCH,
    Act.OPEN,
    Act.VIEW_PERSON,
    Act.VIEW_HOUSEHOLD,
    Act.VIEW_PLACE,
    Act.PRINT_PERSON,
    Act.EMERGENCY_AT_PLACES,
    Act.VIEW_EMERGENCY,
    Act.VIEW_HOMES,
    Act.LOOK_FOR_SUBJECT,
)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ROLES = ("social-worker", "nurse")
PURPOSES = (Purpose.SAFEGUARDING_CHILDREN, Purpose.EARLY_HELP)
OPENED = frozenset({RelationshipKind.OPENED_WITH_REASON})
URGENT = frozenset({RelationshipKind.EMERGENCY})
ADDRESS = frozenset({"line", "uprn"})


@dataclass
class World:
    """One county under agreements and facts that change, and what the reference says may be shown."""

    county: Marked
    random: Random
    now: datetime = NOW

    def change(self) -> None:
        """Other agreements, and other facts about some people."""
        made = [self._grant(number) for number in range(self.random.randint(2, 16))]
        made += [self._grant_of_homes(number) for number in range(self.random.randint(0, 3))]
        made += [self._grant_of_own_records(number) for number in range(self.random.randint(0, 3))]
        grants.replace(made)
        for fact in Fact.objects.filter(until=None):
            facts.lift_fact(fact.pk, reason="No longer", by=OPERATOR, at=self.now)
        people = list(self.county.person_ids())
        for person_id in self.random.sample(people, self.random.choice((0, 0, 1, 3))):
            kind = self.random.choice(
                (FactKind.HIDDEN_ADDRESS, FactKind.HIDDEN_PERSON, FactKind.OBJECTION, FactKind.HIDDEN_RECORD)
            )
            datasets = (self.random.choice(tuple(PROVIDERS)),) if kind is FactKind.HIDDEN_RECORD else ()
            facts.set_fact(
                self.county.home,
                person_id=person_id,
                kind=kind,
                reason="For the proof",
                by=OPERATOR,
                at=self.now,
                reach=Reach(datasets=datasets),
            )
        self._people = self.county.person_ids()

    def _grant(self, number: int) -> Grant:
        random, dataset = self.random, self.random.choice(tuple(PROVIDERS))
        fields = sorted(each.field for each in self.county.fields() if each.dataset == dataset)
        rows = None
        if random.random() < 0.4:
            rows = RowRule("events.day", random.randint(1, 30))
            fields = [name for name in fields if name.startswith("events.")]
        begins = self.now + timedelta(hours=random.choice((-48, -48, -48, 1)))
        return Grant(
            citation=Citation("proof", "The proof agreement", 1, str(number), "Sharing.", "task", "none"),
            provider=PROVIDERS[dataset],
            dataset=dataset,
            fields=frozenset(random.sample(fields, random.randint(1, len(fields)))),
            recipient=HOST,
            roles=frozenset(random.sample(ROLES, random.randint(1, 2))),
            purpose=random.choice(PURPOSES),
            mode=random.choice((Mode.IDENTIFIED, Mode.IDENTIFIED, Mode.AGGREGATE)),
            relationships=random.choice((frozenset(), frozenset(), OPENED, URGENT)),
            begins=begins,
            ends=begins + timedelta(hours=random.choice((24, 96, 96, 96))),
            rests_on_consent=random.random() < 0.1,
            rows=rows,
        )

    def _grant_of_homes(self, number: int) -> Grant:
        """Where people live, whether they have priority for a visit, and perhaps those alone who have."""
        random, plain = self.random, self._grant(number)
        more = random.sample(sorted({"people.uprn", "people.first", "people.born"}), random.randint(0, 3))
        return replace(
            plain,
            citation=replace(plain.citation, clause=f"homes {number}"),
            fields=frozenset({"people.priority", "people.line", *more}),
            purpose=Purpose.FIRE_VISITS,
            mode=Mode.IDENTIFIED,
            relationships=frozenset(),
            rows=random.choice((None, ValueRule("people.priority", PRIORITY))),
        )

    def _grant_of_own_records(self, number: int) -> Grant:
        """What an organisation looks up of its own records for somebody who asks for them."""
        plain = self._grant(number)
        return replace(
            plain,
            citation=replace(plain.citation, clause=f"own {number}"),
            recipient=plain.provider,
            purpose=Purpose.SUBJECT_ACCESS,
            mode=Mode.IDENTIFIED,
            relationships=OPENED,
        )

    def may_show(self, by: Viewer, purpose: Purpose, relationships: frozenset[RelationshipKind]) -> set[str]:
        """Every mark that some flow lets this viewer see, of anybody at all."""
        request = Request(
            organisation=by.organisation,
            role=by.role,
            purpose=purpose,
            mode=Mode.IDENTIFIED,
            relationships=relationships,
            fields=self.county.fields(),
            at=self.now,
        )
        everyone = {
            nhs: replace(request, forbidding=self._forbidding(nhs, purpose)) for nhs in self.county.people
        }
        flows = {nhs: self._flows(request) for nhs, request in everyone.items()}
        return {mark for mark, cell in self.county.cells.items() if self._shows(cell, flows[cell.nhs])}

    def _flows(self, request: Request) -> dict[FieldId, list[Grant]]:
        by_name = {grant.flow: grant for grant in grants.current().all}
        found = reference.showing(request, grants.current().all)
        return {field: [by_name[name] for name in names] for field, names in found.items()}

    def _shows(self, cell: Cell, flows: dict[FieldId, list[Grant]]) -> bool:
        """A name stands in both datasets: either may show it."""
        column = cell.field.field.partition(".")[2]
        places = [cell.field]
        if column in ("first", "last"):
            places = [FieldId(dataset, f"people.{column}") for dataset in PROVIDERS]
        return any(self._row_shows(cell, place, flow) for place in places for flow in flows[place])

    def _row_shows(self, cell: Cell, place: FieldId, flow: Grant) -> bool:
        if cell.table == ADULTS_ONLY:
            born = self.county.people[cell.nhs]["born"]
            if age_in_years(datetime.fromisoformat(born).date(), TODAY) < 16:
                return False
        if flow.rows is None:
            return True
        if isinstance(flow.rows, ValueRule):
            return cell.priority
        return cell.day is not None and cell.day >= months_before(TODAY, flow.rows.within_months)

    def _forbidding(self, nhs: str, purpose: Purpose) -> frozenset[ForbiddingFact]:
        """What is in force about somebody, told from the facts as they were set."""
        mine = {person_id for person_id, number in self._people.items() if number == nhs}
        found = set()
        for fact in Fact.objects.filter(until=None, person_id__in=mine):
            match FactKind(fact.kind):
                case FactKind.OBJECTION if purpose is Purpose.SUBJECT_ACCESS:
                    continue  # one's own objection keeps nothing from oneself
                case FactKind.HIDDEN_PERSON | FactKind.OBJECTION:
                    fields = None
                case FactKind.HIDDEN_ADDRESS:
                    fields = frozenset(
                        FieldId(name, f"people.{each}") for name in PROVIDERS for each in ADDRESS
                    )
                case _:
                    fields = frozenset(each for each in self.county.fields() if each.dataset in fact.datasets)
            found.add(ForbiddingFact(Forbids.PROTECTION, fields=fields))
        return frozenset(found)


@pytest.fixture
def world(tmp_path) -> World:
    return World(marked_county.build(tmp_path), Random(3))


def marks(blocks: Iterable[Block]) -> set[str]:
    values = (value for block in blocks for row in block.rows for value in row.values.values())
    return {mark.lower() for value in values for mark in MARK.findall(value)}


def terms(world: World) -> str:
    row = world.random.choice(list(world.county.people.values()))
    return f"{row['first']} {row['last']} {row['born']}"


def report(capsys, what: str, requests: int, shown: int) -> None:
    with capsys.disabled():
        print(f"\n  {what}: {requests:,}; {shown:,} marks shown, none beyond the decision")  # noqa: T201 - its figures are for whoever runs it


def test_the_door_shows_nothing_beyond_the_decision(world, capsys):
    visits = shown = done = newest = 0
    while done < REQUESTS:
        if visits % PER_WORLD == 0:
            world.change()
        visits += 1
        by = Viewer(HOST, world.random.choice(ROLES), "dana")
        purpose = world.random.choice(PURPOSES)
        looking, opened = world.may_show(by, purpose, frozenset()), world.may_show(by, purpose, OPENED)
        with suppress(Refused, Gone):
            shown += one_visit(world, by, purpose, looking, opened)
        with suppress(Refused):
            shown += one_emergency(world, by, purpose, world.may_show(by, purpose, URGENT))
        with suppress(Refused):
            shown += one_list_of_homes(world, by, world.may_show(by, Purpose.FIRE_VISITS, frozenset()))
        with suppress(Refused):
            shown += one_who_asks(world, by.role)
        asked, newest = asked_since(newest)
        done += asked
    assert shown > visits
    report(capsys, f"requests through the door, in {visits:,} visits", done, shown)


def asked_since(number: int) -> tuple[int, int]:
    """How many requests the door has decided after an entry, whatever came out; and the newest entry."""
    since = Entry.objects.filter(number__gt=number).values_list("number", "act")
    asked = [act for _, act in since if act in _ASKED]
    return len(asked), max((each for each, _ in since), default=number)


def one_visit(world: World, by: Viewer, purpose: Purpose, looking: set[str], opened: set[str]) -> int:
    """Search, open, look at the person and at their household, and print; how many marks were shown."""
    home, at = world.county.home, world.now
    search = finding.start_search(by=by, purpose=purpose, terms=terms(world), at=at)
    found = finding.results(home, search.pk, by=by, at=at)
    seen = marks(block for person in found.people for block in person.blocks)
    seen |= {mark.lower() for person in found.people for why in person.hit.why for mark in MARK.findall(why)}
    assert seen <= looking | set(MARK.findall(search.terms))
    if not found.people:
        return len(seen)
    opening = openings.open_person(
        home,
        found.people[0].candidate,
        by=by,
        category=ReasonCategory.VISIT,
        reason="A planned visit",
        at=at,
    )
    view = openings.view_person(home, opening.pk, by=by, at=at)
    person = marks(view.blocks)
    assert person <= opened
    assert {world.county.cells[mark].nhs for mark in person} <= {world._people[view.person_id]}
    held = places.named(view)
    assert held.keys() == {
        row.values.get("address.uprn", "") for block in view.blocks for row in block.rows
    } - {""}
    for uprn in held:
        at_place = places.view(home, opening.pk, held[uprn], by=by, at=at)
        assert marks(at_place.blocks) <= opened
        assert_at(world, (block for member in at_place.others for block in member.blocks), uprn, looking)
        try:
            members = openings.view_household(view, uprn=uprn)
        except Refused:
            continue
        seen |= assert_at(world, (block for member in members for block in member.blocks), uprn, looking)
    assert marks(openings.print_person(home, opening.pk, by=by, at=at).blocks) == person
    return len(seen | person)


def assert_at(world: World, blocks: Iterable[Block], uprn: str, may: set[str]) -> set[str]:
    """What is shown, which may be shown, of people who live at this place."""
    others = marks(blocks)
    assert others <= may
    assert {world.county.people[world.county.cells[mark].nhs]["uprn"] for mark in others} <= {uprn}
    return others


def one_emergency(world: World, by: Viewer, purpose: Purpose, may: set[str]) -> int:
    """Ask who is at some places, and look at the list; how many marks were shown."""
    home, at, rows = world.county.home, world.now, list(world.county.people.values())
    asked = {row["uprn"] for row in world.random.sample(rows, 3)}
    emergency = emergencies.begin(home, by=by, purpose=purpose, lines=asked, reason="A flood", at=at)
    view = emergencies.view(home, emergency.pk, by=by, at=at)
    for resident in view.residents:
        assert_at(world, resident.blocks, view.places[resident.place].uprn, may)
    return len(marks(block for resident in view.residents for block in resident.blocks))


def one_list_of_homes(world: World, by: Viewer, may: set[str]) -> int:
    """Look where to visit: addresses alone, each of somebody who has priority; how many were shown."""
    view = homes.view(world.county.home, uuid4(), area="", since=world.now, by=by, at=world.now)
    lines = {mark.lower() for address in view.homes for mark in MARK.findall(str(address))}
    assert lines <= may
    cells = [world.county.cells[mark] for mark in lines]
    assert all(cell.priority and cell.field.field == "people.line" for cell in cells)
    return len(lines)


def one_who_asks(world: World, role: str) -> int:
    """An organisation looks up its own records of somebody who asks for them; how many marks were shown."""
    by = Viewer(world.random.choice(tuple(PROVIDERS.values())), role, "sol")
    may = world.may_show(by, Purpose.SUBJECT_ACCESS, OPENED)
    person_id = world.random.choice(list(world._people))
    subject = Subject(person_id, world.now)
    found = subject_access.own_records(
        world.county.home, subject, about=uuid4(), before=world.now, by=by, at=world.now
    )
    seen = marks(found.blocks)
    assert seen <= may
    assert {block.provider for block in found.blocks} <= {by.organisation}
    assert {world.county.cells[mark].nhs for mark in seen} <= {world._people[person_id]}
    return len(seen)


def test_rendered_pages_show_nothing_beyond_the_decision(world, capsys, client, settings):
    settings.HOME = world.county.home
    users = {role: a_user(role) for role in ROLES}
    visits = done = shown = 0
    while done < PAGES:
        if visits % PER_WORLD == 0:
            world.now = timezone.now()
            world.change()
        visits += 1
        role, purpose = world.random.choice(ROLES), world.random.choice(PURPOSES)
        client.force_login(users[role])
        by = Viewer(HOST, role, str(users[role].pk))
        may = world.may_show(by, purpose, frozenset()) | world.may_show(by, purpose, OPENED)
        asked = terms(world)
        for page in pages_of_a_visit(client, purpose, asked):
            seen = {mark.lower() for mark in MARK.findall(page)} - set(MARK.findall(asked))
            assert seen <= may
            shown += len(seen)
            done += 1
        may = world.may_show(by, Purpose.FIRE_VISITS, frozenset())
        for page in pages_of_homes(client):
            seen = {mark.lower() for mark in MARK.findall(page)}
            assert seen <= may
            shown += len(seen)
            done += 1
    assert shown > PAGES / 4
    report(capsys, "rendered pages", done, shown)


def a_user(role: str) -> User:
    member = organisations.add_member(
        email=f"{role}@host.example",
        name=role,
        organisation=HOST,
        role=role,
        duties=[Duty.PRACTISE],
        by=OPERATOR,
        at=timezone.now() - timedelta(minutes=1),
    )
    return User.objects.get(pk=member.user_id)


def pages_of_a_visit(client: Client, purpose: Purpose, asked: str) -> Iterable[str]:
    """Find, why opening, person, address and page on paper: each as it is sent, whatever its status."""
    posted = client.post("/find", {"purpose": purpose, "terms": asked})
    if posted.status_code != 302:
        return  # no agreement lets this role look for anybody: the purpose is not offered
    found = client.get(posted.url)
    yield found.content.decode()
    candidate = re.search(r"/candidates/[0-9a-f-]{36}", found.content.decode())
    if candidate is None:
        return
    yield client.get(candidate[0]).content.decode()
    opened = client.post(candidate[0], {"category": ReasonCategory.VISIT, "reason": "A planned visit"})
    if opened.status_code != 302:
        yield opened.content.decode()
        return
    person = client.get(opened.url).content.decode()
    yield person
    for place in re.findall(r"/openings/[0-9a-f-]{36}/places/\w+", person):
        yield client.get(place).content.decode()
    printed = client.post(f"{opened.url}/print")
    assert printed.status_code == 200
    yield on_paper(printed)


def on_paper(response: HttpResponse) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(response.content)).pages)


def pages_of_homes(client: Client) -> Iterable[str]:
    """A list of homes to visit, on the screen and on paper, where an agreement lets this role see one."""
    made = client.post("/homes/", {"area": ""})
    if made.status_code != 302:
        return
    shown = client.get(made.url)
    yield shown.content.decode()
    printed = client.post(f"{made.url}/print")
    if shown.status_code == printed.status_code == 200:
        yield on_paper(printed)
