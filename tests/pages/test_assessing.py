"""Pages of impact assessments: written part by part, by two at once, and signed off for what was read."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shiremoot.gateway.dpia import verbs
from shiremoot.gateway.dpia.rules import NAMES
from shiremoot.gateway.dpia.verbs import Who
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import parse_organisations
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.law.flows import Dpia
from shiremoot.ledger.acts import Viewer

pytestmark = pytest.mark.django_db

OPERATOR = Viewer("council", "data-engineer", "test")
ROOT = "/assessments/front-door"
RISK = {"revision": 0, "what": "A letter goes astray", "likelihood": "possible", "severity": "severe"}


@pytest.fixture
def officer(client):
    """An officer of the lead who may draft and sign, signed in; the assessment has been begun."""
    text = (
        "- {identifier: council, name: Council, kind: county council, host: true}\n"
        "- {identifier: police, name: Police, kind: police force}\n"
    )
    organisations.register_organisations(parse_organisations(text), by=OPERATOR, at=timezone.now())
    who = member(client, "council", Duty.DRAFT, Duty.SIGN)
    verbs.begin(
        agreement="front-door", title="Front door", screening=["Large scale"], who=who, at=timezone.now()
    )
    return client


def member(client, organisation: str, *duties: Duty) -> Who:
    made = organisations.add_member(
        email=f"officer@{organisation}.example",
        name=f"Officer of {organisation}",
        organisation=organisation,
        role="governance-officer",
        duties=duties,
        by=OPERATOR,
        at=timezone.now() - timedelta(seconds=1),
    )
    client.force_login(User.objects.get(pk=made.user_id))
    return Who(f"Officer of {organisation}", Viewer(organisation, "governance-officer", str(made.user_id)))


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def hidden(answer, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())[1]


def fill(client) -> None:
    for name in NAMES:
        client.post(f"{ROOT}/questions/{name}", {"revision": 0, "words": f"About {name}"})
    client.post(f"{ROOT}/risks/new", RISK | {"measures": "Checked", "effect": "reduced", "residual": "low"})
    client.post(f"{ROOT}/advice", {"officer": "D. Officer", "words": "Go on", "followed": "yes"})


def signing(page, **changed) -> dict[str, object]:
    year = timezone.now().year + 1
    day = {"review_on-day": 3, "review_on-month": 4, "review_on-year": year}
    return {"content_hash": hidden(page, "content_hash"), "title": "Head of IG", **day, **changed}


def test_it_is_written_part_by_part_until_nothing_is_left_and_signed_off(officer):
    assert "Still to do (8)" in text_of(officer.get(ROOT))
    fill(officer)
    page = text_of(officer.get(ROOT))
    assert "Still to do (0)" in page
    assert "About necessity" in page
    done = officer.post(f"{ROOT}/sign-off", signing(officer.get(f"{ROOT}/sign-off")), follow=True)
    assert "Signed off by Officer of council, Head of IG" in text_of(done)
    assert verbs.standing("front-door") is Dpia.SIGNED


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(officer):
    wrong = text_of(officer.post(f"{ROOT}/risks/new", {"revision": 0, "what": "A letter goes astray"}))
    assert "Choose how likely it is" in wrong
    assert "A letter goes astray" in wrong
    higher = RISK | {"severity": "minimal", "effect": "reduced", "residual": "high"}
    assert "do not make a low risk higher" in text_of(officer.post(f"{ROOT}/risks/new", higher))
    half = text_of(officer.post(f"{ROOT}/risks/new", RISK | {"effect": "reduced"}))
    assert "Say both what the measures do and what is left" in half
    told = text_of(officer.post(f"{ROOT}/advice", {"officer": "D.", "words": "Do not", "followed": "no"}))
    assert "Say why the advice is not followed" in told
    fill(officer)
    past = officer.post(
        f"{ROOT}/sign-off", signing(officer.get(f"{ROOT}/sign-off"), **{"review_on-year": 2020})
    )
    assert "Enter a day in the future" in text_of(past)


def test_of_two_who_answer_at_once_the_second_sees_both_and_saves_one(officer):
    page = officer.get(f"{ROOT}/questions/scope")
    officer.post(f"{ROOT}/questions/scope", {"revision": 0, "words": "Theirs"})
    typed = {"revision": hidden(page, "revision"), "words": "Mine"}
    second = officer.post(f"{ROOT}/questions/scope", typed)
    assert "saved another version meanwhile" in text_of(second)
    assert "Theirs" in text_of(second)
    assert ">Mine</textarea>" in text_of(second)
    again = {"revision": hidden(second, "revision"), "words": "Theirs and mine"}
    assert officer.post(f"{ROOT}/questions/scope", again).status_code == 302
    assert "Theirs and mine" in text_of(officer.get(ROOT))


def test_a_risk_that_somebody_took_out_can_be_saved_as_a_new_one(officer):
    officer.post(f"{ROOT}/risks/new", RISK)
    line = verbs.one("front-door").risks.get()
    officer.post(f"{ROOT}/risks/{line.pk}/remove", {"revision": 1})
    assert not verbs.one("front-door").risks.exists()
    assert officer.get(f"{ROOT}/risks/{line.pk}").status_code == 404
    other = officer.post(f"{ROOT}/risks/new", RISK | {"what": "Another"}, follow=True)
    assert "Another" in text_of(other)


def test_a_change_between_reading_and_signing_is_said_and_nothing_is_signed(officer):
    fill(officer)
    read = officer.get(f"{ROOT}/sign-off")
    officer.post(f"{ROOT}/questions/scope", {"revision": 1, "words": "More"})
    answer = officer.post(f"{ROOT}/sign-off", signing(read))
    assert "has changed since you read it" in text_of(answer)
    assert "More" in text_of(answer)
    assert verbs.standing("front-door") is Dpia.DRAFT
    assert officer.post(f"{ROOT}/sign-off", signing(answer)).status_code == 302


def test_others_read_it_and_do_not_write_it(officer, client):
    member(client, "police", Duty.DRAFT, Duty.SIGN)
    assert "Answer<span" not in text_of(client.get(ROOT))
    for path in ("questions/scope", "risks/new", "advice", "sign-off"):
        assert client.get(f"{ROOT}/{path}").status_code == 400
    assert client.get("/assessments/no-such").status_code == 404
