"""Through the verbs: use cases are loaded whole; signing, loading, suspending and withdrawing change them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shiremoot.errors import UserError
from shiremoot.gateway.agreements import signing
from shiremoot.gateway.assurance import verbs as assurance
from shiremoot.gateway.assurance.models import AssuranceItem
from shiremoot.gateway.organisations import closing
from shiremoot.gateway.organisations.verbs import COMMAND_LINE
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Entry
from shiremoot.roadmap.usecases import verbs
from shiremoot.roadmap.usecases.model import parse_use_cases
from shiremoot.roadmap.usecases.models import Edition
from shiremoot.roadmap.usecases.readiness import Level, Readiness
from tests.access.small import PEOPLE, build
from tests.permitted import HOST, OPERATOR, as_yaml

pytestmark = pytest.mark.django_db
VISITS = """
- identifier: visits
  title: Visits
  lead: the-host
  who_acts: Social workers
  for_whom: Whoever lives alone
  decides: Where to go first
  people: {about: 100, source: counted}
  stage: idea
  requirements:
    - {kind: agreement, agreement: front-door, parties: [carers, the-host]}
    - {kind: dataset, dataset: care, provider: carers, within_days: 30}
    - {kind: fields, dataset: care, provider: carers, fields: [people.first, people.uprn],
       recipient: the-host, role: social-worker, purpose: safeguarding-children, agreement: front-door}
    - {kind: quality, dataset: care, provider: carers, field: people.uprn, complete_percent: 75}
    - {kind: quality, dataset: care, provider: carers, quarantined_percent: 10}
    - {kind: assurance, organisation: carers}
