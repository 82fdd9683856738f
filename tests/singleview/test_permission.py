"""Nothing is loaded, linked or published without a linking agreement in force; each asking is an entry."""

import json
from datetime import UTC, date, datetime

import pytest
import yaml

from shiremoot.errors import UserError
from shiremoot.ledger.models import Entry
from shiremoot.people import store
from shiremoot.people.loads import current_loads
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.verbs import link
from shiremoot.singleview.publish.verbs import publish
from tests.permitted import OPERATOR, adopt, linking_agreement
from tests.singleview.intake.conftest import Agency

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def agency(tmp_path, db) -> Agency:
    return Agency(tmp_path)


def adopt_version(agency: Agency, version: int, **changes: object) -> None:
    file = yaml.safe_load(linking_agreement(agency.home)) | {"version": version} | changes
    adopt(agency.home, yaml.safe_dump(file), at=NOW)


def end_the_agreement(agency: Agency) -> None:
    adopt_version(agency, 2, **{"from": date(2026, 1, 1), "until": date(2026, 1, 2)})


def load_now(agency: Agency) -> None:
    load(agency.home, dataset="police", files=sorted(agency.folder.iterdir()), by=OPERATOR, at=NOW)


def outcomes() -> list[tuple[str, str]]:
    bodies = [json.loads(entry.body) for entry in Entry.objects.order_by("number")]
    jobs = ("load", "link", "publish")
    return [(body["act"], body["outcome"]) for body in bodies if body["act"] in jobs]


def test_loading_is_refused_and_the_refusal_recorded_and_nothing_written(agency):
    end_the_agreement(agency)
    with pytest.raises(UserError, match="No linking agreement in force lets the-host load") as refused:
        load_now(agency)
    assert "ended on" in refused.value.next_step
    assert outcomes() == [("load", "refused")]
    assert current_loads(agency.home) == {}


def test_an_agreement_that_names_too_few_fields_is_not_enough(agency):
    (flow,) = yaml.safe_load(linking_agreement(agency.home))["flows"]
    adopt_version(agency, 2, flows=[flow | {"fields": flow["fields"][1:]}])
    with pytest.raises(UserError, match="of its fields"):
        load_now(agency)


def test_linking_and_publishing_stop_when_the_agreement_has_ended_and_the_last_publish_serves_on(agency):
    load_now(agency)
    link(agency.home, by=OPERATOR, at=NOW)
    published = publish(agency.home, by=OPERATOR, at=NOW)
    end_the_agreement(agency)
    for act, name in ((link, "link"), (publish, "publish")):
        with pytest.raises(UserError, match=f"No linking agreement in force lets the-host {name}"):
            act(agency.home, by=OPERATOR, at=NOW)
    allowed = [("load", "allowed"), ("link", "allowed"), ("publish", "allowed")]
    assert outcomes() == [*allowed, ("link", "refused"), ("publish", "refused")]
    assert store.current(agency.home).publish_id == published.publish_id
