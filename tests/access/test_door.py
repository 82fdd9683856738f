"""The door, on the published people of a small county: decided, recorded, then read."""

import json

import pytest
from django.db import DatabaseError, connection

from shiremoot.access import grants, openings
from shiremoot.access.held import Gone
from shiremoot.access.models import Candidate, Search
from shiremoot.access.recording import Refused
from shiremoot.ledger.models import Detail, Entry
from shiremoot.ledger.verify import verify
from tests.access.conftest import EARLY_HELP_WORKER, HOUSING_OFFICER, PURPOSES, SOCIAL_WORKER


def granted(by) -> dict[str, set[str]]:
    """Dataset → fields that any flow in force shows this viewer for their purpose, under any relationship."""
    found: dict[str, set[str]] = {}
    for grant in grants.current().all:
        if (grant.recipient, grant.purpose) == (by.organisation, PURPOSES[by]) and by.role in grant.roles:
            found.setdefault(grant.dataset, set()).update(grant.fields)
    return found


def shown(world, blocks) -> dict[str, set[str]]:
    """Dataset → fields that the blocks really hold a value of."""
    fields = {(f.dataset, f.table_name, f.meaning): f.field_id for f in world.publish.catalogue}
    found: dict[str, set[str]] = {}
    for block in blocks:
        for row in block.rows:
            for meaning in row.values:
                found.setdefault(block.dataset, set()).add(fields[block.dataset, block.table, meaning])
    return found


def assert_within(inner: dict[str, set[str]], outer: dict[str, set[str]]) -> None:
    for dataset, fields in inner.items():
        assert fields <= outer.get(dataset, set()), (dataset, fields - outer.get(dataset, set()))


def test_a_social_worker_finds_the_misspelt_child_first(world, demo):
    best = world.search(SOCIAL_WORKER).people[0]
    said = {
        (row.values.get("person.first_name", "").casefold(), row.values.get("person.date_of_birth"))
        for block in best.blocks
        for row in block.rows
    }
    assert (demo.child.first_name.casefold(), demo.child.date_of_birth.isoformat()) in said
    assert best.hit.why


@pytest.mark.parametrize("by", [SOCIAL_WORKER, HOUSING_OFFICER], ids=lambda by: by.role)
def test_nothing_beyond_the_agreements_is_shown_in_search_or_opening(world, by):
    results = world.search(by)
    assert results.people
    for found in results.people:
        assert_within(shown(world, found.blocks), granted(by))
    view = world.view(world.open(by), by)
    assert_within(shown(world, view.blocks), granted(by))


def test_the_same_child_shows_less_to_housing_than_to_the_front_door(world):
    front_door = world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    housing = world.view(world.open(HOUSING_OFFICER), HOUSING_OFFICER)
    assert {block.provider for block in housing.blocks} < {block.provider for block in front_door.blocks}
    assert len({block.provider for block in front_door.blocks if block.entity != "person"}) >= 4
    assert housing.notes == ()


def test_before_an_opening_nothing_but_who_they_are(world):
    for found in world.search(SOCIAL_WORKER).people:
        assert {block.entity for block in found.blocks} == {"person"}


def test_an_ended_agreement_shows_and_finds_nothing_and_the_refusal_is_recorded(world):
    assert openings.purposes(by=EARLY_HELP_WORKER, at=world.now) == []
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        world.search(EARLY_HELP_WORKER)
    assert any("ended on" in miss for miss in refused.value.near_misses)
    entry = Entry.objects.order_by("number").last()
    assert Entry.objects.count() == before + 1
    assert json.loads(entry.body)["outcome"] == "refused"


def test_each_look_is_an_entry_before_it_is_served(world):
    opening = world.open(SOCIAL_WORKER)
    view = world.view(opening, SOCIAL_WORKER)
    acts = [json.loads(entry.body)["act"] for entry in Entry.objects.order_by("number")]
    assert acts[-5:] == ["search", "served", "open", "view person", "served"]
    body = json.loads(Entry.objects.get(number=view.entry_number).body)
    assert body["outcome"] == "allowed"
    assert body["about"] == str(opening.pk)
    assert verify().whole


NO_ROOM = {
    "sqlite": """CREATE TRIGGER no_room BEFORE INSERT ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'disk full'); END""",
    "postgresql": """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
        CREATE TRIGGER no_room BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION no_room()""",
}
ROOM_AGAIN = {"sqlite": "DROP TRIGGER no_room", "postgresql": "DROP FUNCTION no_room CASCADE"}


