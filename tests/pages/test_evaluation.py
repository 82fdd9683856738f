"""Pages of interventions: registered, looked at, changed and decided on, on a small county."""

import csv
import io
import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from shiremoot.dates import day_of, months_before
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.models import Entry
from shiremoot.roadmap.evaluation import verbs
from shiremoot.roadmap.evaluation.models import Decision, Intervention
from shiremoot.singleview.analysis import running
from shiremoot.singleview.analysis.question import from_plain
from tests.pages.test_correcting import member
from tests.permitted import HOST
from tests.roadmap.evaluation.world import counted
from tests.singleview.analysis.county import ANALYST, County
from tests.standing import copied


def words(response) -> str:
    """What the page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(response.content.decode())).split())


@pytest.fixture(scope="module")
def stands(standing):
    return counted(standing)


@pytest.fixture
def counts(stands, tmp_path, db):
    """County, question by month, question by ward and half-year."""
    there, by_month, by_ward = stands
    made = copied(there, tmp_path)
    made.now = timezone.now()
    with override_settings(HOME=made.home):
        yield made, str(by_month), str(by_ward)


def lead(client, name: str = "avery", organisation: str = HOST) -> None:
    member(client, name, organisation, "chief-executive", Duty.STEER)


def month(later: int) -> str:
    return f"{months_before(day_of(timezone.now()).replace(day=1), -later):%B %Y}"


def typed(counts, **changes: object) -> dict[str, object]:
    _, by_month, by_ward = counts
    return {
        "identifier": str(uuid4()),
        "title": "Street lights",
        "changes": "Lights stay on all night.",
        "why": "People are seen",
        "population": "Everybody",
        "decides": "The board",
        "review_every": "3",
        "starts": f"Upper, {month(2)}, Upper parish\nLower, none, Lower parish",
        "title_1": "Incidents",
        "question_1": by_month,
        "better_1": "lower",
        "target_1": "30",
        "compared_1": by_ward,
        **changes,
    }


def register(client, counts, **changes: object):
    return client.post(reverse("register-intervention"), typed(counts, **changes))


@pytest.fixture
def made(client, counts) -> Intervention:
    """Avery, whose it is, is signed in."""
    lead(client)
    answered = register(client, counts)
    assert answered.status_code == 302, words(answered)
    return Intervention.objects.get()


def at(made: Intervention, name: str = "intervention", *more: object) -> str:
    return reverse(name, args=[made.pk, *more])


def decide(client, made: Intervention, **changes: object):
    """As the page that was opened just now would send it."""
    page = client.get(at(made)).content.decode()
    carried = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page).group(1)
        for name in ("identifier", "after", "basis")
    }
    day = months_before(day_of(timezone.now()), -3)
    next_review = {f"next_review-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    return client.post(
        at(made), carried | next_review | {"outcome": "continue", "reason": "It helps"} | changes
    )


def test_without_questions_it_is_said_what_is_missing(client, counts):
    lead(client, "pat", "police")
    assert "None is registered yet" in words(client.get(reverse("interventions")))
    page = words(client.get(reverse("register-intervention")))
    assert "no approved project of" in page
    assert "Register it" not in page


def test_the_form_begins_with_every_ward(client, counts):
    lead(client)
    page = client.get(reverse("register-intervention")).content.decode()
    assert "Lower, none, All\nUpper, none, All" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Enter what the change is called"),
        ({"review_every": "0"}, "Enter a number of months from 1 to 24"),
        ({"review_every": "often"}, "Enter a number of months from 1 to 24"),
        ({"starts": ""}, "Give at least one ward the month in which it begins"),
        ({"starts": "Upper, none, A"}, "Give at least one ward the month in which it begins"),
        ({"starts": "Uper, May 2030, A\nLower, May, A"}, "Line 2: “May” is no month"),
        ({"starts": "\n".join(["Uper, May 2030, A"] * 14)}, "4 more lines cannot be read."),
        ({"starts": "Upper, January 2020, A"}, "registered before the month in which it begins"),
        ({"starts": "Upper, January 2020, A"}, "Look at what it did with a question in Analysis"),
        ({"title_1": ""}, "Enter what the indicator is called"),
        ({"question_1": ""}, "Choose the question by which it is counted"),
        ({"question_1": str(uuid4())}, "Choose from the list"),
        ({"better_1": ""}, "Choose whether higher or lower is better"),
        ({"target_1": "few"}, "Enter the target as a number"),
        ({"target_2": "5"}, "Enter what the indicator is called"),
    ],
)
def test_what_cannot_be_registered_is_told_and_what_was_typed_stays(client, counts, changes, said):
    lead(client)
    answered = register(client, counts, **changes)
    assert answered.status_code == 200
    assert said in words(answered)
    assert "Lights stay on all night." in words(answered)
    assert not Intervention.objects.exists()


def test_a_registered_change_says_what_where_and_when_and_that_nothing_is_told_yet(client, counts, made):
    page = words(client.get(at(made)))
    assert f"Lights stay on all night. From {month(2)} on, in 1 of 2 wards." in page
    assert "Incidents: what the change did is not worked out yet." in page
    assert "It is being worked out in the background" in page
    assert "about" in page
    assert "What changed since Nothing." in page
    verbs.compare_all(at=timezone.now())
    page = words(client.get(at(made)))
    assert "Incidents: what the change did cannot be told from so few areas." in page
    assert "It takes 6 that decide for themselves" in page
    listed = words(client.get(reverse("interventions")))
    assert "Street lights" in listed
    assert "cannot be told from so few areas" in listed


def test_an_indicator_without_comparison_and_one_that_was_never_answered(client, counts, made):
    county: County = counts[0]
    unasked = str(county.save(_question(counts[1])))
    register(
        client, counts, title="Other", compared_1="", title_2="Later", question_2=unasked, better_2="neither"
    )
    other = Intervention.objects.exclude(pk=made.pk).get()
    page = words(client.get(at(other)))
    assert "Incidents: what the change did is not told, as no wards are compared." in page
    assert "It has not been counted yet." in page
    assert client.get(at(other, "indicator-file", 2)).status_code == 404
    assert client.get(at(other, "comparison-file", 1)).status_code == 404


def _question(like: str):
    return from_plain(running.question_of(like, by=ANALYST).content)


def test_months_and_comparison_are_files_too(client, made):
    verbs.compare_all(at=timezone.now())
    months, compared = (
        list(csv.reader(io.StringIO(client.get(at(made, name, 1)).content.decode("utf-8-sig"))))
        for name in ("indicator-file", "comparison-file")
    )
    assert months[0] == [
        "Month", "Incidents", "What is unusual", "Mean", "Lower limit", "Upper limit", "Target",
    ]  # fmt: skip
    assert months[1][0] == "2025-09"
    assert months[1][-1] == "30"
    (asked,) = (row[1] for row in months if row[:1] == ["Question"])
    assert asked.startswith("People who had “Incident” (Police)")
    assert any(row[:1] == ["Finding"] for row in compared)
    for number in (0, 2, 99):
        assert client.get(at(made, "indicator-file", number)).status_code == 404


def test_a_plan_is_changed_in_sight(client, counts, made):
    page = client.get(at(made, "change-intervention")).content.decode()
    assert f"Upper, {month(2)}, Upper parish" in page
    changed = typed(counts, version="1", reason="Bulbs came late", starts=f"Upper, {month(5)}, Upper parish")
    without = client.post(at(made, "change-intervention"), changed | {"reason": ""})
    assert "Say why the plan changes" in words(without)
    assert client.post(at(made, "change-intervention"), changed).status_code == 302
    assert client.post(at(made, "change-intervention"), changed).status_code == 302
    again = client.post(at(made, "change-intervention"), changed | {"why": "Otherwise"})
    assert "Somebody has changed the plan since you opened it." in words(again)
    page = words(client.get(at(made)))
    assert "Bulbs came late" in page
    assert f"was “from {month(2)}, decided by Upper parish”, now “from {month(5)}, decided by Upper" in page
    assert "was “not, decided by Lower parish”, now left out" in page
    assert f"First month {month(2)}" in page


def test_a_decision_is_kept_with_what_was_known(client, made):
    verbs.compare_all(at=timezone.now())
    assert decide(client, made, outcome="adapt", adapted="Brighter lights").status_code == 302
    page = words(client.get(at(made)))
    assert "It helps" in page
    assert "Done otherwise: Brighter lights" in page
    assert "Known then: Incidents: what the change did cannot be told from so few areas." in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": ""}, "Choose how it goes on"),
        ({"reason": ""}, "Say why, for whoever asks later"),
        ({"outcome": "adapt"}, "Say what is done otherwise"),
        (
            {"next_review-day": "", "next_review-month": "", "next_review-year": ""},
            "Enter when it is looked at",
        ),
        ({"next_review-day": "31", "next_review-month": "2"}, "Enter a day that there is"),
        ({"next_review-year": "2020"}, "The next review lies after today."),
        ({"after": "7"}, "Somebody has decided since you opened the page."),
        ({"basis": "x"}, "What is known has changed since you opened the page."),
    ],
)
def test_what_cannot_be_decided_is_told(client, made, changes, said):
    answered = decide(client, made, **changes)
    assert answered.status_code == 200
    assert said in words(answered)
    assert not Decision.objects.exists()


def test_what_is_sent_after_reading_again_is_kept(client, made):
    refused = decide(client, made, basis="x").content.decode()
    basis = re.search(r'name="basis" value="([^"]*)"', refused).group(1)
    assert basis != "x"
    assert decide(client, made, basis=basis).status_code == 302


def test_a_decision_sent_twice_is_one(client, made):
    identifier = str(uuid4())
    assert decide(client, made, identifier=identifier).status_code == 302
    assert decide(client, made, identifier=identifier, after="0", basis="x").status_code == 302
    assert Decision.objects.count() == 1


def test_what_was_stopped_asks_nothing_more(client, made):
    decide(client, made, outcome="stop")
    page = words(client.get(at(made)))
    assert "Stopped" in page
    assert "How does it go on?" not in page
    assert "Change the plan" not in page
    assert "Stopped" in words(client.get(reverse("interventions")))


def test_what_is_due_waits_on_the_front_page_of_whoever_steers(client, made):
    front = words(client.get("/"))
    assert "Interventions to decide on" not in front
    assert "What services changed Street lights" in front
    Intervention.objects.update(next_review=day_of(timezone.now()))
    assert "Interventions to decide on (1)" in words(client.get("/"))
    member(client, "dana", HOST, "analyst", Duty.ANALYSE)
    assert "Interventions" not in words(client.get("/"))
    lead(client, "pat", "police")
    front = words(client.get("/"))
    assert "Interventions to decide on" not in front
    assert "Nothing is registered." in front


def test_interventions_are_those_of_an_organisation(client, counts, made):
    verbs.compare_all(at=timezone.now())
    addresses = [
        at(made),
        at(made, "change-intervention"),
        at(made, "indicator-file", 1),
        at(made, "comparison-file", 1),
    ]
    assert [client.get(each).status_code for each in addresses] == [200] * 4
    lead(client, "pat", "police")
    before = Entry.objects.count()
    assert [client.get(each).status_code for each in addresses] == [404] * 4
    sent = {"outcome": "stop", "reason": "Mine now", "after": "0", "basis": "", "identifier": str(uuid4())}
    assert client.post(at(made), sent).status_code == 404
    changed = typed(counts, version="1", reason="Mine now")
    assert client.post(at(made, "change-intervention"), changed).status_code == 404
    assert "Street lights" not in words(client.get(reverse("interventions")))
    assert Entry.objects.count() == before
