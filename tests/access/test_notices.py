"""What is told of changes for people on a caseload: since the last look, and what may be known alone."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access import caseloads, facts, notices
from shiremoot.access.facts import Reach
from shiremoot.access.models import LastSeen
from shiremoot.access.notices import Change, What
from shiremoot.access.protection import FactKind
from shiremoot.access.reconciling import reconcile
from shiremoot.access.replay import replay
from shiremoot.dates import day_of
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Detail, Entry
from tests.access import led, small
from tests.access.led import ADA, ARI, CASES, CORA, DANA
from tests.access.small import PEOPLE, PROTECTOR, PURPOSE
from tests.standing import copied

NUMBERS = {ADA: "9000000009", CORA: "9000000017"}
CORAS = "cora child 6/5/2015"
MOVED = PEOPLE["care"] | {CORA: PEOPLE["care"][CORA].replace("4 Mill Lane", "5 Mill Lane")}


@pytest.fixture(scope="module")
def stands(standing):
    """Dana leads Ada and Cora, and looked at her caseload yesterday."""
    made = led.build(standing)
    made.let_caseloads_be_kept()
    made.dana, made.ari = made.join(DANA), made.join(ARI)
    made.publish_cases(*CASES)
    assert told(made) == {}
    made.pass_days(1)
    return made


@pytest.fixture
def county(stands, tmp_path, db):
    return copied(stands, tmp_path)


def told(county, **options) -> dict[str, tuple[Change, ...]]:
    return notices.told(county.home, by=county.dana, purpose=PURPOSE, at=county.now, **options)


def of(county, key: str, found=None) -> set[tuple[str, str, What, int]]:
    found = told(county) if found is None else found
    changes = found.get(county.person(NUMBERS[key]), ())
    return {(each.service, each.entity, each.what, each.count) for each in changes}


def waiting(county) -> int:
    return notices.waiting(county.home, by=county.dana, at=county.now)


def notes() -> list[str]:
    found = Entry.objects.filter(act=Act.NOTICE_CHANGES).order_by("number")
    return list(found.values_list("outcome", flat=True))


def move(county) -> None:
    county.people = PEOPLE | {"care": MOVED}
    county.publish_cases(*CASES)


def protect(county, key: str, kind: FactKind, **options):
    return facts.set_fact_by_number(
        nhs_number=NUMBERS[key], kind=kind, reason="In danger", by=PROTECTOR, at=county.now, **options
    )


def test_what_is_told_is_of_which_service_and_how_many_and_since_the_last_look(county, monkeypatch):
    monkeypatch.setattr(small, "EVENTS", [("1", "Victim"), ("1", "Witness"), ("5", "Witness")])
    move(county)
    found = told(county)
    assert of(county, CORA, found) == {
        ("care", "person", What.CHANGED, 1),
        ("work", "person", What.CHANGED, 1),
    }
    assert of(county, ADA, found) == {("crime", "event", What.NEW, 1)}
    assert told(county) == found
    assert waiting(county) == 2
    told(county, among={county.person(NUMBERS[CORA])}, looked=True)
    assert set(told(county)) == {county.person(NUMBERS[ADA])}
    assert waiting(county) == 1


def test_what_was_taken_out_again_is_no_change(county):
    move(county)
    assert of(county, CORA)
    county.people = PEOPLE
    county.publish_cases(*CASES)
    assert told(county) == {}
    assert waiting(county) == 0


def test_a_second_involvement_is_new_and_one_that_changed_hands_within_the_team_has_changed(county):
    county.publish_cases(CASES[0], (CORA, DANA, "South", "Open"))
    changed = Change("work", "involvement", "Cases", What.CHANGED, 1)
    assert told(county) == {county.person(NUMBERS[CORA]): (changed,)}
    told(county, looked=True)
    county.publish_cases(CASES[0], (CORA, DANA, "South", "Open"), (CORA, ARI, "North", "Open"))
    assert of(county, CORA) == {("work", "involvement", What.NEW, 1)}


def test_what_closed_is_told_of_somebody_who_stays_on_the_caseload(county):
    opening = county.open(CORAS, county.dana)
    caseloads.add(
        county.home,
        opening.pk,
        category="visit",
        reason="Allocated to me",
        days=30,
        by=county.dana,
        at=county.now,
    )
    county.publish_cases(CASES[0], (CORA, DANA, "North", "Closed"))
    assert of(county, CORA) == {("work", "involvement", What.CLOSED, 1)}
    told(county, looked=True)
    county.publish_cases(CASES[0], (CORA, DANA, "North", "Open"))
    assert of(county, CORA) == {("work", "involvement", What.OPENED, 1)}
    told(county, looked=True)
    county.publish_cases(CASES[0])
    assert of(county, CORA) == {("work", "involvement", What.GONE, 1)}


def test_it_is_decided_and_recorded_and_what_it_read_is_reconciled(county):
    move(county)
    assert told(county)
    assert notes() == ["allowed", "allowed"]
    entry = Entry.objects.filter(act=Act.NOTICE_CHANGES).latest("number")
    assert replay(county.home, entry.number).same
    assert '"relationships":["caseload"]' in Detail.objects.get(entry=entry, part="viewer").content
    today = day_of(county.now)
    assert reconcile(county.home, day_of(small.NOW), today).agrees
    assert reconcile(county.home, day_of(small.NOW), today).unfinished == 0


def test_where_nothing_can_have_changed_nothing_is_asked(county):
    county.now -= county.now - small.NOW
    assert told(county) == {}
    assert notes() == ["allowed"]


def test_marks_say_nothing_that_can_be_read_and_those_of_two_users_have_nothing_in_common(county):
    county.publish_cases(*CASES, (CORA, ARI, "North", "Open"))
    notices.told(county.home, by=county.ari, purpose=PURPOSE, at=county.now)
    kept = [
        LastSeen.objects.get(user_id=by.user_id, person_id=county.person(NUMBERS[CORA])).marks
        for by in (county.dana, county.ari)
    ]
    text = str(kept)
    for word in ("Cora", "Mill", "care", "work", "person", "01632", "C2"):
        assert word not in text
    assert kept[0].keys().isdisjoint(kept[1].keys())
    said = [{mark for _, rows in marks.values() for row in rows for mark in row} for marks in kept]
    assert said[0].isdisjoint(said[1])


def test_nothing_is_told_of_who_is_hidden_since_and_nothing_counts_them(county):
    move(county)
    assert waiting_after_a_look(county) == 1
    protect(county, CORA, FactKind.HIDDEN_PERSON)
    assert waiting(county) == 0
    assert told(county) == {}
    assert waiting(county) == 0


def test_where_all_are_hidden_nothing_is_asked_nor_due(county):
    county.publish_cases(*CASES)
    for key in NUMBERS:
        protect(county, key, FactKind.HIDDEN_PERSON)
    before = Entry.objects.count()
    assert not notices.is_due(county.home, by=county.dana, purpose=PURPOSE, at=county.now)
    assert told(county) == {}
    assert Entry.objects.count() == before


def waiting_after_a_look(county) -> int:
    told(county)
    return waiting(county)


def test_once_an_agreement_has_changed_the_number_is_not_known_until_the_next_look(county):
    move(county)
    assert waiting_after_a_look(county) == 1
    county.adopt({"dataset": "crime"})
    assert waiting(county) == 0
    assert told(county) == {}


def test_what_one_may_know_newly_or_no_more_is_no_change(county):
    county.adopt({"dataset": "care", "fields": ["people.first", "people.phone"]}, {"dataset": "work"})
    assert told(county) == {}
    told(county, looked=True)
    county.adopt()
    assert told(county) == {}


@pytest.mark.parametrize("kind", [FactKind.HIDDEN_ADDRESS, FactKind.HIDDEN_RECORD, FactKind.RESTRICTION])
def test_what_a_fact_keeps_back_is_not_told_as_a_change(county, kind):
    options = {"reach": Reach(datasets=("care", "work"))} if kind is not FactKind.HIDDEN_ADDRESS else {}
    move(county)
    protect(county, CORA, kind, **options)
    assert of(county, CORA) == set()


@pytest.mark.parametrize("kind", [None, *FactKind])
@pytest.mark.parametrize(
    "flows",
    [
        (),
        ({"dataset": "care", "relationships": ["opened-with-reason"]}, {"dataset": "work"}),
        ({"dataset": "care", "fields": ["people.first", "people.phone"]}, {"dataset": "crime"}),
    ],
    ids=["everything", "openings", "little"],
)
def test_nothing_is_told_that_the_page_of_the_person_would_not_show(county, monkeypatch, kind, flows):
    county.adopt(*flows)
    told(county, looked=True)
    monkeypatch.setattr(small, "EVENTS", [("1", "Victim"), ("1", "Witness"), ("5", "Witness")])
    move(county)
    if kind:
        options = {"reach": Reach(datasets=("care",))} if kind.needs_datasets else {}
        for key in NUMBERS:
            protect(county, key, kind, **options)
    found = told(county)
    for person_id, changes in found.items():
        named = caseloads.candidates([person_id], by=county.dana, purpose=PURPOSE, at=county.now)
        candidate = named[person_id]
        view = county.view(county.open_candidate(candidate, county.dana), county.dana)
        shown = Counter({(each.service, each.entity, each.label): len(each.rows) for each in view.blocks})
        for change in changes:
            assert shown[change.service, change.entity, change.label] >= change.count
    assert found or kind


def test_flows_for_an_opening_alone_tell_nothing_here(county):
    county.adopt({"dataset": "care", "relationships": ["opened-with-reason"]}, {"dataset": "work"})
    told(county, looked=True)
    county.people = PEOPLE | {"care": MOVED}
    county.publish_cases(*CASES)
    assert {each[0] for each in of(county, CORA)} == {"work"}


def test_nobody_is_told_of_who_is_not_on_their_caseload(county):
    move(county)
    assert notices.told(county.home, by=county.ari, purpose=PURPOSE, at=county.now) == {}
    assert told(county, among={county.person("9000000041")}) == {}


def test_a_first_look_tells_nothing(county):
    move(county)
    LastSeen.objects.all().delete()
    assert told(county) == {}


def test_it_is_due_once_after_each_publish(county):
    def due() -> bool:
        return notices.is_due(county.home, by=county.dana, purpose=PURPOSE, at=county.now)

    assert not due()
    county.publish_cases(*CASES)
    assert due()
    told(county)
    assert not due()
    stranger = replace(county.dana, user_id="somebody")
    assert not notices.is_due(county.home, by=stranger, purpose=PURPOSE, at=county.now)


def test_what_was_compared_long_ago_is_forgotten(county):
    notices.forget_ended(county.now)
    assert LastSeen.objects.exists()
    notices.forget_ended(county.now + notices.KEPT_FOR)
    assert not LastSeen.objects.exists()


rows = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("12")), max_size=6)


@given(rows, rows)
def test_every_row_that_differs_is_told_once_and_none_that_is_the_same(before, now):
    found = Counter(notices._became("salt", before, now))
    both_ways = found.total() - found[What.NEW] - found[What.GONE]
    assert found[What.NEW] + both_ways == (Counter(now) - Counter(before)).total()
    assert found[What.GONE] + both_ways == (Counter(before) - Counter(now)).total()
