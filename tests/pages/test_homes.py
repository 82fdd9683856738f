"""Lists of homes to visit as pages: made once, seen by the organisation, printed, gone after 90 days."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from shiremoot.portal.homes import verbs
from shiremoot.portal.homes.forms import AreaForm
from shiremoot.portal.homes.models import HomesList
from tests.access import visited
from tests.access.visited import PEOPLE
from tests.pages.test_correcting import member
from tests.standing import copied

SECRETS = {
    each
    for rows in PEOPLE.values()
    for row in rows.values()
    for each in row.split(",")[:6]  # born, names, number, phone
    if each
} | {"100", "200", "300"}


@pytest.fixture(scope="module")
def stands(standing):
    return visited.build(standing)


@pytest.fixture
def county(stands, tmp_path, db, client):
    """Lou, of a crew, is signed in."""
    made = copied(stands, tmp_path)
    made.now = timezone.now()
    made.lou = member(client, "lou", "fire", "crew", Duty.PRACTISE)
    with override_settings(HOME=made.home):
        yield made


def main(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def make(client, area: str = "") -> str:
    return client.post("/homes/", {"area": area}).url


def words(file: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages).split())


def test_a_list_shows_addresses_and_the_flag_and_nothing_else_of_anybody(client, county):
    said = main(client.get(make(client)))
    assert "3 homes to visit." in said
    assert "0 homes were visited since" in said
    assert re.findall(r"<li><span>([^<]+)</span>", said) == ["9 High Street", "4 Mill Lane", "10 Far Road"]
    assert said.count(">Priority<") == 3
    assert "Oldford XK1 2AB" in said
    for secret in SECRETS:
        assert not re.search(rf"\b{re.escape(secret)}\b", said), secret
    for counted in ("2 people", "people live"):
        assert counted not in said


def test_it_is_printed_with_who_and_when_and_recorded(client, county):
    address = make(client, "xk1")
    response = client.post(f"{address}/print")
    entry = Entry.objects.get(act=Act.PRINT_HOMES)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="shiremoot-entry-{entry.number}.pdf"'
    said = words(response.content)
    for expected in (
        "Homes to visit: XK1",
        "4 Mill Lane",
        "10 Far Road",
        "Priority",
        "Visited on",
        "Lou, crew, Fire",
        f"entry {entry.number} of the ledger",
        "Printed lists are not updated",
        "Destroy printed lists after 90 days",
    ):
        assert expected in said, expected
    assert "High Street" not in said
    for secret in SECRETS:
        assert not re.search(rf"\b{re.escape(secret)}\b", said.replace(f"entry {entry.number}", "")), secret
    assert client.get(f"{address}/print").url == address


def test_pressed_twice_it_is_one_list_and_made_on_another_day_another(client, county):
    assert make(client, "Oldford") == make(client, "oldford") != make(client, "XK1")
    assert Entry.objects.filter(act=Act.MAKE_HOMES_LIST).count() == HomesList.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        client.force_login(User.objects.get(name="Lou"))
        make(client, "XK1")
    assert HomesList.objects.count() == 3


def test_a_wrong_area_is_explained_and_a_whole_postcode_is_none(client, county):
    for wrong in ("XK1 2AB", "12", "<b>"):
        response = client.post("/homes/", {"area": wrong})
        assert (
            "Enter a postcode district, such as XK1, or a town, such as Oldford" in response.content.decode()
        )
    assert not HomesList.objects.exists()


@given(st.text(max_size=80))
def test_an_area_is_a_district_a_town_or_nothing(typed):
    form = AreaForm({"area": typed})
    if form.is_valid():
        area = form.cleaned_data["area"]
        assert area == " ".join(area.split())
        assert AreaForm({"area": area}).is_valid()
        assert not re.search(r"[<>&\d]{2}", area)


def test_it_is_gone_to_the_second_and_forgotten(client, county):
    kept = verbs.make(area="", by=county.lou, at=county.now)
    last = kept.made_at + timedelta(days=90) - timedelta(seconds=1)
    assert verbs.one(kept.pk, by=county.lou, at=last) == kept
    verbs.forget_ended(last)
    with time_machine.travel(last + timedelta(seconds=1), tick=False):
        client.force_login(User.objects.get(name="Lou"))
        assert client.get(f"/homes/{kept.pk}").status_code == 404
        assert client.post(f"/homes/{kept.pk}/print").status_code == 404
        assert "There is no list yet" in main(client.get("/homes/"))
    assert HomesList.objects.exists()
    verbs.forget_ended(last + timedelta(seconds=1))
    assert not HomesList.objects.exists()


def test_the_whole_organisation_sees_it_and_nobody_else(client, county):
    address = make(client, "XK1")
    member(client, "kim", "fire", "crew", Duty.PRACTISE)
    assert client.get(address).status_code == 200
    assert "XK1" in main(client.get("/homes/"))
    member(client, "hob", "landlord", "crew", Duty.PRACTISE)
    before = Entry.objects.count()
    assert client.get(address).status_code == client.post(f"{address}/print").status_code == 404
    assert Entry.objects.count() == before


def test_a_role_that_no_agreement_names_makes_none_and_is_refused(client, county):
    address = make(client, "XK1")
    member(client, "ned", "fire", "mechanic", Duty.PRACTISE)
    assert client.get(address).status_code == 403
    said = main(client.get("/homes/"))
    assert "No agreement in force lets your role see homes to visit" in said
    assert "XK1" not in said
    answer = client.post("/homes/", {"area": "XK2"})
    assert "No agreement in force lets your role see homes to visit" in answer.content.decode()
    assert HomesList.objects.count() == 1


def test_the_front_page_of_a_crew_leads_there_and_asks_for_no_search(client, county):
    said = main(client.get("/"))
    assert 'href="/homes/"' in said
    assert "No agreement in force" not in said
    member(client, "ned", "fire", "mechanic", Duty.PRACTISE)
    assert 'href="/homes/"' not in main(client.get("/"))


def test_where_nothing_tells_of_visits_it_says_so_and_where_nobody_is_left_what_to_do(client, county):
    county.agree(without="visits")
    still = "homes that were visited are still on the list"
    assert still in main(client.get(make(client)))
    assert still in words(client.post(f"{make(client)}/print").content)
    assert "No home here is to be visited now" in main(client.get(make(client, "Nowhere")))


def test_many_homes_come_page_by_page(client, county, monkeypatch):
    monkeypatch.setattr("shiremoot.portal.homes.views._A_PAGE", 2)
    address = make(client)
    assert "10 Far Road" not in main(client.get(address))
    assert "10 Far Road" in main(client.get(f"{address}?page=2"))
    assert "3 homes to visit." in main(client.get(address))


def test_my_access_says_what_was_done(client, county):
    client.post(f"{make(client)}/print")
    said = main(client.get("/my-access"))
    for each in ("Made a list of homes to visit", "Printed a list of homes to visit"):
        assert each in said
