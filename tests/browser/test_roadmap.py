"""What the county wants to do with data: computed, so that a signature or a load changes it at once."""

import sqlite3
from contextlib import closing

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Site
from tests.browser.test_caseload import elsewhere, newest
from tests.conftest import Demo

__all__ = ["elsewhere"]

LEAD, DIRECTOR = "Avery Conceived", "Noa Supposed"
CASE, AGREEMENT = "Repeat domestic abuse", "Repeat domestic abuse agreement"
COUNCIL = "ambershire-council"


def recorded(demo: Demo, since: int) -> list[tuple[str, str, str]]:
    """What was done from then on, what came of it, and for whom."""
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        return store.execute(
            """SELECT act, outcome, organisation FROM ledger_entry WHERE number > ?
               AND act NOT IN ('sign-in', 'sign-out') ORDER BY number""",
            [since],
        ).fetchall()


def level(site: Site, words: str) -> Locator:
    """The part of the board with the use cases of one level."""
    return site.page.get_by_role("region", name=words)


def board(site: Site) -> Site:
    site.page.get_by_role("navigation").get_by_role("link", name="Roadmap").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("Roadmap")
    return site


def test_a_signature_makes_a_use_case_ready_with_nobody_touching_the_roadmap(elsewhere):
    """Given a use case of which one signature is missing,
    When the strategic lead opens the front page, Then it is the county's next best step,
    When the director signs, Then the board says ready at the next look, and something else is the best step,
    And the ledger has the signature, and nothing else.
    """
    site, demo = elsewhere
    since = newest(demo)
    site.be(LEAD)
    main = site.page.locator("main")
    expect(main).to_contain_text(f"Sign {AGREEMENT}. It makes 1 use case ready, for about 4,100 people.")
    site.is_right("front-page-strategic-lead")
    board(site)
    expect(main.locator(".sm-panel").first).to_contain_text(f"Sign {AGREEMENT}")
    expect(level(site, "Ready")).to_contain_text("Safe and well visits")
    expect(level(site, "Ready")).to_contain_text("Vulnerable people in an emergency")
    expect(level(site, "One step away")).to_contain_text(CASE)
    expect(level(site, "One step away")).to_contain_text(f"Ambershire County Council: Sign {AGREEMENT}")
    for title in ("Pooled business data", "Coordinated roadworks", "Planning after hospital discharge"):
        expect(level(site, "Blocked")).to_contain_text(title)
    site.is_right("roadmap")
    main.get_by_role("link", name=CASE, exact=True).first.click()
    expect(main).to_contain_text("1 step is left.")
    expect(main).to_contain_text("Version 1 is out for signature. Ambershire County Council has not signed.")
    site.is_right("use-case-one-step-away")

    site.be(DIRECTOR)
    site.page.get_by_role("link", name="Steps that others wait for from us").click()
    site.page.get_by_role("link", name=f"Sign {AGREEMENT}").first.click()
    site.page.get_by_role("button", name="Read and sign").click()
    site.page.get_by_label("What makes you somebody who may sign?").fill("Director of adult services")
    site.page.get_by_label("I have read version 1").check()
    site.page.get_by_role("button", name="Sign version 1").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your organisation has signed")
    site.go("/roadmap/")
    site.whole()
    assert CASE in level(site, "Ready").inner_text()  # the first look after it, not a later one
    expect(main.locator(".sm-panel").first).not_to_contain_text(AGREEMENT)
    expect(level(site, "One step away")).to_contain_text("No use case is one step away now.")
    site.is_right("roadmap-after-the-signature")
    site.page.get_by_role("link", name=CASE, exact=True).click()
    expect(main).to_contain_text("Nothing is missing")
    expect(main).to_contain_text(f"Shown by clauses 2.1 and 2.2 of {AGREEMENT}")
    site.is_right("use-case-ready")
    assert recorded(demo, since) == [("sign agreement", "done", COUNCIL)]


def test_a_dataset_that_is_withdrawn_blocks_what_needs_it_until_it_is_offered_again(elsewhere):
    """Given a use case that is ready,
    When one of its datasets is withdrawn, Then it is blocked, and says whose move it is,
    When the contract is back, Then it is ready again; the ledger has nothing of it, for nobody read a person.
    """
    site, demo = elsewhere
    site.be(LEAD)
    board(site)
    expect(level(site, "Ready")).to_contain_text("Safe and well visits")
    since = newest(demo)
    contract = demo.home.contracts / "fire-visits.odcs.yaml"
    aside = contract.rename(demo.home.root / "aside.yaml")
    site.page.reload()
    card = level(site, "Blocked").locator(".sm-card").filter(has_text="Safe and well visits")
    expect(card).to_contain_text("Ambershire Fire and Rescue Service: Offer Fire visits again")
    card.get_by_role("link", name="Safe and well visits").click()
    expect(site.page.locator("main")).to_contain_text("It was withdrawn: it has no contract in use any more.")
    site.is_right("use-case-blocked")
    site.be("Kit Invented")
    site.page.get_by_label("Act as").select_option(
        label="prevention officer, Ambershire Fire and Rescue Service"
    )
    site.page.get_by_role("button", name="Act as this").click()
    board(site)
    site.page.get_by_role("link", name="1 step that others wait for from us").click()
    expect(site.page.locator("main")).to_contain_text("Offer Fire visits again with a contract")
    aside.rename(contract)
    site.page.reload()
    expect(level(site, "Ready")).to_contain_text("Safe and well visits")
    expect(site.page.locator("main")).to_contain_text(
        "no use case waits for Ambershire Fire and Rescue Service"
    )
    assert recorded(demo, since) == []
