"""Pages on which projects are proposed and approved, and questions asked, on a small county."""

import csv
import io
import json
import re
from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.singleview.analysis.models import Project, Release, SavedQuestion
from tests.pages.test_correcting import be, member
from tests.permitted import HOST
from tests.singleview.analysis.county import AGREEMENT, County, Somebody, build, crowd
from tests.standing import copied

STOLEN = (("2026-02-01", "Theft", "Victim"),)
SAFES = {f"safe_{each}": "As agreed" for each in ("project", "people", "data", "settings", "outputs")}


@pytest.fixture(scope="module")
def stands(standing):
    people = [
        *crowd(40, crime=STOLEN),
        *crowd(25, since=1100, uprn="2", sex="Male", crime=STOLEN),
        Somebody("2000", care=(("2026-01-10", "", "Open"),)),
    ]
    made = build(standing, people)
    made.now = timezone.now()
    made.agree()
    return made


@pytest.fixture
def county(stands, tmp_path, db):
    made = copied(stands, tmp_path)
    with override_settings(HOME=made.home):
        yield made


def analyst(client, name: str = "nell", organisation: str = HOST, role: str = "analyst"):
    return member(client, name, organisation, role, Duty.ANALYSE)


def approver(client):
    return member(client, "sam", HOST, "governance", Duty.APPROVE)


def propose(client, **changes: object) -> Project:
    last = {"ends_on-day": "1", "ends_on-month": "10", "ends_on-year": str(timezone.now().year + 1)}
    sent = {"identifier": str(uuid4()), "title": "Thefts", "agreement": AGREEMENT, **SAFES, **last, **changes}
    answered = client.post(reverse("propose-project"), sent)
    assert answered.status_code == 302, answered.content.decode()
    return Project.objects.get(pk=sent["identifier"])


@pytest.fixture
def project(client, county) -> Project:
    """An approved one; Nell, whose it is, is signed in."""
    analyst(client)
    made = propose(client)
    approver(client)
    client.post(reverse("approve-project", args=[made.pk]), {"decision": "approve", "why": "Counts alone"})
    be(client, "nell", HOST)
    return made


def ask(client, project: Project, **changes: object):
    sent = {"identifier": str(uuid4()), "title": "Thefts by ward", "measure": "count", **changes}
    return client.post(reverse("ask-question", args=[project.pk]), sent)


def as_json(client, project: Project, text: str, **changes: object):
    sent = {"identifier": str(uuid4()), "title": "Thefts", "text": text, **changes}
    return client.post(reverse("question-as-json", args=[project.pk]), sent)


def test_a_project_is_not_asked_for_before_it_is_approved(client, county):
    analyst(client)
    made = propose(client)
    page = client.get(reverse("project", args=[made.pk])).content.decode()
    assert "Proposed" in page
    assert "Ask a question" not in page
    refused = client.get(reverse("ask-question", args=[made.pk]))
    assert refused.status_code == 400
    assert "has to approve it first" in refused.content.decode()


def test_nobody_approves_their_own_project_and_a_reason_is_needed(client, county):
    member(client, "nell", HOST, "analyst", Duty.ANALYSE, Duty.APPROVE)
    made = propose(client)
    own = client.get(reverse("approve-project", args=[made.pk])).content.decode()
    assert "You proposed it yourself" in own
    assert "Note the decision" not in own
    approver(client)
    without = client.post(reverse("approve-project", args=[made.pk]), {"decision": "approve"})
    assert "Say why, for whoever asks later" in without.content.decode()
    assert Project.objects.get().decided_at is None


def test_without_an_agreement_nothing_can_be_proposed(client, county):
    analyst(client, organisation="carers")
    assert "No agreement in force lets your role" in client.get(reverse("analysis")).content.decode()
    assert "No agreement in force lets your role" in client.get(reverse("propose-project")).content.decode()


def test_a_question_is_read_back_before_it_is_asked(client, project):
    answered = ask(client, project, what_1="crime.incidents|event.kind|Theft", by=["ward"], read="1")
    page = answered.content.decode()
    assert "It reads:" in page
    assert "People who had “Incident” (Police; kind: Theft), by ward." in page
    assert not SavedQuestion.objects.exists()


def test_a_question_is_answered_on_its_page_and_as_a_file(client, project):
    answered = ask(client, project, what_1="crime.incidents", by=["ward"])
    page = client.get(answered.url).content.decode()
    assert "From about" in page
    assert "withheld" in page
    release = Release.objects.get()
    file = client.get(reverse("release-file", args=[release.pk]))
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[:4]] == ["Ward", "Lower", "Upper", "Not known"]
    assert rows[3][1] == "withheld"
    assert ["Question", "People who had “Incident” (Police), by ward."] in rows


