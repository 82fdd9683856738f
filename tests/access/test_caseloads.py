"""Whom a practitioner works with: by what records say, and by their own act; and what that lets them see."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shiremoot.access import caseloads, facts, finding, openings, wrong_links
from shiremoot.access.caseload_job import HOLDS_FOR
from shiremoot.access.facts import Reach
from shiremoot.access.held import Gone, mine
from shiremoot.access.models import Candidate, Opening, Relationship
from shiremoot.access.protection import FactKind
from shiremoot.access.reconciling import reconcile
from shiremoot.access.recording import Refused
from shiremoot.access.replay import replay
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Detail, Entry
from tests.access import led
from tests.access.led import ADA, ARI, CASES, CORA, DANA, LENA, SECOND_ADA
from tests.access.small import NOW, PEOPLE, PROTECTOR, PURPOSE, everything, said
from tests.permitted import HOST
from tests.standing import copied

NUMBERS = {ADA: "9000000009", CORA: "9000000017", LENA: "9000000025", SECOND_ADA: "9000000033"}
WHY = "Allocated to me at a meeting"


@pytest.fixture(scope="module")
def stands(standing):
    """Dana leads Ada and Cora, and led Lena; Ari leads the other Ada."""
    made = led.build(standing)
    made.let_caseloads_be_kept()
    made.dana, made.ari = made.join(DANA), made.join(ARI)
    made.publish_cases(*CASES)
    return made


@pytest.fixture
def county(stands, tmp_path, db):
    return copied(stands, tmp_path)


def on(county, by: Viewer) -> set[str]:
    """The phone numbers, which are each one person's, of those who are on a caseload."""
    found = caseloads.view(county.home, by=by, purpose=PURPOSE, at=county.now)
    return {number for entry in found.entries for number in said(entry.blocks, "person.phone")}


def phones(*keys: str) -> set[str]:
    return {f"0163296000{key}" for key in keys}


def acts(act: Act) -> list[str]:
    return list(Entry.objects.filter(act=act).order_by("number").values_list("outcome", flat=True))


def protect(county, key: str, kind: FactKind, **options):
    return facts.set_fact_by_number(
        nhs_number=NUMBERS[key], kind=kind, reason="In danger", by=PROTECTOR, at=county.now, **options
    )


def add(county, terms: str = "lena lodger 8/7/1990", days: int = 30, by: Viewer | None = None) -> Opening:
    by = by or county.dana
    opening = county.open(terms, by)
    add_in(county, opening, by, days)
    return opening


def add_in(county, opening: Opening, by: Viewer, days: int = 30) -> None:
    caseloads.add(
        county.home,
        opening.pk,
        category=ReasonCategory.ONGOING_WORK,
        reason=WHY,
        days=days,
        by=by,
        at=county.now,
    )


# By what records say


def test_whom_a_record_says_that_one_leads_is_on_ones_caseload(county):
    assert on(county, county.dana) == phones(ADA, CORA)
    assert on(county, county.ari) == phones(SECOND_ADA)
    assert acts(Act.FOLLOW_CASELOADS) == ["allowed"]
    kept = Relationship.objects.filter(user_id=county.dana.user_id)
    assert {(each.source, each.team) for each in kept} == {("work", "North")}


def test_it_is_one_entry_that_can_be_decided_again_and_what_it_read_is_reconciled(county):
    entry = Entry.objects.get(act=Act.FOLLOW_CASELOADS)
    assert replay(county.home, entry.number).same
    assert reconcile(county.home, day_of(NOW), day_of(NOW)).agrees
    assert reconcile(county.home, day_of(NOW), day_of(NOW)).unfinished == 0
    theirs = Detail.objects.get(entry=entry, part=HOST).content
    assert "work.cases.lead" in theirs
    assert DANA not in " ".join(
        Detail.objects.filter(content__isnull=False).values_list("content", flat=True)
    )


def test_what_ended_or_changed_hands_follows_the_next_publish_and_what_is_so_still_stays(county):
    county.pass_days(1)
    county.publish_cases((ADA, ARI, "North", "Open"), (CORA, DANA, "South", "Open"), (LENA, DANA, "", "Open"))
    assert on(county, county.dana) == phones(CORA, LENA)
    assert on(county, county.ari) == phones(ADA)
    kept = Relationship.objects.get(user_id=county.dana.user_id, person_id=county.person(NUMBERS[CORA]))
    assert (kept.begins, kept.team, kept.ends) == (NOW, "South", county.now + HOLDS_FOR)


