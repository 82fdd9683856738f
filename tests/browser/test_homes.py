"""Fire safe-and-well: from care and housing to a crew's list, and the visits back."""

import csv
import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import PICTURES
from tests.browser.test_caseload import elsewhere, newest
from tests.conftest import Demo

__all__ = ["elsewhere"]


def recorded(demo: Demo, since: int) -> list[tuple[str, str]]:
    """What the fire service's people did from then on, and what came of it."""
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        return store.execute(
            """SELECT act, outcome FROM ledger_entry WHERE number > ? AND organisation = 'ambershire-fire'
               AND act NOT LIKE 'sign%' AND act <> 'served' ORDER BY number""",
            [since],
        ).fetchall()


def extract(demo: Demo, dataset: str, beginning: str) -> Path:
    [file] = (demo.home.root / "county" / dataset).glob(f"{beginning}*")
    return file


def with_priority(demo: Demo) -> list[dict[str, str]]:
    """The people whom adult social care marked, as its extract has them."""
    with extract(demo, "adult-social-care", "ASC_SERVICE_USERS").open(encoding="cp1252", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter=";") if row["Fire Visit Priority"] == "Y"]


def add_row(file: Path, **values: object) -> None:
    book = load_workbook(file)
    heads = [cell.value for cell in next(book.active.iter_rows(max_row=1))]
    book.active.append([values.get(str(head)) for head in heads])
    book.save(file)


def visit(demo: Demo, home: dict[str, str]) -> str:
    """The crew's own system has a visit more, to somebody at this home; its next delivery is loaded."""
    place = {
        "Premises": home["Address"],
        "Town": home["Town"],
        "Postcode": home["Postcode"],
        "UPRN": home["UPRN"],
    }
    who = {"Occupant Ref": "FRS-999999", "Surname": "Sampleton", "Name": "Sam", "WATERMARK": "FICTIONAL"}
    add_row(extract(demo, "fire-visits", "FRS_Occupants"), **who, **place)
    add_row(
        extract(demo, "fire-visits", "FRS_SafeWell"),
        **{
            "Visit Ref": "SW9999999",
            "Occupant Ref": "FRS-999999",
            "Visit Date": date.today(),
            "Follow-up": "Closed",
            "Outcome": "Done",
            "Closed On": date.today(),
            "WATERMARK": "FICTIONAL",
        },
    )
    told = ""
    folder = str(demo.home.root / "county" / "fire-visits")
    for words in (("load", "fire-visits", folder), ("link",), ("publish",)):
        done = demo.shiremoot(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        told += done.stdout
    return told


def homes(site) -> list[str]:
    return site.whole().locator(".sm-homes li span").all_inner_texts()


@pytest.mark.usefixtures("by_keyboard")
def test_from_care_and_housing_to_the_crew_and_the_visits_back(elsewhere):
    """Given care and housing that share which homes have priority,
    When a prevention officer makes a list of a town,
    Then the crew sees it on a phone and on paper: addresses and the flag, and nothing else of anybody;
    When a visit that was completed comes back with the next load, Then that home is off the list and counted.
    """
    site, there = elsewhere
    since = newest(there)
    marked = with_priority(there)
    [(town, _)] = Counter(row["Town"] for row in marked if row["Town"]).most_common(1)
    home = next(row for row in marked if row["Town"] == town and row["UPRN"] and row["Address"])

    site.be("Kit Invented")
    site.page.get_by_label("Act as", exact=True).select_option(
        label="prevention officer, Ambershire Fire and Rescue Service"
    )
    site.page.get_by_role("button", name="Act as this").click()
    site.page.get_by_role("link", name="Homes to visit for fire safety").click()
    expect(site.page.locator("main")).to_contain_text("There is no list yet")
    site.page.get_by_label("Which area?").fill("XK1 2AB")
    site.page.get_by_role("button", name="Make the list").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Enter a postcode district, such as XK1")
    site.is_right("homes-lists-errors")
    site.page.get_by_label("Which area?").fill(town)
    site.page.get_by_role("button", name="Make the list").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text(f"Homes to visit: {town}")

    site.be("Lou Concocted")
    site.is_right("home-crew")
    site.page.set_viewport_size({"width": 390, "height": 800})
    site.page.get_by_role("link", name="Homes to visit for fire safety").click()
    site.is_right("homes-lists")
    site.page.set_viewport_size({"width": 390, "height": 800})
    site.page.get_by_role("link", name=re.compile(rf"^{town}\b")).click()
    expect(site.page.locator("main")).to_contain_text("0 homes were visited since")
    listed = homes(site)
    assert home["Address"] in listed
    said = site.text()
    for row in marked:
        assert f"{row['Forename']} {row['Surname']}" not in said
        for column in ("Date of Birth", "NHS No", "Telephone", "UPRN", "Service User ID"):
            assert not row[column] or row[column] not in said, column
    site.page.get_by_text("Why may I see this?").click()
    site.is_right("homes-list")
    with site.page.expect_download() as download:
        site.page.get_by_role("button", name="Print or save as PDF").click()
    file = PICTURES / "homes-printed.pdf"
    download.value.save_as(file)
    assert download.value.suggested_filename.startswith("shiremoot-entry-")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(file.read_bytes())).pages]
    assert all(address in " ".join(pages) for address in listed)
    assert all("Printed by Lou Concocted, crew, Ambershire Fire and Rescue" in page for page in pages)

    told = visit(there, home)
    assert re.search(r"visits: [\d,]+ rows read, [\d,]+ accepted \(\+1 since the load before\)", told)
    site.page.reload()
    expect(site.page.locator("main")).to_contain_text("1 home was visited since")
    assert sorted([*homes(site), home["Address"]]) == sorted(listed)
    site.is_right("homes-list-visited")
    assert recorded(there, since) == [
        ("make list of homes", "done"),
        ("view homes", "allowed"),
        ("view homes", "allowed"),
        ("print homes", "allowed"),
        ("view homes", "allowed"),
    ]
    site.go("/my-access")
    expect(site.page.locator("main")).to_contain_text("Printed a list of homes to visit")
