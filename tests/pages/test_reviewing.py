"""Pages of those who protect and review, on the few people of a small county."""

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.access import consents
from shiremoot.access.models import Fact, Opening, Review
from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Detail, Entry
from shiremoot.ledger.sequencer import sequence
from tests.access.small import PURPOSE, Small, build
from tests.permitted import HOST, OPERATOR

CORA, CORAS = "cora child 6/5/2015", "9000000017"
ALL = [Duty.PRACTISE, Duty.REVIEW, Duty.PROTECT]


@pytest.fixture
def small(tmp_path, db):
    made = build(tmp_path)
    made.now = timezone.now()
    made.adopt({"dataset": "care"}, {"dataset": "crime", "relationships": ["emergency"]})
    with override_settings(HOME=made.home):
        yield made


def member(client, email: str, organisation: str, duties: list[Duty]) -> Viewer:
    verbs.add_member(
        email=email,
        name=email.partition("@")[0].title(),
        organisation=organisation,
        role="social-worker",
        duties=duties,
        by=OPERATOR,
        at=timezone.now(),
    )
    user = User.objects.get(email=email)
    client.force_login(user)
    return Viewer(organisation, "social-worker", str(user.pk))


def open_in_emergency(client, small: Small, by: Viewer) -> None:
    candidate = small.find("9000000009", by)[0].candidate
    page = client.get(f"/candidates/{candidate}").content.decode()
    assert "This is an emergency and I have no time" in page
    short = client.post(f"/candidates/{candidate}", {"emergency": "yes", "reason": ""})
    assert "Say in a few words what has happened" in short.content.decode()
    done = client.post(f"/candidates/{candidate}", {"emergency": "yes", "reason": "Not breathing"})
    assert done.status_code == 302
    assert "Opened in an emergency" in client.get(done.url).content.decode()


def test_a_record_is_protected_from_its_page_and_the_page_is_gone(client, small):
    by = member(client, "dana@host.example", HOST, ALL)
    opening = small.open(CORA, by)
    assert f"/openings/{opening.pk}/protect" in client.get(f"/openings/{opening.pk}").content.decode()
    page = client.post(f"/openings/{opening.pk}/protect", {"kind": "hidden record", "reason": "At risk"})
    assert "Choose the records that a hidden record reaches" in page.content.decode()
    done = client.post(f"/openings/{opening.pk}/protect", {"kind": "hidden person", "reason": "At risk"})
    assert "It is set" in client.get(done.url).content.decode()
    assert client.get(f"/openings/{opening.pk}").status_code == 404
    assert str(opening.pk) not in client.get("/").content.decode()


def test_protecting_by_number_answers_the_same_whether_or_not_anybody_has_it(client, small):
    member(client, "sam@host.example", HOST, [Duty.PROTECT])
    answers = []
    for number in (CORAS, "9000000092"):
        sent = {"nhs_number": number, "kind": "hidden address", "reason": "Refuge", "reference": "R 1"}
        done = client.post("/facts/new", sent)
        answers.append((done.status_code, done.url))
    assert len(set(answers)) == 1
    page = client.get("/facts").content.decode()
    assert "Cora" not in page
    assert CORAS not in page
    assert page.count("R 1</th>") == 2
    wrong = client.post("/facts/new", {"nhs_number": "9000000018", "kind": "hidden person", "reason": "x"})
    assert "That is not an NHS number" in wrong.content.decode()
    assert Fact.objects.count() == 2


def test_lifting_asks_first_and_needs_a_reason_and_is_one_s_own_organisation_s(client, small):
    member(client, "pat@police.example", "police", [Duty.PROTECT])
    client.post("/facts/new", {"nhs_number": CORAS, "kind": "hidden person", "reason": "Refuge"})
    address = f"/facts/{Fact.objects.get().pk}/lift"
    assert "Be sure that nobody is in danger" in client.get(address).content.decode()
    assert "Enter why it is to be lifted" in client.post(address, {"reason": ""}).content.decode()
    member(client, "sam@host.example", HOST, [Duty.PROTECT])
    assert client.get(address).status_code == 404
    client.force_login(User.objects.get(email="pat@police.example"))
    done = client.post(address, {"reason": "Safe now"})
    assert "It is lifted" in client.get(done.url).content.decode()
    assert small.find(CORA)
    assert client.get(address).status_code == 404


