"""A person page on paper: decided anew, recorded as printed, nothing on it that the page would not show."""

import json
from html import unescape
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from shiremoot.access.models import Opening
from shiremoot.dates import moment
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from tests.access.small import Small, build
from tests.access.test_door import NO_ROOM, ROOM_AGAIN
from tests.pages.test_reviewing import member
from tests.permitted import HOST

ADA = "ada adult 3/2/1980"
PERSON = ["people.born", "people.first", "people.last"]
MORE = ["people.nhs", "people.phone", "people.line", "people.postcode", "people.uprn", "ties.kind"]


@pytest.fixture
def small(tmp_path, db):
    made = build(tmp_path)
    made.now = timezone.now()
    made.adopt()
    with override_settings(HOME=made.home):
        yield made


@pytest.fixture
def address(client, small: Small) -> str:
    """Ada's page, opened by somebody who is called Dana."""
    return f"/openings/{small.open(ADA, member(client, 'dana@host.example', HOST, [Duty.PRACTISE])).pk}"


def words(file: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages).split())


def acts() -> list[str]:
    return [json.loads(entry.body)["act"] for entry in Entry.objects.order_by("number")]


def test_it_says_who_printed_it_when_and_why_and_is_recorded_as_printed(client, address):
    response = client.post(f"{address}/print")
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    entry = Entry.objects.get(act=Act.PRINT_PERSON)
    assert response["Content-Disposition"] == f'attachment; filename="shiremoot-entry-{entry.number}.pdf"'
    made = [act for act in acts() if act.startswith("print")]
    assert made == [Act.PRINT_PERSON, Act.PRINT_HOUSEHOLD, Act.PRINT_FAMILY]
    assert acts()[acts().index(Act.PRINT_PERSON) + 1 :: 2] == [Act.SERVED] * 3

    said = words(response.content)
    for expected in (
        "Ada ADULT",
        "Dana, social worker, The host",
        moment(entry.at),
        "Safeguarding children (Preparing a visit or a meeting)",
        f"entry {entry.number} of the ledger",
        "Printed copies are not updated",
        "Page 1 of ",
        "Who is involved",
        "Victim",
        "Not shown to you",
        "Cora CHILD (11), daughter",
    ):
        assert expected in said, expected
    assert "A visit that is planned" not in said


def test_what_a_list_of_files_shows_of_it_names_nobody(client, address):
    response = client.post(f"{address}/print")
    metadata = PdfReader(BytesIO(response.content)).metadata
    assert metadata.title == "Printed copy of a person page"
    shown = f"{response['Content-Disposition']} {metadata}".casefold()
    assert "ada" not in shown
    assert "adult" not in shown


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(more=st.sets(st.sampled_from(MORE)), with_crime=st.booleans())
def test_it_shows_what_the_page_shows_under_any_agreement_and_no_more(
    client, small, address, more, with_crime
):
    crime = {"dataset": "crime", "fields": ["people.first", "people.last", "people.former", "events.what"]}
    small.now = timezone.now()
    small.adopt({"dataset": "care", "fields": [*PERSON, *sorted(more)]}, *([crime] if with_crime else []))
    page = " ".join(unescape(client.get(address).content.decode()).split())
    paper = words(client.post(f"{address}/print").content)
    for value in (
        *("900 000 0009", "01632960001", "4 Mill Lane", "XK1 2AB", "Cora CHILD", "Lena LODGER", "Victim"),
        *("Daughter", "daughter", "Before", "police", "crime"),
    ):
        assert (value in paper) == (value in page), value


def test_what_has_ended_or_is_not_allowed_any_more_gives_words_and_no_file(client, small, address):
    ended = client.post(f"/openings/{uuid4()}/print")
    assert (ended.status_code, ended["Content-Type"].split(";")[0]) == (404, "text/html")
    assert "open records after 8 hours" in ended.content.decode()

    small.now = timezone.now()
    small.adopt({"dataset": "care", "recipients": [{"organisation": HOST, "roles": ["nurse"]}]})
    refused = client.post(f"{address}/print")
    assert (refused.status_code, refused["Content-Type"].split(";")[0]) == (403, "text/html")
    assert "No agreement lets you see this" in refused.content.decode()
    assert Entry.objects.get(act=Act.PRINT_PERSON, outcome="refused")

    Opening.objects.update(until=timezone.now())
    assert client.post(f"{address}/print").status_code == 404
    assert acts().count(Act.PRINT_PERSON) == 1


def test_what_cannot_be_recorded_is_not_printed(client, address):
    with connection.cursor() as cursor:
        cursor.execute(NO_ROOM[connection.vendor])
    try:
        with pytest.raises(DatabaseError, match="disk full"):
            client.post(f"{address}/print")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(ROOM_AGAIN[connection.vendor])
    assert Act.PRINT_PERSON not in acts()


def test_whoever_had_to_sign_in_again_comes_back_to_the_page_and_prints_nothing(client, address):
    response = client.get(f"{address}/print")
    assert response.url == address
    assert Act.PRINT_PERSON not in acts()


def test_my_access_says_that_it_was_printed(client, address):
    client.post(f"{address}/print")
    page = client.get("/my-access").content.decode()
    assert "Printed a person page" in page
    assert "Printed who lives at an address" in page
