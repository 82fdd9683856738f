"""Pages of requests for one's own data, on a few people."""

import io
import json
import re
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone
from pypdf import PdfReader

from shiremoot.dates import day_of
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.rights.models import DataRequest, Task
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from tests.access.small import build
from tests.gateway.rights.conftest import rights_in
from tests.pages.test_correcting import be, member
from tests.permitted import HOST
from tests.standing import copied

NAME = "Ada Adult"


@pytest.fixture(scope="module")
def stands(standing):
    made = build(standing)
    made.now = timezone.now()
    rights_in(made)
    return made


@pytest.fixture
def small(stands, tmp_path, db):
    made = copied(stands, tmp_path)
    with override_settings(HOME=made.home):
        yield made


@pytest.fixture
def officers(client, small) -> None:
    """Somebody at each organisation; the last is signed in: who receives requests."""
    for name, organisation in (("cy", "carers"), ("pip", "police"), ("sol", HOST)):
        member(client, name, organisation, "rights-officer", Duty.RIGHTS)


def day(name: str) -> dict[str, str]:
    today = day_of(timezone.now())
    return {f"{name}-day": str(today.day), f"{name}-month": str(today.month), f"{name}-year": str(today.year)}


def said(**more: str) -> dict[str, str]:
    typed = {"about_name": NAME, "about_born": "3/2/1980", "asker": "themselves", "reply_to": "By post"}
    return {**typed, **day("received_on"), "identifier": str(uuid4()), **more}


def text(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def noted(client) -> str:
    return client.post("/data-requests/new", said()).url.partition("?")[0]


def asked(client) -> str:
    made = noted(client)
    client.post(f"{made}/identity", {"outcome": "confirmed", "words": "A passport", **day("on")})
    found = client.post(f"{made}/find", {"terms": "ada adult 3/2/1980"}).url
    chosen = re.search(r'value="([0-9a-f-]{36})"', client.get(found).content.decode()).group(1)
    client.post(found, {"who": chosen})
    return made


def task(client, organisation: str) -> str:
    be(client, {"carers": "cy", "police": "pip"}[organisation], organisation)
    return f"/data-tasks/{Task.objects.get(organisation=organisation).pk}"


def give_all(client, organisation: str) -> None:
    address = task(client, organisation)
    client.get(address)
    client.post(address, {"revision": "0", "rest": "yes", "done": "yes"})
    assert Task.objects.get(organisation=organisation).done_at


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, officers):
    response = client.post("/data-requests/new", said(about_name="", asker="parent", reply_to="By hand"))
    page = response.content.decode()
    for words in ("Enter the name of the person", "Enter the name of who asks", "how it was checked"):
        assert words in page
    assert "By hand" in page
    assert not DataRequest.objects.exists()


def test_a_form_sent_twice_is_one_request(client, officers):
    typed = said()
    assert client.post("/data-requests/new", typed).url == client.post("/data-requests/new", typed).url
    assert DataRequest.objects.count() == 1


def test_no_name_is_in_a_list_or_an_address(client, officers):
    made = noted(client)
    assert NAME not in text(client, "/data-requests")
    assert "Check who asks" in text(client, "/data-requests")
    assert "ada" not in made.lower().replace("data", "")
    assert "Data requests to go on with (1)" in text(client, "/")


def test_who_is_not_identified_gets_words_for_a_letter(client, officers):
    made = noted(client)
    client.post(f"{made}/identity", {"outcome": "refused", "words": "No document", **day("on")})
    page = text(client, made)
    assert "Words for a letter" in page
    assert "We could not make sure who is asking" in page
    assert "not identified" in text(client, "/data-requests?show=over")
    again = client.post(f"{made}/identity", {"outcome": "confirmed", "words": "Found it", **day("on")})
    assert "closed in the meantime" in text_of(again)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_clock_is_stopped_and_goes_on(client, officers):
    made = asked(client)
    client.post(f"{made}/clarify", {"step": "ask", "words": "Which years?", **day("on")})
    assert "Stopped" in text(client, made)
    assert "Wait for what the applicant says" in text(client, "/data-requests")
    client.post(f"{made}/clarify", {"step": "reply", "words": "All", **day("on")})
    assert "Stopped" not in text(client, made)
    client.post(f"{made}/extend", {"words": "Many files"})
    assert "By two months" in text(client, made)


