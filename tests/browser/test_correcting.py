"""Something on a person page is wrong: to the organisation that keeps the record, and its answer back."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from .test_journeys import CATEGORY

WORKER, KEEPER = "Dana Fiction", "Bo Fabricated"
WORDS = "The number is the old one; the school gives one that ends in 99"


@pytest.fixture
def terms(demo) -> str:
    return f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}"


def open_person(site, terms: str) -> None:
    site.be(WORKER)
    site.search(terms)
    site.open_first(CATEGORY, "Contact from school about bruises")
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()


def school_card(site):
    return site.page.locator(".sm-card").filter(has_text="clause 4.5").filter(has_text="Phone").first


def recorded(demo) -> list[tuple[str, str, str]]:
    """What the record says was done about corrections: act, outcome and whose people did it, each once."""
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        found = store.execute(
            """SELECT act, outcome, organisation FROM ledger_entry
               WHERE act LIKE '%correction%' OR act = 'check record' ORDER BY number"""
        ).fetchall()
    return list(dict.fromkeys(found))


def test_a_wrong_phone_number_goes_to_its_keeper_and_the_answer_comes_back(site, demo, terms):
    """Given a practitioner on the page of a child of whom the school has an old phone number,
    When she says so, Then somebody who looks after the school's records sees it, with the record,
    When they answer, Then she reads the answer and closes it, and each step stands in the record.
    """
    open_person(site, terms)
    number = school_card(site).locator("a[href^='tel:']").inner_text()
    site.is_right("person-something-wrong")
    school_card(site).get_by_role("link", name="Something here is wrong").click()
    expect(site.page.locator("main")).to_contain_text("This goes to Ambershire Schools Partnership")
    site.page.get_by_role("button", name="Send it").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Choose what is wrong")
    expect(site.page.get_by_role("alert")).to_contain_text("Say how it is wrong")
    site.is_right("request-correction-errors")
    site.page.get_by_label(re.compile("phone: ", re.IGNORECASE)).check()
    site.page.get_by_label("How is it wrong").fill(WORDS)
    site.is_right("request-correction")
    site.page.get_by_role("button", name="Send it").click()
    expect(site.page.get_by_role("alert")).to_contain_text("It is sent")
    expect(site.page.locator("main")).to_contain_text("Waiting")
    site.is_right("reported")

    site.be(KEEPER)
    site.is_right("home-corrections")
    site.page.get_by_role("link", name="1 thing needs you").click()
    site.page.get_by_role("link", name="Corrections asked of us (1)").click()
    row = site.page.get_by_role("row", name="School").first
    expect(row).to_contain_text("Social worker, Ambershire County Council")
    expect(row).to_contain_text("Safeguarding children")
    site.is_right("corrections")
    row.get_by_role("link").click()
    main = site.page.locator("main")
    expect(main).to_contain_text(WORDS)
    expect(main).to_contain_text("This is meant")
    expect(main).to_contain_text(f"{number} (said to be wrong)")
    expect(main).to_contain_text("Number at the source")
    assert WORKER not in site.text()
    assert "bruises" not in site.text()
    site.page.get_by_label("It is right as it stands").check()
    site.page.get_by_role("button", name="Send the answer").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Say why")
    site.is_right("correction-errors")
    site.page.get_by_label("It is mended at the source").check()
    site.page.get_by_label("In words").fill("Thank you: the school has moved")
    site.is_right("correction")
    address = site.page.url
    site.page.get_by_role("button", name="Send the answer").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your answer is sent")
    expect(site.page.locator("main")).to_contain_text("Nothing waits for you")
    expect(site.page.get_by_text("needs you")).to_have_count(0)
    site.is_right("corrections-none")
    site.page.get_by_role("link", name="Answered").click()
    expect(site.page.get_by_role("row", name="School").first).to_contain_text("Mended")
    site.page.goto(address)
    expect(site.page.locator("main")).to_contain_text("Thank you: the school has moved")
    site.is_right("correction-answered")

    site.be(WORKER)
    site.is_right("home-answers")
    site.page.get_by_role("link", name="Answers to what I reported (1)").click()
    site.page.get_by_role("row", name="School").get_by_role("link").first.click()
    expect(site.page.locator("main")).to_contain_text("Thank you: the school has moved")
    site.is_right("reported-one")
    site.page.get_by_role("button", name="Close it").click()
    expect(site.page.get_by_role("alert")).to_contain_text("It is closed")
    expect(site.page.get_by_text("needs you")).to_have_count(0)
    council, schools = "ambershire-council", "ambershire-schools"
    assert recorded(demo) == [
        ("request correction", "done", council),
        ("read correction", "done", schools),
        ("check record", "allowed", schools),
        ("answer correction", "done", schools),
        ("read correction answer", "done", council),
        ("close correction", "done", council),
    ]
    site.go("/my-access")
    expect(site.page.locator("main")).to_contain_text("Said that something in a record is wrong")


def test_what_is_said_can_be_chosen_from_everything_shown_and_taken_back(site, terms):
    """Given a person page, When something has no link of its own, Then it is chosen from a list;
    When it was a mistake, Then it is taken back and nobody is asked any more.
    """
    open_person(site, terms)
    site.page.get_by_role("link", name="Something on this page is wrong").click()
    site.is_right("what-is-wrong")
    site.page.get_by_role("link", name=re.compile(r"of School\)")).first.click()
    site.page.get_by_label("Something else").check()
    site.page.get_by_label("How is it wrong").fill("A second enrolment is missing")
    site.page.get_by_role("button", name="Send it").click()
    site.page.get_by_role("row", name="Waiting").get_by_role("link").first.click()
    site.page.get_by_role("button", name="Take it back").click()
    expect(site.page.get_by_role("row", name="A second enrolment is missing")).to_contain_text("Taken back")
    site.be(KEEPER)
    site.go("/corrections")
    expect(site.page.locator("main")).to_contain_text("Nothing waits for you")


def test_what_is_not_shown_any_more_is_refused_and_the_words_are_given_back(site, terms):
    """Given a form for something, When it is not shown any more, Then that is said and no word is lost."""
    open_person(site, terms)
    school_card(site).get_by_role("link", name="Something here is wrong").click()
    site.page.get_by_label("How is it wrong").fill(WORDS)
    site.page.locator("main form").evaluate("form => form.action = form.baseURI.slice(0, -4) + '0000'")
    site.page.get_by_role("button", name="Send it").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("That is not shown here any more")
    expect(site.page.get_by_label("What you typed")).to_have_value(WORDS)
    site.is_right("correction-not-shown")
