"""Pages on which something is said to be wrong, and on which its organisation answers, on a few people."""

import re

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shiremoot.access import corrections, facts, wrong_links
from shiremoot.access.models import Correction, Opening
from shiremoot.access.protection import FactKind
from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Entry
from tests.access.small import PROTECTOR, WORKER, Small, build
from tests.permitted import HOST, OPERATOR
from tests.standing import copied

ADA, ADAS = "ada adult 3/2/1980", "9000000009"
WORDS = "That is her mother's number"


@pytest.fixture(scope="module")
def stands(standing):
    made = build(standing)
    made.now = timezone.now()
    made.adopt()
    return made


@pytest.fixture
def small(stands, tmp_path, db):
    made = copied(stands, tmp_path)
    with override_settings(HOME=made.home):
        yield made


def member(client, name: str, organisation: str, role: str, *duties: Duty) -> Viewer:
    verbs.add_member(
        email=f"{name}@{organisation}.example",
        name=name.title(),
        organisation=organisation,
        role=role,
        duties=duties,
        by=OPERATOR,
        at=timezone.now(),
    )
    user = User.objects.get(email=f"{name}@{organisation}.example")
    client.force_login(user)
    return Viewer(organisation, role, str(user.pk))


def worker(client) -> Viewer:
    return member(client, "dana", HOST, WORKER.role, Duty.PRACTISE)


def keeper(client, name: str = "olu") -> Viewer:
    return member(client, name, "carers", "records-officer", Duty.CORRECT)


def be(client, name: str, organisation: str) -> None:
    client.force_login(User.objects.get(email=f"{name}@{organisation}.example"))


def request_page(client, small: Small, by: Viewer) -> str:
    """The address of the form for what the carers say of Ada."""
    opening = small.open(ADA, by)
    listed = client.get(f"/openings/{opening.pk}/wrong").content.decode()
    service = listed.partition("care</h2>")[2]
    return re.search(r'href="(/openings/[^"]+/wrong/\w+)"', service).group(1)


def report(client, small: Small, by: Viewer, words: str = WORDS) -> Correction:
    client.post(request_page(client, small, by), {"concerned": "person.phone", "words": words})
    return Correction.objects.latest("asked_at")


def text(client, address: str) -> str:
    return client.get(address).content.decode()


def test_it_is_said_who_reads_it_and_nothing_personal_is_in_the_address(client, small):
    address = request_page(client, small, worker(client))
    page = text(client, address)
    assert "This goes to Carers, which keeps the record" in page
    assert "Phone: 01632960001" in page
    assert not re.search("ada|01632|care", address, re.IGNORECASE)
    wrong = client.post(address, {"words": " "}).content.decode()
    assert "Choose what is wrong" in wrong
    assert "Say how it is wrong" in wrong
    kept = client.post(address, {"words": WORDS}).content.decode()
    assert "That is her mother" in kept
    assert not Correction.objects.exists()


def test_what_is_not_shown_any_more_is_refused_and_the_words_are_given_back(client, small):
    by = worker(client)
    address = request_page(client, small, by)
    view = small.view(Opening.objects.get(), by)
    number = next(row.record for block in view.blocks if block.dataset == "care" for row in block.rows)
    wrong_links.report(view, number=number, reason="Her aunt", by=by, at=timezone.now())
    page = client.post(address, {"concerned": "person.phone", "words": WORDS}).content.decode()
    assert "That is not shown here any more" in page
    assert "That is her mother" in page
    assert not Correction.objects.exists()


def test_the_form_is_gone_with_the_person(client, small):
    by = worker(client)
    address = request_page(client, small, by)
    made = report(client, small, by)
    facts.set_fact_by_number(
        nhs_number=ADAS, kind=FactKind.HIDDEN_PERSON, reason="In danger", by=PROTECTOR, at=timezone.now()
    )
    for gone in (address, f"/reported/{made.pk}", f"/openings/{Opening.objects.first().pk}/wrong"):
        assert client.get(gone).status_code == 404
    assert "You have reported nothing" in text(client, "/reported")
    keeper(client)
    assert client.get(f"/corrections/{made.pk}").status_code == 404
    assert "Nothing waits for you" in text(client, "/corrections")
    assert "needs you" not in text(client, "/")


def test_without_an_internal_flow_the_words_are_read_and_the_record_is_not(client, small):
    made = report(client, small, worker(client))
    keeper(client)
    page = text(client, f"/corrections/{made.pk}")
    assert "That is her mother" in page
    assert "No agreement in force lets your role see this record here" in page
    assert "Social worker, The host" in page
    for unsaid in ("Dana", "Ada", "01632960001", "A visit that is planned"):
        assert unsaid not in page
    assert Entry.objects.get(act=Act.CHECK_RECORD).outcome == "refused"
    done = client.post(f"/corrections/{made.pk}", {"answer": "not ours to mend", "words": "It is the GP's"})
    assert "Your answer is sent" in text(client, done.url)