"""


@pytest.fixture
def county(tmp_path):
    """Everything that the visits need is there."""
    made = build(tmp_path)
    made.adopt()
    verbs.load(parse_use_cases(VISITS), by=OPERATOR, at=made.now)
    return made


def visits(county) -> Readiness:
    found = verbs.current(county.home, at=county.now).one("visits")
    assert found is not None
    return found


def left(county) -> list[tuple[str, str]]:
    return [(step.owner, step.do) for step in visits(county).steps]


def test_signatures_open_and_shut_it_at_once(county):
    assert visits(county).level is Level.READY
    of, by = ("front-door", 1), Viewer("carers", "director", "cass")
    signing.withdraw(of=of, why="A new system", who="Cass", by=by, at=county.now)
    assert (visits(county).level, left(county)) == (Level.ONE_STEP, [("carers", "signature")])
    text_hash = signing._version(of).text_hash
    signer = signing.Signer("Cass Example", "Director")
    signing.sign(of=of, text_hash=text_hash, signer=signer, by=by, at=county.now + timedelta(seconds=1))
    county.now += timedelta(seconds=1)
    assert visits(county).level is Level.READY


def test_suspending_and_resuming_change_it_at_once(county):
    by = Viewer(HOST, "officer", "olga")
    signing.suspend(of=("front-door", 1), why="Looked into", who="Olga", by=by, at=county.now)
    assert left(county) == [(HOST, "resumption")]
    assert verbs.current(county.home, at=county.now).best.unlocks
    county.now += timedelta(seconds=1)
    signing.resume(of=("front-door", 1), by=by, at=county.now)
    assert visits(county).level is Level.READY


def test_a_load_that_is_due_blocks_it_until_it_comes(county, tmp_path):
    county.now += timedelta(days=31)
    assert left(county) == [("carers", "load")]
    county.republish(tmp_path, PEOPLE)
    assert visits(county).level is Level.READY


def test_a_load_of_less_quality_is_seen(county, tmp_path):
    poor = {key: row.rpartition(",")[0] + "," for key, row in PEOPLE["care"].items()}
    county.republish(tmp_path, {**PEOPLE, "care": poor})
    assert left(county) == [("carers", "mended data")]
    assert "0% of rows" in next(each.fact for each in visits(county).findings if each.steps.now)


def test_a_dataset_that_was_withdrawn_says_so_and_comes_back(county):
    contract = county.home.contracts / "care.odcs.yaml"
    text = contract.read_text(encoding="utf-8")
    contract.unlink()
    facts = [each.fact for each in visits(county).findings if each.requirement.kind == "dataset"]
    assert facts == ["It was withdrawn: it has no contract in use any more."]
    assert left(county) == [("carers", "contract"), ("carers", "load")]
    contract.write_text(text.replace("status: active", "status: retired"), encoding="utf-8")
    assert left(county) == [("carers", "contract"), ("carers", "load")]
    contract.write_text(text, encoding="utf-8")
    assert visits(county).level is Level.READY


def test_a_dataset_that_never_was_is_missing_and_not_withdrawn(county):
    _load(county, {"kind": "dataset", "dataset": "shoes", "provider": "carers"})
    (finding,) = visits(county).findings
    assert (finding.fact, finding.place.page) == ("It has no contract.", "datasets")


def test_assurance_that_is_withdrawn_takes_the_fields_too(county):
    item = AssuranceItem.objects.filter(organisation="carers").first()
    by = Viewer(HOST, "officer", COMMAND_LINE)
    assurance.withdraw_item(item.pk, reason="Not paid", by=by, at=county.now)
    assert left(county) == [("carers", "assurance")]
    unmet = [each.requirement.kind for each in visits(county).findings if each.steps.now]
    assert unmet == ["fields", "assurance"]


def test_what_needs_an_organisation_that_was_closed_waits_for_the_host(county):
    by = Viewer(HOST, "officer", COMMAND_LINE)
    closing.close("carers", why="Merged", by=by, at=county.now)
    assert set(left(county)) >= {(HOST, "a correct use case")}
    assert visits(county).level is Level.BLOCKED


def _load(county, *requirements: dict[str, object]) -> None:
    (known,) = parse_use_cases(VISITS)
    content = known.model_dump(mode="json") | {"requirements": list(requirements)}
    verbs.load(parse_use_cases(as_yaml([content])), by=OPERATOR, at=county.now)


def entries() -> int:
    return Entry.objects.filter(act=Act.LOAD_USE_CASES).count()


def test_each_edition_says_who_loaded_it_and_when_and_earlier_ones_stay(county):
    _load(county, {"kind": "assurance", "organisation": "carers"})
    newest, first = Edition.objects.all()
    assert (newest.organisation, newest.user_id, newest.loaded_at) == (HOST, OPERATOR.user_id, county.now)
    assert len(first.use_cases[0]["requirements"]) == 6
    assert len(visits(county).findings) == 1
    assert entries() == 2


def test_the_same_file_again_changes_nothing(county):
    assert verbs.load(parse_use_cases(VISITS), by=OPERATOR, at=county.now) is None
    assert (Edition.objects.count(), entries()) == (1, 1)


def test_one_that_nobody_here_could_answer_for_leaves_all_as_they_were(county):
    led = VISITS.replace("identifier: visits", "identifier: other").replace("lead: the-host", "lead: nobody")
    with pytest.raises(UserError, match="led by nobody"):
        verbs.load(parse_use_cases(VISITS + led), by=OPERATOR, at=county.now)
    assert (Edition.objects.count(), entries()) == (1, 1)


def test_as_many_queries_for_many_use_cases_as_for_one(county):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            verbs.current(county.home, at=county.now)
        return len(found)

    queries()
    one = queries()
    many = [VISITS.replace("identifier: visits", f"identifier: visits-{number}") for number in range(20)]
    verbs.load(parse_use_cases("".join(many)), by=OPERATOR, at=county.now)
    assert queries() == one


def test_without_use_cases_there_is_nothing_to_ask_about(tmp_path):
    county = build(tmp_path)
    found = verbs.current(county.home, at=county.now)
    assert (found.found, found.best, found.waited_for(HOST)) == ((), None, [])
