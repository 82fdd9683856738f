"""What is read from a publish, and that nothing else is."""

from datetime import date

from shiremoot.decisions.predicate import Compare
from shiremoot.people.store import Read

from .conftest import AT, CHILD, FILES, LODGER, MOTHER

TODAY = date(2026, 11, 22)
CLIENTS, EPISODES = ("care", "clients"), ("care", "episodes")
ROLES, RELATIONS = ("police", "roles"), ("care", "relations")


def test_the_catalogue_holds_every_field_with_a_meaning(published):
    found = {field.full_id: field for field in published.catalogue}
    assert "care.clients.internal" not in found
    assert "care.clients.id" not in found
    born = found["care.clients.born"]
    assert (born.entity, born.meaning, born.provider, born.service, born.search) == (
        "person",
        "person.date_of_birth",
        "the-council",
        "Social care",
        "date",
    )
    happened = found["police.incidents.happened"]
    assert (happened.table_name, happened.column_name, happened.entity) == (
        "roles",
        "incidents.happened",
        "event",
    )


def test_display_rules_of_table_and_field_both_hold(published):
    found = {field.full_id: field.show_when for field in published.catalogue}
    row = {"episodes.began": "2026-01-05"}
    rule = found["care.episodes.open"]
    assert rule.shows(age=12, row=row, on=date(2026, 11, 2))
    assert not rule.shows(age=18, row=row, on=date(2026, 11, 2))
    assert not rule.shows(age=12, row=row, on=date(2027, 11, 2))
    assert found["care.clients.born"] is None


def of_people(rows):
    """Without the numbers of records, which are nothing but numbers."""
    return [{name: value for name, value in row.items() if name != "record_no"} for row in rows]


def test_rows_of_one_record_have_its_number_whatever_table_they_are_of(published):
    wanted = {
        CLIENTS: [Read(("clients.first",))],
        EPISODES: [Read(("episodes.began",))],
        ROLES: [Read(("roles.role",))],
    }
    found = published.rows([CHILD], wanted, on=TODAY)
    numbers = {table: {int(row["record_no"]) for row in rows} for table, rows in found.items()}
    assert numbers[CLIENTS] == numbers[EPISODES]
    assert numbers[CLIENTS].isdisjoint(numbers[ROLES])
    named = published.record_ids(set.union(*numbers.values()))
    assert {record.partition(":")[0] for record in named.values()} == {"care", "police"}
    assert published.records(named.values()) == {record: (number, CHILD) for number, record in named.items()}
    assert set(published.records_of(CHILD)) >= set(named.values())


def test_only_wanted_columns_of_wanted_people_are_read(published):
    rows = published.rows([CHILD, MOTHER], {CLIENTS: [Read(("clients.first", "clients.born"))]}, on=TODAY)
    assert rows.keys() == {CLIENTS}
    assert of_people(rows[CLIENTS]) == [
        {"person_id": CHILD, "clients.first": "Jonathan", "clients.born": "2014-03-12"},
        {"person_id": MOTHER, "clients.first": "Mary", "clients.born": "1980-01-02"},
    ]
    assert published.rows([], {CLIENTS: [Read(("clients.first",))]}, on=TODAY) == {CLIENTS: []}


def test_a_detail_is_read_with_the_rows_that_refer_to_it(published):
    rows = published.rows([CHILD], {ROLES: [Read(("roles.role", "incidents.happened"))]}, on=TODAY)
    assert [tuple(row.values())[1:] for row in of_people(rows[ROLES])] == [
        ("witness", "2026-10-01"),
        ("victim", "2021-04-05"),
    ]


def test_a_column_shows_only_in_the_rows_that_its_own_rule_lets_through(published):
    recent = Compare("episodes.began", ">=", "2025-11-02")
    reads = [Read(("episodes.status",), recent), Read(("episodes.began",))]
    rows = published.rows([CHILD], {EPISODES: reads}, on=TODAY)[EPISODES]
    assert of_people(rows) == [
        {"person_id": CHILD, "episodes.status": "Child in need", "episodes.began": "2026-01-05"},
        {"person_id": CHILD, "episodes.began": "2020-02-03"},
    ]


def test_the_other_person_of_a_tie_comes_only_with_the_column_that_names_them(published):
    kind = published.rows([CHILD], {RELATIONS: [Read(("relations.kind", "relations.responsible"))]}, on=TODAY)
    assert of_people(kind[RELATIONS]) == [
        {"person_id": CHILD, "relations.kind": "Mother", "relations.responsible": "true"}
    ]
    [row] = published.rows([CHILD], {RELATIONS: [Read(("relations.other",))]}, on=TODAY)[RELATIONS]
    assert row["other_person_id"] == MOTHER


def test_a_household_is_those_who_live_at_a_place_on_the_day(published):
    today, long_ago = AT.date(), date(1900, 1, 1)
    said = frozenset({"care.clients.uprn"})
    assert published.at_place("100", today) == {CHILD: said, MOTHER: said}
    assert LODGER in published.at_place("100", long_ago)
    assert published.at_place("999", today) == {}


def test_an_old_identifier_leads_to_the_present_one(published):
    assert published.follow("pold") == published.follow("polder") == published.follow(CHILD) == CHILD
    assert published.follow("pgone") == "pgone"
    assert published.formerly(CHILD) == {"pold", "polder"}
    assert published.formerly("pgone") == frozenset()


def test_each_dataset_is_as_at_its_load(published):
    assert published.as_at == dict.fromkeys(FILES, AT)
