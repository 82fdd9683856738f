"""Pages on which a draft is written: every part, its checks, two at once, review and sending out."""

from datetime import date

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.gateway.agreements import drafting
from shiremoot.gateway.agreements.file import DERIVED_LABELS
from shiremoot.gateway.agreements.models import Agreement, Comment, Draft
from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from tests.gateway import drafts
from tests.gateway.agreement_text import CONTRACT
from tests.gateway.drafts import OPERATOR
from tests.gateway.test_derived import LEVEL
from tests.pages.readings import typed_in, words_of_docx

pytestmark = pytest.mark.django_db
ADDRESS = "/agreements/drafts/front-door/v1"
BOTH = (Duty.DRAFT, Duty.SIGN)


@pytest.fixture
def county(home):
    drafts.build(home)
    with override_settings(HOME=home):
        yield home


@pytest.fixture
def be(client):
    def become(organisation: str, name: str = "Sam Imagined", *duties: Duty) -> None:
        email = f"{name.split()[0].lower()}@{organisation}.example"
        verbs.add_member(
            email=email,
            name=name,
            organisation=organisation,
            role="governance-officer",
            duties=duties or BOTH,
            by=OPERATOR,
            at=timezone.now(),
        )
        client.force_login(User.objects.get(email=email))

    return become


def words(response) -> str:
    return " ".join(response.content.decode().split())


def begin(client, **typed: object):
    form = {"template": "childrens-front-door", "title": "Front door", "parties": ["council", "police"]}
    return client.post("/agreements/new", form | typed, follow=True)


def form_of(response) -> dict[str, list[str]]:
    return typed_in(response.content.decode())


def save(client, path: str, **changes: object):
    kept = form_of(client.get(f"{ADDRESS}{path}"))
    return client.post(f"{ADDRESS}{path}", kept | changes, follow=True)


def days(name: str, day: str, month: str, year: str) -> dict[str, str]:
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


def mend(client) -> None:
    next_year = str(timezone.now().year + 1)
    save(client, "/parts/about", **days("begins", "1", "1", "2026"), **days("until", "1", "11", next_year))
    contact = {"contact": "The county's information team"}
    save(client, "/parts/review", **days("review_on", "1", "10", next_year), **contact)


def test_an_officer_drafts_from_a_template_mends_what_the_checks_say_and_sends_it_out(client, county, be):
    be("council")
    page = begin(client)
    assert "The draft is begun" in words(page)
    assert "4 to mend" in words(page)
    mend(client)
    assert "0 to mend" in words(client.get(ADDRESS))
    for to in ("in review", "checked"):
        client.post(f"{ADDRESS}/move", {"to": to})
    page = client.post(f"{ADDRESS}/move", {"to": "out for signature"}, follow=True)
    assert "The agreement is out for signature" in words(page)
    assert Agreement.objects.get().title == "Front door"
    assert client.get(ADDRESS).url == "/agreements/front-door/v1"


def test_a_draft_that_must_be_mended_is_not_sent_on_and_the_page_says_why(client, county, be):
    be("council")
    begin(client)
    client.post(f"{ADDRESS}/move", {"to": "in review"})
    refused = client.post(f"{ADDRESS}/move", {"to": "checked"})
    assert refused.status_code == 400
    assert "4 things have to be mended first" in words(refused)
    assert client.post(f"{ADDRESS}/move", {"to": "ended"}).status_code == 404


def test_what_is_missing_at_the_beginning_is_said_at_the_field(client, county, be):
    be("council")
    page = begin(client, title="", template="nonsense")
    assert 'href="#title"' in words(page)
    assert 'href="#template"' in words(page)
    begin(client)
    assert "There is an agreement of this name already" in words(begin(client))
    assert "Enter a title with words in it" in words(begin(client, title="2026"))


def test_two_who_edit_one_part_see_both_side_by_side_and_lose_nothing(client, county, be):
    be("council")
    begin(client)
    read = form_of(client.get(f"{ADDRESS}/parts/aim"))
    be("council", "Pat Fictional")
    client.post(f"{ADDRESS}/parts/aim", read | {"words": "Written by Pat"})
    be("council")
    page = client.post(f"{ADDRESS}/parts/aim", read | {"words": "Written by Sam"})
    said = words(page)
    assert "Pat Fictional saved this part while you were writing" in said
    assert "Written by <del>Pat</del>" in said
    assert "Written by <ins>Sam</ins>" in said
    assert ">Written by Sam</textarea>" in said
    merged = {"words": "By both", "revision": form_of(page)["revision"]}
    assert "Saved." in words(client.post(f"{ADDRESS}/parts/aim", merged, follow=True))
    assert drafting.proposal_of(Draft.objects.get()).sections["aim"] == "By both"


