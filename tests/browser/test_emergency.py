"""Journey 4: a flood. Who at these addresses may need help first; and somebody else judges the look."""

import re
import sqlite3
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from shiremoot.demo.county.showcase import flooded
from tests.browser.conftest import PICTURES

WHY = "The river Amber is over its bank"


@pytest.fixture
def postcodes(demo) -> tuple[str, ...]:
    """Where the invented river floods."""
    return flooded(Path(demo.home.root) / "county-truth")


def newest(demo) -> int:
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        return store.execute("SELECT max(number) FROM ledger_entry").fetchone()[0]


def recorded(demo, since: int) -> list[tuple[str, str, str]]:
    """Organisation, act and outcome of each entry since, but signing in and out."""
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        return store.execute(
            """SELECT organisation, act, outcome FROM ledger_entry
               WHERE number > ? AND act NOT LIKE 'sign%' ORDER BY number""",
            [since],
        ).fetchall()


def needs(site) -> list[str]:
    return site.whole().locator("main tbody tr td:nth-child(2)").all_inner_texts()


@pytest.mark.usefixtures("by_keyboard")
def test_a_duty_officer_asks_who_needs_help_first_and_somebody_else_judges_it(site, demo, postcodes):
    """Given a duty officer whose role an agreement lets see who is at places in an emergency,
    When the river floods and they paste postcodes and a wrong line, Then that is told and nothing lost,
    When they send it mended, Then for an hour they see who is there, in the order that they choose,
    When they print it, Then it is on paper by address, When the hour's look is reviewed,
    Then its reviewers read what was opened, and the record has all of it.
    """
    site.be("Ren Imaginary")
    since = newest(demo)
    site.is_right("home-duty-officer")
    site.page.get_by_role("button", name="Emergency: people at these addresses").click()
    site.is_right("emergency-at-places")
    typed = [*postcodes, "Rose Cottage, Oldford"]
    site.page.get_by_label("Places in danger, one a line").fill("\n".join(typed))
    site.page.get_by_role("button", name="Show who is there").click()
    alert = site.page.get_by_role("alert")
    expect(alert).to_contain_text(f"Line {len(typed)}, “Rose Cottage, Oldford”: add its postcode")
    expect(alert).to_contain_text("Say in a few words what has happened")
    expect(site.page.get_by_label("Places in danger, one a line")).to_have_value("\n".join(typed))
    site.is_right("emergency-at-places-errors")
    site.page.get_by_label("Places in danger, one a line").fill("\n".join(postcodes))
    site.page.get_by_label("What is happening?").fill(WHY)
    site.page.get_by_role("button", name="Show who is there").click()

    heading = site.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile(r"^\d+ people at 5 places$"))
    people = int(heading.inner_text().split()[0])
    assert re.search(r"/emergency/[0-9a-f-]{36}$", site.page.url)
    expect(site.page.get_by_role("table")).to_contain_text("who is involved, and whom to call")
    picture = site.page.get_by_role("img", name="Map with north above")
    expect(picture.locator("visible=true")).to_have_count(1)
    expect(site.page.locator("main")).to_contain_text(re.compile(r"Needs help to leave home: \d+ · "))
    site.is_right("emergency")

    site.page.get_by_label("First").select_option("Needs help to leave home")
    site.page.get_by_label("Then").select_option("Lives alone")
    site.page.get_by_role("button", name="Show").click()
    expect(site.page.get_by_label("First")).to_have_value("help")
    ranks = [("Needs help" not in each, "Lives alone" not in each) for each in needs(site)]
    assert ranks == sorted(ranks)
    assert ranks[0][0] is False
    assert len(ranks) == min(people, 100)
    site.is_right("emergency-ordered")

    with site.page.expect_download() as download:
        site.page.get_by_role("button", name="Print or save as PDF").click()
    file = PICTURES / "emergency-printed.pdf"
    download.value.save_as(file)
    sheets = [" ".join(each.extract_text().split()) for each in PdfReader(BytesIO(file.read_bytes())).pages]
    assert f"{people} people at" in sheets[0]
    assert WHY not in " ".join(sheets)
    for sheet in sheets:
        assert "Printed by Ren Imaginary, emergency duty officer, Ambershire County Council" in sheet

    site.go("/")
    expect(site.page.locator("main")).to_contain_text("5 places, since")
    site.is_right("home-emergency")
    site.go("/my-access")
    expect(site.page.get_by_role("row").nth(1)).to_contain_text("Printed who may need help in an emergency")
    expect(site.page.get_by_role("row").nth(1)).to_contain_text(WHY)

    site.be("Sam Imagined")
    site.page.get_by_role("link", name=re.compile(r"^Reviews")).first.click()
    own = site.page.get_by_role("row").filter(has_text=re.compile(r"Ren Imaginary.*(?<!\d)5 places", re.S))
    expect(own).to_contain_text("5 places, 3 looks")
    site.is_right("reviews-emergency-at-places")
    own.get_by_role("link", name="Emergency access").click()
    expect(site.page.locator("main")).to_contain_text(f"5 places, with {people} people shown at once")
    expect(site.page.locator("main")).to_contain_text(WHY)
    site.is_right("review-emergency-at-places")
    site.page.get_by_label("Justified", exact=True).check()
    site.page.get_by_label("Say in words what you found").fill("The flood warning agrees")
    site.page.get_by_role("button", name="Record the review").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your review is recorded")

    council = "ambershire-council"
    looks = [(council, "view emergency", "allowed"), (council, "served", "served")] * 2
    assert recorded(demo, since) == [
        (council, "emergency at places", "allowed"),
        ("amber-homes", "announce", "done"),
        (council, "announce", "done"),
        ("ambershire-health", "announce", "done"),
        *looks,
        (council, "print emergency", "allowed"),
        (council, "served", "served"),
        (council, "view review", "done"),
        (council, "review", "justified"),
    ]


def test_who_and_what_is_at_an_address_is_asked_from_a_person_page(site, demo):
    """Given a social worker with a child's record open, When they ask who is at the address,
    Then they see who is recorded there, and nothing in the address bar tells where that is,
    When they choose somebody, Then a reason is asked for.
    """
    site.be("Dana Fiction")
    site.search(f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}")
    site.open_first("A contact or referral was received", "A strategy meeting this afternoon")
    since = newest(demo)
    site.page.get_by_role("link", name="Who and what is at this address").click()
    expect(site.page.get_by_role("heading", level=1)).to_contain_text(demo.child.postcode)
    expect(site.page.get_by_role("heading", level=2).first).to_have_text(
        re.compile(r"Who is recorded here \(\d+ people\)")
    )
    assert demo.child.postcode.replace(" ", "") not in site.page.url.upper()
    site.is_right("place")
    assert recorded(demo, since)[-4:] == [
        ("ambershire-council", "view place", "allowed"),
        ("ambershire-council", "served", "served"),
        ("ambershire-council", "view household", "allowed"),
        ("ambershire-council", "served", "served"),
    ]
    site.page.locator("main th[scope=row] a").nth(1).click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("Why are you opening this record?")