def test_an_emergency_is_judged_by_somebody_else(client, small):
    by = member(client, "dana@host.example", HOST, ALL)
    member(client, "rita@host.example", HOST, [Duty.REVIEW])
    client.force_login(User.objects.get(email="dana@host.example"))
    open_in_emergency(client, small, by)
    address = f"/reviews/{Review.objects.get(organisation=HOST).pk}"
    own = client.get(address).content.decode()
    assert "You looked at this record yourself" in own
    refused = client.post(address, {"outcome": "justified", "words": "I had to"})
    assert "Somebody else reviews it" in refused.content.decode()
    assert Review.objects.filter(closed_at=None).count() == 3

    client.force_login(User.objects.get(email="rita@host.example"))
    page = client.get("/reviews").content.decode()
    assert "Emergency access" in page
    assert "Dana, social worker" in page
    assert "Reviews (3)" in page  # two providers have no reviewers of their own
    assert "Not breathing" in client.get(address).content.decode()
    done = client.post(address, {"outcome": "justified", "words": "The ambulance log agrees"})
    after = client.get(done.url).content.decode()
    assert "Your review is recorded" in after
    assert "Reviews (2)" in after
    late = client.post(address, {"outcome": "not justified", "words": "I differ from that"}).content.decode()
    assert "Somebody else decided this review in the meantime" in late
    assert "I differ from that" in late


def test_a_provider_s_reviewer_reads_no_name_and_no_words(client, small):
    by = member(client, "dana@host.example", HOST, ALL)
    open_in_emergency(client, small, by)
    member(client, "pat@police.example", "police", [Duty.REVIEW])
    address = f"/reviews/{Review.objects.get(organisation='police').pk}"
    page = client.get(address).content.decode()
    assert "Social worker, The host" in page
    assert "An emergency: somebody is in danger now" in page
    for secret in ("Dana", "Not breathing", "Ada"):
        assert secret not in page
    ours = Review.objects.get(organisation=HOST).pk
    assert client.get(f"/reviews/{ours}").status_code == 404


def test_without_a_flow_for_emergencies_none_is_offered_and_none_opens(client, small):
    small.adopt({"dataset": "care"})
    by = member(client, "dana@host.example", HOST, [Duty.PRACTISE])
    candidate = small.find(CORA, by)[0].candidate
    assert "I have no time" not in client.get(f"/candidates/{candidate}").content.decode()
    client.post(f"/candidates/{candidate}", {"emergency": "yes", "reason": "Not breathing"})
    assert not Opening.objects.exists()


def test_nothing_waits_and_nothing_is_set_at_first(client, small):
    member(client, "sam@host.example", HOST, [Duty.REVIEW, Duty.PROTECT])
    assert "Nothing waits for you" in client.get("/reviews").content.decode()
    assert "Your organisation has set nothing" in client.get("/facts").content.decode()
    assert "Reviews (" not in client.get("/").content.decode()
    assert PURPOSE.label not in client.get("/facts").content.decode()


def entries_of(*acts: Act) -> list[int]:
    return list(Entry.objects.filter(act__in=acts).values_list("number", flat=True))


def statuses(client, numbers: list[int]) -> set[int]:
    return {client.get(f"/record/entries/{number}").status_code for number in numbers}


