"""Pages of assurance: evidence, the board, who goes dark, the extension, the twelve questions."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shiremoot.access import grants
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.assurance import verbs
from shiremoot.gateway.assurance.models import AssuranceItem, Extension, SmallAnswers
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.models import OfficeHeld, Organisation
from shiremoot.gateway.organisations.offices import Office
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.law import law
from shiremoot.law.assurance import Held, State
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from tests.gateway.assurance.test_effect import grant
from tests.pages.test_organising import act_as, text
from tests.pages.test_staff import boxes
from tests.permitted import HOST, OPERATOR

pytestmark = pytest.mark.django_db
NEEDED = ("ico-fee", "cyber-essentials", "training", "policies")


@pytest.fixture(autouse=True)
def county():
    entries = [
        OrganisationEntry(identifier=HOST, name="The host", kind="county council", host=True),
        OrganisationEntry(identifier="builders", name="Builders", kind="company"),
        OrganisationEntry(identifier="lantern", name="Lantern", kind="charity", sponsor=HOST),
    ]
    organisations.register_organisations(entries, by=OPERATOR, at=timezone.now())


def hold(organisation: str, *, days_left: int = 200) -> None:
    """Everything that a company needs, each lasting so many days more."""
    today = day_of(timezone.now())
    for kind in NEEDED:
        AssuranceItem.objects.create(
            organisation=organisation,
            kind=kind,
            level="Cyber Essentials" if kind == "cyber-essentials" else "",
            issued=today - timedelta(days=300),
            until=today + timedelta(days=days_left),
            recorded_at=timezone.now() - timedelta(days=300),
            recorded_by="test",
        )


def states(organisation: str) -> set[State]:
    return {each.state for each in verbs.standings(organisation, at=timezone.now())}


def sent(**changes) -> dict[str, object]:
    today = day_of(timezone.now())
    return {"kind": "ico-fee|", "number": "ZA123456", **boxes("issued", today)} | changes


def test_evidence_is_recorded_with_a_file_for_administrators_alone(client):
    act_as(client, "ada@builders.example", "builders", Duty.ADMINISTER)
    address = "/assurance/of/builders/record"
    file = SimpleUploadedFile("certificate.pdf", b"%PDF fee")
    done = client.post(address, sent(file=file))
    assert "The evidence is recorded" in text(client.get(done.url))
    item = AssuranceItem.objects.get()
    given = client.get(f"/assurance/items/{item.pk}/file")
    assert b"".join(given.streaming_content) == b"%PDF fee"
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "certificate.pdf" in text(client.get("/assurance/of/builders/"))

    act_as(client, "kit@lantern.example", "lantern", Duty.ADMINISTER)
    assert client.get(f"/assurance/items/{item.pk}/file").status_code == 404
    page = text(client.get("/assurance/of/builders/"))
    assert "ZA123456" in page
    assert "certificate.pdf" not in page
    assert client.get(address).status_code == 404
    assert Entry.objects.filter(act=Act.RECORD_ASSURANCE).count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "data-protection-officer"}, "Choose what evidence it is"),
        ({"kind": "dspt"}, "Choose what evidence it is"),
        ({"issued-day": ""}, "Enter a day that there is"),
        ({"issued-year": "2090"}, "is still to come"),
        ({"until-day": "1", "until-month": "1", "until-year": "2001"}, "Its last day is before"),
        ({"number": ""}, "Give a number, a file, or say in words"),
        ({"file": SimpleUploadedFile("x.exe", b"x")}, "Give a file of one of these kinds"),
        ({"file": SimpleUploadedFile("x.pdf", b"x" * (5 * 1024**2 + 1))}, "larger than 5 MB"),
    ],
)
def test_what_is_wrong_with_evidence_is_said(client, changes, words):
    act_as(client, "ada@builders.example", "builders", Duty.ADMINISTER)
    page = text(client.post("/assurance/of/builders/record", sent(**changes)))
    assert "There is a problem" in page
    assert words in page
    assert not AssuranceItem.objects.exists()


def test_an_odd_number_is_kept_and_said(client):
    act_as(client, "ada@builders.example", "builders", Duty.ADMINISTER)
    done = client.post("/assurance/of/builders/record", sent(number="1"))
    assert "does not look like others of its kind" in text(client.get(done.url))
    assert AssuranceItem.objects.get().number == "1"


def test_somebody_else_checks_and_a_withdrawn_item_counts_no_longer(client):
    hold("builders")
    ada = act_as(client, "ada@builders.example", "builders", Duty.ADMINISTER)
    item = AssuranceItem.objects.get(kind="ico-fee")
    AssuranceItem.objects.filter(pk=item.pk).update(recorded_by=ada.user_id)
    assert client.post(f"/assurance/items/{item.pk}/check").status_code == 400
    act_as(client, "lena@lantern.example", "lantern", Duty.ADMINISTER)
    assert client.post(f"/assurance/items/{item.pk}/check").status_code == 400
    act_as(client, "harry@host.example", HOST, Duty.ADMINISTER)
    assert "I have seen it" in text(client.get("/assurance/of/builders/"))
    done = client.post(f"/assurance/items/{item.pk}/check")
    assert "by Harry" in text(client.get(done.url))
    assert client.get(f"/assurance/items/{item.pk}/withdraw").status_code == 404

    assert states("builders") == {State.VALID}
    client.force_login(organisations.User.objects.get(email="ada@builders.example"))
    address = f"/assurance/items/{item.pk}/withdraw"
    assert "Say a little more" in text(client.post(address, {"reason": "x"}))
    client.post(address, {"reason": "It was another company's"})
    assert State.MISSING in states("builders")
    assert "It was another company&#39;s" in text(client.get("/assurance/of/builders/"))
    assert client.get(address).status_code == 404


def test_the_board_has_a_word_and_a_date_for_each_and_says_who_would_lose_access(client):
    hold("builders", days_left=20)
    kit = act_as(client, "kit@host.example", HOST, Duty.PRACTISE)
    act_as(client, "bob@builders.example", "builders", Duty.PRACTISE)
    flow = grant("4.1", "builders", HOST, [kit.role], ["people.name"])
    grants.replace([flow])
    page = " ".join(text(client.get("/assurance/")).split())
    assert (
        "4 assurances lapse</strong>" in page or "<strong>4 assurances lapse within 30 days</strong>" in page
    )
    assert "1 person in 1 organisation would lose access" in page
    assert "Lapses soon" in page
    assert "Missing" in page
    assert "not asked" in page
    dark = text(client.get("/assurance/lapsing"))
    assert "Front door, clause 4.1" in dark
    assert "people.name" in dark
    assert "Kit" not in dark
    client.force_login(organisations.User.objects.get(email="kit@host.example"))
    assert "Kit" in text(client.get("/assurance/lapsing"))
    assert "Kit" in text(client.get("/assurance/of/builders/effect"))
    assert "Nothing: no agreement" in text(client.get("/assurance/of/lantern/effect"))
    assert client.get("/assurance/of/nobody/").status_code == 404


def test_reminders_are_for_administrators_and_amber_begins_thirty_days_before(client):
    hold("builders", days_left=30)
    act_as(client, "ada@builders.example", "builders", Duty.ADMINISTER)
    home = text(client.get("/"))
    assert "Waits for you" in home
    assert "Assurance (4)" in home
    act_as(client, "bob@builders.example", "builders", Duty.SIGN)
    assert "Waits for you" not in text(client.get("/"))
    AssuranceItem.objects.update(until=day_of(timezone.now()) + timedelta(days=31))
    assert states("builders") == {State.VALID}


@pytest.fixture
def owner(client):
    """A risk owner, who administers nothing."""
    by = act_as(client, "olu@builders.example", "builders", Duty.SIGN)
    OfficeHeld.objects.create(
        organisation_id="builders",
        office=Office.SENIOR_RISK_OWNER,
        name="Olu",
        user_id=by.user_id,
        begins=timezone.now(),
    )
    return by


def test_the_risk_owner_extends_what_lapsed_with_a_reason_for_fourteen_days_at_most(client, owner):
    hold("builders", days_left=-1)
    today = day_of(timezone.now())
    address = "/assurance/of/builders/extend/need-fee"
    assert "Extend it" in text(client.get("/assurance/of/builders/"))
    assert "Waits for you" in text(client.get("/"))
    assert "at the most" in text(client.get(address))
    late = {**boxes("until", today + timedelta(days=14)), "reason": "Paid, not yet confirmed"}
    assert "at the most" in text(client.post(address, late))
    without = {**boxes("until", today + timedelta(days=5)), "reason": ""}
    assert "Enter why the flows cannot wait" in text(client.post(address, without))
    assert not Extension.objects.exists()
    done = client.post(address, late | boxes("until", today + timedelta(days=13)))
    page = text(client.get(done.url))
    assert "It is extended" in page
    assert "Olu extended it" in page
    fee = next(
        each for each in verbs.standings("builders", at=timezone.now()) if each.requirement == "need-fee"
    )
    assert fee.state is State.EXTENDED
    later = timezone.now() + timedelta(days=14)
    assert State.EXTENDED not in {each.state for each in verbs.standings("builders", at=later)}


def test_nobody_else_extends(client, owner):
    hold("builders", days_left=-1)
    address = "/assurance/of/builders/extend/need-fee"
    ada = act_as(client, "ada@builders.example", "builders", Duty.ADMINISTER)
    assert client.get(address).status_code == 404
    assert "Extend it" not in text(client.get("/assurance/of/builders/"))
    with pytest.raises(UserError, match="risk owner"):
        verbs.extend(
            "builders", "need-fee", until=day_of(timezone.now()), reason="because", by=ada, at=timezone.now()
        )
    organisations.Membership.objects.filter(user_id=owner.user_id).update(ends=timezone.now())
    assert verbs.risk_owner("builders", by=owner, at=timezone.now()) is None


def test_a_provider_lets_what_it_gives_to_a_partner_run_on_and_nothing_else(client, owner):
    """The risk owner of who gives decides, not of who lapsed; and only for what they give themselves."""
    hold("lantern", days_left=-1)
    address = "/assurance/of/lantern/extend/need-fee"
    assert client.get(address).status_code == 404
    grants.replace([grant("3.1", "builders", "lantern", ["worker"], ["people.name"])])
    assert "what Builders gives to Lantern runs on, and nothing else" in text(client.get(address))
    until = day_of(timezone.now()) + timedelta(days=3)
    client.post(address, {**boxes("until", until), "reason": "The payment is on its way"})
    at = timezone.now()

    def fee(provider: str) -> State:
        found = verbs.standings("lantern", at=at, provider=provider)
        return next(each.state for each in found if each.requirement == "need-fee")

    assert [fee("builders"), fee("lantern"), fee(HOST)] == [State.EXTENDED, State.LAPSED, State.LAPSED]
    assert "Builders" in text(client.get("/assurance/of/lantern/"))


def test_what_stands_or_was_never_there_cannot_be_extended(client, owner):
    assert client.get("/assurance/of/builders/extend/need-fee").status_code == 404
    hold("builders")
    assert client.get("/assurance/of/builders/extend/need-fee").status_code == 404


def yes_to_all() -> dict[str, str]:
    return dict.fromkeys(law().questions, "yes") | {"q01-words": "Lena, and Leo for her"}


def test_a_small_charity_joins_in_twelve_questions_sponsored(client):
    act_as(client, "harry@host.example", HOST, Duty.ADMINISTER)
    act_as(client, "lena@lantern.example", "lantern", Duty.ADMINISTER)
    assert "Answer the twelve questions, with which" in text(client.get("/"))
    address = "/assurance/of/lantern/questions"
    assert text(client.get(address)).count('class="govuk-fieldset__legend') == 12
    missing = yes_to_all()
    del missing["q07"]
    assert "Answer question 7" in text(client.post(address, missing))
    done = client.post(address, yes_to_all())
    assert "The answers are with your sponsor" in text(client.get(done.url))
    assert "twelve questions, with which" not in text(client.get("/"))
    client.post("/assurance/of/lantern/record", sent())
    assert State.MISSING in states("lantern")
    answers = SmallAnswers.objects.get()
    assert client.get(f"/assurance/answers/{answers.pk}").status_code == 404

    client.force_login(organisations.User.objects.get(email="harry@host.example"))
    assert "Will you vouch for it?" in text(client.get("/"))
    decide = f"/assurance/answers/{answers.pk}"
    assert "Lena, and Leo for her" in text(client.get(decide))
    assert "Say what has to be mended" in text(client.post(decide, {"decision": "not"}))
    page = text(client.get(client.post(decide, {"decision": "vouch"}).url))
    assert "You vouch for this organisation" in page
    assert states("lantern") == {State.VALID}
    (span,) = verbs.spans([("lantern", "lantern")])["lantern", "lantern"]
    assert span.ends is not None
    assert client.get(decide).status_code == 404

    stop = f"{decide}/stop"
    assert "Enter why" in text(client.post(stop, {"reason": ""}))
    client.post(stop, {"reason": "They moved to another county"})
    assert State.MISSING in states("lantern")
    assert client.get(stop).status_code == 404
    assert "They moved to another county" in text(client.get("/assurance/of/lantern/"))


def test_a_sponsor_says_what_to_mend_and_the_answers_begin_with_the_last_ones(client):
    act_as(client, "harry@host.example", HOST, Duty.ADMINISTER)
    act_as(client, "lena@lantern.example", "lantern", Duty.ADMINISTER)
    client.post("/assurance/of/lantern/questions", yes_to_all() | {"q03": "no"})
    client.force_login(organisations.User.objects.get(email="harry@host.example"))
    sent_back = {"decision": "not", "why_not": "Train everybody first"}
    client.post(f"/assurance/answers/{SmallAnswers.objects.get().pk}", sent_back)
    client.force_login(organisations.User.objects.get(email="lena@lantern.example"))
    page = text(client.get("/assurance/of/lantern/questions"))
    assert "Train everybody first" in page
    assert "Lena, and Leo for her" in page
    client.post("/assurance/of/lantern/questions", yes_to_all())
    client.post("/assurance/of/lantern/questions", yes_to_all())
    assert SmallAnswers.objects.filter(decided_at=None, ended_at=None).count() == 1


def test_the_small_path_is_not_for_others_and_needs_a_sponsor(client):
    act_as(client, "ada@builders.example", "builders", Duty.ADMINISTER)
    assert client.get("/assurance/of/builders/questions").status_code == 404
    Organisation.objects.filter(pk="lantern").update(sponsor=None)
    act_as(client, "lena@lantern.example", "lantern", Duty.ADMINISTER)
    assert "Name your sponsor" in text(client.get("/assurance/of/lantern/questions"))
    assert "No sponsor is named" in text(client.post("/assurance/of/lantern/questions", yes_to_all()))


def test_a_role_that_is_named_is_evidence_and_a_vacancy_gives_time_to_fill_it(client):
    OfficeHeld.objects.create(
        organisation_id=HOST, office=Office.DATA_PROTECTION_OFFICER, name="Pat", begins=timezone.now()
    )

    def officer(days: int = 0):
        found = verbs.standings(HOST, at=timezone.now() + timedelta(days=days))
        return next(each.state for each in found if each.requirement == "need-officer")

    assert officer() is State.VALID
    OfficeHeld.objects.update(ends=timezone.now())
    days = law().assurance["data-protection-officer"].vacancy_days
    assert [officer(), officer(days), officer(days + 1)] == [State.EXPIRING, State.EXPIRING, State.LAPSED]


def test_evidence_that_names_no_level_or_a_kind_of_no_level_is_refused(client):
    ada = act_as(client, "ada@builders.example", "builders", Duty.ADMINISTER)
    today = day_of(timezone.now())
    for held in (Held("dspt", today), Held("sponsored-answers", today), Held("caldicott-guardian", today)):
        with pytest.raises(UserError):
            verbs.record_item("builders", held, by=ada, at=timezone.now())


def test_standings_are_told_as_they_were_then(client):
    hold("builders")
    at = timezone.now()
    with time_machine.travel(at + timedelta(days=1)):
        AssuranceItem.objects.filter(kind="ico-fee").update(withdrawn_at=timezone.now())
    assert {each.state for each in verbs.standings("builders", at=at)} == {State.VALID}
    assert State.MISSING in {each.state for each in verbs.standings("builders", at=at + timedelta(days=2))}
