"""Protecting a record, consents, and access in an emergency, from the practitioner to the reviewer."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

CATEGORY = "A contact or referral was received"


@pytest.fixture
def terms(demo) -> str:
    return f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}"


@pytest.fixture
def nhs_number(site, terms) -> str:
    """The child's, as a social worker reads it on the page."""
    site.be("Dana Fiction")
    site.search(terms)
    site.open_first(CATEGORY, "To know the number")
    return re.search(r"NHS (\d{3} \d{3} \d{4})", site.text()).group(1)


def test_a_protected_child_is_not_found_until_it_is_lifted(site, terms, nhs_number):
    opening = site.page.url
    site.be("Alex Pretend")
    site.page.get_by_role("link", name="Protection").first.click()
    expect(site.page.locator("main")).to_contain_text("Your organisation has set nothing")
    site.is_right("facts-empty")
    site.page.get_by_role("button", name="Protect or restrict a record").click()
    site.is_right("protect")
    site.page.get_by_role("button", name="Set it now").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Choose what to set")
    site.is_right("protect-errors")
    site.page.get_by_label("NHS number").fill(nhs_number)
    site.page.get_by_label("Hidden person").check()
    site.page.get_by_label("Your own reference (optional)").fill("PVP 17")
    site.page.get_by_label("Your reason").fill("In a refuge")
    site.page.get_by_role("button", name="Set it now").click()
    expect(site.page.get_by_role("alert")).to_contain_text("It is set")
    expect(site.page.get_by_role("table")).to_contain_text("PVP 17")
    site.is_right("facts")

    site.be("Dana Fiction")
    site.search(nhs_number)
    expect(site.page.get_by_role("heading", name="Nobody found")).to_be_visible()
    assert site.page.goto(opening).status == 404
    site.complaints.clear()  # the browser itself reports a 404

    site.be("Alex Pretend")
    site.page.get_by_role("link", name="Reviews (1)").click()
    expect(site.page.get_by_role("table").first).to_contain_text("whom your organisation hides")
    site.is_right("reviews-hidden")

    site.page.goto("/facts")
    site.page.get_by_role("link", name="Lift hidden person, PVP 17").click()
    site.is_right("lift-fact")
    site.page.get_by_label("Why is it to be lifted?").fill("Safe at a new address")
    site.page.get_by_role("button", name="Lift it").click()
    expect(site.page.get_by_role("table")).to_contain_text("Lifted")

    site.be("Dana Fiction")
    site.search(nhs_number)
    expect(site.page.get_by_role("link", name="Open record")).to_have_count(1)


def test_an_emergency_is_announced_and_judged_by_somebody_else(site, terms):
    site.be("Dana Fiction")
    site.search(terms)
    site.page.get_by_role("link", name="Open record").first.click()
    site.page.get_by_text("This is an emergency and I have no time").click()
    site.is_right("why-opening-emergency")
    site.page.get_by_role("button", name="Open in an emergency").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Say in a few words what has happened")
    site.is_right("why-opening-emergency-errors")
    site.page.get_by_label("Your reason").fill("Not breathing")
    site.page.get_by_role("button", name="Open in an emergency").click()
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    expect(site.page.locator("main")).to_contain_text("Opened in an emergency")
    assert all("clause 5." in card for card in site.cards())
    site.is_right("person-emergency")
    assert site.page.goto("/reviews").status == 403
    site.complaints.clear()

    site.be("Alex Pretend")
    site.page.get_by_role("link", name=re.compile(r"^Reviews")).first.click()
    site.page.get_by_role("link", name="Emergency access").first.click()
    expect(site.page.locator("main")).to_contain_text("Social worker, Ambershire County Council")
    expect(site.page.locator("main")).not_to_contain_text("Not breathing")
    site.is_right("review-of-a-provider")

    site.be("Sam Imagined")
    expect(site.page.locator("main")).to_contain_text("for you")
    site.is_right("home-reviewer")
    site.page.get_by_role("link", name=re.compile(r"^Reviews")).first.click()
    site.is_right("reviews")
    expect(site.page.get_by_role("table").first).to_contain_text("For Amber Homes, which has no reviewer")
    own = site.page.get_by_role("row").filter(has_text="Dana Fiction")
    own.get_by_role("link", name="Emergency access").click()
    expect(site.page.locator("main")).to_contain_text("Not breathing")
    site.page.get_by_role("button", name="Record the review").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Choose what you found")
    site.is_right("review-errors")
    site.page.get_by_label("Justified", exact=True).check()
    site.page.get_by_label("Say in words what you found").fill("The ambulance log agrees")
    site.page.get_by_role("button", name="Record the review").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your review is recorded")
    site.is_right("reviews-decided")


