"""A partner's assurance runs out: said beforehand, dark afterwards, and light again with new evidence."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from shiremoot.home import Home
from tests import installation
from tests.browser.conftest import Site, serving

HEALTH = "Ambershire Community Health NHS Trust"
CATEGORY = "A contact or referral was received"
DAYS = 22
"""The demo's community health trust has 21 days left of its toolkit."""
EVIDENCE = """
- organisation: ambershire-health
  evidence: [{{kind: dspt, level: standards met, issued: {issued}, until: {until}, words: This year's}}]
"""


@pytest.fixture
def later(demo, tmp_path) -> dict[str, str]:
    """The same installation, three weeks on: what its processes need."""
    home = Home(tmp_path / "home")
    installation.copy(demo.home, home)
    clock = str(Path(__file__).parents[1] / "clock")
    return installation.environment(home, "shiremoot.demo.settings") | {
        "PYTHONPATH": clock,
        "DAYS_AHEAD": str(DAYS),
    }


@pytest.fixture
def site_later(page, later) -> Iterator[Site]:
    with serving(later) as address:
        yield Site(page, address)


def who_is_involved(site: Site, demo) -> set[str]:
    site.be("Dana Fiction")
    site.search(f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}")
    site.open_first(CATEGORY, "Contact from school about bruises")
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    return site.organisations()


def nhs_number(demo) -> str:
    """The child's, by the truth of the county; only the health trust lets social workers search by it."""
    truth = pq.read_table(demo.home.root / "county-truth" / "people.parquet", columns=["nhs_number"])
    return truth["nhs_number"][demo.child.person].as_py()


def test_who_would_lose_access_is_listed_before_a_lapse(site, demo):
    """Given a partner's toolkit that ends in three weeks, when the council looks, then it is told."""
    assert HEALTH in who_is_involved(site, demo)
    site.search(nhs_number(demo))
    expect(site.page.get_by_role("link", name="Open record")).to_have_count(1)
    site.be("Jamie Conjured")
    site.go("/assurance/")
    row = site.page.get_by_role("row").filter(has_text=HEALTH)
    ends = date.today() + timedelta(days=DAYS - 1)
    expect(row).to_contain_text("Lapses soon")
    expect(row).to_contain_text(f"{ends.day} {ends:%B %Y}")
    site.is_right("assurance-before-a-lapse")
    site.page.get_by_role("link", name="Who and what would go dark").click()
    main = site.page.locator("main")
    expect(main).to_contain_text("Children's front door agreement")
    expect(main).to_contain_text("Dana Fiction")
    site.is_right("assurance-who-would-go-dark")


def test_access_stops_with_the_lapse_and_comes_back_with_new_evidence(site_later, later, demo, tmp_path):
    """Given that day has come, when a social worker looks, then its data are neither seen nor found."""
    site = site_later
    shown = who_is_involved(site, demo)
    assert shown
    assert HEALTH not in shown
    site.search(nhs_number(demo))
    expect(site.page.get_by_role("link", name="Open record")).to_have_count(0)
    site.be("Sam Imagined")
    site.go("/agreements/childrens-front-door/v1")
    expect(site.page.locator("main")).to_contain_text(f"sharing stopped as the assurance of {HEALTH} lapsed")
    site.is_right("agreement-with-a-lapsed-party")
    record_new_evidence(later, tmp_path)
    assert HEALTH in who_is_involved(site, demo)


def record_new_evidence(later: dict[str, str], folder: Path) -> None:
    today = date.today() + timedelta(days=DAYS)
    path = folder / "assurance.yaml"
    path.write_text(EVIDENCE.format(issued=today, until=today + timedelta(days=300)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "shiremoot", "gateway", "assurance", str(path)],
        env=later,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
