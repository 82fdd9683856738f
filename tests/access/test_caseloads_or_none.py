"""Where records put nobody on a caseload: without an agreement, without a field, without a duty."""

import pytest

from shiremoot.access.models import Relationship
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act
from tests.access import led
from tests.access.led import CASES, DANA
from tests.access.test_caseloads import acts, on
from tests.permitted import HOST


def test_without_an_agreement_nobody_has_a_caseload_by_records(tmp_path, db):
    county = led.build(tmp_path)
    dana = county.join(DANA)
    county.publish_cases(*CASES)
    assert on(county, dana) == set()
    assert acts(Act.FOLLOW_CASELOADS) == ["refused"]
    assert acts(Act.VIEW_CASELOAD) == []


def test_a_flow_without_a_field_that_is_needed_does_not_do(tmp_path, db):
    county = led.build(tmp_path)
    county.let_caseloads_be_kept(["cases.lead", "cases.team"])
    dana = county.join(DANA)
    county.publish_cases(*CASES)
    assert on(county, dana) == set()


@pytest.mark.parametrize(
    ("organisation", "duty"), [("police", Duty.PRACTISE), (HOST, Duty.LOAD)], ids=["elsewhere", "no duty"]
)
def test_only_who_practises_where_the_record_is_kept_has_it(tmp_path, db, organisation, duty):
    county = led.build(tmp_path)
    county.let_caseloads_be_kept()
    county.join(DANA, organisation, duty)
    county.publish_cases(*CASES)
    assert not Relationship.objects.exists()
