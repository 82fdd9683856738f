"""A practitioner's caseload: by what records say, and added with a reason."""

import csv
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from shiremoot.home import Home
from tests import installation
from tests.browser.conftest import Site, serving
from tests.conftest import Demo

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
    # what is new is compared only if somebody of this county was opened before
    done = [each for each in recorded(demo, since) if each[0] != "notice changes"]
    assert done == [
        ("view caseload", "allowed"),
        ("preview", "allowed"),
        ("open", "allowed"),
        ("view person", "allowed"),
    ]


@pytest.fixture
def elsewhere(page, demo, tmp_path) -> Iterator[tuple[Site, Demo]]:
    """The same installation once more, of which the data may change, and its server."""
    home = Home(tmp_path / "home")
    installation.copy(demo.home, home)
    environment = installation.environment(home, "shiremoot.demo.settings")
    with serving(environment) as address:
        yield Site(page, address), replace(demo, home=home, environment=environment)


def a_contact_more(demo: Demo) -> None:
    """The next delivery of children's social care has a contact more about a child whom Dana leads."""
    folder = demo.home.root / "county" / "childrens-social-care"
    [episodes], [contacts] = folder.glob("CSC_EPISODES*"), folder.glob("CSC_CONTACTS*")
    with episodes.open(encoding="utf-8-sig", newline="") as file:
        open_now = [
            row
            for row in csv.DictReader(file)
            if row["WORKER_EMAIL"] == "social.worker@ambershire.example" and row["OPEN_FLAG"] == "O"
        ]
    with contacts.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        columns = rows.fieldnames or []
        whole = next(row for row in rows if all(row[name] for name in columns))
    more = whole | {"CONTACT_ID": "K9999999", "CLIENT_ID": open_now[-1]["CLIENT_ID"]}
    with contacts.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns).writerow(more)
    for words in (("load", "childrens-social-care", str(folder)), ("link",), ("publish",)):
        done = demo.shiremoot(*words)
        assert done.returncode == 0, done.stderr


def test_what_changed_since_i_looked_stands_first_and_is_counted(elsewhere):
    """Given a practitioner who has looked at her caseload, When the next load has a new contact about a child
    on it, Then the number of what needs her says so, and the child stands first with service and kind,
    When she opens the record, Then nothing needs her any more.
    """
    site, there = elsewhere
    site.be(WORKER)
    site.go("/caseload")
    expect(site.page.locator("main")).to_contain_text("Nothing that you may know of them has changed")
    by_name = names(site)
    a_contact_more(there)
    since = newest(there)
    site.be(WORKER)
    expect(site.page.get_by_role("link", name="1 thing needs you")).to_be_visible()
    site.is_right("home-caseload-news")
    site.page.get_by_role("link", name="People on my caseload with something new (1)").click()
    expect(site.page.get_by_role("row")).to_have_count(2)
    expect(site.page.get_by_role("row").nth(1)).to_contain_text("Children's social care: new contact")
    [changed] = [name.split(" (")[0] for name in names(site)]
    site.is_right("caseload-news-alone")
    site.page.get_by_label("Show").select_option("Everybody")
    site.page.get_by_role("button", name="Show").click()
    expect(site.page.get_by_role("row")).to_have_count(len(by_name) + 1)
    assert names(site)[0].startswith(changed)
    site.is_right("caseload-news")
    site.page.locator("main th[scope=row] a").first.click()
    site.page.get_by_role("button", name="Open record").click()
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    expect(site.page.get_by_text("needs you")).to_have_count(0)
    site.go("/caseload")
    expect(site.page.locator("main")).to_contain_text("Nothing that you may know of them has changed")
    assert recorded(there, since) == [
        ("notice changes", "allowed"),
        ("view caseload", "allowed"),
        ("preview", "allowed"),
        ("open", "allowed"),
        ("view person", "allowed"),
    ]


def test_my_team_s_caseload_says_who_leads(site, demo):
    """Given two practitioners who lead in one team, When one looks at the team's caseload,
    Then it lists whom the other leads, When she chooses one, Then it asks for a reason as after a search.
    """
    site.be("Ari Unreal")
    since = newest(demo)
    site.go("/caseload")
    site.is_right("caseload-of-two-services")
    site.page.get_by_role("link", name="My team’s caseload").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("My team’s caseload")
    expect(site.page.get_by_role("row").nth(1)).to_contain_text("Dana Fiction, Child Protection")
    site.is_right("caseload-team")
    site.page.locator("main th[scope=row] a").first.click()
    expect(site.page.get_by_label("Your reason")).to_have_value("")
    assert recorded(demo, since) == [("view caseload", "allowed"), ("preview", "allowed")]


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
        ("notice changes", "allowed"),
        ("take off caseload", "done"),
    ]
    site.go("/my-access")
    expect(site.page.locator("main")).to_contain_text("Put somebody on their caseload")