def test_where_no_publish_follows_it_ends(county):
    county.now = NOW + HOLDS_FOR
    assert on(county, county.dana) == set()


def test_it_is_dark_as_soon_as_the_agreement_ends_and_ended_with_the_next_publish(county):
    county.let_caseloads_be_kept(until="2026-11-24")
    assert on(county, county.dana) == phones(ADA, CORA)
    county.pass_days(3)
    assert on(county, county.dana) == set()
    county.publish_cases(*CASES)
    assert not Relationship.objects.filter(source="work", ends__gt=county.now).exists()


def test_a_record_that_was_reported_as_somebody_else_s_puts_nobody_there(county):
    view = county.opened("lena lodger 8/7/1990", county.dana)
    number = next(row.record for block in view.blocks if block.dataset == "work" for row in block.rows)
    wrong_links.report(view, number=number, reason="Her aunt", by=county.dana, at=county.now)
    county.publish_cases((LENA, DANA, "North", "Open"))
    assert on(county, county.dana) == set()


def test_nobody_is_there_by_a_record_that_a_fact_forbids_to_use(county):
    protect(county, ADA, FactKind.RESTRICTION, reach=Reach(datasets=("work",)))
    county.publish_cases(*CASES)
    kept = Relationship.objects.filter(user_id=county.dana.user_id, ends__gt=county.now)
    assert {each.person_id for each in kept} == {county.person(NUMBERS[CORA])}


# What a look at it shows


def test_a_look_is_one_entry_about_those_who_were_shown(county):
    found = caseloads.view(county.home, by=county.dana, purpose=PURPOSE, at=county.now)
    assert acts(Act.VIEW_CASELOAD) == ["allowed"]
    assert replay(county.home, found.entry_number).same
    noted = Entry.objects.filter(act=Act.SERVED).latest("number")
    shown = Detail.objects.filter(entry=noted, part__startswith="subject").values_list("person_id", flat=True)
    assert set(shown) == {county.person(NUMBERS[ADA]), county.person(NUMBERS[CORA])}
    assert reconcile(county.home, day_of(NOW), day_of(NOW)).agrees


@pytest.mark.parametrize("kind", list(FactKind))
@pytest.mark.parametrize("key", [ADA, CORA])
def test_it_shows_of_somebody_exactly_what_is_shown_before_they_are_opened(county, key, kind):
    options = {"reach": Reach(datasets=("care",))} if kind.needs_datasets else {}
    protect(county, key, kind, **options)
    person_id = county.person(NUMBERS[key])
    listed = caseloads.view(county.home, by=county.dana, purpose=PURPOSE, at=county.now)
    shown = {entry.person_id: everything(entry.blocks) for entry in listed.entries}
    candidate = Candidate.objects.create(
        user_id=county.dana.user_id,
        organisation=HOST,
        role=county.dana.role,
        purpose=PURPOSE,
        person_id=person_id,
        made_at=county.now,
        until=county.now + timedelta(minutes=1),
    )
    try:
        seen = everything(finding.preview(county.home, candidate, by=county.dana, at=county.now))
    except (Gone, Refused):
        seen = set()
    assert shown.get(person_id, set()) == seen


def test_who_is_hidden_is_as_if_not_there(county):
    protect(county, ADA, FactKind.HIDDEN_PERSON)
    assert on(county, county.dana) == phones(CORA)
    protect(county, CORA, FactKind.HIDDEN_PERSON)
    before = Entry.objects.count()
    nobody = caseloads.Caseload([], None)
    assert caseloads.view(county.home, by=county.dana, purpose=PURPOSE, at=county.now) == nobody
    assert of_team(county, county.ari) == {}
    assert Entry.objects.count() == before


def test_a_purpose_that_no_flow_serves_is_refused_and_recorded(county):
    with pytest.raises(Refused):
        caseloads.view(county.home, by=county.dana, purpose=Purpose.EARLY_HELP, at=county.now)
    assert acts(Act.VIEW_CASELOAD) == ["refused"]


def test_another_user_and_another_organisation_see_nothing_of_it(county):
    for other in (county.ari, replace(county.dana, organisation="police")):
        assert phones(ADA, CORA).isdisjoint(on(county, other))


def test_it_says_when_they_were_opened_last(county):
    listed = caseloads.view(county.home, by=county.dana, purpose=PURPOSE, at=county.now)
    assert {entry.opened_at for entry in listed.entries} == {None}
    county.opened("cora child 6/5/2015", county.dana)
    listed = caseloads.view(county.home, by=county.dana, purpose=PURPOSE, at=county.now)
    opened = {entry.person_id: entry.opened_at for entry in listed.entries}
    assert opened == {county.person(NUMBERS[CORA]): NOW, county.person(NUMBERS[ADA]): None}


