"""Pages of emergency access to places: nothing typed is lost, nothing personal in an address."""

import re

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.access import facts
from shiremoot.access.models import Emergency
from shiremoot.access.protection import FactKind
from shiremoot.dates import moment
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from tests.access.small import PROTECTOR, PURPOSE, Small, build
from tests.pages.readings import typed_in
from tests.pages.test_printing import PERSON, words
from tests.pages.test_reviewing import member
from tests.permitted import HOST
from tests.standing import copied

MARKED = {"relationships": ["emergency"]}
FLOOD = {
    "purpose": PURPOSE,
    "reason": "The river is over the bank",
    "places": "4 Mill Lane, XK1 2AB\nXK2 3CD\n",
}


@pytest.fixture(scope="module")
def stands(standing):
    made = build(standing)
    made.now = timezone.now()
    made.adopt({"dataset": "care", **MARKED}, {"dataset": "crime", **MARKED})
    return made


@pytest.fixture
def small(stands, tmp_path, db, client):
    made = copied(stands, tmp_path)
    member(client, "dana@host.example", HOST, [Duty.PRACTISE, Duty.REVIEW])
    with override_settings(HOME=made.home):
        yield made


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_front_page_offers_it_only_to_those_whose_role_has_such_a_flow(client, small: Small):
    assert "Emergency: people at these addresses" in page(client, "/")
    small.adopt({"dataset": "care"})
    assert "Emergency: people at these addresses" not in page(client, "/")
    said = page(client, "/emergency")
    assert "No agreement in force lets social workers of The host see who is at an address" in said
    refused = client.post("/emergency", FLOOD)
    assert "Choose the purpose" in refused.content.decode()
    assert not Emergency.objects.exists()


def test_each_line_that_is_not_understood_is_told_and_nothing_typed_is_lost(client, small):
    typed = FLOOD | {"places": "\nXK1 2AB\nRose Cottage, XK1 2AB\n\n4 Mill Lane\n"}
    said = client.post("/emergency", typed).content.decode()
    assert "Line 3, “Rose Cottage, XK1 2AB”" in said
    assert "Line 5, “4 Mill Lane”: add its postcode" in said
    assert typed_in(said)["places"] == [typed["places"]]
    assert "The river is over the bank" in said
    assert not Emergency.objects.exists()
    many = client.post("/emergency", FLOOD | {"places": "nowhere\n" * 40, "reason": ""}).content.decode()
    assert "30 more lines are not understood" in many
    assert "Say in a few words what has happened" in many
    assert "No place is given" not in many


def test_the_list_is_ordered_as_chosen_and_its_address_says_nothing(client, small):
    address = client.post("/emergency", FLOOD).url
    assert re.fullmatch(r"/emergency/[0-9a-f-]{36}", address)
    said = page(client, address)
    assert "4 people at 2 places" in said
    for first, order in (("oldest", "Ada Lena Cora"), ("youngest", "Cora Lena Ada"), ("nothing", "")):
        found = page(client, f"{address}?first={first}&then=")
        names = list(re.findall(r">(Ada|Cora|Lena) [A-Z]+\b", found))
        assert [*dict.fromkeys(names)] == order.split() or not order
    assert "Needs help to leave home" not in said  # no flow shows it
    assert "XK2 3CD: 1 person" in said
    assert f'href="{address}' not in page(client, "/my-access")
    assert "Asked who may need help at places in an emergency" in page(client, "/my-access")


def test_somebody_hidden_is_in_no_list_no_count_and_on_no_paper(client, small):
    address = client.post("/emergency", FLOOD).url
    facts.set_fact_by_number(
        nhs_number="9000000017",
        kind=FactKind.HIDDEN_ADDRESS,
        reason="In danger",
        by=PROTECTOR,
        at=timezone.now(),
    )
    said = page(client, address)
    assert "3 people at 2 places" in said
    assert "4 Mill Lane, XK1 2AB: 2 people" in said
    assert "Cora" not in said
    assert "Cora" not in words(client.post(f"{address}/print").content)


