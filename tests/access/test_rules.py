"""Row rules, display rules, relationships and roles at the door, on a dataset of three people made for it."""

import json
from datetime import UTC, date, datetime

import pytest
import yaml

from shiremoot.access import finding, openings
from shiremoot.access.held import Gone
from shiremoot.access.recording import Refused
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.models import Entry
from shiremoot.people.store import STORE
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.verbs import link
from shiremoot.singleview.publish.verbs import publish
from tests import permitted
from tests.permitted import HOST, OPERATOR, agreement_on_everything, permit_linking

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PURPOSE = Purpose.SAFEGUARDING_CHILDREN
WORKER = Viewer(HOST, "social-worker", "dana")
WHO = ["people.first", "people.last", "people.born"]

CONTRACT = """
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: care
status: active
name: Care
description: {purpose: To test the door.}
customProperties: [{property: uk.provider, value: carers}, {property: uk.service, value: Care}]
schema:
  - name: people
    physicalName: people.csv
    customProperties: [{property: uk.entity, value: person}]
    properties:
      - {name: key, logicalType: string, primaryKey: true,
         customProperties: [{property: uk.meaning, value: person.key}]}
      - {name: first, logicalType: string,
         customProperties: [{property: uk.meaning, value: person.first_name}]}
      - {name: last, logicalType: string,
         customProperties: [{property: uk.meaning, value: person.last_name}]}
      - {name: born, logicalType: date, logicalTypeOptions: {format: yyyy-MM-dd},
         customProperties: [{property: uk.meaning, value: person.date_of_birth}]}
      - {name: phone, logicalType: string, customProperties: [{property: uk.meaning, value: person.phone}]}
      - {name: uprn, logicalType: string, customProperties: [{property: uk.meaning, value: address.uprn}]}
  - name: visits
    physicalName: visits.csv
    customProperties: [{property: uk.entity, value: event}, {property: uk.showWhen, value: {minAge: 16}}]
    properties:
      - {name: key, logicalType: string, required: true,
         customProperties: [{property: uk.meaning, value: person.key}]}
      - {name: day, logicalType: date, logicalTypeOptions: {format: yyyy-MM-dd},
         customProperties: [{property: uk.meaning, value: event.date}]}
      - {name: kind, logicalType: string, customProperties: [{property: uk.meaning, value: event.kind}]}
"""
PEOPLE = """key,first,last,born,phone,uprn
1,Ada,Adult,1980-02-03,07700900001,100
2,Cora,Child,2015-05-06,07700900002,100
3,Lena,Lodger,1990-07-08,07700900003,100
"""
VISITS = """key,day,kind
1,2026-10-01,Recent
1,2019-10-01,Long ago
2,2026-10-02,Of a child
"""


@pytest.fixture
def home(tmp_path, db) -> Home:
    home = Home(tmp_path / "home")
    home.contracts.mkdir(parents=True)
    (home.contracts / "care.odcs.yaml").write_text(CONTRACT)
    permit_linking(home)
    for name, content in (("people", PEOPLE), ("visits", VISITS)):
        (tmp_path / f"{name}.csv").write_text(content)
    files = [tmp_path / "people.csv", tmp_path / "visits.csv"]
    load(home, dataset="care", files=files, by=OPERATOR, at=NOW)
    link(home, by=OPERATOR, at=NOW)
    publish(home, by=OPERATOR, at=NOW)
    return home


def adopt(home: Home, *flows: dict, **changes: object) -> None:
    """These flows for social workers, and nothing else."""
    text = agreement_on_everything(home, "front-door", role=WORKER.role, purpose=PURPOSE)
    file = yaml.safe_load(text) | changes
    (whole,) = file["flows"]
    file["flows"] = [whole | {"clause": str(number)} | flow for number, flow in enumerate(flows)]
    permitted.adopt(home, yaml.safe_dump(file), at=NOW)


def find(home: Home, terms: str, by: Viewer = WORKER) -> list[finding.Found]:
    search = finding.start_search(by=by, purpose=PURPOSE, terms=terms, at=NOW)
    return finding.results(home, search.pk, by=by, at=NOW).people


def opened(home: Home, terms: str) -> openings.PersonView:
    (found,) = find(home, terms)
    opening = openings.open_person(
        home,
        found.candidate,
        by=WORKER,
        category=ReasonCategory.VISIT,
        reason="A visit",
        at=NOW,
    )
    return openings.view_person(home, opening.pk, by=WORKER, at=NOW)


def said(blocks, meaning: str) -> set[str]:
    return {row.values[meaning] for block in blocks for row in block.rows if meaning in row.values}


def test_a_row_rule_shows_the_rows_it_lets_through_and_no_other(home):
    recent = {"fields": ["visits.kind"], "rows": {"field": "visits.day", "within_months": 24}}
    adopt(home, {"fields": WHO}, recent)
    assert said(opened(home, "ada adult 3/2/1980").blocks, "event.kind") == {"Recent"}


def test_without_the_rule_there_are_both(home):
    adopt(home, {"fields": WHO}, {"fields": ["visits.kind"]})
    assert said(opened(home, "ada adult 3/2/1980").blocks, "event.kind") == {"Recent", "Long ago"}