FAMILY_HUB = """
agreement: family-hub
version: 1
title: Family hub agreement
tier: operational
under: ambershire-memorandum
summary: Family workers see what schools know of those who agreed.
from: {yesterday}
until: {next_month}
parties: [ambershire-council, ambershire-schools]
signed:
  - {{organisation: ambershire-council, by: Head of early help, signed_on: {yesterday}}}
  - {{organisation: ambershire-schools, by: Chair, signed_on: {yesterday}}}
flows:
  - clause: "2.1"
    sentence: The council's family workers see who its clients are.
    provider: ambershire-council
    dataset: childrens-social-care
    fields: [clients.first_name, clients.last_name, clients.date_of_birth]
    recipients: [{{organisation: ambershire-council, roles: [family-worker]}}]
    purpose: early-help
    basis: Article 6(1)(e), public task
    power: Children Act 2004, section 10
  - clause: "2.2"
    sentence: Schools share whom to call with family workers, where the family agreed.
    provider: ambershire-schools
    dataset: schools
    fields: [enrolments.school, enrolments.status, enrolments.safeguarding_lead]
    recipients: [{{organisation: ambershire-council, roles: [family-worker]}}]
    purpose: early-help
    basis: Article 6(1)(a), consent
    rests_on_consent: true
    power: Education Act 2002, section 175
"""
EMAIL, PASSWORD = "family.worker@ambershire.example", "a password of some length"
RESTS_ON_CONSENT = "Family hub agreement, clause 2.2"


@pytest.fixture
def family_worker(demo, tmp_path) -> None:
    """Somebody who sees the council's own clients, and with their consent what schools know."""
    path = tmp_path / "family-hub.yaml"
    yesterday, next_month = (date.today() + timedelta(days=days) for days in (-1, 30))
    path.write_text(FAMILY_HUB.format(yesterday=yesterday, next_month=next_month), encoding="utf-8")
    person = ["--email", EMAIL, "--password", PASSWORD, "--name", "Fern Feigned"]
    place = ["--organisation", "ambershire-council", "--role", "family-worker"]
    duties = ["--duty", "practise", "--duty", "protect"]
    parties = ["ambershire-council", "ambershire-schools"]
    confirm = ["confirm", "family-hub", "1", *parties, "--word", "Somebody"]
    for words in (["adopt", str(path)], confirm, ["member", *person, *place, *duties]):
        done = demo.shiremoot("gateway", *words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_rests_on_consent_is_shown_from_its_record_to_its_withdrawal(site, terms, family_worker):
    main, page = site.page.locator("main"), site.page
    page.goto("/sign-in")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    site.search(terms)
    site.open_first(CATEGORY, "The family asked for help")
    expect(page.get_by_role("heading", name="Who is involved")).to_be_visible()
    opening = page.url
    assert not any(RESTS_ON_CONSENT in card for card in site.cards())

    page.get_by_role("link", name="Record consent").click()
    site.is_right("consent")
    page.get_by_role("button", name="Record consent").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what the person agreed to")
    expect(page.get_by_role("alert")).to_contain_text("Enter how you know that the person agreed")
    site.is_right("consent-errors")
    page.get_by_label("Ambershire Schools Partnership, for early help for families").check()
    page.get_by_label("Your own reference (optional)").fill("FH 12")
    page.get_by_label("How is it known?").fill("Form signed at the first visit")
    page.get_by_role("button", name="Record consent").click()
    expect(page.get_by_role("alert")).to_contain_text("The consent is recorded")
    site.is_right("facts-consent")
    page.goto(opening)
    assert any(RESTS_ON_CONSENT in card for card in site.cards())

    page.get_by_role("link", name="Record consent").click()
    expect(main).to_contain_text("Recorded by Ambershire County Council")
    site.is_right("consent-recorded")
    page.goto("/facts")
    page.get_by_role("link", name="Withdraw consent, FH 12").click()
    site.is_right("withdraw-consent")
    page.get_by_role("button", name="Withdraw consent").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter how you know that consent is withdrawn")
    page.get_by_label("How is it known that the person no longer agrees?").fill("Said by telephone")
    page.get_by_role("button", name="Withdraw consent").click()
    expect(page.get_by_role("alert")).to_contain_text("The consent is withdrawn")
    expect(page.get_by_role("table")).to_contain_text("Withdrawn")
    site.is_right("facts-withdrawn")
    page.goto(opening)
    expect(page.get_by_role("heading", name="Who is involved")).to_be_visible()
    assert not any(RESTS_ON_CONSENT in card for card in site.cards())


def test_the_enter_key_opens_no_emergency(site, terms):
    site.be("Dana Fiction")
    site.search(terms)
    site.page.get_by_role("link", name="Open record").first.click()
    site.page.get_by_label("Your reason").fill("An ordinary visit")
    site.page.get_by_label("Preparing a visit or a meeting").check()
    site.page.get_by_label("Preparing a visit or a meeting").press("Enter")
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    expect(site.page.locator("main")).not_to_contain_text("Emergency")
