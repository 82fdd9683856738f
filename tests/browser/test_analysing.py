"""Journey 6: an analyst's question, from a proposed project to protected counts that are there again."""

import csv
import io
import re
import sqlite3
from contextlib import closing

from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.test_caseload import elsewhere
from tests.conftest import Demo

__all__ = ["elsewhere"]


def newest(demo: Demo) -> int:
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        return store.execute("SELECT max(number) FROM ledger_entry").fetchone()[0]


def acts(demo: Demo, since: int) -> list[tuple[str, str]]:
    """What was done from then on, and what came of it."""
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        return store.execute(
            "SELECT act, outcome FROM ledger_entry WHERE number > ? AND act NOT LIKE 'sign%' ORDER BY number",
            [since],
        ).fetchall()


def propose(site: Site, title: str) -> None:
    site.be("Nell Hypothetical")
    site.page.get_by_role("link", name="Analysis", exact=True).first.click()
    site.page.get_by_role("button", name="Propose a project").click()
    site.page.get_by_label("What is the project called?").fill(title)
    site.page.get_by_label("County analysis agreement").check()
    for safe in ("project", "people", "data", "settings", "outputs"):
        site.page.get_by_label(re.compile(f"Safe {safe}:")).fill(f"As we agreed about {safe}.")
    for part, value in (("Day", "1"), ("Month", "10"), ("Year", "2027")):
        site.page.get_by_label(part, exact=True).fill(value)


def test_an_analyst_asks_across_services_and_gets_protected_counts(site, demo):
    """Given an agreement under which people may be counted, When Nell proposes a project, Sam approves it and
    Nell asks who was in arrears of rent before an incident, Then she gets counts that hide small groups, cite
    the flows, and can be taken as a file; and each step is in the ledger.
    """
    since = newest(demo)
    propose(site, "Arrears and incidents")
    site.is_right("analysis-propose")
    site.page.get_by_role("button", name="Propose it").click()
    expect(site.page.locator("main")).to_contain_text("Somebody else of your organisation has to approve it")
    expect(site.page.get_by_role("button", name="Ask a question")).to_have_count(0)

    site.be("Sam Imagined")
    site.page.get_by_role("link", name=re.compile("Projects to approve")).first.click()
    site.is_right("analysis-to-approve")
    site.page.get_by_role("link", name="Arrears and incidents").click()
    site.page.get_by_label("Approve it", exact=True).check()
    site.page.get_by_label("Why?").fill("Counts alone, and both services signed for it.")
    site.is_right("analysis-approve")
    site.page.get_by_role("button", name="Note the decision").click()

    site.be("Nell Hypothetical")
    site.page.get_by_role("link", name="Analysis", exact=True).first.click()
    site.is_right("analysis-projects")
    site.page.get_by_role("link", name="Arrears and incidents").click()
    site.page.get_by_role("button", name="Ask a question").click()
    site.page.get_by_label("Line 1, what happened").select_option(label="Housing: Rent arrears")
    site.page.get_by_label("How line 2 follows").select_option(label="then, within 12 months")
    site.page.get_by_label("Line 2, what happened").select_option(label="Police: Incident")
    site.page.get_by_label("What is the question called?").fill("Arrears, then an incident")
    site.page.get_by_role("group", name="Give counts by").get_by_label("District").check()
    site.page.get_by_role("button", name="Read it back first").click()
    expect(site.page.locator(".govuk-inset-text")).to_contain_text(
        "whose first “Rent arrears” (Housing) came before their first “Incident” (Police), by at most"
        " 12 months"
    )
    site.is_right("analysis-ask")
    site.page.get_by_role("button", name="Ask it").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("Arrears, then an incident")
    expect(site.page.locator("main")).to_contain_text("withheld")
    site.is_right("analysis-question-small")
    assert [act for act, _ in acts(demo, since) if act != "served"] == [
        "propose project",
        "approve project",
        "save question",
        "prepare analysis",
        "ask question",
        "release",
    ]


