"""Adopting through the public door: entries, immutability, unknown parties."""

from datetime import UTC, datetime

import pytest

from shiremoot.access import grants
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import verbs
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.home import Home
from shiremoot.ledger.models import Entry
from tests.gateway.agreement_text import agreement, flow

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

CONTRACT = """
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: incidents
status: active
name: Incidents
description: {purpose: To keep people safe.}
customProperties:
  - {property: uk.provider, value: police}
  - {property: uk.service, value: Police}
schema:
  - name: people
    physicalName: people*.csv
    physicalType: table
    customProperties: [{property: uk.entity, value: person}]
    properties:
      - {name: key, physicalName: KEY, logicalType: string, required: true, unique: true,
         customProperties: [{property: uk.meaning, value: person.key}]}
      - {name: name, physicalName: NAME, logicalType: string,
         customProperties: [{property: uk.meaning, value: person.full_name}]}
  - name: visits
    physicalName: visits*.csv
    physicalType: table
    customProperties: [{property: uk.entity, value: event}]
    properties:
      - {name: key, physicalName: KEY, logicalType: string, required: true,
         customProperties: [{property: uk.meaning, value: person.key}]}
      - {name: day, physicalName: DAY, logicalType: date,
         customProperties: [{property: uk.meaning, value: event.date}]}
"""


@pytest.fixture
def home(tmp_path) -> Home:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "incidents.odcs.yaml").write_text(CONTRACT)
    for name in ("police", "council"):
        organisations.register_organisation(
            identifier=name, name=name.title(), kind="body", is_host=name == "council"
        )
    return Home(tmp_path)


def adopt(home: Home, text: str) -> verbs.Adoption:
    return verbs.adopt(home=home, text=text, by=organisations.operator(), at=NOW)


def test_adopting_puts_the_grants_in_use_and_writes_one_entry(home):
    done = adopt(home, agreement())
    assert (done.flows, done.grants_in_all, done.unchanged) == (1, 1, False)
    assert [grant.flow for grant in grants.current().all] == ["front-door v1 4.1"]
    assert Entry.objects.count() == 1


def test_adopting_the_same_text_again_changes_nothing(home):
    adopt(home, agreement())
    assert adopt(home, agreement()).unchanged
    assert Entry.objects.count() == 1


def test_other_words_under_an_adopted_version_are_refused_and_the_old_stay(home):
    adopt(home, agreement())
    with pytest.raises(UserError, match="never changes"):
        adopt(home, agreement(flows=[flow(fields=["people.name"])]))
    (grant,) = grants.current().all
    assert "visits.day" in grant.fields


def test_a_faulty_flow_leaves_nothing_behind(home):
    with pytest.raises(UserError, match="no contract"):
        adopt(home, agreement(flows=[flow(dataset="unknown")]))
    assert verbs.overview(at=NOW) == []
    assert Entry.objects.count() == 0


def test_an_unknown_party_is_named(home):
    with pytest.raises(UserError, match="fire"):
        adopt(home, agreement(parties=["police", "council", "fire"]))


def test_a_field_that_a_contract_gains_later_is_in_no_agreement_adopted_before(home):
    adopt(home, agreement())
    contract = home.contracts / "incidents.odcs.yaml"
    contract.write_text(
        contract.read_text() + "      - {name: secret, physicalName: S, logicalType: string}\n"
    )
    verbs.compile_adopted()
    (grant,) = grants.current().all
    assert "visits.day" in grant.fields
    assert "visits.secret" not in grant.fields


def test_a_contract_that_has_gone_does_not_hinder_another_adoption(home):
    adopt(home, agreement())
    (home.contracts / "incidents.odcs.yaml").unlink()
    assert adopt(home, agreement(agreement="memorandum", flows=[])).flows == 0
