"""A new agreement in a day: drafted, checked, questioned, signed, in use and withdrawn."""

import re

import pytest
from playwright.sync_api import expect

TITLE = "Health contacts of children"
CLAUSE = f"{TITLE}, clause 5.1"
CATEGORY = "A contact or referral was received"


def days(site, name: str, *parts: str) -> None:
    for part, words in zip(("day", "month", "year"), parts, strict=True):
        site.page.locator(f"[name={name}-{part}]").fill(words)


def save(site) -> None:
    site.page.get_by_role("button", name="Save", exact=True).click()
    expect(site.page.get_by_role("alert")).to_contain_text("Saved.")


def to_draft(site) -> None:
    site.page.get_by_role("link", name=re.compile("ack to the draft")).click()


def see_the_child(site, terms: str) -> str:
    site.be("Dana Fiction")
    site.search(terms)
    site.open_first(CATEGORY, "Contact from school about bruises")
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    return site.whole().content()


@pytest.fixture
def terms(demo) -> str:
    return f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}"


def test_an_agreement_is_drafted_checked_signed_used_and_withdrawn(site, terms):
    assert CLAUSE not in see_the_child(site, terms)
    _begin(site)
    _mend(site)
    _add_the_flow(site)
    _assess(site)
    _review(site)
    _send_out(site)
    _sign(site, "Ira Notreal", "Caldicott guardian")
    assert CLAUSE not in see_the_child(site, terms)
    _sign(site, "Noa Supposed", "Director of children's services")
    expect(site.page.locator("main")).to_contain_text("in force for 2 of them")
    site.is_right("agreement-in-force")
    assert CLAUSE in see_the_child(site, terms)
    _withdraw(site)
    assert CLAUSE not in see_the_child(site, terms)
    _compare_a_new_version(site)


def _begin(site) -> None:
    site.be("Sam Imagined")
    site.page.goto("/agreements/")
    site.page.get_by_role("button", name="Draft an agreement").click()
    site.page.get_by_role("button", name="Begin the draft").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Choose what to start from")
    site.is_right("begin-draft-errors")
    site.page.get_by_label("Children's front door").check()
    site.page.get_by_label("What is it called?").fill(TITLE)
    site.page.get_by_label("Ambershire Community Health NHS Trust").check()
    site.page.get_by_role("button", name="Begin the draft").click()
    expect(site.page.locator("main")).to_contain_text("to mend")
    site.is_right("draft")


def _mend(site) -> None:
    """What the checks say of the parts: dates, review, contact."""
    year = site.page.evaluate("new Date().getFullYear()")
    site.page.get_by_role("link", name="What it is").click()
    site.is_right("draft-about")
    site.page.get_by_label("Which agreement does it stand under?").select_option(
        label="Ambershire memorandum of sharing"
    )
    days(site, "begins", "1", "1", str(year))
    days(site, "until", "31", "2", str(year + 1))
    site.page.get_by_role("button", name="Save", exact=True).click()
    expect(site.page.get_by_role("alert")).to_contain_text("Enter a day that there is")
    site.is_right("draft-about-errors")
    days(site, "until", "1", "11", str(year + 1))
    save(site)
    expect(site.page.locator("aside")).to_contain_text("Nothing to mend here")
    to_draft(site)
    site.page.get_by_role("link", name="Why data are shared").click()
    site.is_right("draft-words")
    to_draft(site)
    site.page.get_by_role("link", name="Review and contact").click()
    days(site, "review_on", "1", "10", str(year + 1))
    site.page.get_by_label("Whom to ask about it").fill("Information governance, Ambershire County Council")
    save(site)
    to_draft(site)


