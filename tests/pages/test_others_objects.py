"""Every page about one thing, tried with the identifier of somebody else's."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from shiremoot.access.models import ConsentGiven, Correction, Fact, Relationship, Review
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from shiremoot.portal.sharing.models import Ask, SharingDecision
from tests.access.small import build
from tests.gateway.rights.conftest import flows
from tests.pages.test_correcting import be, member
from tests.pages.test_data_requests import day
from tests.pages.test_permissions import PAGES
from tests.pages.test_staff import HEAD, give
from tests.permitted import HOST
from tests.portal.sharing.conftest import BY_DECISION, INTERNAL

ADA, CORAS = "9000000009", "9000000017"
TRIED_ELSEWHERE = {
    "assurance-check": "test_assurance",
    "assurance-decide": "test_assurance",
    "assurance-file": "test_assurance",
    "assurance-stop": "test_assurance",
    "assurance-withdraw": "test_assurance",
    "staff-change": "test_staff",
    "assessment-risk": "test_assessing",
    "assessment-remove-risk": "test_assessing",
    **dict.fromkeys(("homes-list", "print-homes"), "test_homes"),
    **dict.fromkeys(
        (
            "approve-project",
            "ask-question",
            "end-project",
            "project",
            "question",
            "question-as-json",
            "release-file",
        ),
        "test_analysis",
    ),
    **dict.fromkeys(
        ("change-intervention", "comparison-file", "indicator-file", "intervention"), "test_evaluation"
    ),
    **dict.fromkeys(("option", "option-displaced-file", "option-hubs-file"), "test_estate_options"),
    **dict.fromkeys(("check-sites", "sites-columns"), "test_estate"),
    "site": "everybody's who is signed in",
    "settle-query": "test_drafts: only whoever asked, or drafts",
    **dict.fromkeys(("link-label", "link-question", "undo-link-decision"), "one queue for the whole county"),
}
BY_ORGANISATION = {
    "lift-fact",
    "withdraw-consent",
    "review",
    "entry",
    "staff-person",
    "staff-leave",
    "staff-code",
    "data-request",
    "data-request-identity",
    "data-request-clarify",
    "data-request-extend",
    "data-request-close",
    "find-subject",
    "make-data-answer",
    "take-data-answer",
}
"""Everybody of the organisation with the duty has these; all others are one user's own."""
_STEPS = ("identity", "clarify", "extend", "close")
ANSWERING = ("ask-to-answer", "decide-on-ask", "shared-with-me")
BY_POST_ALONE = {
    "staff-code",
    "make-data-answer",
    "take-data-answer",
    "print-emergency",
    "print-person",
    "take-off-caseload",
}


def _be(client, name: str, organisation: str = HOST) -> None:
    member(client, name, organisation, "social-worker", *Duty)


@pytest.fixture
def owned(client, tmp_path, settings, db) -> dict[str, str]:
    """Page → address of something that Dana has, who is signed in."""
    small = build(tmp_path)
    settings.HOME, small.now = small.home, timezone.now()
    in_emergency = {"dataset": "care", "relationships": ["emergency"]}
    small.adopt(
        {"dataset": "care"},
        {"dataset": "crime", "rests_on_consent": True},
        in_emergency,
        INTERNAL,
        BY_DECISION,
    )
    _be(client, "dana")
    dana = User.objects.get()
    search = {"purpose": Purpose.SAFEGUARDING_CHILDREN, "terms": ADA}
    found = client.post("/find", search).url
    candidate = re.search(r"/candidates/[0-9a-f-]+", client.get(found).content.decode()).group()
    emergency = re.search(r"/candidates/[0-9a-f-]+", client.get(found).content.decode()).group()
    opening = client.post(candidate, {"category": "visit", "reason": "A visit that is planned"}).url
    client.post(emergency, {"emergency": "yes", "reason": "Not breathing"})
    place = re.search(r"/openings/[0-9a-f-]+/places/\w+", client.get(opening).content.decode()).group()
    at_places = {"purpose": Purpose.SAFEGUARDING_CHILDREN, "reason": "A flood", "places": "XK1 2AB"}
    at_places = client.post("/emergency", at_places).url
    item = re.search(rf"{opening}/wrong/\w+", client.get(f"{opening}/wrong").content.decode()).group()
    client.post(item, {"concerned": "person.phone", "words": "That is her mother's number"})
    client.post("/facts/new", {"nhs_number": CORAS, "kind": "objection", "reason": "Upheld"})
    given = {"to": "police safeguarding-children", "reason": "Form signed today"}
    client.post(f"{opening}/consent", given)
    on_caseload = {"category": "visit", "reason": "I visit her every week", "days": "30"}
    client.post(f"{opening}/caseload", on_caseload)
    to_carers = {"service": "carers care", "questions": "involved", "words": "To keep her safe", "due": "2"}
    client.post(f"{opening}/ask", to_carers)
    draft = client.post(f"{opening}/share", {"organisation": "police"}).url
    return {
        "found": found,
        "add-to-caseload": f"{opening}/caseload",
        "ask-service": f"{opening}/ask",
        "share-with": f"{opening}/share",
        "my-ask": f"/asks/{Ask.objects.get().pk}/mine",
        "decide-sharing": draft,
        "take-off-caseload": f"/caseload/{Relationship.objects.get(reason__gt='').pk}/take-off",
        "why-opening": candidate,
        "person": opening,
        "print-person": f"{opening}/print",
        "place": place,
        "emergency": at_places,
        "print-emergency": f"{at_places}/print",
        "protect": f"{opening}/protect",
        "give-consent": f"{opening}/consent",
        "report-wrong-link": f"{opening}/wrong-link",
        "what-is-wrong": f"{opening}/wrong",
        "request-correction": item,
        "reported-one": f"/reported/{Correction.objects.get().pk}",
        "lift-fact": f"/facts/{Fact.objects.get().pk}/lift",
        "withdraw-consent": f"/consents/{ConsentGiven.objects.get().pk}/withdraw",
        "review": f"/reviews/{Review.objects.filter(organisation=HOST).first().pk}",
        "entry": f"/record/entries/{Entry.objects.get(act=Act.SET_FACT).number}",
        "staff-check": give(client, HEAD + "jo@host.example,Jo,worker,practise,,\n").url,
        "staff-person": f"/staff/{dana.pk}",
        "staff-leave": f"/staff/{dana.pk}/leave",
        "staff-code": f"/staff/{dana.pk}/code",
        **_data_requests(client, small),
    }


