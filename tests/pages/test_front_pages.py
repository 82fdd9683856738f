"""The front page, by duty: what waits for whom, and nothing that waits for others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shiremoot.gateway.agreements.models import Agreement
from shiremoot.gateway.organisations.permissions import Duty
from tests.access.small import build
from tests.gateway.test_adopting import home
from tests.pages.test_agreements import adopt, be, sign, words

__all__ = ["adopt", "be", "home"]
pytestmark = pytest.mark.django_db
NOTHING = "Nothing waits for you now"


def front(client) -> str:
    return words(client.get("/"))


def test_an_agreement_waits_for_the_signature_of_those_who_may_give_it(client, adopt, be):
    adopt(signed=[])
    for organisation, duty in (("police", Duty.DRAFT), ("charity", Duty.SIGN)):
        be(organisation, duty)
        assert NOTHING in front(client)
    be("police", Duty.SIGN)
    assert "Agreements to sign (1)" in front(client)
    sign(client, Agreement.objects.get().text_hash)
    assert NOTHING in front(client)


@pytest.mark.parametrize(("days", "said"), [(59, True), (62, False)])
def test_whoever_drafts_is_told_which_agreements_are_soon_to_be_reviewed(client, adopt, be, days, said):
    adopt(review_on=(timezone.now() + timedelta(days=days)).date().isoformat())
    be("police", Duty.DRAFT)
    assert ("Agreements due for review within 60 days (1)" in front(client)) is said
    if said:
        there = words(client.get("/agreements/?state=in+force&organisation=police&purpose="))
        assert Agreement.objects.get().title in there
    be("charity", Duty.DRAFT)
    assert "due for review" not in front(client)


def test_a_load_that_is_late_waits_for_whoever_loads_or_governs_it(client, tmp_path, settings, be):
    small = build(tmp_path)
    settings.HOME = small.home
    contract = small.home.contracts / "care.odcs.yaml"
    promised = "slaProperties: [{property: frequency, value: 1, unit: d}]\n"
    contract.write_text(contract.read_text(encoding="utf-8") + promised, encoding="utf-8")
    be("carers", Duty.PRACTISE)
    assert "whose load is late" not in front(client)
    be("carers", Duty.LOAD)
    assert "Our datasets whose load is late (1)" in front(client)
    be("police", Duty.LOAD)
    assert "whose load is late" not in front(client)
