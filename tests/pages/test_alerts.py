"""Every page, list and printed copy about the people of a random county: where domestic abuse is named."""

import re

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.contracts import DOMESTIC_ABUSE
from shiremoot.gateway.organisations.permissions import Duty
from tests.access.families import build, nhs_number, random_people
from tests.pages.test_printing import words
from tests.pages.test_reviewing import member
from tests.permitted import HOST


@pytest.mark.django_db
def test_it_is_named_once_on_the_page_and_the_copy_of_who_is_at_risk_and_nowhere_else(client, tmp_path):
    people = random_people(4)
    small = build(tmp_path, people)
    small.now = timezone.now()
    small.adopt()
    member(client, "dana@host.example", HOST, [Duty.PRACTISE])
    with override_settings(HOME=small.home):
        for place, each in enumerate(people):
            expected = each.alert == "DA" and each.status == "Open" and not each.accused
            sent = {"purpose": "safeguarding-children", "terms": nhs_number(place)}
            found = client.get(client.post("/find", sent).url).content.decode()
            why = re.search(r"/candidates/[0-9a-f-]+", found).group()
            asked = client.get(why).content.decode()
            address = client.post(why, {"category": "visit", "reason": "A visit that is planned"}).url
            page = client.get(address).content.decode()
            copy = words(client.post(f"{address}/print").content)
            assert DOMESTIC_ABUSE not in found + asked
            warnings = page.count(f"Warning</span>{DOMESTIC_ABUSE}"), copy.count(f"Warning: {DOMESTIC_ABUSE}")
            assert warnings == (expected, expected), each
            assert (DOMESTIC_ABUSE in page) == (DOMESTIC_ABUSE in copy) == expected, each
