"""Journey 9, subject access across agencies: one request, a task for each, one answer, and who looked."""

import json
import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from .test_journeys import CATEGORY

WORKER, OFFICER, ELSEWHERE = "Dana Fiction", "Sol Figment", "Vale Dreamtup"
COUNCIL, HOMES = "ambershire-council", "amber-homes"
OTHERS = (
    "Ambershire Fire and Rescue Service",
    "Ambershire Community Health NHS Trust",
    "Ambershire Police",
    "Ambershire Schools Partnership",
    "Oldford District Council",
)
ALL = [
    "amber-homes",
    "ambershire-council",
    "ambershire-fire",
    "ambershire-health",
    "ambershire-police",
    "ambershire-schools",
    "oldford-district",
]
PARENT = "Their Parent"


@pytest.fixture
def since(demo) -> int:
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        return store.execute("SELECT max(number) FROM ledger_entry").fetchone()[0]


def recorded(demo, since: int) -> list[tuple[str, str, str]]:
    """What the record says of the request: act, outcome and whose people did it, each once."""
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        found = store.execute(
            """SELECT act, outcome, organisation FROM ledger_entry
               WHERE number > ? AND purpose = 'subject-access' AND act <> 'served' ORDER BY number""",
            [since],
        ).fetchall()
    return list(dict.fromkeys(found))


def act_as(site, organisation: str) -> None:
    site.page.get_by_label("Act as").select_option(label=f"rights officer, {organisation}")
    site.page.get_by_role("button", name="Act as this").click()
    expect(site.page.locator(".sm-acting")).to_contain_text(organisation)


def open_task(site) -> None:
    site.go("/data-requests")
    site.page.get_by_role("link", name=re.compile("decide what we give")).click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("What do we give?")


def give_all(site) -> None:
    """In one step where nothing is held, in two where something is."""
    open_task(site)
    rest = site.page.get_by_role("button", name="Give all that is not decided")
    if rest.count():
        rest.click()
        expect(site.page.get_by_role("status")).to_contain_text("Everything is decided")
    site.page.get_by_role("button", name="We are done").click()
    expect(site.page.get_by_role("alert")).to_contain_text("It is done")