def _data_requests(client, small) -> dict[str, str]:
    """A request that Dana noted, and somebody whom she found for it."""
    as_social_worker = {"recipients": [{"organisation": HOST, "roles": ["social-worker"]}]}
    small.adopt(
        {"dataset": "care"},
        {"dataset": "crime", "rests_on_consent": True},
        {"dataset": "care", "relationships": ["emergency"]},
        INTERNAL,
        BY_DECISION,
        *(flow | as_social_worker for flow in flows("crime")[1:]),
    )
    said = {"about_name": "Peter Else", "asker": "themselves", "reply_to": "By post"}
    identifier = {"identifier": str(uuid4())}
    made = client.post("/data-requests/new", said | day("received_on") | identifier).url.partition("?")[0]
    client.post(f"{made}/identity", {"outcome": "confirmed", "words": "A passport", **day("on")})
    return {
        "data-request": made,
        **{f"data-request-{step}": f"{made}/{step}" for step in _STEPS},
        "find-subject": f"{made}/find",
        "subject-found": client.post(f"{made}/find", {"terms": "peter else 9/1/1971"}).url,
        "make-data-answer": f"{made}/answer",
        "take-data-answer": f"{made}/answer/pdf",
    }


def test_every_page_about_one_thing_is_tried(owned):
    about_one = {
        page.name
        for page in PAGES
        if {type(each).__name__ for each in page.pattern.converters.values()}
        & {"UUIDConverter", "IntConverter"}
    }
    of_agreements = {page.name for page in PAGES if "agreements" in page.callback.__module__}
    tried = owned.keys() | TRIED_ELSEWHERE.keys() | {"correction", "data-task", *ANSWERING}
    assert tried >= about_one - of_agreements


def test_whose_they_are_has_them(client, owned):
    for name, address in owned.items():
        if name not in BY_POST_ALONE:
            assert client.get(address).status_code == 200, name


@pytest.mark.parametrize(("name", "organisation"), [("flo", HOST), ("ed", "carers")])
def test_nobody_else_has_them_or_changes_them(client, owned, name, organisation):
    _be(client, name, organisation)
    of_their_own = BY_ORGANISATION if organisation == HOST else set()
    before = Entry.objects.count()
    for page in owned.keys() - of_their_own:
        tries = [client.post(owned[page], {"reason": "Mine now", "kind": "objection"})]
        if page not in BY_POST_ALONE:
            tries.append(client.get(owned[page]))
        for response in tries:
            assert response.status_code in (404, 405), (page, response.status_code)
    assert Entry.objects.count() == before


def test_what_is_to_be_corrected_is_for_the_organisation_that_keeps_it(client, owned):
    address = f"/corrections/{Correction.objects.get().pk}"
    assert client.get(address).status_code == 404
    _be(client, "pat", "police")
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "right", "words": "As it stands"}).status_code == 404
    _be(client, "ed", "carers")
    assert client.get(address).status_code != 404


def test_what_a_service_is_asked_is_for_its_own_staff_and_what_it_shares_for_who_asked(client, owned):
    made = Ask.objects.get()
    asked, deciding = f"/asks/{made.pk}", f"/asks/{made.pk}/decide"
    for name, organisation, role in (
        ("flo", HOST, "social-worker"),
        ("pat", "police", "care-worker"),
        ("ed", "carers", "accountant"),
    ):
        member(client, name, organisation, role, *Duty)
        assert client.get(asked).status_code == 404
        assert client.post(asked, {"words": "Not known"}).status_code == 404
        assert client.post(deciding).status_code == 404
    member(client, "cy", "carers", "care-worker", *Duty)
    candidate = re.search(r"/candidates/[0-9a-f-]+", client.get(asked).content.decode()).group()
    client.post(candidate, {"category": "visit", "reason": "Asked by social workers"})
    draft = client.post(deciding).url
    given = re.search(r'name="given"[^>]* value="([^"]+)"', client.get(draft).content.decode()).group(1)
    judged = {"told": "told, and agrees", "harm": "no", "outcome": "shared here", "days": "7"}
    client.post(draft, {**judged, "given": given, "reason": "To keep her safe"})
    shared = f"/shared/{SharingDecision.objects.get(outcome='shared here').pk}"
    assert client.get(shared).status_code == 404
    assert client.get(draft).status_code == 200
    be(client, "flo", HOST)
    assert client.get(shared).status_code == client.get(draft).status_code == 404
    be(client, "dana", HOST)
    assert client.get(shared).status_code == 200
    assert client.get(draft).status_code == client.post(draft).status_code == 404