# What it lets be seen inside an opening


def for_caseloads_alone(county) -> None:
    county.adopt({"dataset": "care"}, {"dataset": "crime", "relationships": ["caseload"]})


def test_flows_for_a_caseload_show_of_whom_one_leads_and_of_nobody_else(county):
    for_caseloads_alone(county)
    assert {block.dataset for block in county.opened("ada adult 3/2/1980", county.dana).blocks} == {
        "care",
        "crime",
    }
    assert {block.dataset for block in county.opened("ada adult 3/2/1980", county.ari).blocks} == {"care"}


def test_who_may_be_seen_by_such_flows_alone_is_opened_by_them(county):
    county.adopt(
        {"dataset": "care", "fields": ["people.first", "people.phone"]},
        {"dataset": "crime", "relationships": ["caseload"]},
    )
    candidate = county.find("9000000009", county.dana) or county.find("01632960001", county.dana)
    opening = county.open_candidate(candidate[0].candidate, county.dana)
    assert "crime" in {block.dataset for block in county.view(opening, county.dana).blocks}


def test_once_it_ended_they_show_no_more_in_an_opening_that_goes_on(county):
    for_caseloads_alone(county)
    opening = county.open("ada adult 3/2/1980", county.dana)
    county.let_caseloads_be_kept(until="2026-11-22")
    assert {block.dataset for block in county.view(opening, county.dana).blocks} == {"care"}


# Added with a reason


def test_who_is_added_with_a_reason_is_there_until_its_end(county):
    add(county, days=30)
    assert on(county, county.dana) == phones(ADA, CORA, LENA)
    assert on(county, county.ari) == phones(SECOND_ADA)
    place = caseloads.place_of(county.home, county.person(NUMBERS[LENA]), by=county.dana, at=county.now)
    assert (place.own.reason, place.services) == (WHY, ())
    entry = Entry.objects.get(act=Act.ADD_TO_CASELOAD)
    assert (entry.outcome, entry.purpose) == ("allowed", PURPOSE)
    assert WHY in Detail.objects.get(entry=entry, part="viewer").content
    assert WHY not in Detail.objects.get(entry=entry, part="police").content
    assert replay(county.home, entry.number).same
    county.pass_days(30)
    county.publish_cases(*CASES)
    assert on(county, county.dana) == phones(ADA, CORA)


def test_added_again_it_is_one_and_lasts_from_then(county):
    add(county, days=14)
    county.pass_days(1)
    add(county, days=90)
    kept = Relationship.objects.get(source="", kind="caseload")
    assert (kept.begins, kept.ends) == (NOW, county.now + timedelta(days=90))


@pytest.mark.parametrize("days", [0, 91])
def test_it_lasts_ninety_days_at_most(county, days):
    with pytest.raises(UserError, match="at most 90 days"):
        add(county, days=days)


def test_taken_off_it_is_gone_and_twice_changes_nothing(county):
    add(county)
    kept = Relationship.objects.get(source="", kind="caseload")
    for _ in range(2):
        caseloads.take_off(county.home, kept.pk, by=county.dana, at=county.now)
    assert on(county, county.dana) == phones(ADA, CORA)
    assert acts(Act.TAKE_OFF_CASELOAD) == ["done"]
    caseloads.forget_ended(county.now)
    assert Relationship.objects.get(pk=kept.pk).reason == ""


def test_only_one_s_own_act_can_be_undone(county):
    add(county)
    own = Relationship.objects.get(source="", kind="caseload")
    loaded = Relationship.objects.filter(source="work").first()
    opened = Relationship.objects.filter(kind="opened-with-reason").first()
    for by, kept in ((county.ari, own), (county.dana, loaded), (county.dana, opened)):
        with pytest.raises(Gone):
            caseloads.take_off(county.home, kept.pk, by=by, at=county.now)
    assert own.ends == Relationship.objects.get(pk=own.pk).ends


def test_who_is_hidden_since_is_neither_added_nor_taken_off(county):
    opening = add(county)
    kept = Relationship.objects.get(source="", kind="caseload")
    protect(county, LENA, FactKind.HIDDEN_PERSON)
    with pytest.raises(Gone):
        caseloads.take_off(county.home, kept.pk, by=county.dana, at=county.now)
    with pytest.raises(Gone):
        add_in(county, opening, county.dana)


