"""Journey 7, its first half: registers become one map and one table, and a body sends in its own anew."""

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.test_analysing import acts, newest
from tests.browser.test_evaluating import download
from tests.conftest import Demo

THEIR_OWN = {
    "UniqueAssetId": "Site code",
    "NameOfBuildingOrLand": "Premises",
    "GeoX": "Map E",
    "GeoY": "Map N",
}
"""Headings that nobody publishes under."""


def council_file(demo: Demo) -> list[dict[str, str]]:
    text = (demo.home.root / "county" / "estate" / "ambershire-council.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def written(rows: list[dict[str, str]], to: Path) -> Path:
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return to


def give(site: Site, file: Path) -> None:
    site.page.get_by_label("The file").set_input_files(file)
    site.page.get_by_role("button", name="Look at what it would change").click()


def test_anybody_signed_in_sees_every_body_s_sites_and_one_of_them(site, demo):
    """Given registers of seven bodies, When Kit opens the estate, Then all sites are on a map
    and in a table; When they filter and sort, Then the address keeps it, and the file has what they see; When
    they open a site, Then what is known of it, its neighbours and other owners stand there; and nothing of it
    is in the ledger, for registers are about nobody.
    """
    site.be("Kit Invented")
    since = newest(demo)
    page, main = site.page, site.page.locator("main")
    page.get_by_role("link", name="Estate", exact=True).first.click()
    expect(main).to_contain_text("of 7 bodies")
    expect(main).to_contain_text("registered as freehold by two bodies")
    site.is_right("estate")

    page.get_by_label("Use").select_option(label="Library")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Running cost (£ a year)").click()
    expect(page).to_have_url(re.compile(r"use=Library&sort=cost#table"))
    page.get_by_role("link", name="Running cost (£ a year)").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Running cost")
    costs = page.locator("table").first.locator("tbody tr td:nth-child(5)").all_inner_texts()
    known = [int(each.replace(",", "")) for each in costs]
    assert known == sorted(known, reverse=True)
    taken = download(site, f"Download these {len(known)} sites (CSV)")
    assert len(taken) == 1 + len(known)
    site.is_right("estate-filtered")

    page.get_by_label("Name, address, reference or UPRN").fill("nowhere at all")
    page.get_by_role("button", name="Show").click()
    expect(main).to_contain_text("with “nowhere at all” is known")
    site.is_right("estate-none")

    page.get_by_role("link", name="Show all sites").click()
    page.get_by_role("link", name="Show them").click()
    expect(main).to_contain_text("2 sites registered as freehold by two bodies")
    page.locator("table").first.get_by_role("link").nth(6).click()
    expect(main).to_contain_text("one of the two is wrong")
    expect(main).to_contain_text("Neighbours within two kilometres")
    site.is_right("estate-site")
    assert acts(demo, since) == []


def test_a_body_sends_in_its_register_under_headings_of_its_own(site, demo, tmp_path):
    """Given the council's register, When Wyn sends in a newer file whose headings nobody knows, Then they are
    asked what these hold, with values to tell by; When they have said, Then they see what is taken, what is
    held back and why, and what changes; When they confirm, Then it is the register, its history tells what
    changed, the lines held back can be downloaded, and the ledger has one entry of it.
    """
    rows = council_file(demo)
    renamed = rows[2]["NameOfBuildingOrLand"]
    rows[2] |= {"NameOfBuildingOrLand": f"{renamed} and hub", "OccupancyPercent": "91"}
    gone = rows.pop(3)["UniqueAssetId"]
    headed = [{THEIR_OWN.get(name, name): value for name, value in row.items()} for row in rows]

    site.be("Wyn Pretended")
    since = newest(demo)
    page, main = site.page, site.page.locator("main")
    site.is_right("front-page-estates")
    page.get_by_role("link", name="Our register of sites").click()
    expect(main).to_contain_text("2 lines were held back")
    expect(main).to_contain_text("Two owners for one UPRN (1)")
    site.is_right("estate-register")
    page.get_by_role("button", name="Send in a newer register").click()
    site.is_right("estate-send")
    empty = tmp_path / "empty.csv"
    empty.write_text("UPRN,Name\n")
    give(site, empty)
    expect(page.locator(".govuk-error-summary")).to_contain_text("The file has headings and no sites.")
    site.is_right("estate-send-errors")

    give(site, written(headed, tmp_path / "sites.csv"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Which column holds what")
    expect(main).to_contain_text("Site code, Premises, Map E, Map N")
    site.is_right("estate-columns")
    for label in ("Asset reference", "Name", "Easting", "Northing"):
        page.get_by_label(label, exact=True).select_option(value="")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose the column that holds Name")
    site.is_right("estate-columns-errors")
    page.get_by_label("Asset reference", exact=True).select_option(value="Site code")
    page.get_by_label("Name", exact=True).select_option(value="Premises")
    page.get_by_label("Easting", exact=True).select_option(value="Map N")
    page.get_by_label("Northing", exact=True).select_option(value="Map E")
    page.get_by_role("button", name="Go on").click()
    expect(main).to_contain_text("Easting and northing seem to be exchanged")
    site.is_right("estate-check-exchanged")
    page.get_by_role("link", name="Exchange the two columns").click()
    expect(page.get_by_label("Easting", exact=True)).to_have_value("Map E")
    page.get_by_role("button", name="Go on").click()

    expect(main).to_contain_text("2 lines are held back")
    expect(main).to_contain_text("0 new, 1 changed, 1 gone")
    expect(main).to_contain_text("the other way round they lie inside it. Exchange them.")
    expect(main).to_contain_text("Its lease ends on 31 March 2020, before it begins on 1 April 2030.")
    expect(main).to_contain_text(f"Name: {renamed} and hub (was {renamed})")
    site.is_right("estate-check")
    page.get_by_role("button", name="Make this our register").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Your register is loaded.")
    site.is_right("estate-register-loaded")
    held_back = download(site, "Download the lines, with why (CSV)")
    assert [row[0] for row in held_back] == ["Line", "2", "3"]
    assert "Premises" in held_back[0]

    page.get_by_role("link", name=re.compile("^[0-9]+ sites$")).click()
    page.get_by_label("Name, address, reference or UPRN").fill(f"{renamed} and hub")
    page.get_by_role("button", name="Show").click()
    page.locator("table").first.get_by_role("link", name=f"{renamed} and hub").click()
    expect(main).to_contain_text("Occupancy (%): 91")
    site.is_right("estate-site-changed")
    site.go(f"/estate/?words={gone}&organisation=ambershire-council")
    expect(main).to_contain_text("is known. Show all sites")
    assert acts(demo, since) == [("load sites", "done")]
