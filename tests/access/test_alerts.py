"""An alert of domestic abuse is on the page of who is at risk, in no list, never near who is accused."""

from dataclasses import replace

import pytest

from shiremoot.access import corrections, finding, openings
from shiremoot.access.models import Candidate
from shiremoot.access.openings import PersonView
from shiremoot.contracts import ALERT, DOMESTIC_ABUSE
from shiremoot.ledger.acts import Viewer
from tests.access.families import ALERTS, SUSPECT, VICTIM, Someone, build, nhs_number, random_people
from tests.access.small import WORKER, everything, said

POLICE_WITHOUT_EVENTS = {"dataset": "crime", "fields": ["people.*", "notices.*"]}
MOTHER = ((0, "Mother", ""),)
WITNESS = ("Domestic abuse", "Witness")


def opened(small, place: int) -> PersonView:
    return small.view(small.open(nhs_number(place)), WORKER)


def warned(blocks) -> set[str]:
    return said(blocks, ALERT) & {DOMESTIC_ABUSE}


def lists(small, place: int, view: PersonView):
    """Blocks of everything that shows this person or others before they are opened."""
    results = small.results(nhs_number(place))
    yield from (found.blocks for found in results.people)
    for found in results.people:
        candidate = Candidate.objects.get(pk=found.candidate)
        yield finding.preview(small.home, candidate, by=WORKER, at=small.now)
    for uprn in said(view.blocks, "address.uprn"):
        yield from (member.blocks for member in openings.view_household(view, uprn=uprn))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_any_county_nobody_accused_has_it_no_list_has_it_and_everybody_else_at_risk_has(tmp_path, seed):
    people = random_people(seed)
    small = build(tmp_path, people)
    for flows in ((), ({"dataset": "care"}, POLICE_WITHOUT_EVENTS)):
        small.adopt(*flows)
        for place, each in enumerate(people):
            view = opened(small, place)
            expected = {DOMESTIC_ABUSE} if each.alert == "DA" and not each.accused else set()
            assert warned(view.blocks) == expected, (place, each)
            assert not any(warned(blocks) for blocks in lists(small, place, view))


@pytest.mark.parametrize("closed", [False, True])
def test_who_is_accused_looks_as_if_nobody_had_ever_alerted(tmp_path, db, closed):
    status = "Closed" if closed else "Open"
    alerted = [
        Someone("Ruta", alert="DA", status=status, parts=(VICTIM, SUSPECT)),
        Someone("Bela", home=1, ties=MOTHER),
    ]
    without = [replace(alerted[0], alert=""), alerted[1]]
    seen = []
    for folder, people in (("with", alerted), ("without", without)):
        (tmp_path / folder).mkdir()
        small = build(tmp_path / folder, people, again=folder == "without")
        small.adopt({"dataset": "care"}, POLICE_WITHOUT_EVENTS)
        view = opened(small, 0)
        flows = {block.flows_of(row) for block in view.blocks for row in block.rows}
        rows = view.recorded.reading.rows
        seen.append((sorted(everything(view.blocks)), flows, view.notes, view.obligations, rows))
    assert seen[0] == seen[1]


def test_a_victim_and_a_witness_are_warned_of_and_other_alerts_of_a_suspect_stay(small_families):
    small = small_families
    assert warned(opened(small, 0).blocks) == {DOMESTIC_ABUSE}
    assert warned(opened(small, 1).blocks) == {DOMESTIC_ABUSE}
    assert said(opened(small, 2).blocks, ALERT) == {ALERTS["MIS"]}


@pytest.fixture
def small_families(tmp_path, db):
    made = build(
        tmp_path,
        [
            Someone("Ruta", alert="DA", parts=(VICTIM,)),
            Someone("Bela", alert="DA", parts=(WITNESS, ("Theft", "Suspect")), ties=MOTHER),
            Someone("Pekka", alert="MIS", parts=(SUSPECT,)),
        ],
    )
    made.adopt()
    return made


@pytest.mark.django_db
def test_a_wrong_alert_is_known_again_by_whoever_keeps_it_and_is_not_shown_there(tmp_path):
    small = build(tmp_path, [Someone("Dora", alert="DA"), Someone("Mina", ties=MOTHER, parts=(WITNESS,))])
    keepers = {"organisation": "police", "roles": ["records-officer"]}
    internal = {"dataset": "crime", "recipients": [keepers], "purpose": "correction"}
    small.adopt({"dataset": "care"}, {"dataset": "crime"}, internal)
    view = small.opened(nhs_number(0))
    item = next(each for each in corrections.items(view.blocks).values() if ALERT in each.row.values)
    assert item.row.values[ALERT] == DOMESTIC_ABUSE
    made = corrections.request(view, item, concerned=[ALERT], words="She is not", by=WORKER, at=small.now)
    keeper = Viewer("police", "records-officer", "sam")
    seen = corrections.record_now(small.home, made, by=keeper, at=small.now)
    assert seen.reported.record == item.row.record
    assert ALERT not in seen.reported.values
