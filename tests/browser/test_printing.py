"""A person page on paper, in a real browser: the recorded way, and the browser's own."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import PICTURES

CATEGORY = "A contact or referral was received"
REASON = "A strategy meeting this afternoon"


@pytest.fixture
def person_page(site, demo):
    """Given a social worker with a child's record open."""
    site.be("Dana Fiction")
    site.search(f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}")
    site.open_first(CATEGORY, REASON)
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    return site


def pages(file: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(file)).pages]


def test_a_social_worker_prints_a_person_page_and_it_is_recorded(person_page, demo):
    site = person_page
    name = site.page.get_by_role("heading", level=1).inner_text()
    cards = site.page.locator(".sm-card h3").all_inner_texts()
    phones = site.page.locator(".sm-card a[href^='tel:']").all_inner_texts()
    requested = []
    site.page.on("request", lambda request: requested.append(request.url))

    # When she asks for a copy
    with site.page.expect_download() as download:
        site.page.get_by_role("button", name="Print or save as PDF").click()

    # Then a file comes whose name says nothing of the child
    file = PICTURES / "person-printed.pdf"
    download.value.save_as(file)
    assert download.value.suggested_filename.startswith("shiremoot-entry-")
    assert demo.child.last_name.casefold() not in " ".join(requested).casefold()

    # And it says what the page says, and on each page who printed it, when and why, but not her own words
    found = pages(file.read_bytes())
    whole = " ".join(found)
    assert name in found[0]
    for said in (*cards, *phones):
        assert " ".join(said.split()) in whole
    for number, text in enumerate(found, start=1):
        assert "Printed by Dana Fiction, social worker, Ambershire County Council" in text
        assert "for Safeguarding children (A contact or referral was received)" in text
        assert "Printed copies are not updated" in text
        assert f"Page {number} of {len(found)}" in text
    assert REASON not in whole

    # And her own list of what she did says so, beside the reason
    site.go("/my-access")
    latest = site.page.get_by_role("row").nth(1)
    expect(latest).to_contain_text("Printed a person page")
    expect(latest).to_contain_text("Printed who lives at an address")
    expect(latest).to_contain_text(REASON)
    site.is_right("my-access-printed")


def test_what_the_browser_prints_itself_says_that_it_is_a_screen_copy(person_page):
    site = person_page
    watermark = site.page.locator(".sm-watermark")
    expect(watermark).to_be_hidden()

    # When she lets the browser print
    printed = pages(site.page.pdf(path=PICTURES / "person-screen-copy.pdf", format="A4"))

    # Then every sheet says whose screen it is a copy of, when and why; and the end, which entry
    for sheet in printed:
        slanting = sheet.replace(" ", "")  # spaces of slanting text are guesses
        assert "Screencopy·DanaFiction,socialworker,AmbershireCountyCouncil" in slanting
        assert "SafeguardingChildren".casefold() in slanting.casefold()
    assert "of the ledger; a copy made with “Print or save as PDF” is recorded as printed" in printed[-1]

    # And nothing that is for the screen alone
    site.page.emulate_media(media="print")
    expect(watermark).to_be_visible()
    expect(site.page.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    expect(site.page.locator(".govuk-service-navigation")).to_be_hidden()
    site.page.emulate_media(media="screen")
    site.is_right("person-to-print")