def _add_the_flow(site) -> None:
    site.page.get_by_role("button", name="Add a flow").click()
    site.is_right("new-flow")
    site.page.get_by_label("Number of the clause").fill("5.1")
    site.page.get_by_label("Dataset").select_option("health")
    site.page.get_by_label("Purpose").select_option("safeguarding-children")
    site.page.get_by_label("Organisation 1").select_option("ambershire-council")
    site.page.get_by_label("Roles 1").fill("Social worker")
    site.page.get_by_role("button", name="Add the flow").click()
    expect(site.page.locator("aside")).to_contain_text("does not say how long the data are kept")
    site.is_right("flow-to-mend")
    site.page.get_by_label("In a sentence").fill(
        "Ambershire Community Health shares dates of contacts and whether they were kept."
    )
    for field in ("contacts-service", "contacts-contact_date", "contacts-attendance"):
        site.page.locator(f"#fields_shared-{field}").evaluate("box => box.closest('details').open = true")
        site.page.locator(f"#fields_shared-{field}").check()
    site.page.get_by_label("Opened with reason").check()
    site.page.get_by_label("Whom the data are about").select_option("children")
    site.page.get_by_label("How long it is kept").fill("Shown, not kept")
    site.page.get_by_label("Why it is necessary and proportionate").fill(
        "Missed contacts can be a sign of harm."
    )
    for side in ("provider", "recipient"):
        site.page.get_by_label(f"Lawful basis of the {side}").select_option("6.1.e")
    save(site)
    expect(site.page.locator("aside")).not_to_contain_text("Missing")
    site.is_right("flow")
    to_draft(site)
    expect(site.page.locator("main")).to_contain_text("None has been begun")


def _assess(site) -> None:
    """The screening asks for an impact assessment: written by the officer, signed off by the director."""
    site.page.get_by_role("button", name="Begin the assessment").click()
    expect(site.page.locator("main")).to_contain_text("answer the screening questions")
    site.is_right("assessment-begun")
    left = site.page.get_by_role("link", name=re.compile("^Answer"))
    for _ in range(left.count()):
        left.first.click()
        site.page.get_by_label("Your answer").fill("Dates of contacts are shown to social workers.")
        site.page.get_by_role("button", name="Save the answer").click()
    expect(site.page.get_by_role("button", name="Add a risk")).to_be_visible()
    expect(left).to_have_count(0)
    site.page.get_by_role("button", name="Add a risk").click()
    site.page.get_by_role("button", name="Save the risk").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Say what could happen to people")
    site.is_right("assessment-risk-errors")
    site.page.get_by_label("What could happen to people?").fill("Somebody looks who has no cause to.")
    site.page.get_by_label("Possible").check()
    site.page.get_by_label("Severe").check()
    site.page.get_by_label("What is done about it?").fill("Every look is recorded and can be checked.")
    site.page.get_by_label("What do the measures do?").select_option(label="Reduced")
    site.page.get_by_label("What risk is left?").select_option(label="Low")
    site.page.get_by_role("button", name="Save the risk").click()
    site.page.get_by_role("button", name="Note advice").click()
    site.page.get_by_label("Who advised?").fill("D. P. Officer")
    site.page.get_by_label("What was advised?").fill("Go on, and look again after a year.")
    site.page.get_by_label("Yes").check()
    site.page.get_by_role("button", name="Note the advice").click()
    site.is_right("assessment-written")
    site.be("Noa Supposed")
    site.page.goto("/assessments/health-contacts-of-children")
    site.page.get_by_role("button", name="Read it and sign it off").click()
    site.is_right("assessment-sign-off")
    site.page.get_by_label("Your title").fill("Director of children's services")
    days(site, "review_on", "1", "10", str(site.page.evaluate("new Date().getFullYear()") + 1))
    site.page.get_by_role("button", name="Sign it off").click()
    expect(site.page.get_by_role("alert")).to_contain_text("The assessment is signed off")
    site.is_right("assessment-signed")
    site.be("Sam Imagined")
    site.page.goto("/agreements/drafts/health-contacts-of-children/v1")
    expect(site.page.locator("main")).to_contain_text("0 to mend")


def _review(site) -> None:
    """A query of the trust keeps it from being found checked until it is answered and settled."""
    site.page.get_by_role("button", name="Send it to the parties for review").click()
    site.be("Ira Notreal")
    site.page.goto("/agreements/")
    site.is_right("agreements-with-a-draft")
    site.page.get_by_role("link", name=f"{TITLE}, version 1").click()
    site.page.get_by_role("link", name="Comment on Clause 5.1").click()
    site.page.get_by_label("Your words").fill("Why not the last year alone?")
    site.page.get_by_label("It is a query").check()
    site.page.get_by_role("button", name="Send", exact=True).click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your words are there")
    site.is_right("comments")

    site.be("Sam Imagined")
    site.page.goto("/agreements/")
    site.page.get_by_role("link", name=f"{TITLE}, version 1").click()
    site.page.get_by_role("button", name="Find it checked").click()
    expect(site.page.locator("main")).to_contain_text("1 query is not settled")
    site.complaints.clear()  # the browser itself reports a 400
    site.page.goto("/agreements/health-contacts-of-children/v1/comments")
    site.page.get_by_role("link", name="Answer").click()
    site.page.get_by_label("Your answer").fill("Earlier contacts show a pattern.")
    site.page.get_by_role("button", name="Send", exact=True).click()
    site.page.get_by_role("button", name="It is settled").click()
    expect(site.page.get_by_role("alert")).to_contain_text("The query is settled")