def test_no_entry_no_data(world):
    opening = world.open(SOCIAL_WORKER)
    with connection.cursor() as cursor:
        cursor.execute(NO_ROOM[connection.vendor])
    try:
        with pytest.raises(DatabaseError, match="disk full"):
            world.view(opening, SOCIAL_WORKER)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(ROOM_AGAIN[connection.vendor])


def test_providers_see_the_reason_s_category_and_never_its_words(world):
    world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    for entry in Entry.objects.all():
        assert "private" not in entry.body
    for detail in Detail.objects.exclude(part="viewer"):
        assert "private" not in detail.content
    assert Detail.objects.filter(part="viewer", content__contains="private").exists()


def test_a_provider_s_part_names_no_other_provider_s_data(world):
    world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    providers = {field.dataset: field.provider for field in world.publish.catalogue}
    parts = Detail.objects.exclude(part="viewer").exclude(part__startswith="subject")
    assert parts.exists()
    for detail in parts:
        for field in json.loads(detail.content)["fields"]:
            dataset = next(name for name in providers if field.startswith(f"{name}."))
            assert providers[dataset] == detail.part


def test_dark_means_dark_as_soon_as_the_grants_change(world):
    opening = world.open(SOCIAL_WORKER)
    assert any(block.provider == "ambershire-police" for block in world.view(opening, SOCIAL_WORKER).blocks)
    grants.replace(g for g in grants.current().all if g.provider != "ambershire-police")
    assert not any(
        block.provider == "ambershire-police" for block in world.view(opening, SOCIAL_WORKER).blocks
    )
    grants.replace([])
    with pytest.raises(Refused):
        world.view(opening, SOCIAL_WORKER)
    with pytest.raises(Refused):
        world.search(SOCIAL_WORKER)


def test_a_search_does_not_match_on_what_the_searcher_may_not_see(world, demo):
    """Housing may not see NHS numbers: searching by one finds nobody, though health has it."""
    view = world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    numbers = {
        row.values["person.nhs_number"]
        for block in view.blocks
        for row in block.rows
        if "person.nhs_number" in row.values
    }
    assert numbers
    for number in numbers:
        assert world.search(SOCIAL_WORKER, terms=number).people
        assert world.search(HOUSING_OFFICER, terms=number).people == []


@pytest.mark.parametrize("terms", ["smith", "12/03/2014", "   ", "?", "'; DROP TABLE people; --"])
def test_too_little_to_tell_people_apart_lists_nobody(world, terms):
    results = world.search(SOCIAL_WORKER, terms=terms)
    assert results.people == []


def test_what_somebody_holds_is_nobody_else_s_and_ends(world):
    results = world.search(SOCIAL_WORKER)
    opening = world.open(SOCIAL_WORKER)
    with pytest.raises(Gone):
        world.view(opening, HOUSING_OFFICER)
    world.pass_time(minutes=16)
    with pytest.raises(Gone):
        openings.open_person(
            world.home,
            results.people[0].candidate,
            by=SOCIAL_WORKER,
            category="visit",
            reason="too late for this",
            at=world.now,
        )
    assert world.view(opening, SOCIAL_WORKER).blocks
    world.pass_time(hours=8)
    with pytest.raises(Gone):
        world.view(opening, SOCIAL_WORKER)


def test_terms_and_candidates_are_forgotten_when_their_time_is_over(world):
    world.search(SOCIAL_WORKER)
    world.pass_time(minutes=20)
    world.search(SOCIAL_WORKER, terms="nobody at all 1/1/1900")
    assert Search.objects.count() == 1
    assert not Candidate.objects.filter(until__lte=world.now).exists()


def places(view) -> set[str]:
    rows = [row.values for block in view.blocks for row in block.rows]
    return {values["address.uprn"] for values in rows if "address.uprn" in values}


def test_a_household_shows_others_by_who_they_are_alone(world):
    view = world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    members = [member for uprn in places(view) for member in openings.view_household(view, uprn=uprn)]
    assert members
    for member in members:
        assert member.person_id != view.person_id
        assert {block.entity for block in member.blocks} == {"person"}
        assert_within(shown(world, member.blocks), granted(SOCIAL_WORKER))


def test_a_household_is_only_shown_at_a_place_that_the_opening_shows(world):
    view = world.view(world.open(HOUSING_OFFICER), HOUSING_OFFICER)
    elsewhere = "999900000000"
    assert elsewhere not in places(view)
    before = Entry.objects.count()
    with pytest.raises(ValueError, match="does not show that place"):
        openings.view_household(view, uprn=elsewhere)
    assert Entry.objects.count() == before


def test_every_citation_was_in_force_when_it_was_cited(world):
    view = world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    cited = [grant for block in view.blocks for row in block.rows for grant in block.flows_of(row)]
    assert cited
    assert all(grant.in_force(world.now) for grant in cited)