def test_what_was_asked_stands_on_its_page_with_chart_map_table_and_file(site, demo):
    """Given questions that were answered, Then each has its sentence, its picture and its table; the file
    says the same, and how it is protected.
    """
    site.be("Nell Hypothetical")
    site.go("/analysis/")
    site.page.get_by_role("link", name="Whom safe and well visits reach").click()
    site.is_right("analysis-project")
    site.page.get_by_role("link", name="Older people whom no visit reached, by ward").click()
    site.is_right("analysis-question-map")
    shown = [int(words.replace(",", "")) for words in numbers(site)]
    assert shown and all(number >= 10 and number % 5 == 0 for number in shown)
    with site.page.expect_download() as taken:
        site.page.get_by_role("link", name="Download the table").click()
    rows = list(csv.reader(io.StringIO(taken.value.path().read_text("utf-8-sig"))))
    assert rows[0] == ["Ward", "People"]
    assert [row[1] for row in rows[1 : rows.index([])] if row[1] != "withheld"] == [str(n) for n in shown]
    assert [
        "How it is protected",
        "Counts under 10 are withheld. So are zeros, unless nobody could be in the group.",
    ] in rows
    for title, name in (
        ("Call-outs to homes, month by month", "months"),
        ("Who works with people, by district", "groups"),
        ("Care at home, of each 1,000 people, by age and sex", "rates"),
        ("Arrears before a police incident", "one"),
    ):
        site.go("/analysis/")
        site.page.get_by_role("link", name="Whom safe and well visits reach").click()
        site.page.get_by_role("link", name=title).click()
        site.is_right(f"analysis-question-{name}")


def numbers(site: Site) -> list[str]:
    cells = site.whole().locator("main table td").all_inner_texts()
    return [words for words in cells if words != "withheld"]


def test_a_question_is_written_as_json_until_its_agreement_ends(elsewhere):
    """Given a question that was answered, When Nell writes another like it as JSON, Then it is read back;
    When the council withdraws from the agreement, Then asking it again says what is in the way,
    When everybody who was published is taken away, Then it says that there is nobody to count.
    """
    site, demo = elsewhere
    site.be("Nell Hypothetical")
    site.is_right("front-page-analyst")
    site.go("/analysis/")
    site.page.get_by_role("link", name="Whom safe and well visits reach").click()
    site.page.get_by_role("link", name="Who works with people, by district").click()
    address = site.page.url
    site.page.get_by_role("link", name="Ask another like it").click()
    site.page.get_by_label("What is the question called?").fill("Again")
    site.page.get_by_role("button", name="Read it back first").click()
    expect(site.page.locator(".govuk-inset-text")).to_contain_text("It reads:")
    site.page.get_by_text("What may be named").click()
    site.is_right("analysis-json")
    site.page.get_by_label("The question", exact=True).fill("{")
    site.page.get_by_role("button", name="Ask it").click()
    expect(site.page.get_by_role("alert")).to_contain_text("There is a problem")
    site.is_right("analysis-json-errors")

    site.be("Noa Supposed")
    site.page.get_by_role("navigation").get_by_role("link", name="Agreements", exact=True).click()
    site.page.get_by_role("link", name="County analysis agreement").click()
    site.page.get_by_role("button", name="Withdraw our signature").click()
    site.page.get_by_label("Why does your organisation withdraw?").fill("Looked at again")
    site.page.get_by_role("button", name="Withdraw our signature").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your signature is withdrawn")

    site.be("Nell Hypothetical")
    site.page.goto(address)
    site.page.get_by_role("button", name="Ask again now").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("This cannot be done")
    expect(site.page.locator("main")).to_contain_text(
        "No flow of the project's agreement in force lets people be counted"
    )
    site.complaints.clear()  # the browser itself reports a 400
    site.is_right("analysis-ended")

    (demo.home.people / "current").unlink()
    site.page.goto(address)
    site.page.get_by_role("button", name="Ask again now").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("Nobody is published yet")
    site.complaints.clear()
    site.is_right("analysis-nobody-published")