def test_nothing_is_added_where_nothing_may_be_shown_any_more(county):
    opening = county.open("lena lodger 8/7/1990", county.dana)
    county.adopt({"dataset": "care", "purpose": "early-help"})
    with pytest.raises(Refused):
        add_in(county, opening, county.dana)
    assert acts(Act.ADD_TO_CASELOAD) == ["refused"]
    assert not Relationship.objects.filter(kind="caseload", source="").exists()


def test_an_emergency_puts_nobody_on_a_caseload(county):
    county.adopt({"dataset": "care"}, {"dataset": "crime", "relationships": ["emergency"]})
    opening = openings.open_person(
        county.home,
        county.find("ada adult 3/2/1980", county.ari)[0].candidate,
        by=county.ari,
        category=ReasonCategory.EMERGENCY,
        reason="In danger now",
        at=county.now,
        emergency=True,
    )
    with pytest.raises(UserError, match="in an emergency"):
        add_in(county, opening, county.ari)


def test_after_a_merge_both_places_are_those_of_the_one_person(county):
    add(county, "ada adulte 3/2/1980")
    ada = PEOPLE["care"][ADA]
    county.people = PEOPLE | {"care": PEOPLE["care"] | {SECOND_ADA: ada}}
    county.pass_days(1)
    county.publish_cases(*CASES)
    assert on(county, county.dana) == phones(ADA, CORA)
    place = caseloads.place_of(county.home, county.person(NUMBERS[ADA]), by=county.dana, at=county.now)
    assert (place.services, place.own.reason, place.since) == (("work",), WHY, NOW)


def test_a_candidate_of_a_caseload_is_opened_for_the_purpose_that_was_looked_for(county):
    ada = county.person(NUMBERS[ADA])
    named = caseloads.candidates([ada], by=county.dana, purpose=PURPOSE, at=county.now)
    held = mine(Candidate, named[ada], by=county.dana, at=county.now)
    assert (held.purpose, held.person_id) == (PURPOSE, ada)


# My team's


def of_team(county, by: Viewer, colleagues=None) -> dict[str, set[str]]:
    """Phone number → the users who lead."""
    among = colleagues if colleagues is not None else {county.dana.user_id, county.ari.user_id}
    found, _ = caseloads.view_team(county.home, among, by=by, purpose=PURPOSE, at=county.now)
    return {
        number: {user_id for user_id, _ in entry.led_by}
        for entry in found
        for number in said(entry.blocks, "person.phone")
    }


def test_a_team_is_who_leads_under_the_same_name_in_the_same_records(county):
    assert of_team(county, county.ari) == {phone: {county.dana.user_id} for phone in phones(ADA, CORA)}
    assert caseloads.teams(by=county.ari, at=county.now) == {("work", "North")}
    county.publish_cases((ADA, DANA, "South", "Open"), (CORA, DANA, "North", "Open"), *CASES[3:])
    assert of_team(county, county.ari) == {phone: {county.dana.user_id} for phone in phones(CORA)}
    looks = Detail.objects.filter(entry__act=Act.VIEW_CASELOAD, part="viewer", content__contains='"team"')
    assert looks.count() == 2


def test_whom_a_colleague_added_is_theirs_alone_and_who_acts_otherwise_is_none(county):
    add(county)
    assert set(of_team(county, county.ari)) == phones(ADA, CORA)
    assert of_team(county, county.ari, colleagues=set()) == {}
    assert of_team(county, replace(county.ari, organisation="police")) == {}


def test_who_leads_nobody_in_a_team_sees_none(county):
    county.publish_cases(*CASES[:2], (SECOND_ADA, ARI, "", "Open"))
    assert of_team(county, county.ari) == {}
    assert of_team(county, county.join("new@the-host.example")) == {}


def test_of_a_team_nobody_is_shown_who_is_hidden_and_nothing_after_the_agreement_ended(county):
    protect(county, ADA, FactKind.HIDDEN_PERSON)
    assert set(of_team(county, county.ari)) == phones(CORA)
    county.let_caseloads_be_kept(until="2026-11-22")
    assert of_team(county, county.ari) == {}


def test_a_colleague_s_person_is_opened_with_a_reason_of_one_s_own(county):
    for_caseloads_alone(county)
    ada = county.person(NUMBERS[ADA])
    named = caseloads.candidates([ada], by=county.ari, purpose=PURPOSE, at=county.now)
    opening = county.open_candidate(named[ada], county.ari)
    assert {block.dataset for block in county.view(opening, county.ari).blocks} == {"care"}
    assert caseloads.place_of(county.home, ada, by=county.ari, at=county.now) is None
