"""Those who check: a provider, an organisation's own reviewer, and somebody who was refused."""

import re
import subprocess
import sys
import time
import zipfile

import pytest
from playwright.sync_api import Page, expect

PROVIDER, REVIEWER = "Alex Pretend", "Sam Imagined"


@pytest.fixture
def looked(site, demo) -> str:
    """A social worker has looked at a child; their reason."""
    reason = "Strategy meeting 4471, in confidence"
    site.be("Dana Fiction")
    site.search(f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}")
    site.open_first("A contact or referral was received", reason)
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    return reason


def open_newest(page: Page, what: str) -> None:
    page.get_by_role("row").filter(has_text=what).first.get_by_role("link").click()


def test_a_provider_sees_what_was_seen_and_never_the_reason(site, looked):
    site.be(PROVIDER)
    site.is_right("home-reviewer")
    site.page.get_by_role("link", name="What was seen of our data").click()
    expect(site.page.get_by_role("table", name="By whom and for what")).to_contain_text("Social worker")
    site.is_right("our-data")
    site.page.get_by_text("Looks on each day, as a table").click()
    expect(site.page.get_by_role("table", name="Looks on each day")).to_be_visible()

    open_newest(site.page, "Looked at a person page")
    main = site.page.locator("main")
    expect(main).to_contain_text("Same answer")
    expect(main).to_contain_text("Ambershire Police shares")
    assert looked not in site.text()
    assert "Dana" not in site.text()
    for summary in site.page.locator("main summary").all():
        summary.click()
    site.is_right("entry-provider")
    site.page.get_by_role("link", name="Read the agreement as it stood").first.click()
    expect(site.page.get_by_role("heading", level=1)).to_contain_text("front door")


def test_a_provider_downloads_its_log_and_checks_it_alone(site, looked, tmp_path):
    """In the browser and then in a shell, where nothing of Shiremoot is at hand but the export."""
    site.be(PROVIDER)
    deadline = time.monotonic() + 60
    while True:
        site.page.goto("/record/our-data")
        button = site.page.get_by_role("button", name="Download the log")
        if button.count():
            break
        assert time.monotonic() < deadline, "nothing came into the signed logs"
        time.sleep(1)
    kept = []
    for turn in ("first", "second"):
        with site.page.expect_download() as download:
            button.click()
        archive = tmp_path / f"{turn}.zip"
        download.value.save_as(archive)
        folder = tmp_path / turn
        with zipfile.ZipFile(archive) as found:
            found.extractall(folder)
        # isolated (-I): what the verifier needs it brings, but for one library
        words = [
            sys.executable,
            "-I",
            str(folder / "verifier.py"),
            str(archive),
            "--key",
            str(folder / "key"),
        ]
        done = subprocess.run([*words, *kept], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WHOLE" in done.stdout
        kept = ["--kept", str(folder / "checkpoint")]
    entries = (tmp_path / "second" / "entries.jsonl").read_text(encoding="utf-8")
    assert "ambershire-police" in entries
    assert looked not in entries

    # cut off the newest entry, as somebody with the archive could
    lines = entries.splitlines(keepends=True)
    (tmp_path / "second" / "entries.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")
    words[3] = str(tmp_path / "second")
    cut = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert cut.returncode == 1
    assert "Removed" in cut.stdout


def test_an_organisation_s_reviewer_reads_the_reason_of_its_own_people(site, looked):
    site.be(REVIEWER)
    site.page.get_by_role("link", name="What our people saw").click()
    site.is_right("our-people")
    open_newest(site.page, "Looked at a person page")
    expect(site.page.locator("main")).to_contain_text(looked)
    expect(site.page.locator("main")).to_contain_text("Dana Fiction")
    site.is_right("entry-reviewer")
    site.page.goto("/record/our-people")
    expect(site.page.get_by_role("row").nth(1)).to_contain_text("Read the record of who saw what")


def test_counts_of_reads_agree_with_the_record(site, looked):
    site.be(PROVIDER)
    site.page.goto("/record/our-data")
    site.page.get_by_role("link", name="Rows read are also counted").click()
    expect(site.page.get_by_role("table")).to_contain_text("police-records")
    site.is_right("counts")


def test_a_month_in_which_nothing_was_read_says_so(site):
    site.be(PROVIDER)
    site.page.goto("/record/our-data/counts")
    site.page.get_by_label("Month").select_option(index=5)
    site.page.get_by_role("button", name="Show").click()
    expect(site.page.locator("main")).to_contain_text("No row of yours was read in this month")


def test_my_own_entry_says_why_i_could_see_and_what_i_could_not(site, looked):
    site.page.goto("/my-access")
    site.page.get_by_role("link", name=re.compile(r"^entry ")).first.click()
    expect(site.page.locator("main")).to_contain_text("Same answer")
    site.is_right("entry-author")


def test_an_entry_of_others_is_not_there(site, looked):
    site.page.goto("/my-access")
    address = site.page.get_by_role("link", name=re.compile(r"^entry ")).first.get_attribute("href")
    site.be("Kit Invented")
    assert site.page.goto(address).status == 404


def test_nothing_seen_of_ours_says_so(site):
    site.be(PROVIDER)
    site.page.goto("/record/our-data?organisation=harbour-light")
    expect(site.page.locator("main")).to_contain_text("Nothing was seen of your data")
    site.is_right("our-data-empty")
