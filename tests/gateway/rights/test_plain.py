"""What residents are told is exactly what agreements in force say, in plain words."""

import pytest
from django.test import Client

from tests.access.small import build

ADDRESS = "/what-is-shared"


@pytest.fixture
def small(tmp_path, db, settings):
    made = build(tmp_path)
    settings.HOME = made.home
    return made


def page() -> str:
    response = Client().get(ADDRESS)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_who_gives_what_to_whom_and_why_without_signing_in(small):
    small.adopt({"dataset": "care", "fields": ["people.first", "people.postcode"]}, {"dataset": "crime"})
    found = page()
    assert "2 agreements are in force today" in found
    assert "Carers gives The host (social-worker)" not in found
    assert "Carers gives The host (social worker): names and dates of birth, addresses." in found
    assert "Police gives The host (social worker):" in found
    assert "event" in found.lower()
    assert "Safeguarding children" in found
    assert "Police lets The host prepare its records" in found
    for how in ("Ask what is held about you", "Object to it", "within 30 days", "Information Commissioner"):
        assert how in found
    assert "9000000009" not in found


def test_what_is_no_longer_in_force_is_not_told(small):
    small.adopt({"dataset": "care"})
    assert "Police gives" not in page()
    small.adopt({"dataset": "crime"})
    found = page()
    assert "Police gives" in found
    assert "Carers gives" not in found


def test_with_nothing_in_force_it_says_so_and_still_how_to_ask(db, settings, tmp_path, home):
    settings.HOME = home
    found = page()
    assert "No agreement is in force today" in found
    assert "Ask what is held about you" in found