@pytest.mark.usefixtures("by_keyboard")
def test_a_parent_asks_once_and_every_organisation_answers_with_who_looked(site, demo, since, tmp_path):
    """Given a social worker who looked at a child, When a parent asks the council what is held,
    Then it is checked who asks, the child is found, and every organisation is asked, whether it knows them
    or not; each decides what it gives and what it withholds; Then one answer tells what is held and who
    looked, and nothing of what was withheld to warn nobody; and each step stands in the record.
    """
    page, main, alert = site.page, site.page.locator("main"), site.page.get_by_role("alert")
    child = f"{demo.child.first_name} {demo.child.last_name}"
    site.be(WORKER)
    site.search(f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}")
    site.open_first(CATEGORY, "Contact from school about bruises")
    expect(page.get_by_role("heading", name="Who is involved")).to_be_visible()

    site.be(OFFICER)
    site.is_right("home-rights")
    page.get_by_role("link", name="Data requests", exact=True).first.click()
    expect(main).to_contain_text("No request is open")
    site.is_right("data-requests-none")
    page.get_by_role("button", name="Note a request").click()
    page.get_by_role("button", name="Note the request").click()
    expect(alert).to_contain_text("Choose who asks")
    site.is_right("new-data-request-errors")
    page.get_by_label("Whose data are asked for?").fill(child)
    page.get_by_label("Their date of birth").fill(f"{demo.child.date_of_birth:%d/%m/%Y}")
    page.get_by_label("A parent, or who else").check()
    page.get_by_label("The name of who asks").fill(PARENT)
    page.get_by_label("How was it checked that they may ask?").fill("A birth certificate was seen")
    page.get_by_label("How do they wish to be answered").fill("By post, to the address above")
    site.is_right("new-data-request")
    page.get_by_role("button", name="Note the request").click()
    expect(alert).to_contain_text("The request is noted")
    assert demo.child.last_name.lower() not in page.url.lower()
    site.is_right("data-request")
    request = page.url.partition("?")[0]

    page.get_by_role("button", name="Note what you saw").click()
    site.is_right("data-request-identity")
    page.get_by_label("It is them").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("A passport and a letter")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(alert).to_contain_text("It is noted")
    expect(main).to_contain_text("A passport and a letter")

    page.get_by_role("button", name="Find the person").click()
    site.is_right("find-subject")
    page.get_by_role("button", name="Search").click()
    expect(main).to_contain_text("may match")
    for service in ("School", "Police", "Housing", "social care"):
        assert service not in site.text()
    site.is_right("subject-found")
    page.locator("input[name=who]").first.check()
    page.get_by_role("button", name="Ask the organisations").click()
    expect(alert).to_contain_text("Every organisation is asked")
    site.is_right("data-request-asked")

    page.get_by_role("link", name="Ask the applicant what they mean").click()
    site.is_right("data-request-clarify")
    page.get_by_label("What did you ask?").fill("Which years?")
    page.get_by_role("button", name="Note it: the time stands still").click()
    expect(main).to_contain_text("Stopped")
    page.get_by_role("link", name="Note what the applicant said").click()
    page.get_by_label("What did they say?").fill("All of them")
    page.get_by_role("button", name="Note it: the time goes on").click()
    page.get_by_role("link", name="Take two months more").click()
    site.is_right("data-request-extend")
    page.get_by_role("link", name="Go back without saving").click()
    give_all(site)

    site.be(ELSEWHERE)
    act_as(site, "Amber Homes")
    site.is_right("home-tasks")
    site.go("/data-requests")
    site.is_right("data-requests-tasks")
    open_task(site)
    expect(main).to_contain_text("What is protected must be checked in your own system")
    expect(main).to_contain_text("Ambershire County Council: social worker")
    assert WORKER not in site.text()
    page.get_by_role("button", name="We are done").click()
    expect(alert).to_contain_text("not decided yet")
    site.is_right("data-task-errors")
    tenant = page.locator(".sm-decide li").filter(has_text=demo.child.first_name).first
    withheld = tenant.locator(".sm-decide__said").inner_text()
    tenant.locator("select").select_option(
        label="Withhold: it would warn somebody, or prejudice an investigation"
    )
    page.get_by_role("button", name="Give all that is not decided").click()
    expect(page.get_by_role("status")).to_contain_text("Everything is decided")
    page.get_by_role("button", name="We are done").click()
    expect(alert).to_contain_text("Something is withheld")
    page.get_by_label("If anything is withheld: why?").fill("The police ask us to wait")
    site.is_right("data-task")
    page.get_by_role("button", name="We are done").click()
    expect(alert).to_contain_text("It is done")
    for organisation in OTHERS:
        act_as(site, organisation)
        if organisation == OTHERS[-1]:
            open_task(site)
            site.is_right("data-task-nothing")
        give_all(site)

    site.be(OFFICER)
    page.get_by_role("link", name="Data requests to go on with (1)").click()
    site.is_right("data-requests")
    page.get_by_role("row", name="Make the answer").get_by_role("link").click()
    page.get_by_role("button", name="Make the answer").click()
    expect(alert).to_contain_text("The answer is made")
    site.is_right("data-request-answered")
    with page.expect_download() as paper:
        page.get_by_role("button", name="Take it as a PDF").click()
    paper.value.save_as(tmp_path / "answer.pdf")
    words = " ".join(each.extract_text() for each in PdfReader(tmp_path / "answer.pdf").pages)
    assert "What is held about you" in words
    assert "The police ask us to wait" not in words
    with page.expect_download() as file:
        page.get_by_role("button", name="Take it as JSON").click()
    file.value.save_as(tmp_path / "answer.json")
    answer = json.loads((tmp_path / "answer.json").read_text())
    assert len(answer["organisations"]) == len(ALL)
    homes = next(each for each in answer["organisations"] if each["organisation"] == "Amber Homes")
    assert withheld not in json.dumps(homes)
    assert homes["not_given"] == []
    assert homes["records"]
    looked = {(each["organisation"], each["role"]) for each in answer["who_looked"]}
    assert ("Ambershire County Council", "social worker") in looked
    assert WORKER not in json.dumps(answer)

    page.goto(request)
    assert recorded(demo, since) == [
        ("note data request", "done", COUNCIL),
        ("change data request", "done", COUNCIL),
        ("search", "allowed", COUNCIL),
        ("ask controllers", "done", COUNCIL),
        ("read data request", "done", COUNCIL),
        ("look for subject", "allowed", COUNCIL),
        ("decide data given", "done", COUNCIL),
        *(
            (act, outcome, organisation)
            for organisation in (HOMES, *(each for each in ALL if each not in (HOMES, COUNCIL)))
            for act, outcome in (
                ("read data request", "done"),
                ("look for subject", "allowed"),
                ("decide data given", "done"),
            )
        ),
        ("answer data request", "allowed", COUNCIL),
        ("download data answer", "allowed", COUNCIL),
    ]
    good = demo.shiremoot("ledger", "verify")
    assert good.returncode == 0, good.stdout


def test_a_resident_reads_what_is_shared_without_signing_in(site):
    """Given somebody who lives here, When they come to the sign-in page, Then they find what is shared, why,
    by what law and for how long, and how to ask, object and complain; on a phone and on paper too.
    """
    site.go("/sign-in")
    site.is_right("sign-in")
    site.page.get_by_role("link", name="Read what is shared about people").click()
    main = site.page.locator("main")
    expect(main).to_contain_text("Children's front door")
    expect(main).to_contain_text("within 30 days")
    assert "Adults at home" not in site.text()  # it is suspended
    site.is_right("what-is-shared")
    site.page.get_by_role("link", name="Open all of them").click()
    expect(main).to_contain_text("Ambershire Police gives Ambershire County Council")
    site.is_right("what-is-shared-open")


def test_who_cannot_be_identified_is_told_so_and_gets_nothing(site):
    """Given a request, When it cannot be told who asks, Then it is closed, with words for a letter."""
    site.be(OFFICER)
    site.go("/data-requests/new")
    page = site.page
    page.get_by_label("Whose data are asked for?").fill("Somebody Unknown")
    page.get_by_label("The person it is about").check()
    page.get_by_label("How do they wish to be answered").fill("By e-mail")
    page.get_by_role("button", name="Note the request").click()
    page.get_by_role("button", name="Note what you saw").click()
    page.get_by_label("I cannot tell").check()
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what you saw, or what is missing")
    page.get_by_label("What did you see, or what is missing?").fill(
        "No document, and no answer to two letters"
    )
    page.get_by_role("button", name="Note it").click()
    expect(page.locator("main")).to_contain_text("We could not make sure who is asking")
    site.is_right("data-request-not-identified")
    site.go("/data-requests?show=over")
    site.is_right("data-requests-over")