def test_who_may_be_meant_is_shown_without_who_knows_them(client, officers):
    made = noted(client)
    client.post(f"{made}/identity", {"outcome": "confirmed", "words": "A passport", **day("on")})
    found = client.post(f"{made}/find", {"terms": "ada adult 3/2/1980"}).url
    page = text(client, found)
    assert "Ada Adult" in page
    for word in ("care:", "crime", "Carers", "Police", "9000000009"):
        assert word not in page
    assert "Nobody is chosen" in text_of(client.post(found, {}))


def test_the_one_who_received_it_sees_only_that_it_is_done(client, officers):
    made = asked(client)
    give_all(client, "carers")
    be(client, "sol", HOST)
    page = text(client, made)
    assert re.search(r"Done</strong> Carers", page)
    assert re.search(r"To do</strong> Police", page)
    assert "Make the answer" not in page
    assert client.post(f"{made}/answer").status_code == 400


def test_a_task_says_the_same_of_what_is_protected_to_everybody(client, officers):
    asked(client)
    for organisation in ("carers", "police"):
        page = text(client, task(client, organisation))
        assert "What is protected must be checked in your own system" in page
        assert "Data requests to give or withhold for (1)" in text(client, "/")


def test_what_was_chosen_stays_where_something_is_missing(client, officers):
    asked(client)
    address = task(client, "police")
    mark = re.search(r'<select[^>]* name="(\w+)"', client.get(address).content.decode()).group(1)
    typed = {"revision": "0", mark: "prejudice", "done": "yes", "note": "Enquiry"}
    page = text_of(client.post(address, typed))
    assert "not decided yet" in page
    assert re.search(r'value="prejudice" selected', page)
    assert "Enquiry" in page


def test_the_answer_as_pdf_and_json(client, officers):
    made = asked(client)
    for organisation in ("carers", "police"):
        give_all(client, organisation)
    be(client, "sol", HOST)
    assert client.post(f"{made}/answer").url == f"{made}?done=answered"
    pdf = client.post(f"{made}/answer/pdf")
    assert re.fullmatch(r'attachment; filename="shiremoot-entry-\d+\.pdf"', pdf["Content-Disposition"])
    reader = PdfReader(io.BytesIO(pdf.content))
    printed = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (
        NAME,
        "Carers",
        "4 Mill Lane",
        "Victim",
        "Who looked at your records",
        "within 30 days",
        "court",
    ):
        assert words in printed
    assert NAME not in reader.metadata.title
    found = json.loads(client.post(f"{made}/answer/json").content)
    assert found["format"] == "shiremoot-answer-1"
    assert [each["organisation"] for each in found["organisations"]] == ["Carers", "Police"]
    assert Entry.objects.filter(act=Act.DOWNLOAD_DATA_ANSWER).count() == 2
    assert client.get(f"{made}/answer/pdf").url == made
    assert client.post(f"{made}/answer/xml").status_code == 404


def test_whoever_does_not_answer_requests_has_none_of_it(client, officers):
    made = asked(client)
    address = f"/data-tasks/{Task.objects.first().pk}"
    member(client, "dana", HOST, "social-worker", Duty.PRACTISE, Duty.REVIEW)
    for page in ("/data-requests", made, address):
        assert client.get(page).status_code == 403
    be(client, "pip", "police")
    assert client.get(made).status_code == 404
    assert client.get(f"/data-tasks/{Task.objects.get(organisation='carers').pk}").status_code == 404
    assert client.post(f"{made}/answer/pdf").status_code == 404