def test_reviewers_of_the_keeper_read_that_something_was_said_of_its_data_and_not_by_whom(client, small):
    report(client, small, worker(client))
    number = Entry.objects.get(act=Act.REQUEST_CORRECTION).number
    member(client, "rita", "carers", "reviewer", Duty.REVIEW)
    page = text(client, f"/record/entries/{number}")
    assert "Said that something in a record is wrong" in page
    for unsaid in ("Dana", WORDS, "A visit that is planned"):
        assert unsaid not in page


def test_of_two_who_answer_the_second_reads_what_the_first_said_and_loses_no_word(client, small):
    made = report(client, small, worker(client))
    keeper(client, "sol")
    keeper(client)
    address = f"/corrections/{made.pk}"
    client.post(address, {"answer": "right as it stands", "words": "It is hers"})
    be(client, "sol", "carers")
    page = client.post(address, {"answer": "mended", "words": "I have changed it"}).content.decode()
    assert "Somebody else answered this in the meantime: right as it stands" in page
    assert "I have changed it" in page
    assert "It is hers" in page
    assert Entry.objects.filter(act=Act.ANSWER_CORRECTION).count() == 1


def test_an_answer_that_needs_words_asks_for_them(client, small):
    made = report(client, small, worker(client))
    keeper(client)
    address = f"/corrections/{made.pk}"
    assert "Choose your answer" in client.post(address, {"words": "x"}).content.decode()
    assert "Say why, so that" in client.post(address, {"answer": "right as it stands"}).content.decode()
    assert client.post(address, {"answer": "mended"}).status_code == 302


def test_the_answer_is_for_whoever_asked_and_is_closed(client, small):
    by = worker(client)
    made = report(client, small, by)
    assert "needs you" not in text(client, "/")
    keeper(client)
    assert "Corrections asked of us (1)" in text(client, "/")
    client.post(f"/corrections/{made.pk}", {"answer": "mended", "words": "Thank you"})
    member(client, "colleague", HOST, WORKER.role, Duty.PRACTISE)
    assert client.get(f"/reported/{made.pk}").status_code == 404
    be(client, "dana", HOST)
    assert "Answers to what I reported (1)" in text(client, "/")
    page = text(client, f"/reported/{made.pk}")
    assert "Thank you" in page
    assert "Olu" not in page
    done = client.post(f"/reported/{made.pk}", {"answered": "yes"})
    assert "It is closed" in text(client, done.url)
    assert "needs you" not in text(client, "/")


def test_a_long_list_has_pages_the_oldest_first(client, small):
    by = worker(client)
    address = request_page(client, small, by)
    for number in range(27):
        client.post(address, {"concerned": "other", "words": f"Wrong in way {number}"})
    assert "Wrong in way 26" in text(client, "/reported")
    assert "Wrong in way 0<" in text(client, "/reported?page=2")
    keeper(client)
    assert text(client, "/corrections").count("Something else, or something that is missing") == 25
    second = text(client, "/corrections?page=2")
    assert second.count("Something else, or something that is missing") == 2
    newest = Correction.objects.latest("asked_at")
    assert str(newest.pk) in second


def test_where_nothing_waits_a_page_asks_once(client, small):
    by = worker(client)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        corrections.waiting(small.home, by=by, may_request=True, may_answer=True)
    assert len(asked) == 1


def test_what_was_typed_is_given_back_when_the_opening_has_ended(client, small):
    address = request_page(client, small, worker(client))
    Opening.objects.update(until=timezone.now())
    ended = client.post(address, {"concerned": "person.phone", "words": WORDS})
    assert ended.status_code == 404
    page = ended.content.decode()
    assert "That is not open any more" in page
    assert "That is her mother&#39;s number</textarea>" in page
    assert client.get(address).status_code == 404


def test_an_answer_in_the_meantime_is_shown_before_it_is_closed(client, small):
    made = report(client, small, worker(client))
    keeper(client)
    client.post(f"/corrections/{made.pk}", {"answer": "right as it stands", "words": "She lives there"})
    be(client, "dana", HOST)
    page = client.post(f"/reported/{made.pk}").content.decode()
    assert "It was answered in the meantime." in page
    assert "She lives there" in page
    assert client.post(f"/reported/{made.pk}", {"answered": "yes"}).status_code == 302