def _send_out(site) -> None:
    site.page.goto("/agreements/drafts/health-contacts-of-children/v1")
    site.page.get_by_role("button", name="Find it checked").click()
    site.is_right("draft-checked")
    site.page.get_by_role("button", name="Send it out for signature").click()
    expect(site.page.locator("main")).to_contain_text("0 of 2 parties signed")
    site.is_right("agreement-out-for-signature")


def _sign(site, name: str, title: str) -> None:
    site.be(name)
    site.page.goto("/agreements/")
    site.page.get_by_role("link", name=f"Read and sign {TITLE}, version 1").click()
    site.is_right("sign")
    site.page.get_by_role("button", name="Sign version 1").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Say that you have read this version")
    site.is_right("sign-errors")
    site.page.get_by_label("What makes you somebody who may sign?").fill(title)
    site.page.get_by_label("I have read version 1").check()
    site.page.get_by_role("button", name="Sign version 1").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your organisation has signed")


def _withdraw(site) -> None:
    site.be("Ira Notreal")
    site.page.goto("/agreements/health-contacts-of-children/v1")
    site.page.get_by_role("button", name="Withdraw our signature").click()
    site.page.get_by_role("button", name="Withdraw our signature").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Enter why your organisation withdraws")
    site.is_right("withdraw-signature-errors")
    site.page.get_by_label("Why does your organisation withdraw?").fill("The clinic system is replaced")
    site.page.get_by_role("button", name="Withdraw our signature").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your signature is withdrawn")
    site.is_right("agreement-withdrawn")


def _compare_a_new_version(site) -> None:
    site.be("Sam Imagined")
    site.page.goto("/agreements/health-contacts-of-children/v1")
    site.page.get_by_role("button", name="Write version 2").click()
    site.page.get_by_role("link", name="Clause 5.1").click()
    site.page.get_by_label("In a sentence").fill(
        "Ambershire Community Health shares dates of contacts alone."
    )
    site.page.locator("#fields_shared-contacts-attendance").evaluate(
        "box => box.closest('details').open = true"
    )
    site.page.locator("#fields_shared-contacts-attendance").uncheck()
    save(site)
    to_draft(site)
    for press in ("Send it to the parties for review", "Find it checked", "Send it out for signature"):
        site.page.get_by_role("button", name=press).click()
    site.page.get_by_role("link", name="Compare with version 1").click()
    expect(site.page.locator("main")).to_contain_text("Taken out: contacts.attendance")
    site.is_right("compare-agreement")


def test_what_was_signed_on_paper_is_confirmed_by_each_party(site):
    for name, done in (("Ira Notreal", "1 of 2 parties signed"), ("Noa Supposed", "in force for 2 of them")):
        site.be(name)
        site.page.goto("/agreements/leaving-hospital/v1")
        site.page.get_by_role("button", name="Confirm our signature").click()
        site.page.get_by_role("button", name="Confirm", exact=True).click()
        expect(site.page.get_by_role("alert")).to_contain_text("Say that your organisation signed")
        site.is_right("confirm-signature")
        site.page.get_by_label(re.compile("signed version 1")).check()
        site.page.get_by_role("button", name="Confirm", exact=True).click()
        expect(site.page.locator("main")).to_contain_text(done)
    site.is_right("agreement-confirmed")


def test_a_derived_field_is_explained_and_can_be_switched_off(site):
    site.be("Noa Supposed")
    site.page.goto("/agreements/homes-and-safety/v1")
    expect(site.page.locator("main")).to_contain_text("visits.risk is worked out from other data")
    site.is_right("agreement-with-a-derived-field")
    site.page.get_by_role("link", name="Switch it off").click()
    site.page.get_by_role("button", name="Switch it off").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Enter why it is switched off")
    site.is_right("switch-off")