def test_a_question_sent_twice_is_one(client, project):
    sent = {"identifier": str(uuid4()), "what_1": "crime.incidents"}
    first, second = ask(client, project, **sent), ask(client, project, **sent)
    assert first.url == second.url
    assert (SavedQuestion.objects.count(), Release.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Enter a name for the question"),
        ({"what_1": "crime.nothing"}, "Choose from the list"),
        ({"by": ["month"]}, "Counts by month, quarter or half-year need something that happened"),
        (
            {"by": ["month"], "what_1": "crime.incidents"},
            "Counts by month, quarter or half-year need a beginning and an end",
        ),
        ({"by": ["ward", "age", "sex", "service"]}, "at most 3 things"),
        ({"what_1": "crime.incidents", "how_1": "not", "what_2": "care.services", "then_2": "3"}, "And then"),
        (
            {"since-day": "1", "since-month": "2", "since-year": "2026"}
            | {"last-day": "1", "last-month": "1", "last-year": "2026"},
            "ends before it begins",
        ),
        ({"since-day": "31", "since-month": "2", "since-year": "2026"}, "Enter a day that there is"),
    ],
)
def test_what_cannot_be_meant_is_told_and_what_was_typed_stays(client, project, changes, words):
    answered = ask(client, project, **({"title": "My own name"} | changes))
    page = answered.content.decode()
    assert answered.status_code == 200
    assert words in page
    assert "My own name" in page or "title" in changes
    assert not SavedQuestion.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "Line 1 is not JSON"),
        ("[]", "A question is written in braces"),
        ('{"who": 1}', "A question knows no “who”"),
        ('{"conditions": [{}]}', "A condition says “happened”, “is” or “then”"),
        ('{"conditions": [{"happened": "care.secrets"}]}', "“care.secrets” may not be asked about now"),
        (
            '{"conditions": [{"happened": "crime.incidents", "where": {"person.last_name": ["Smith"]}}]}',
            "may not be chosen by “person.last_name”",
        ),
        ('{"conditions": [{"is": "ward", "values": ["E05000001"]}]}', "There is no ward “E05000001”"),
        ('{"conditions": [{"is": "name", "values": ["Smith"]}]}', "“is” cannot be “name”"),
        ('{"by": ["person"]}', "“by” cannot be “person”"),
        ('{"since": "yesterday"}', "“since” is not a day"),
        ('{"conditions": [{"then": [0, 1], "within_months": 3}]}', "stands between two things that happened"),
        ('{"conditions": [{"then": 7}]}', "“then” takes the places of two conditions"),
    ],
)
def test_json_that_is_no_question_is_told(client, project, text, words):
    page = as_json(client, project, text).content.decode()
    assert words in page
    assert not SavedQuestion.objects.exists()


def test_what_the_form_says_can_be_asked_as_json_too(client, project):
    by_form = ask(client, project, what_1="crime.incidents|event.kind|Theft", by=["sex"])
    content = SavedQuestion.objects.get().content
    by_json = as_json(client, project, json.dumps(content))
    assert by_json.url != by_form.url
    first, second = Release.objects.order_by("number")
    assert first.table == second.table


def test_another_question_starts_from_one_that_is_there(client, project):
    ask(client, project, what_1="crime.incidents")
    like = SavedQuestion.objects.get().pk
    page = client.get(f"{reverse('question-as-json', args=[project.pk])}?like={like}").content.decode()
    assert "&#34;happened&#34;: &#34;crime.incidents&#34;" in page


def test_a_flow_that_ended_leaves_what_was_released(client, county: County, project):
    asked = ask(client, project, what_1="crime.incidents")
    county.agree(crime=())
    again = client.post(asked.url)
    assert again.status_code == 400
    assert "may not be asked about now" in again.content.decode()
    assert re.search(r"About \d+ people", client.get(asked.url).content.decode())


def test_an_ended_project_answers_no_more(client, project):
    asked = ask(client, project, what_1="crime.incidents")
    client.post(reverse("end-project", args=[project.pk]))
    assert client.post(asked.url).status_code == 400
    page = client.get(asked.url).content.decode()
    assert "has ended" in page
    assert re.search(r"About \d+ people", page)


@pytest.mark.parametrize(("organisation", "role"), [("police", "analyst"), (HOST, "statistician")])
def test_projects_questions_and_releases_are_those_of_an_organisation_and_role(
    client, project, organisation, role
):
    asked = ask(client, project, what_1="crime.incidents")
    addresses = [
        asked.url,
        reverse("release-file", args=[Release.objects.get().pk]),
        *(reverse(name, args=[project.pk]) for name in ("project", "ask-question", "question-as-json")),
    ]
    assert [client.get(each).status_code for each in addresses] == [200] * 5
    member(client, "vic", organisation, role, Duty.ANALYSE, Duty.APPROVE)
    assert [client.get(each).status_code for each in addresses] == [404] * 5
    assert client.post(asked.url).status_code == 404
    assert client.post(reverse("end-project", args=[project.pk])).status_code == 404
    seen = client.get(reverse("approve-project", args=[project.pk])).status_code
    assert seen == (200 if organisation == HOST else 404)
    assert Project.objects.get().ended_at is None


def test_before_anybody_is_published_pages_say_so(client, tmp_path, county):
    analyst(client)
    made = propose(client)
    Project.objects.update(approved=True, decided_at=timezone.now())
    with override_settings(HOME=type(county.home)(tmp_path / "empty")):
        answered = client.get(reverse("ask-question", args=[made.pk]))
    assert answered.status_code == 409
    assert "Nobody is published yet" in answered.content.decode()


def test_projects_wait_on_the_front_page_of_whoever_approves(client, county):
    analyst(client)
    propose(client)
    approver(client)
    assert "Projects to approve" in client.get("/").content.decode()