def test_a_page_left_open_until_the_draft_was_checked_keeps_what_was_typed(client, county, be):
    be("council")
    begin(client)
    mend(client)
    read = form_of(client.get(f"{ADDRESS}/parts/aim"))
    for to in ("in review", "checked"):
        client.post(f"{ADDRESS}/move", {"to": to})
    page = words(client.post(f"{ADDRESS}/parts/aim", read | {"words": "Typed yesterday"}))
    assert "This version is checked, and is not changed any more" in page
    assert ">Typed yesterday</textarea>" in page


def test_the_checks_of_a_flow_speak_after_it_is_saved(client, county, be):
    be("council")
    begin(client)
    page = save(client, "/flows/flow-1", provider_basis="6.1.ea", provider_recognised_interest="A1.6")
    assert "is a public authority and cannot rest its tasks on recognised" in words(page)
    page = save(client, "/flows/flow-1", provider_basis="6.1.e", categories=["health"])
    assert "The provider has no condition for health" in words(page)
    assert "This flow" not in words(page)
    assert "points: this flow" in words(page)


def test_saving_a_flow_without_a_change_changes_nothing(client, county, be):
    be("council")
    begin(client)
    before = drafting.proposal_of(Draft.objects.get())
    save(client, "/flows/flow-1")
    assert drafting.proposal_of(Draft.objects.get()) == before


def test_a_derived_field_is_asked_about_at_its_flow(client, county, be):
    (county.contracts / "incidents.odcs.yaml").write_text(CONTRACT + LEVEL)
    be("council")
    begin(client)
    flow = "/flows/flow-1"
    fault = "visits.level is worked out from other data, and clause 3.1 does not say what it says"
    assert fault in words(save(client, flow, fields_shared=["people.name", "visits.level"]))
    asked = {f"derived_0_{name}": f"The {name} of it" for name in DERIVED_LABELS if name != "until"}
    page = words(save(client, flow, **asked, **days("derived_0_until", "1", "11", "2090")))
    assert fault not in page
    assert "The validation of it" in page
    (said,) = drafting.proposal_of(Draft.objects.get()).flows[0].derived
    assert (said.field, said.owner, said.until) == ("visits.level", "The owner of it", date(2090, 11, 1))
    assert form_of(client.get(f"{ADDRESS}{flow}"))["derived_0_until-year"] == ["2090"]


def test_rows_are_limited_to_a_word_of_a_closed_list(client, county, be):
    priority = """      - {name: priority, physicalName: PRIORITY, logicalType: string, customProperties: [
         {property: uk.meaning, value: person.visit_priority}, {property: uk.codes, value: {Y: Priority}}]}
  - name: visits
"""
    (county.contracts / "incidents.odcs.yaml").write_text(CONTRACT.replace("  - name: visits\n", priority))
    be("council")
    begin(client)
    limit = "people.priority=Priority"
    page = words(
        save(client, "/flows/flow-1", fields_shared=["people.name", "people.priority"], rows_field=limit)
    )
    assert "Rows in which Priority for a fire safety visit is Priority" in page
    rows = drafting.proposal_of(Draft.objects.get()).flows[0].rows
    assert (rows.field, rows.value, rows.within_months) == ("people.priority", "Priority", None)
    save(client, "/flows/flow-1")
    assert drafting.proposal_of(Draft.objects.get()).flows[0].rows == rows


def test_a_flow_s_faults_are_said_at_their_fields(client, county, be):
    be("council")
    begin(client)
    faulty = {
        "to_organisation_1": "police",
        "to_roles_1": "",
        "provider_basis": "6.1.z",
        "fields_shared": ["people.colour"],
        "people": "many",
    }
    page = words(save(client, "/flows/flow-1", **faulty))
    for field in ("to_roles_1", "provider_basis", "fields_shared", "people"):
        assert f'href="#{field}"' in page
    assert drafting.proposal_of(Draft.objects.get()).flows[0].fields == ("people.name",)


