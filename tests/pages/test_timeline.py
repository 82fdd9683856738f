"""The timeline of a page: chosen by service and period, and what it says it covers."""

from html import unescape

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.access.protection import FactKind
from shiremoot.gateway.organisations.permissions import Duty
from tests.access.families import Someone, build, nhs_number
from tests.access.test_protection import protect
from tests.pages.test_printing import words
from tests.pages.test_reviewing import member
from tests.permitted import HOST


@pytest.fixture
def county(tmp_path, db):
    theft = (("Theft", "Witness"), ("Theft", "Victim"))
    made = build(tmp_path, [Someone("Ruta", parts=theft), Someone("Bela", home=1, ties=((0, "Mother", ""),))])
    made.now = timezone.now()
    made.adopt()
    with override_settings(HOME=made.home):
        yield made


@pytest.fixture
def address(client, county) -> str:
    by = member(client, "dana@host.example", HOST, [Duty.PRACTISE])
    return f"/openings/{county.open(nhs_number(0), by).pk}"


def page(client, address: str) -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())


def test_a_period_without_anything_says_so_and_what_is_older(client, address):
    assert "As a list: 2 events" in page(client, address)
    short = page(client, f"{address}?service=1&period=3")
    assert "As a list" not in short
    assert "2 events before" in short
    assert "choose a longer period to see them" in short
    assert '<option value="3" selected>' in short


@pytest.mark.parametrize("query", ["service=9&period=-4", "service=crime", "period=%00", "page=x"])
def test_what_cannot_be_chosen_is_as_if_nothing_were(client, address, query):
    assert "As a list: 2 events" in page(client, f"{address}?{query}")


def test_it_says_which_services_were_asked_on_the_page_and_on_paper(client, address):
    found = page(client, address), words(client.post(f"{address}/print").content)
    for said in found:
        assert "Data as of 22 November 2026." in said
        assert "Asked: care, crime. Not covered: services that no agreement lets your role ask" in said


def test_a_service_that_a_fact_keeps_back_counts_as_asked_like_any_other(client, county, address):
    before = page(client, address)
    protect(county, nhs_number(0), FactKind.HIDDEN_RECORD, "crime")
    after = page(client, address)
    assert "As a list" in before
    assert "As a list" not in after
    assert "Asked: care, crime." in after


def test_a_service_that_no_flow_shows_is_not_asked(client, county, address):
    county.now = timezone.now()
    county.adopt({"dataset": "care"})
    assert "Asked: care. Not covered" in page(client, address)
