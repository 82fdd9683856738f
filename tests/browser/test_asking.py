"""Journey 2, the front door: find a child, ask a service, share or not; and the entries that each leaves."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from .test_journeys import CATEGORY

WORKER, LEAD = "Dana Fiction", "Remy Storybook"
WHY = "Bruises seen by a health visitor; we decide today whether to hold a strategy meeting"
SAID = "Attendance fell since September; the class teacher has noticed tiredness"
COUNCIL, SCHOOLS = "ambershire-council", "ambershire-schools"


@pytest.fixture
def terms(demo) -> str:
    return f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}"


def open_person(site, terms: str, who: str) -> None:
    site.be(who)
    site.search(terms)
    site.open_first(CATEGORY, "Contact from school about bruises")
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()


def recorded(demo, since: int) -> list[tuple[str, str, str]]:
    """What the record says of asks and sharing: act, outcome and whose people did it, each once."""
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        found = store.execute(
            """SELECT act, outcome, organisation FROM ledger_entry WHERE number > ?
               AND (act LIKE '%ask%' OR act LIKE '%shar%' OR act = 'read answer') ORDER BY number""",
            [since],
        ).fetchall()
    return list(dict.fromkeys(found))


def newest(demo) -> int:
    with closing(sqlite3.connect(f"file:{demo.home.control}?mode=ro", uri=True)) as store:
        return store.execute("SELECT max(number) FROM ledger_entry").fetchone()[0]


@pytest.mark.usefixtures("by_keyboard")
def test_a_service_is_asked_and_shares_exactly_what_its_lead_chooses(site, demo, terms):
    """Given a social worker on the page of a child, When she asks the school a bounded question,
    Then its safeguarding lead reads it, looks into the school's own record and decides, guided, what to
    share; Then the social worker, and nobody else, sees exactly that until a day; and each step stands in
    the record.
    """
    since = newest(demo)
    open_person(site, terms, WORKER)
    site.page.get_by_role("link", name="Ask a service").click()
    site.page.get_by_role("button", name="Send it").click()
    alert = site.page.get_by_role("alert")
    expect(alert).to_contain_text("Choose the service that you ask")
    expect(alert).to_contain_text("Say why you need to know")
    site.is_right("ask-service-errors")
    site.page.get_by_label("School, Ambershire Schools Partnership").check()
    site.page.get_by_label("How is this child at school?").check()
    site.page.get_by_label("Why do you need to know?").fill(WHY)
    site.is_right("ask-service")
    site.page.get_by_role("button", name="Send it").click()
    expect(site.page.get_by_role("alert")).to_contain_text("It is sent")
    site.is_right("asks-asked")

    site.be(LEAD)
    site.is_right("home-asks")
    site.page.get_by_role("link", name="Asks to answer (1)").click()
    row = site.page.get_by_role("row", name="School").first
    expect(row).to_contain_text("Social worker, Ambershire County Council")
    site.is_right("asks")
    row.get_by_role("link").click()
    main = site.page.locator("main")
    expect(main).to_contain_text(WHY)
    expect(main).to_contain_text("Why they need to know")
    assert WORKER not in site.text()
    assert "Contact from school about bruises" not in site.text()
    site.is_right("ask-to-answer")
    asked = site.page.url
    site.page.get_by_role("button", name="Open the record").click()
    site.page.get_by_label(CATEGORY).check()
    site.page.get_by_label("Your reason").fill("Asked by children's social care")
    site.page.get_by_role("button", name="Open record").click()
    expect(site.page.get_by_role("heading", name="Who is involved")).to_be_visible()
    site.page.goto(asked)
    site.is_right("ask-to-answer-open")
    site.page.get_by_role("button", name="Decide what to share").click()
    expect(main).to_contain_text("Asking and answering agreement, clause 3.1")
    site.page.get_by_role("button", name="Record my decision").click()
    expect(alert).to_contain_text("Say whether sharing would be worse for them")
    site.is_right("share-or-not-errors")
    site.page.get_by_label("Not yet: I will tell them").check()
    site.page.get_by_label("I am not sure").check()
    site.page.get_by_label("How has attendance been").fill(SAID)
    assert "Last name" not in site.text()  # no clause lets that be shared by decision
    given = site.page.get_by_label(re.compile("Percent attended")).first
    given.check()
    percent = site.page.locator(f"label[for='{given.get_attribute('id')}']").inner_text().partition(": ")[2]
    site.page.get_by_label("Share what I chose, here").check()
    site.page.get_by_label("Why?").fill("It helps them decide whether the child is safe")
    site.page.get_by_role("button", name="Record my decision").click()
    expect(alert).to_contain_text("speak with your manager or safeguarding lead first")
    expect(site.page.get_by_label("How has attendance been")).to_have_value(SAID)
    site.page.get_by_label("No: not sharing would be as bad").check()
    site.page.get_by_label("Anything to say to them?").fill("Call me before half past three")
    site.is_right("share-or-not")
    decision = site.page.url
    site.page.get_by_role("button", name="Record my decision").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your decision is recorded")
    site.is_right("asks-decided")
    site.page.goto(decision)
    expect(main).to_contain_text(SAID)
    expect(main).to_contain_text("Not yet")
    site.is_right("sharing-decision")

    site.be(WORKER)
    site.is_right("home-answered")
    site.page.get_by_role("link", name="Answers to what I asked (1)").click()
    site.page.get_by_role("row", name="School").get_by_role("link").first.click()
    expect(main).to_contain_text("Answered")
    site.is_right("my-ask-answered")
    site.page.get_by_role("button", name="See what they share").click()
    expect(main).to_contain_text(SAID)
    expect(main).to_contain_text("Call me before half past three")
    expect(main.locator(".sm-card")).to_have_count(1)
    expect(main.locator(".sm-card")).to_contain_text(percent)
    assert "It helps them decide" not in site.text()
    site.is_right("shared-with-me")
    shared = site.page.url
    site.page.get_by_role("link", name="What I asked").click()
    site.page.get_by_role("button", name="Close it").click()
    expect(site.page.get_by_role("alert")).to_contain_text("It is closed")

    site.be("Ari Unreal")
    assert site.page.request.get(shared).status == 404
    site.be(LEAD)
    site.page.goto(decision)
    site.page.get_by_role("button", name="Stop sharing").click()
    expect(main).to_contain_text("Stopped by you")
    site.is_right("sharing-stopped")
    site.be(WORKER)
    assert site.page.request.get(shared).status == 404
    assert recorded(demo, since) == [
        ("ask", "done", COUNCIL),
        ("read ask", "done", SCHOOLS),
        ("decide sharing", "shared here", SCHOOLS),
        ("answer ask", "done", SCHOOLS),
        ("read answer", "done", COUNCIL),
        ("read shared", "allowed", COUNCIL),
        ("close ask", "done", COUNCIL),
        ("stop sharing", "done", SCHOOLS),
    ]


def test_a_social_worker_shares_with_a_school_by_her_own_decision_or_does_not(site, demo, terms):
    """Given a social worker on the page of a child, When she shares with a school's lead without being asked,
    Then only her own council's records are on offer, and the lead sees what she chose;
    When nobody is named, Then she can record that she shares another way, or not at all, and why.
    """
    since = newest(demo)
    open_person(site, terms, WORKER)
    site.page.get_by_role("link", name="Decide whether to share").click()
    site.is_right("share-with")
    site.page.get_by_label("Organisation").select_option(label="Ambershire Schools Partnership")
    site.page.get_by_label("Their work e-mail address").fill("nobody@ambershire-schools.example")
    site.page.get_by_role("button", name="Go on").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Nobody with this address practises")
    site.is_right("share-with-errors")
    site.page.get_by_label("Their work e-mail address").fill("Safeguarding.Lead@ambershire-schools.example")
    site.page.get_by_role("button", name="Go on").click()
    main = site.page.locator("main")
    expect(main).to_contain_text("with safeguarding lead, Ambershire Schools Partnership")
    for legend in site.page.locator("fieldset:has(input[name=given]) legend").all_inner_texts():
        assert legend.startswith("Children's social care")
    site.page.get_by_label("Yes, and they agree").check()
    site.page.get_by_label("No: not sharing would be as bad").check()
    site.page.locator("input[name=given]").first.check()
    site.page.get_by_label("Share what I chose, here").check()
    site.page.get_by_label("Why?").fill("The school must know whom to call")
    site.page.get_by_role("button", name="Record my decision").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Your decision is recorded")

    site.be(LEAD)
    site.page.get_by_role("link", name="Shared with me, not read yet (1)").click()
    site.is_right("asks-shared")
    site.page.locator("main table").get_by_role("link").first.click()
    expect(main).to_contain_text("Their social worker decided to share this with you")
    site.is_right("shared-unasked")

    open_person(site, terms, WORKER)
    site.page.get_by_role("link", name="Decide whether to share").click()
    site.page.get_by_label("Organisation").select_option(label="Ambershire Police")
    site.page.get_by_role("button", name="Go on").click()
    expect(main).to_contain_text("you named nobody who is to look at it")
    expect(site.page.get_by_label("Share what I chose, here")).to_have_count(0)
    site.is_right("share-another-way")
    site.page.get_by_label("Yes, and they object").check()
    site.page.get_by_label("Yes: sharing would be worse").check()
    site.page.get_by_label("Do not share").check()
    site.page.get_by_label("Why?").fill("It would put the mother at risk; talked over with my manager")
    site.page.get_by_role("button", name="Record my decision").click()
    expect(site.page.get_by_role("row", name="Ambershire Police")).to_contain_text("Not shared")
    site.page.get_by_role("row", name="Ambershire Police").get_by_role("link").click()
    expect(main).to_contain_text("It would put the mother at risk")
    site.is_right("sharing-decision-not")
    council, schools = "ambershire-council", "ambershire-schools"
    assert recorded(demo, since) == [
        ("decide sharing", "shared here", council),
        ("read shared", "allowed", schools),
        ("decide sharing", "not shared", council),
    ]


def test_what_nobody_knows_is_answered_so_and_an_ask_is_taken_back(site, terms):
    """Given an ask, When the service does not know the person, Then it says so in one step;
    When an ask was a mistake, Then it is taken back; and what was typed outlives a form that is sent wrong.
    """
    open_person(site, terms, WORKER)
    address = site.page.url
    for question in ("Who collects this child from school?", "Is there a sibling at the school?"):
        site.page.goto(f"{address}/ask")
        site.page.get_by_label("School, Ambershire Schools Partnership").check()
        site.page.get_by_role("radio", name="My own questions").check()
        site.page.get_by_label("Why do you need to know?").fill(WHY)
        site.page.get_by_role("button", name="Send it").click()
        expect(site.page.get_by_role("alert")).to_contain_text("Write your question")
        expect(site.page.get_by_label("Why do you need to know?")).to_have_value(WHY)
        site.page.locator("textarea[name=question]").fill(question)
        site.page.get_by_role("button", name="Send it").click()
        expect(site.page.get_by_role("alert")).to_contain_text("It is sent")
    main = site.page.locator("main")
    site.page.get_by_role("row", name="sibling").get_by_role("link").click()
    site.page.get_by_role("button", name="Remind them").click()
    expect(main).to_contain_text("Reminded")
    site.is_right("my-ask")
    site.page.get_by_role("button", name="Remind them").click()
    expect(site.page.get_by_role("alert")).to_contain_text("They were reminded today")
    site.page.get_by_role("button", name="Take it back").click()
    expect(site.page.get_by_role("row", name="sibling")).to_contain_text("Taken back")

    site.be(LEAD)
    site.go("/asks")
    site.page.get_by_role("row", name="collects").get_by_role("link").click()
    site.page.get_by_text("We do not know this person").click()
    site.page.get_by_label("Anything to add?").fill("Try the school in Oldford")
    site.is_right("ask-not-known")
    site.page.get_by_role("button", name="Answer: not known to us").click()
    expect(main).to_contain_text("No service of yours is asked anything")
    site.is_right("asks-none")

    site.be(WORKER)
    site.go("/asks?show=asked")
    site.page.get_by_role("row", name="collects").get_by_role("link").click()
    expect(main).to_contain_text("Not known to this service")
    expect(main).to_contain_text("Try the school in Oldford")
    site.is_right("my-ask-not-known")
    site.page.get_by_role("button", name="Close it").click()
    expect(site.page.get_by_text("needs you")).to_have_count(0)
