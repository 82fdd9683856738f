"""Fields that a provider works out from other data: explained, validated, ended, switched off at once."""

from datetime import date, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access import grants
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import signing
from shiremoot.gateway.agreements.file import DERIVED_LABELS, parse_agreement
from shiremoot.gateway.agreements.models import SwitchedOff
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.models import Entry
from tests.gateway.agreement_text import CONTRACT, agreement, flow
from tests.gateway.test_adopting import NOW, adopt, home
from tests.pages.test_agreements import be, words

__all__ = ["be", "home"]
pytestmark = pytest.mark.django_db
LEVEL = """      - {name: level, physicalName: LEVEL, logicalType: string,
         customProperties: [{property: uk.meaning, value: event.kind}, {property: uk.derived, value: true}]}
"""
SAID = {
    "field": "visits.level",
    "definition": "How likely another visit is.",
    "source": "The number of visits in a year.",
    "owner": "The head of information.",
    "validation": "Held against the year before, in April.",
    "off_switch": "The head of information.",
    "until": date(2026, 12, 1),
}
OF = ("front-door", 1)
PROVIDER, RECIPIENT = Viewer("police", "director", "pat"), Viewer("council", "director", "cat")


@pytest.fixture
def county(home):
    (home.contracts / "incidents.odcs.yaml").write_text(CONTRACT + LEVEL)
    return home


def shown(at) -> set[str]:
    return {field for grant in grants.current().all if grant.in_force(at) for field in grant.fields}


def test_an_indicator_without_a_word_of_explanation_is_not_shared(county):
    with pytest.raises(UserError, match=r"visits\.level is worked out from other data"):
        adopt(county, agreement())


@given(st.sampled_from(sorted(DERIVED_LABELS)))
def test_each_of_the_six_has_to_be_said(missing):
    said = {key: value for key, value in SAID.items() if key != missing}
    with pytest.raises(UserError, match=f"it does not say {DERIVED_LABELS[missing]}"):
        parse_agreement(agreement(flows=[flow(derived=[said])]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": date(2026, 11, 22)}, "shared no longer since"),
        ({"field": "visits.day"}, "does not say what it says"),
        ({"field": "people.key"}, "none of the clause's fields"),
    ],
)
def test_what_is_said_has_to_fit(county, changes, words):
    said = [SAID, SAID | changes] if changes.get("field") == "people.key" else [SAID | changes]
    with pytest.raises(UserError, match=words):
        adopt(county, agreement(flows=[flow(derived=said)]))


def test_it_ends_by_itself_and_the_rest_of_the_clause_goes_on(county):
    adopt(county, agreement(flows=[flow(derived=[SAID])]))
    assert shown(NOW) == {"people.name", "visits.key", "visits.day", "visits.level"}
    assert shown(NOW + timedelta(days=10)) == {"people.name", "visits.key", "visits.day"}
    (why,) = {grant.why_ends for grant in grants.current().all if "visits.level" in grant.fields}
    assert why == "had visits.level expire"


def test_its_provider_or_the_lead_switches_it_off_at_once_and_for_good(county):
    adopt(county, agreement(flows=[flow(derived=[SAID])]))
    what = {"of": OF, "clause": "4.1", "field": "visits.level", "why": "It misleads", "who": "Pat"}
    with pytest.raises(UserError, match="Only the organisation that provides it"):
        signing.switch_off(**what, by=Viewer("charity", "director", "chris"), at=NOW)
    signing.switch_off(**what, by=PROVIDER, at=NOW)
    assert shown(NOW) == {"people.name", "visits.key", "visits.day"}
    with pytest.raises(UserError, match="switched off by Pat already"):
        signing.switch_off(**what, by=RECIPIENT, at=NOW)
    with pytest.raises(UserError, match="no such derived field"):
        signing.switch_off(**what | {"field": "visits.day"}, by=PROVIDER, at=NOW)
    assert Entry.objects.filter(act="switch off").count() == 1


def test_the_page_says_what_it_is_and_switches_it_off(client, county, be):
    adopt(county, agreement(flows=[flow(derived=[SAID | {"until": date(2027, 1, 1)}])]))
    with override_settings(HOME=county):
        be("police", Duty.SIGN)
        page = words(client.get("/agreements/front-door/v1"))
        assert "How likely another visit is. Shared until 1 January 2027." in page
        address = "/agreements/front-door/v1/switch-off/4.1/visits.level"
        assert "Enter why it is switched off" in words(client.post(address, {"why": ""}))
        page = words(client.post(address, {"why": "It misleads"}, follow=True))
        assert "It is switched off, and is shared no longer." in page
        assert "by Officer of police: It misleads" in page
        assert SwitchedOff.objects.count() == 1
        assert client.get(address).status_code == 404
        be("charity", Duty.SIGN)
        assert client.get(address.replace("visits.level", "visits.day")).status_code == 404