def test_a_flow_is_added_with_powers_that_fit_and_taken_out(client, county, be):
    be("council")
    begin(client)
    form = {
        "clause": "4.1",
        "dataset": "incidents",
        "purpose": "safeguarding-children",
        "to_organisation_0": "council",
        "to_roles_0": "Social worker, Team manager",
    }
    page = client.post(f"{ADDRESS}/flows/new", form, follow=True)
    assert "Clause 4.1" in words(page)
    clause = drafting.proposal_of(Draft.objects.get()).flows[1]
    assert clause.recipients[0].roles == ("social-worker", "team-manager")
    assert clause.provider_law.powers
    revision = {"revision": form_of(page)["revision"]}
    page = client.post(f"{ADDRESS}/flows/flow-2/remove", revision, follow=True)
    assert "The flow is taken out" in words(page)
    assert len(drafting.proposal_of(Draft.objects.get()).flows) == 1


def test_parties_read_a_draft_in_review_comment_and_ask_and_others_never(client, county, be):
    be("council")
    begin(client)
    be("police", "Alex Pretend")
    address = "/agreements/front-door/v1/comments"
    assert client.get(address).status_code == 403
    assert client.get(ADDRESS).status_code == 404
    be("council")
    client.post(f"{ADDRESS}/move", {"to": "in review"})
    be("police", "Alex Pretend")
    assert f'href="{address}"' in words(client.get("/agreements/"))
    assert "Enter what you want to say" in words(client.post(address, {"place": "3.1", "words": ""}))
    asked = {"place": "3.1", "words": "Why the name?", "is_query": "yes"}
    page = client.post(address, asked, follow=True)
    assert "Why the name?" in words(page)
    number = Comment.objects.get().pk
    be("council")
    page = client.post(f"{address}?answer={number}", {"words": "To find the child"}, follow=True)
    assert "To find the child" in words(page)
    page = client.post(f"{address}/{number}/settle", follow=True)
    assert "The query is settled" in words(page)
    be("charity", "Robin Madeup")
    assert client.get(address).status_code == 403


def test_only_the_organisation_that_writes_a_draft_opens_its_parts(client, county, be):
    be("council")
    begin(client)
    be("police", "Alex Pretend")
    for path in ("", "/parts/aim", "/flows/flow-1", "/flows/new"):
        assert client.get(f"{ADDRESS}{path}").status_code == 404


def test_a_new_version_is_begun_from_the_page_of_the_last(client, county, be):
    be("council")
    begin(client)
    mend(client)
    for to in ("in review", "checked", "out for signature"):
        client.post(f"{ADDRESS}/move", {"to": to})
    assert "Write version 2" in words(client.get("/agreements/front-door/v1"))
    page = client.post("/agreements/front-door/new-version", follow=True)
    assert "Version 2" in words(page)
    assert "0 to mend" in words(page)


def test_parts_and_flows_that_are_not_there_are_not_found(client, county, be):
    be("council")
    begin(client)
    for path in ("/parts/nonsense", "/flows/flow-9", "/flows/aim"):
        assert client.get(f"{ADDRESS}{path}").status_code == 404


def test_a_draft_says_that_it_is_one_and_is_not_for_strangers(client, county, be):
    be("council")
    begin(client)
    text = words_of_docx(client.get("/agreements/front-door/v1/word").content)
    assert "Version 1, draft." in text
    assert "A draft: its text can still change." in text
    client.post(f"{ADDRESS}/move", {"to": "in review"})
    be("charity", "Robin Madeup")
    assert client.get("/agreements/front-door/v1/pdf").status_code == 403
    assert client.get("/agreements/none/v1/pdf").status_code == 404


def test_what_was_typed_into_a_page_left_open_for_a_day_is_given_back_to_copy(client, county, be):
    be("council")
    begin(client)
    client.logout()
    long = "A long paragraph that somebody wrote yesterday and would not want to lose."
    page = client.post(f"{ADDRESS}/parts/aim", {"words": long, "revision": "1"})
    assert page.status_code == 403
    assert f">{long}</textarea>" in words(page)
    assert f'href="{ADDRESS}/parts/aim"' in words(page)


def test_what_is_typed_about_a_person_is_never_given_back_to_somebody_signed_out(client, county):
    page = client.post("/find", {"terms": "A long search for somebody, with an address and a date of birth"})
    assert page.status_code == 302
