"""What people come to do, in a real browser against the real server."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from shiremoot.home import Home
from tests import installation

REASON = "s47 enquiry, contact 2231 from school"
CATEGORY = "A contact or referral was received"
FIELDS_OF_THE_FRONT_DOOR = ("School", "Police", "social care", "Health visiting", "Medical")


@pytest.fixture
def terms(demo) -> str:
    return f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}"


def test_a_social_worker_finds_a_misspelt_child_and_sees_who_is_involved(site, demo, terms):
    site.page.goto("/demo/personas")
    site.is_right("personas")
    site.be("Dana Fiction")
    site.is_right("home")

    site.search(terms)
    first = site.page.locator(".sm-panel").first
    expect(first).to_contain_text(demo.child.first_name, ignore_case=True)
    expect(first).to_contain_text("same date of birth")
    site.is_right("found")

    site.page.get_by_role("link", name="Open record").first.click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("Why are you opening this record?")
    site.is_right("why-opening")
    site.page.get_by_role("button", name="Open record").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Choose what kind of reason it is")
    expect(site.page).to_have_title(re.compile("^Error: "))
    site.is_right("why-opening-errors")
    site.page.get_by_label(CATEGORY).check()
    site.page.get_by_label("Your reason").fill(REASON)
    site.page.get_by_role("button", name="Open record").click()

    expect(site.page.get_by_role("heading", level=1)).to_contain_text(demo.child.first_name, ignore_case=True)
    cards = site.cards()
    assert len(site.organisations()) >= 4
    assert all("Children's front door agreement, clause 4." in card for card in cards)
    site.is_right("person")

    for summary in site.whole().locator("summary").all():
        summary.click()
    why = site.page.locator(".sm-card details").first
    expect(why).to_contain_text("Basis:")
    expect(why).to_contain_text("of the ledger")
    site.is_right("person-all-open")

    link = why.get_by_role("link").first
    clause = link.get_attribute("href").partition("#")[2]
    link.click()
    expect(site.page.locator(f"#{clause.replace('.', chr(92) + '.')}")).to_be_visible()
    site.is_right("agreement")

    site.page.goto("/my-access")
    expect(site.page.get_by_role("table")).to_contain_text(REASON)
    site.is_right("my-access")


def test_no_address_holds_a_name_a_date_or_a_person(site, demo, terms):
    addresses = []
    site.page.on("request", lambda request: addresses.append(request.url))
    site.be("Dana Fiction")
    site.search(terms)
    site.open_first(CATEGORY, REASON)
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    everything = " ".join(addresses).casefold()
    for told in (demo.child.first_name, demo.child.last_name, str(demo.child.date_of_birth.year)):
        assert told.casefold() not in everything


def test_the_next_person_is_sought_from_wherever_one_is(site, demo, terms):
    site.be("Dana Fiction")
    site.page.goto("/my-access")
    box = site.page.get_by_role("search", name="Find a person")
    box.get_by_role("textbox").fill(terms)
    box.get_by_role("textbox").press("Enter")
    expect(site.page.locator(".sm-panel").first).to_contain_text(demo.child.first_name, ignore_case=True)
    site.page.goto("/my-access")
    site.is_right("search-at-the-top")


def test_a_housing_officer_sees_less_and_nothing_says_what_the_rest_is(site, terms):
    site.be("Kit Invented")
    site.search(terms)
    site.open_first(CATEGORY, "The tenant asked for help with the rent")
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    assert site.organisations() <= {"Amber Homes", "Ambershire Fire and Rescue Service"}
    text = site.text()
    for other in FIELDS_OF_THE_FRONT_DOOR:
        assert other not in text
    withheld = site.page.get_by_role("heading", name="Not shown to you").locator(
        "xpath=following-sibling::p[1]"
    )
    said_to_housing = withheld.inner_text()
    site.is_right("person-housing")

    site.be("Dana Fiction")
    site.search(terms)
    site.open_first(CATEGORY, REASON)
    assert withheld.inner_text() == said_to_housing


def test_an_agreement_that_ended_yesterday_shows_and_finds_nothing(site, terms):
    site.be("Robin Madeup")
    expect(site.page.locator("main")).to_contain_text("Early help hub agreement has ended")
    site.is_right("home-agreement-ended")
    site.page.goto("/find")
    expect(site.page.get_by_role("button", name="Search")).to_have_count(0)
    site.is_right("find-agreement-ended")


def test_somebody_else_s_opening_and_search_are_not_there(site, terms):
    site.be("Dana Fiction")
    site.search(terms)
    search = site.page.url
    site.open_first(CATEGORY, REASON)
    opening = site.page.url
    site.be("Kit Invented")
    for address in (search, opening):
        response = site.page.goto(address)
        assert response.status == 404
        expect(site.page.get_by_role("heading", level=1)).to_have_text("Page not found")
    site.complaints.clear()  # the browser itself reports a 404
    site.is_right("not-found")


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("smith", "That is too little to tell people apart"),
        ("Nobody Atall 01/01/1901", "Nobody found"),
        ("<script>alert(1)</script> 1/1/2011", "Nobody found"),
    ],
)
def test_a_search_that_lists_nobody_says_what_to_do(site, terms, words):
    site.be("Dana Fiction")
    site.search(terms)
    expect(site.page.get_by_role("heading", name=words)).to_be_visible()
    site.is_right(f"found-{words.split()[0].casefold()}")


def test_an_empty_search_keeps_what_was_chosen(site):
    site.be("Dana Fiction")
    site.page.goto("/find")
    site.page.get_by_role("button", name="Search").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Enter what you know")
    expect(site.page.get_by_label("Safeguarding children")).to_be_checked()
    site.is_right("find-errors")


def test_a_governance_officer_reads_the_agreements_and_no_person(site):
    site.be("Sam Imagined")
    site.is_right("home-governance")
    site.page.get_by_role("link", name="Agreements").first.click()
    for title in ("memorandum", "linking", "front door", "Homes", "Early help"):
        expect(site.page.get_by_role("heading", level=2).filter(has_text=title).first).to_be_visible()
    expect(site.page.locator(".govuk-tag", has_text=re.compile(r"^\s*Ended"))).to_have_count(1)
    site.is_right("agreements")
    response = site.page.goto("/find")
    assert response.status == 403
    site.complaints.clear()
    site.is_right("not-allowed")


def test_somebody_with_two_roles_acts_as_one_at_a_time(site, terms):
    site.be("Kit Invented")
    expect(site.page.get_by_label("Housing support")).to_be_checked()
    site.page.get_by_label("Act as").select_option("prevention officer, Ambershire Fire and Rescue Service")
    site.page.get_by_role("button", name="Act as this").click()
    expect(site.page.locator(".sm-acting")).to_contain_text("prevention officer, Ambershire Fire and Rescue")
    expect(site.page.get_by_label("Fire prevention at home")).to_be_checked()
    expect(site.page.get_by_label("Housing support")).to_have_count(0)
    site.is_right("home-two-roles")
    site.search(terms)
    site.page.goto("/my-access")
    expect(site.page.locator("main")).to_contain_text("Fire prevention at home")
    expect(site.page.locator("main")).not_to_contain_text("Housing support")


def test_signing_in_says_nothing_of_whether_there_is_such_a_user(site, demo):
    said = set()
    for email in ("social.worker@ambershire.example", "nobody@nowhere.example"):
        site.page.goto("/sign-in")
        site.page.get_by_label("Email address").fill(email)
        site.page.get_by_label("Password", exact=True).fill("wrong password here")
        site.page.get_by_role("button", name="Sign in").click()
        said.add(site.page.get_by_role("alert").inner_text())
    assert len(said) == 1
    site.is_right("sign-in-errors")


def test_pages_work_without_javascript(browser, base_url, terms):
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/demo/personas")
    page.get_by_role("button", name="Be Dana Fiction").click()
    page.get_by_label("Who are you looking for?").fill(terms)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Open record").first.click()
    page.get_by_label(CATEGORY).check()
    page.get_by_label("Your reason").fill(REASON)
    page.get_by_role("button", name="Open record").click()
    expect(page.get_by_role("heading", name="Who is involved")).to_be_visible()
    context.close()


def test_the_ledger_verifies_after_all_that_and_not_once_the_tutorial_has_changed_one_byte(demo, tmp_path):
    good = demo.shiremoot("ledger", "verify")
    assert good.returncode == 0, good.stderr
    assert "The ledger verifies" in good.stdout

    installation.copy(demo.home, Home(tmp_path / "var"))
    tutorial = (Path(__file__).parents[2] / "docs" / "tutorial" / "first-look.md").read_text(encoding="utf-8")
    cheat = re.search(r"<<'END'\n(.*?)\nEND", tutorial, re.S).group(1)
    subprocess.run([sys.executable, "-c", cheat], cwd=tmp_path, check=True)
    environment = demo.environment | {"SHIREMOOT_HOME": str(tmp_path / "var")}
    words = [sys.executable, "-m", "shiremoot", "ledger", "verify"]
    bad = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert "entry 30 was changed" in bad.stderr