def test_a_place_at_which_nobody_is_shown_is_said_with_what_that_means(client, small):
    address = client.post("/emergency", FLOOD | {"places": "5 Mill Lane, XK1 2AB"}).url
    said = page(client, address)
    assert "0 people at 1 place" in said
    assert "That says nothing of whether anybody is there" in said
    assert "Places at which nobody is shown" in words(client.post(f"{address}/print").content)


def test_it_prints_by_address_with_who_when_and_why_and_is_recorded_as_printed(client, small):
    address = client.post("/emergency", FLOOD).url
    response = client.post(f"{address}/print")
    assert response["Content-Type"] == "application/pdf"
    entry = Entry.objects.get(act=Act.PRINT_EMERGENCY)
    assert response["Content-Disposition"] == f'attachment; filename="shiremoot-entry-{entry.number}.pdf"'
    said = words(response.content)
    for expected in (
        "4 people at 2 addresses",
        "4 Mill Lane, XK1 2AB",
        "Ada ADULT",
        "Dana, social worker, The host",
        moment(entry.at),
        "Safeguarding children",
        f"entry {entry.number} of the ledger",
        "knock at every door",
    ):
        assert expected in said, expected
    assert "over the bank" not in said
    assert client.get(f"{address}/print").url == address


def test_after_an_hour_it_is_gone(client, small):
    address = client.post("/emergency", FLOOD).url
    Emergency.objects.update(until=timezone.now())
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/print").status_code == 404
    assert address not in page(client, "/")


def test_its_reviewers_read_what_was_opened(client, small):
    client.get(client.post("/emergency", FLOOD).url)
    member(client, "rita@host.example", HOST, [Duty.REVIEW])
    listed = page(client, "/reviews")
    assert "2 places, 1 look, 5 rows seen" in listed
    review = re.search(r"/reviews/[0-9a-f-]+", listed).group()
    said = page(client, review)
    assert "2 places, with 4 people shown at once: 4 Mill Lane, XK1 2AB; XK2 3CD" in said
    assert "The river is over the bank" in said
    member(client, "pat@police.example", "police", [Duty.REVIEW])
    theirs = page(client, re.search(r"/reviews/[0-9a-f-]+", page(client, "/reviews")).group())
    assert "2 places" in theirs
    assert "people shown at once" not in theirs
    assert "Mill Lane" not in theirs
    assert "over the bank" not in theirs


def test_the_page_of_an_address_is_reached_from_a_person_page(client, small):
    small.adopt()
    by = member(client, "flo@host.example", HOST, [Duty.PRACTISE])
    opening = f"/openings/{small.open('ada adult 3/2/1980', by).pk}"
    address = re.search(r"/openings/[0-9a-f-]+/places/\w+", page(client, opening)).group()
    said = page(client, address)
    assert "Who is recorded here (3 people)" in said
    assert f'href="{opening}"' in said
    assert re.search(r"/candidates/[0-9a-f-]+", said)
    assert "Who is involved, and whom to call" in said
    reasoned = {"dataset": "crime", "relationships": ["opened-with-reason"]}
    small.adopt({"dataset": "care", "fields": [*PERSON, "people.uprn"]}, reasoned)
    said = page(client, address)
    assert "Who is involved, and whom to call" not in said
    assert "Which services work with the others stands in their records" in said
    assert re.findall(r"\b(?:care|crime)\b", said.partition("<main")[2].partition("</main>")[0]) == []
    assert "Looked at what is known of an address" in page(client, "/my-access")
    facts.set_fact_by_number(
        nhs_number="9000000009",
        kind=FactKind.HIDDEN_ADDRESS,
        reason="In danger",
        by=PROTECTOR,
        at=timezone.now(),
    )
    assert client.get(address).status_code == 404
    assert "/places/" not in page(client, opening)
