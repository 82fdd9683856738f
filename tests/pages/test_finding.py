"""The search box at the top of every page, which cannot know what for."""

import pytest
from django.utils import timezone

from shiremoot.decisions.words import Purpose
from shiremoot.gateway.organisations.permissions import Duty
from tests.access.small import build
from tests.pages.test_agreements import words
from tests.pages.test_reviewing import member
from tests.permitted import HOST

pytestmark = pytest.mark.django_db
BOX = 'id="top-terms"'


@pytest.fixture
def small(client, tmp_path, settings):
    found = build(tmp_path)
    settings.HOME = found.home
    found.now = timezone.now()
    member(client, "dana@host.example", HOST, [Duty.PRACTISE])
    return found


def test_the_only_purpose_there_is_needs_no_choice(client, small):
    small.adopt()
    found = client.post("/find", {"terms": "9000000009", "top": ""}, follow=True)
    assert found.redirect_chain and "Open record" in words(found)


def test_with_several_purposes_it_asks_for_which_and_keeps_what_was_typed(client, small):
    small.adopt({"dataset": "care"}, {"dataset": "crime", "purpose": Purpose.FIRE_PREVENTION.value})
    page = client.post("/find", {"terms": "cora child 6/5/2015", "top": ""})
    assert page.status_code == 200
    assert 'value="cora child 6/5/2015"' in page.content.decode()
    assert "What do you need this for?" in words(page) and "There is a problem" not in words(page)


def test_nothing_typed_is_said_and_no_agreement_too(client, small):
    assert "No agreement in force" in words(client.post("/find", {"terms": "9000000009", "top": ""}))
    small.adopt()
    assert "Enter what you know" in words(client.post("/find", {"terms": "", "top": ""}))


def test_it_is_on_every_page_of_a_practitioner_but_where_the_form_is(client, small):
    small.adopt()
    with_it = [path for path in ("/my-access", "/reported", "/agreements/", "/") if BOX in said(client, path)]
    assert with_it == ["/my-access", "/reported", "/agreements/"]
    member(client, "ed@host.example", HOST, [Duty.ADMINISTER])
    assert BOX not in said(client, "/agreements/")


def said(client, path: str) -> str:
    return client.get(path).content.decode()