def test_a_display_rule_of_age_is_kept(home):
    adopt(home, {"fields": WHO}, {"fields": ["visits.kind"]})
    assert said(opened(home, "cora child 6/5/2015").blocks, "event.kind") == set()


def test_an_age_that_may_not_be_seen_shows_nothing_that_asks_for_it(home):
    adopt(home, {"fields": ["people.first", "people.last", "people.phone"]}, {"fields": ["visits.kind"]})
    assert said(opened(home, "07700900001").blocks, "event.kind") == set()


def test_nobody_is_matched_by_a_field_of_rows_that_may_not_be_read(home):
    of_children = {"field": "people.born", "within_months": 216}
    adopt(home, {"fields": WHO}, {"fields": ["people.phone"], "rows": of_children})
    assert find(home, "07700900001") == []
    assert find(home, "ada adult 3/2/1980")


def test_nobody_is_of_a_household_by_a_row_that_may_not_be_read(home):
    of_children = {"field": "people.born", "within_months": 216}
    adopt(home, {"fields": [*WHO, "people.uprn"], "rows": of_children}, {"fields": ["people.phone"]})
    view = opened(home, "07700900002")
    assert said(view.blocks, "address.uprn") == {"100"}
    assert openings.view_household(view, uprn="100") == []


def test_a_household_shows_no_more_than_may_be_seen_before_an_opening(home):
    after_opening = {"fields": ["people.phone"], "relationships": ["opened-with-reason"]}
    adopt(home, {"fields": [*WHO, "people.uprn"]}, after_opening)
    view = opened(home, "cora child 6/5/2015")
    assert said(view.blocks, "person.phone") == {"07700900002"}
    members = openings.view_household(view, uprn="100")
    assert {name for member in members for name in said(member.blocks, "person.first_name")} == {
        "Ada",
        "Lena",
    }
    assert all(said(member.blocks, "person.phone") == set() for member in members)


def test_an_opening_gives_no_relationship_but_its_own(home):
    adopt(home, {"fields": WHO}, {"fields": ["people.phone"], "relationships": ["caseload"]})
    assert said(opened(home, "cora child 6/5/2015").blocks, "person.phone") == set()


def test_a_flow_that_rests_on_consent_shows_nothing_while_none_is_recorded(home):
    adopt(home, {"fields": WHO}, {"fields": ["people.phone"], "rests_on_consent": True})
    assert said(opened(home, "cora child 6/5/2015").blocks, "person.phone") == set()


def test_what_one_role_opened_another_role_of_the_same_user_does_not_have(home):
    adopt(home, {"fields": WHO})
    view = opened(home, "cora child 6/5/2015")
    other_role = Viewer(WORKER.organisation, "health-visitor", WORKER.user_id)
    with pytest.raises(Gone):
        openings.view_person(home, view.opening.pk, by=other_role, at=NOW)


def test_a_purpose_without_a_flow_to_find_by_is_not_offered(home):
    adopt(home, {"fields": WHO, "relationships": ["caseload"]})
    assert openings.purposes(by=WORKER, at=NOW) == []
    with pytest.raises(Refused):
        find(home, "cora child 6/5/2015")


def test_an_agreement_that_has_ended_is_named_until_a_new_version_takes_over(home):
    adopt(home, {"fields": WHO}, until=date(2026, 1, 1))
    assert [g.citation.agreement for g in openings.ended_agreements(by=WORKER, at=NOW)] == ["front-door"]
    adopt(home, {"fields": WHO}, version=2)
    assert openings.ended_agreements(by=WORKER, at=NOW) == []
    assert openings.purposes(by=WORKER, at=NOW) == [PURPOSE]


def test_the_entry_is_there_when_the_read_fails(home):
    adopt(home, {"fields": WHO})
    view = opened(home, "cora child 6/5/2015")
    before = Entry.objects.count()
    store = view.publish.folder / STORE
    kept = store.read_bytes()
    store.parent.chmod(0o700)
    store.unlink()
    view.publish._local.__dict__.clear()
    with pytest.raises(Exception, match="unable to open"):
        openings.view_person(home, view.opening.pk, by=WORKER, at=NOW)
    store.write_bytes(kept)
    assert Entry.objects.count() == before + 1
    assert json.loads(Entry.objects.order_by("number").last().body)["act"] == "view person"


@pytest.mark.parametrize(
    "terms",
    [
        "child 31/12/9999",
        "child 0001-01-01",
        "child 12 ſep 2014",
        "child 31/02/2015",
        "x" * 200,
        "\x00 1/1/2015",
        "٣/٣/٢٠١٥ child",
    ],
)
def test_odd_terms_are_answered(home, terms):
    adopt(home, {"fields": WHO})
    assert find(home, terms) == []


def test_a_day_in_the_contract_is_a_day_at_the_door(home):
    adopt(home, {"fields": WHO})
    (born,) = said(opened(home, "cora child 6/5/2015").blocks, "person.date_of_birth")
    assert date.fromisoformat(born) == date(2015, 5, 6)
