"""A practitioner's caseload: by what records say, and added with a reason."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from .test_journeys import CATEGORY

WORKER = "Dana Fiction"
WHY = "Allocated to me at the meeting of this morning"


@pytest.fixture
def terms(demo) -> str:
    return f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}"


def newest(demo) -> int:
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        return store.execute("SELECT max(number) FROM ledger_entry").fetchone()[0]


def recorded(demo, since: int) -> list[tuple[str, str]]:
    """What the record says was done and came of it from then on, of what a practitioner does with people."""
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        found = store.execute(
            """SELECT act, outcome FROM ledger_entry WHERE number > ? AND organisation = 'ambershire-council'
               AND act NOT LIKE 'sign%' AND act NOT IN ('served', 'view household', 'view family')
               ORDER BY number""",
            [since],
        ).fetchall()
    return list(dict.fromkeys(found))


def names(site) -> list[str]:
    return site.whole().locator("main th[scope=row] a").all_inner_texts()


def test_whom_a_record_says_that_i_lead_is_opened_with_one_press(site, demo):
    """Given a practitioner of whom a load said whom they lead,
    When they look at their caseload, Then it lists those people and nothing that opening would show,
    When they choose one, Then purpose and reason are filled in and one press opens the record.
    """
    site.be(WORKER)
    since = newest(demo)
    site.page.get_by_role("navigation").get_by_role("link", name="My caseload").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("My caseload")
    expect(site.page.get_by_role("heading", level=2).first).to_have_text(
        re.compile(r"1[678] people, for safeguarding children")
    )
    expect(site.page.get_by_role("row").nth(1)).to_contain_text("Children's social care: you lead")
    assert "@" not in site.text()
    site.is_right("caseload")
    chosen = names(site)[0].split(" (")[0]
    site.page.locator("main th[scope=row] a").first.click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("Why are you opening this record?")
    expect(site.page.get_by_label("I am working with this person or family")).to_be_checked()
    expect(site.page.get_by_label("Your reason")).to_have_value(re.compile("^On my caseload"))
    site.is_right("why-opening-caseload")
    site.page.get_by_role("button", name="Open record").click()
    expect(site.page.get_by_role("heading", level=1)).to_contain_text(chosen)
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    site.page.get_by_role("link", name="On my caseload", exact=True).click()
    expect(site.page.locator("main")).to_contain_text("says that you lead")
    expect(site.page.get_by_role("link", name="something here is wrong")).to_be_visible()
    site.is_right("caseload-by-record")
    assert recorded(demo, since) == [
        ("view caseload", "allowed"),
        ("preview", "allowed"),
        ("open", "allowed"),
        ("view person", "allowed"),
    ]


def test_somebody_is_added_with_a_reason_and_taken_off(site, demo, terms):
    """Given a practitioner with a child's record open, When they add the child with a reason for 30 days,
    Then the child is on their caseload until then; When they take them off, Then they are not.
    """
    site.be(WORKER)
    since = newest(demo)
    site.search(terms)
    site.open_first(CATEGORY, "Contact from school about bruises")
    site.page.get_by_role("link", name="Add to my caseload").click()
    site.page.get_by_role("button", name="Add to my caseload").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Choose for how long")
    site.is_right("add-to-caseload-errors")
    site.page.get_by_label("I am working with this person or family").check()
    site.page.get_by_label("Why do you work with them?").fill(WHY)
    site.page.get_by_label("30 days").check()
    site.is_right("add-to-caseload")
    site.page.get_by_role("button", name="Add to my caseload").click()
    expect(site.page.get_by_role("alert")).to_contain_text("It is on your caseload")
    site.page.get_by_label("Show").select_option("Added by me")
    site.page.get_by_role("button", name="Show").click()
    expect(site.page.get_by_role("row")).to_have_count(2)
    expect(site.page.get_by_role("row").nth(1)).to_contain_text(WHY)
    site.is_right("caseload-added")
    site.page.locator("main th[scope=row] a").click()
    expect(site.page.get_by_label("Your reason")).to_have_value(WHY)
    site.page.get_by_role("button", name="Open record").click()
    site.page.get_by_role("link", name="On my caseload", exact=True).click()
    site.is_right("caseload-of-own-act")
    site.page.get_by_role("button", name="Take off my caseload").click()
    expect(site.page.get_by_role("alert")).to_contain_text("It is off your caseload")
    assert demo.child.last_name.upper() not in " ".join(names(site))
    assert recorded(demo, since) == [
        ("search", "allowed"),
        ("preview", "allowed"),
        ("open", "allowed"),
        ("view person", "allowed"),
        ("add to caseload", "allowed"),
        ("view caseload", "allowed"),
        ("take off caseload", "done"),
    ]
    site.go("/my-access")
    expect(site.page.locator("main")).to_contain_text("Put somebody on their caseload")
