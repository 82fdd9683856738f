"""Link reviewers: a question with its waterfall, two people where much hangs on it, a wrong link, undoing."""

import re

import pytest
from playwright.sync_api import expect

from .test_journeys import CATEGORY

FIRST, SECOND = "Lee Contrived", "Max Fabled"
KEEPERS = {
    "Police": "Ambershire Police",
    "Housing": "Amber Homes",
    "School": "Ambershire Schools Partnership",
}


@pytest.fixture
def terms(demo) -> str:
    return f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}"


def questions(site) -> int:
    """How many wait for whoever is signed in."""
    site.go("/links/")
    found = re.search(r"([\d,]+) questions?", site.text())
    return int(found.group(1).replace(",", "")) if found else 0


def answer(site, which: str, words: str = "") -> None:
    site.page.get_by_label(which, exact=True).check()
    site.page.get_by_label("Why (optional)").fill(words)
    site.page.get_by_role("button", name="Answer").click()


def test_a_question_is_answered_by_two_people_and_the_decision_undone(site):
    site.be(FIRST)
    before = questions(site)
    site.is_right("links")
    site.page.get_by_role("button", name="Answer the first").click()
    expect(site.page.get_by_text("Two people must say the same")).to_be_visible()
    site.page.get_by_role("button", name="Answer").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Say whether it is the same person")
    site.is_right("link-question-errors")
    site.page.get_by_text("The same as a table").click()
    table = site.page.get_by_role("region", name="What speaks for and against", exact=True)
    expect(table.get_by_role("row", name="Together")).to_contain_text("likely one person")
    site.is_right("link-question")
    asked_at = site.page.url
    answer(site, "Not the same person", "Two brothers, says the school")
    expect(site.page.get_by_role("alert")).to_contain_text("somebody else answers as well")
    assert questions(site) == before - 1

    site.be(SECOND)
    site.page.goto(asked_at)
    answer(site, "Not the same person")
    expect(site.page.get_by_role("alert")).to_contain_text("every later run keeps to it")
    site.page.goto(asked_at)
    expect(site.page.get_by_role("heading", level=1)).to_contain_text("not there any more")
    site.complaints.clear()  # the browser itself reports a 404
    site.is_right("link-question-gone")

    site.go("/links/decisions")
    row = site.page.get_by_role("row", name="Not the same person").first
    expect(row).to_contain_text(FIRST)
    expect(row).to_contain_text(SECOND)
    site.is_right("link-decisions")
    row.get_by_role("link", name="Undo").click()
    expect(site.page.locator("main")).to_contain_text("Two brothers, says the school")
    site.page.get_by_role("button", name="Undo it").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Say why the decision was wrong")
    site.is_right("undo-link-decision")
    site.page.get_by_label("Why was it wrong?").fill("It was the other brother")
    site.page.get_by_role("button", name="Undo it").click()
    expect(site.page.get_by_role("alert").first).to_contain_text("The decision is undone")
    expect(site.page.get_by_role("row", name="Not the same person").first).to_contain_text("Undone")
    assert questions(site) == before


def record_of(site, service: str):
    """Each record of a service that can be reported; which service has one alone changes with the day."""
    return site.page.get_by_label(re.compile(f"{service}: "))


def test_a_wrong_link_is_reported_hidden_at_once_and_settled(site, terms):
    site.be("Dana Fiction")
    site.search(terms)
    site.open_first(CATEGORY, "Contact from school about bruises")
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    before = site.organisations()
    person = site.page.url
    site.page.get_by_role("link", name="A record here is somebody else’s").click()
    site.page.get_by_role("button", name="Report it and hide it").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Choose the record")
    site.is_right("wrong-link")
    service = next(each for each in KEEPERS if record_of(site, each).count() == 1)
    record_of(site, service).check()
    site.page.get_by_label("How do you know?").fill("It is of a cousin of the same name")
    site.page.get_by_role("button", name="Report it and hide it").click()
    expect(site.page.get_by_role("alert")).to_contain_text("not shown here any more")
    expect(site.page.locator("main")).to_contain_text(
        f"A record of {service} was reported as somebody else’s"
    )
    assert site.organisations() == before - {KEEPERS[service]}
    site.is_right("person-held-back")

    site.be(FIRST)
    site.go("/links/")
    site.page.get_by_role("row", name="Reported as somebody else").get_by_role("link").click()
    expect(site.page.locator("main")).to_contain_text("It is of a cousin of the same name")
    site.is_right("link-question-reported")
    answer(site, "The same person", "The same NHS number")
    expect(site.page.get_by_role("alert")).to_be_visible()
    if site.page.get_by_text("somebody else answers as well").count():
        site.be(SECOND)
        site.go("/links/")
        site.page.get_by_role("row", name="Reported as somebody else").get_by_role("link").click()
        answer(site, "The same person")

    site.be("Dana Fiction")
    site.page.goto(person)
    expect(site.page.locator("main")).not_to_contain_text("was reported as somebody else")
    assert site.organisations() == before


def test_only_link_reviewers_have_the_pages(site):
    site.be("Dana Fiction")
    expect(site.page.get_by_role("link", name="Links", exact=True)).to_have_count(0)
    site.go("/links/")
    expect(site.page.get_by_role("heading", level=1)).to_contain_text("not for the role you act in")
    site.complaints.clear()


def test_links_are_measured_by_blind_labels(site):
    site.be(FIRST)
    site.go("/links/quality")
    expect(site.page.locator("main")).to_contain_text("Nobody has labelled a pair of this run yet")
    everybody = site.page.get_by_role("region", name="What the model expects, by group").get_by_role("row")
    expect(everybody.filter(has_text="Last name: One of the 100 commonest")).to_be_visible()
    site.is_right("link-quality")
    site.page.get_by_role("button", name="Label pairs").click()
    expect(site.page.get_by_role("heading", level=1)).to_contain_text("Label a pair")
    assert "likely" not in site.text()
    site.page.get_by_role("button", name="Label it and go on").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Say whether it is the same person")
    site.is_right("link-label")
    first = site.page.url
    for which in ("The same person", "Not the same person", "Not sure"):
        left = site.page.get_by_text(re.compile(r"\d+ pairs? left")).inner_text()
        site.page.get_by_label(which, exact=True).check()
        site.page.get_by_role("button", name="Label it and go on").click()
        expect(site.page.get_by_text(left)).to_have_count(0)
    site.be(SECOND)
    site.page.goto(first)
    site.page.get_by_label("The same person", exact=True).check()
    site.page.get_by_role("button", name="Label it and go on").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Somebody has labelled this pair already")
    site.go("/links/quality")
    expect(site.page.locator("main")).to_contain_text("2 labels")
    site.is_right("link-quality-measured")
