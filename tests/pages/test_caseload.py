"""A practitioner's caseload as pages, on a few people."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shiremoot.access import facts
from shiremoot.access.models import Opening, Relationship
from shiremoot.access.protection import FactKind
from shiremoot.gateway.organisations.models import User
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from tests.access import led
from tests.access.led import ARI, CASES, CORA, DANA, LENA
from tests.access.small import PEOPLE, PROTECTOR
from tests.standing import copied

WHY = "Allocated to me at a meeting"
LENAS = "lena lodger 8/7/1990"
ADDED = {"category": "visit", "reason": WHY, "days": "30"}


@pytest.fixture(scope="module")
def stands(standing):
    made = led.build(standing)
    made.now = timezone.now()
    made.let_caseloads_be_kept()
    made.dana, made.ari = made.join(DANA), made.join(ARI)
    made.publish_cases(*CASES)
    return made


@pytest.fixture
def county(stands, tmp_path, db, client):
    """Dana, who leads Ada and Cora, is signed in."""
    made = copied(stands, tmp_path)
    client.force_login(User.objects.get(email=DANA))
    with override_settings(HOME=made.home):
        yield made


def text(client, address: str = "/caseload") -> str:
    return client.get(address).content.decode()


def people(page: str) -> list[str]:
    """The names that are listed, in their order."""
    return re.findall(r'href="/candidates/[^"]+">([^<]+)<', page)


def add(client, county, terms: str = LENAS) -> Opening:
    opening = county.open(terms, county.dana)
    client.post(f"/openings/{opening.pk}/caseload", ADDED)
    return opening


def test_the_list_is_by_name_with_what_may_be_seen_before_opening_and_nothing_personal_in_addresses(
    client, county
):
    page = text(client)
    assert people(page) == ["Ada ADULT", "Cora CHILD"]
    assert "Born 6 May 2015" in page
    assert "lives in XK1" in page
    assert "work: you lead" in page
    assert "4 Mill Lane" not in page
    assert "01632" not in page
    assert DANA not in page
    assert not re.search('href="[^"]*(ada|cora|dana)', page, re.IGNORECASE)


def test_who_is_on_it_is_opened_with_one_press(client, county):
    address = re.search(r'href="(/candidates/[^"]+)">Cora', text(client)).group(1)
    page = text(client, address)
    assert "On my caseload, as work says" in page
    sent = {"category": "ongoing-work", "reason": "On my caseload, as work says"}
    assert re.search(r'value="ongoing-work" checked', page)
    assert client.post(address, sent).status_code == 302
    assert "On my caseload</a>" in text(client, f"/openings/{Opening.objects.get().pk}")


def test_nobody_else_s_reason_is_filled_in(client, county):
    found = county.find(LENAS, county.dana)[0]
    page = text(client, f"/candidates/{found.candidate}")
    assert "On my caseload" not in page.partition("<main")[2]
    assert not re.search(r'value="ongoing-work" checked', page)


def test_adding_says_what_is_missing_and_lists_who_was_added(client, county):
    opening = county.open(LENAS, county.dana)
    address = f"/openings/{opening.pk}/caseload"
    assert "Add to my caseload" in text(client, f"/openings/{opening.pk}")
    wrong = client.post(address, {"reason": "short"}).content.decode()
    for words in ("Choose what kind of reason it is", "Say a little more", "Choose for how long"):
        assert words in wrong
    assert not Relationship.objects.filter(kind="caseload", source="").exists()
    done = client.post(address, ADDED, follow=True).content.decode()
    assert "It is on your caseload." in done
    assert people(done) == ["Ada ADULT", "Cora CHILD", "Lena LODGER"]
    assert f", until {(county.now + timedelta(days=30)).day} " in done
    assert WHY in done
    again = text(client, address)
    assert "Keep it for longer" in again
    assert re.search(rf">\s*{WHY}</textarea>", again)


def test_it_is_taken_off_by_a_form_alone_and_a_second_press_is_the_same(client, county):
    add(client, county)
    address = re.search(r'action="(/caseload/\d+/take-off)"', text(client)).group(1)
    assert client.get(address).status_code == 405
    for _ in range(2):
        done = client.post(address, follow=True).content.decode()
        assert "It is off your caseload." in done
    assert people(done) == ["Ada ADULT", "Cora CHILD"]
    assert Entry.objects.filter(act=Act.TAKE_OFF_CASELOAD).count() == 1


def test_of_whom_one_leads_it_says_where_to_have_that_mended(client, county):
    opening = county.open("cora child 6/5/2015", county.dana)
    page = text(client, f"/openings/{opening.pk}/caseload")
    assert "the record of work says that you lead" in page
    assert f"/openings/{opening.pk}/wrong" in page
    assert "take-off" not in page
    assert "For how long" not in page


def test_it_is_narrowed_by_how_somebody_came_there(client, county):
    add(client, county)
    assert people(text(client, "/caseload?show=own")) == ["Lena LODGER"]
    assert people(text(client, "/caseload?show=work")) == ["Ada ADULT", "Cora CHILD"]
    assert "Nobody is on it in this way" in text(client, "/caseload?show=elsewhere")


def test_twenty_five_stand_on_a_page(client, county, monkeypatch):
    monkeypatch.setattr("shiremoot.portal.caseload_views._A_PAGE", 1)
    first = text(client)
    assert people(first) == ["Ada ADULT"]
    assert "2 people, for" in first
    assert people(text(client, "/caseload?show=&page=2")) == ["Cora CHILD"]


def test_the_purpose_is_asked_for_where_there_are_several_and_kept(client, county):
    county.adopt({"dataset": "care"}, {"dataset": "care", "purpose": "early-help"})
    page = text(client)
    assert "What do you need it for?" in page
    assert people(page) == []
    assert "Choose the purpose" in client.post("/caseload", {"purpose": "linking"}).content.decode()
    assert Entry.objects.filter(act=Act.VIEW_CASELOAD).count() == 0
    chosen = client.post("/caseload", {"purpose": "early-help"}, follow=True).content.decode()
    assert people(chosen) == ["Ada ADULT", "Cora CHILD"]
    assert "2 people, for early help for families" in text(client)
    assert {each.purpose for each in Entry.objects.filter(act=Act.VIEW_CASELOAD)} == {"early-help"}


def test_without_an_agreement_it_says_so_and_with_nobody_it_says_what_to_do(client, county):
    client.force_login(User.objects.get(pk=county.join("new@the-host.example").user_id))
    page = text(client)
    assert "Nobody is on your caseload" in page
    assert "find the person" in page
    county.adopt({"dataset": "care", "purpose": "correction"})
    assert "No agreement in force lets your role look for people" in text(client)


def test_who_is_hidden_leaves_it_without_a_trace(client, county):
    before = text(client)
    facts.set_fact_by_number(
        nhs_number="9000000009",
        kind=FactKind.HIDDEN_PERSON,
        reason="In danger",
        by=PROTECTOR,
        at=timezone.now(),
    )
    county.publish_cases((CORA, DANA, "North", "Open"), *(each for each in CASES if each[0] == LENA))
    assert people(before) == ["Ada ADULT", "Cora CHILD"]
    assert people(text(client)) == ["Cora CHILD"]


def move(county) -> None:
    """Cora moves, as the carers and those who work with her say."""
    moved = PEOPLE["care"][CORA].replace("4 Mill Lane", "5 Mill Lane")
    county.people = PEOPLE | {"care": PEOPLE["care"] | {CORA: moved}}
    county.publish_cases(*CASES)


def test_what_changed_stands_first_and_is_counted_until_the_record_is_opened(client, county):
    assert "Nothing that you may know of them has changed" in text(client)
    move(county)
    front = text(client, "/")
    assert "1 thing needs you" in front
    assert re.search(r'href="/caseload\?show=news">People on my caseload with something new \(1\)', front)
    page = text(client)
    assert people(page) == ["Cora CHILD", "Ada ADULT"]
    assert "care: name and address changed" in page
    assert "5 Mill Lane" not in page
    assert people(text(client, "/caseload?show=news")) == ["Cora CHILD"]
    candidate = re.search(r'href="(/candidates/[^"]+)">Cora', page).group(1)
    client.post(candidate, {"category": "ongoing-work", "reason": "On my caseload"}, follow=True)
    assert people(text(client)) == ["Ada ADULT", "Cora CHILD"]
    assert "needs you" not in text(client)


def test_the_front_page_compares_once_after_each_publish(client, county):
    def compared() -> int:
        return Entry.objects.filter(act=Act.NOTICE_CHANGES).count()

    text(client, "/")
    text(client, "/")
    assert compared() == 1
    county.publish_cases(*CASES)
    text(client, "/")
    text(client, "/")
    assert compared() == 2


def test_every_page_asks_once_where_nothing_is_new(client, county):
    text(client, "/")
    with CaptureQueriesContext(connection) as asked:
        text(client, "/organisations/")
    assert len([each for each in asked.captured_queries if "access_lastseen" in each["sql"]]) == 1
    assert not [each for each in asked.captured_queries if "access_relationship" in each["sql"]]


def test_who_is_hidden_since_is_in_no_number(client, county):
    text(client)
    move(county)
    assert "1 thing needs you" in text(client, "/")
    facts.set_fact_by_number(
        nhs_number="9000000017",
        kind=FactKind.HIDDEN_PERSON,
        reason="In danger",
        by=PROTECTOR,
        at=timezone.now(),
    )
    for address in ("/", "/caseload", "/organisations/"):
        assert "needs you" not in text(client, address)


def test_the_team_s_says_who_leads_and_its_people_open_with_a_reason_of_one_s_own(client, county):
    assert "/caseload/team" in text(client)
    client.force_login(User.objects.get(email=ARI))
    page = text(client, "/caseload/team")
    assert people(page) == ["Ada ADULT", "Cora CHILD"]
    assert "Somebody Invented, North" in page
    assert "lead in North" in page
    address = re.search(r'href="(/candidates/[^"]+)">Cora', page).group(1)
    assert "On my caseload" not in text(client, address).partition("<main")[2]


def test_without_a_team_it_says_by_what_one_is_told(client, county):
    client.force_login(User.objects.get(pk=county.join("new@the-host.example").user_id))
    assert "/caseload/team" not in text(client)
    assert "Your team is told by the records" in text(client, "/caseload/team")


def test_the_team_s_is_for_the_purpose_that_was_chosen(client, county):
    county.adopt({"dataset": "care"}, {"dataset": "care", "purpose": "early-help"})
    assert client.get("/caseload/team").url == "/caseload"


def test_it_stands_among_what_i_did(client, county):
    add(client, county)
    text(client)
    mine = text(client, "/my-access")
    assert "Looked at a caseload" in mine
    assert "Put somebody on their caseload" in mine
