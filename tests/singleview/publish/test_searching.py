"""Finding people by what is typed, through granted fields alone."""

from datetime import date

import pytest

from shiremoot.people.query import parse_query

from .conftest import CHILD, LODGER, MOTHER, STRANGER

TODAY = date(2026, 11, 2)


def search(published, text, *without):
    sources = {field.full_id for field in published.catalogue if field.full_id.split(".")[0] not in without}
    return published.search(parse_query(text, TODAY), sources, 20)


@pytest.mark.parametrize(
    "text",
    [
        "Jonathan Smith 12/3/2014",
        "smith jonathan XK1 2AB",
        "Jonathon Smyht 12/3/2014",
        "Jonathon Smyht XK1 2AB",
        "jon smyth 12/3/2014 XK1",
        "jonathan smith 3/12/2014",
        "jonathan smith 12/3/2013",
        "jonathan smith 4 mill lane",
        "999 123 4567",
        "07700 900123 jonathan",
        "12/3/2014 XK1 2AB",
    ],
)
def test_a_child_is_found_first(published, text):
    assert search(published, text)[0].person_id == CHILD


def test_names_of_many_origins_are_found_without_their_marks(published):
    assert [hit.person_id for hit in search(published, "wiremu kotare XK2")] == [STRANGER]


def test_a_nickname_is_found(published):
    assert [hit.person_id for hit in search(published, "bob jones 5/12/1990")] == [LODGER]


def test_a_hit_says_how_likely_and_why(published):
    [hit, *_] = search(published, "jonathan smyth 12/3/2014 XK1 2AB")
    assert hit.likelihood == "very likely"
    assert [match.kind for match in hit.matches] == ["name", "name", "date", "postcode"]
    assert hit.why == ("has the name jonathan", "has the name smyth", "same date of birth", "same postcode")
    assert hit.matches[2].fields == {"care.clients.born", "police.people.born"}


def test_a_phone_that_two_share_finds_both(published):
    assert {hit.person_id for hit in search(published, "07700 900123")} == {CHILD, MOTHER}


def test_only_granted_fields_are_compared(published):
    assert search(published, "jonathan smyth 12/3/2014", "care", "police") == []
    assert search(published, "jonathan 12/3/2014", "care") == []
    [hit] = search(published, "smyth 12/3/2014", "care")
    assert {field for match in hit.matches for field in match.fields} == {
        "police.people.surname",
        "police.people.born",
    }
    assert search(published, "999 123 4567", "care") == []


def test_what_is_not_granted_does_not_change_how_likely_a_hit_is(county):
    county.publish()
    only_police = search(county.published, "smyth 12/3/2014", "care")
    county.people = {record: person for record, person in county.people.items() if record != "care:1"} | {
        "care:1": "pother"
    }
    county.link()
    county.publish()
    assert [hit.likelihood for hit in search(county.published, "smyth 12/3/2014", "care")] == [
        hit.likelihood for hit in only_police
    ]


@pytest.mark.parametrize("text", ["jonathan smith", "XK1 2AB", "12/3/2014", "", "zzzz 1/1/1901"])
def test_too_little_or_nothing_lists_nobody(published, text):
    assert search(published, text) == []


def test_the_list_is_no_longer_than_asked(published):
    query = parse_query("07700 900123", TODAY)
    sources = {field.full_id for field in published.catalogue}
    assert len(published.search(query, sources, 1)) == 1
