"""Journey 8: what a programme did, how it goes on, and a change registered before it begins."""

import csv
import io
import re

from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.test_analysing import acts, newest

PROGRAMME = "Safe and well visits, town by town"


def open_programme(site: Site, name: str) -> None:
    site.be(name)
    site.page.get_by_role("link", name="Interventions", exact=True).first.click()
    site.page.get_by_role("link", name=PROGRAMME).click()


def download(site: Site, name: str) -> list[list[str]]:
    with site.page.expect_download() as taken:
        site.page.get_by_role("link", name=name).click()
    return list(csv.reader(io.StringIO(taken.value.path().read_text("utf-8-sig"))))


def test_a_strategic_lead_sees_what_a_programme_did_and_decides_how_it_goes_on(site, demo):
    """Given a programme that is to be decided on, When Avery comes to the front page, Then it is among what
    needs them; When they open it, Then its finding, charts, plan and earlier decision stand there; When they
    adapt it with a reason and a next day, Then that is kept with what was known, and is in the ledger.
    """
    since = newest(demo)
    site.be("Avery Conceived")
    expect(site.page.locator(".sm-acting")).to_contain_text("1 thing needs you")
    site.is_right("front-page-strategic-lead")
    site.page.get_by_role("link", name="Interventions to decide on (1)").click()
    expect(site.page.locator("main")).to_contain_text("Decision due")
    site.is_right("evaluation-interventions")
    site.page.get_by_role("link", name=PROGRAMME).click()
    main = site.page.locator("main")
    expect(main).to_contain_text("Since")
    expect(main).to_contain_text("Call-outs to homes")
    expect(main).to_contain_text("Nine in ten", ignore_case=True)
    site.is_right("evaluation-intervention")
    months = download(site, "Download the months of Call-outs to homes (CSV)")
    assert months[0][:3] == ["Month", "Call-outs to homes", "What is unusual"]
    assert len(months[1 : months.index([])]) == 48
    compared = download(site, "Download the comparison of Call-outs to homes (CSV)")
    finding = next(row[1] for row in compared if row and row[0] == "Finding")
    assert finding in site.text()

    site.page.get_by_label("Adapt:").check()
    site.page.get_by_label("Why?").fill("Towns that began last had fewer visits than were planned.")
    site.page.get_by_role("button", name="Keep the decision").click()
    expect(site.page.locator(".govuk-error-summary")).to_contain_text("Say what is done otherwise")
    site.is_right("evaluation-intervention-errors")
    site.page.get_by_label("What is done otherwise?").fill("Two more crews in the last towns.")
    site.page.get_by_role("button", name="Keep the decision").click()
    expect(main).to_contain_text("Done otherwise: Two more crews in the last towns.")
    expect(main).to_contain_text(f"Known then: {finding}")
    site.is_right("evaluation-intervention-decided")
    assert acts(demo, since) == [("decide intervention", "done")]


def test_a_change_is_registered_before_it_begins_and_its_plan_changes_in_sight(site, demo):
    """Given a question that counts by month, When Nell registers a change that has begun, Then it is refused
    in words; When it begins later, Then it stands among the others, and why nothing can be told yet; When the
    plan is changed, Then what it was stays beside it; and each step is in the ledger.
    """
    since = newest(demo)
    site.be("Nell Hypothetical")
    site.page.get_by_role("link", name="Interventions", exact=True).first.click()
    site.page.get_by_role("button", name="Register a change").click()
    site.is_right("evaluation-register")
    page = site.page
    page.get_by_label("What is the change called?").fill("Alarms in rented homes")
    page.get_by_label("What changes?").fill("Landlords fit alarms before somebody moves in.")
    page.get_by_label("Why should it help?").fill("Fires are found sooner.")
    page.get_by_label("For whom is it?").fill("People who rent")
    page.get_by_label("Who decides how it goes on?").fill("The housing board")
    lines = page.get_by_label("One line for each ward").input_value().splitlines()
    assert all(line.split(", ")[1] == "none" for line in lines)
    page.get_by_label("One line for each ward").fill(
        "Nowhere, none, Board\n" + lines[0].replace("none", "soon")
    )
    page.get_by_label("What is it called?").first.fill("Call-outs to homes")
    page.get_by_label("Which question counts it, month by month?").first.select_option(index=1)
    page.get_by_label("Which is better?").first.select_option(label="Lower is better")
    page.get_by_label("Which question compares the wards?").first.select_option(index=1)
    page.get_by_role("button", name="Register it").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Line 1: there is no ward “Nowhere”.")
    expect(summary).to_contain_text("Line 2: “soon” is no month.")
    site.is_right("evaluation-register-errors")
    starts = [lines[0].replace("none", "January 2020"), *lines[1:]]
    page.get_by_label("One line for each ward").fill("\n".join(starts))
    page.get_by_role("button", name="Register it").click()
    expect(summary).to_contain_text("a change is registered before the month in which it begins")
    starts = [line.replace("none", "June 2031") for line in lines[:2]] + lines[2:]
    page.get_by_label("One line for each ward").fill("\n".join(starts))
    page.get_by_role("button", name="Register it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alarms in rented homes")
    expect(page.locator("main")).to_contain_text("From June 2031 on")
    assert demo.shiremoot("work", "--once").returncode == 0
    page.reload()
    expect(page.locator("main")).to_contain_text("what the change did cannot be told")
    site.is_right("evaluation-registered")

    page.get_by_role("link", name="Change the plan").click()
    page.get_by_label("Why does the plan change?").fill("Landlords asked for a month more.")
    page.get_by_label("One line for each ward").fill("\n".join(starts).replace("June", "July"))
    site.is_right("evaluation-change")
    page.get_by_role("button", name="Change it").click()
    expect(page.locator("main")).to_contain_text("Landlords asked for a month more.")
    expect(page.locator("main")).to_contain_text(re.compile("was “from June 2031.*now “from July 2031"))
    assert acts(demo, since) == [("register intervention", "done"), ("change intervention", "done")]