def test_who_is_protected_and_why_is_told_to_reviewers_who_may_protect_and_to_the_author(client, small):
    dana = member(client, "dana@host.example", HOST, [Duty.PRACTISE])
    sam = member(client, "sam@host.example", HOST, [Duty.REVIEW, Duty.PROTECT])
    client.post("/facts/new", {"nhs_number": CORAS, "kind": "hidden person", "reason": "Refuge"})
    assert small.find(CORAS, dana) == []
    asked = {"person_id": small.person("9000000009"), "provider": "police", "purpose": PURPOSE, "by": sam}
    consents.give_consent(small.home, **asked, reason="By letter", at=small.now)
    consents.withdraw_consent(small.home, **asked, reason="By letter", at=small.now)
    address = f"/reviews/{Review.objects.get().pk}"
    client.post(address, {"outcome": "justified", "words": "Asked her"})
    client.post(f"/facts/{Fact.objects.get().pk}/lift", {"reason": "Safe now"})
    telling = entries_of(
        *(Act.SET_FACT, Act.LIFT_FACT, Act.GIVE_CONSENT, Act.WITHDRAW_CONSENT, Act.VIEW_REVIEW, Act.REVIEW)
    )
    assert len(telling) >= 5
    assert statuses(client, telling) == {200}
    both = member(client, "bea@host.example", HOST, [Duty.REVIEW, Duty.PROTECT])
    assert statuses(client, telling) == {200}
    assert "Refuge" in client.get(f"/record/entries/{entries_of(Act.SET_FACT)[0]}").content.decode()
    assert both.user_id != sam.user_id
    member(client, "rita@host.example", HOST, [Duty.REVIEW])
    assert statuses(client, telling) == {404}
    assert statuses(client, entries_of(Act.SEARCH)) == {200}


def test_the_log_of_what_our_people_did_is_for_those_who_may_protect_as_well(client, small):
    member(client, "rita@host.example", HOST, [Duty.REVIEW])
    sequence(small.home, say=lambda words: None)
    page = client.get("/record/our-people").content.decode()
    assert "It also says whose records you protect" in page
    assert "/record/export/done" not in page
    refused = client.get("/record/export/done")
    assert refused.status_code == 403
    assert "those who may protect as well as review" in refused.content.decode()
    assert entries_of(Act.EXPORT_RECORD) == []
    member(client, "bea@host.example", HOST, [Duty.REVIEW, Duty.PROTECT])
    assert "/record/export/done" in client.get("/record/our-people").content.decode()
    given = client.get("/record/export/done")
    assert given.headers["Content-Type"] == "application/zip"
    given.close()


def test_somebody_else_s_reason_is_not_read_without_an_entry(client, small):
    member(client, "pat@police.example", "police", [Duty.PROTECT])
    client.post("/facts/new", {"nhs_number": CORAS, "kind": "hidden person", "reason": "Refuge"})
    address = f"/facts/{Fact.objects.get().pk}/lift"
    assert "Refuge" in client.get(address).content.decode()
    assert entries_of(Act.VIEW_FACT) == []
    pia = member(client, "pia@police.example", "police", [Duty.PROTECT])
    assert "Refuge" in client.get(address).content.decode()
    (number,) = entries_of(Act.VIEW_FACT)
    assert Detail.objects.get(entry_id=number, part="viewer").user_id == pia.user_id
    again = client.post(address, {"reason": ""})
    assert "Refuge" in again.content.decode()
    assert len(entries_of(Act.VIEW_FACT)) == 2


def test_what_the_system_wrote_by_itself_is_said_to_be_the_system_s(client, small):
    by = member(client, "dana@host.example", HOST, ALL)
    open_in_emergency(client, small, by)
    page = client.get("/record/our-people").content.decode()
    assert page.count('The system<br><span class="sm-quiet">Reviewer') == len(entries_of(Act.ANNOUNCE)) - 2


def test_reviews_that_nobody_may_decide_are_counted_for_the_host_s_reviewers(client, small):
    by = member(client, "dana@host.example", HOST, ALL)
    assert "nobody may decide" not in client.get("/").content.decode()
    open_in_emergency(client, small, by)
    for page in ("/", "/reviews"):
        assert "3 reviews wait and nobody may decide them" in client.get(page).content.decode()
    member(client, "carl@carers.example", "carers", [Duty.REVIEW])
    assert "nobody may decide" not in client.get("/").content.decode()
    member(client, "kit@host.example", HOST, [Duty.PRACTISE])
    assert "nobody may decide" not in client.get("/").content.decode()
    client.force_login(User.objects.get(email="dana@host.example"))
    assert "2 reviews wait and nobody may decide them" in client.get("/").content.decode()
    member(client, "rita@host.example", HOST, [Duty.REVIEW])
    for page in ("/", "/reviews"):
        assert "nobody may decide" not in client.get(page).content.decode()
