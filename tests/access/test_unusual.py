"""Unusual access: noticed where it is recorded, brought to who should judge, and unseen by who is watched."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access import facts, reviews, staff
from shiremoot.access.held import Gone
from shiremoot.access.models import Canary, Review, StaffPerson
from shiremoot.access.protection import FactKind
from shiremoot.access.reviews import Outcome
from shiremoot.access.unusual import (
    MANY_PEOPLE,
    SPAN,
    Known,
    Reviewers,
    ReviewKind,
    too_many,
    unusual,
    who_reviews,
)
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.models import Entry
from tests.access.small import NOW, PEOPLE, PROTECTOR, WORKER
from tests.permitted import HOST, OPERATOR

ADA, CORA, LENA, PETER = "9000000009", "9000000017", "9000000025", "9000000041"
PLANTER = Viewer("carers", "operator", "olive")


def raised() -> list[tuple[str, str]]:
    return sorted((review.kind, review.organisation) for review in Review.objects.all())


def staffed(**number_of: str) -> None:
    staff.load_staff(number_of, organisation=HOST, by=OPERATOR, at=NOW)


def hide(small, number: str, reference: str = "R 17") -> facts.Fact:
    return facts.set_fact(
        small.home,
        person_id=small.person(number),
        kind=FactKind.HIDDEN_PERSON,
        reason="Refuge",
        reference=reference,
        by=PROTECTOR,
        at=NOW,
    )


def test_an_ordinary_opening_asks_for_no_review(small):
    staffed(dana=PETER)
    small.open(ADA)
    assert raised() == []


@pytest.mark.parametrize(
    ("number", "kind"),
    [(ADA, ReviewKind.OWN_RECORD), (CORA, ReviewKind.FAMILY), (LENA, ReviewKind.FAMILY)],
)
def test_one_s_own_record_and_one_s_family_s(small, number, kind):
    staffed(dana=ADA)
    small.open(number)
    assert raised() == [(kind, HOST)]


def test_a_tie_is_family_whichever_side_recorded_it(small, tmp_path):
    staffed(dana=ADA)
    assert small.publish.family_of(small.person(CORA), NOW.date()) >= {small.person(ADA)}


def test_a_colleague_s_record(small):
    staffed(dana=PETER, rob=CORA)
    small.open(CORA)
    assert raised() == [(ReviewKind.COLLEAGUE, HOST)]


def test_staff_of_another_organisation_are_no_colleagues(small):
    staff.load_staff({"carl": CORA}, organisation="carers", by=PLANTER, at=NOW)
    small.open(CORA)
    assert raised() == []


def test_a_new_list_of_staff_replaces_the_old_one_and_no_number_stands_in_it(small):
    staffed(dana=ADA)
    staffed(rob=CORA)
    assert StaffPerson.objects.get().user_id == "rob"
    assert CORA not in StaffPerson.objects.get().number_hash


def test_a_planted_record_is_told_to_the_viewer_s_and_the_planter_s_reviewers(small):
    staff.plant_canary(nhs_number=PETER, by=PLANTER, at=NOW)
    small.open(PETER)
    assert raised() == [(ReviewKind.CANARY, "carers"), (ReviewKind.CANARY, HOST)]
    staff.remove_canary(nhs_number=PETER, by=PLANTER, at=NOW)
    small.open(PETER)
    assert len(raised()) == 2
    assert not Canary.objects.exists()
    with pytest.raises(UserError, match="No planted record"):
        staff.remove_canary(nhs_number=PETER, by=PLANTER, at=NOW)
    with pytest.raises(UserError, match="not an NHS number"):
        staff.plant_canary(nhs_number="1", by=PLANTER, at=NOW)


people = st.sampled_from([f"p{number}" for number in range(MANY_PEOPLE + 5)])
moments = st.integers(-90, 0).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(st.lists(st.tuples(moments, people), max_size=120))
def test_many_people_are_more_than_thirty_distinct_ones_within_an_hour(opened):
    recent = {person for moment, person in opened if NOW - moment < SPAN}
    assert too_many(opened, NOW) == (len(recent) > MANY_PEOPLE)


def test_many_people_make_one_review_an_hour(small, monkeypatch):
    monkeypatch.setattr("shiremoot.access.unusual.MANY_PEOPLE", 1)
    for number in (ADA, CORA, LENA, PETER):
        small.open(number)
    assert raised() == [(ReviewKind.MANY, HOST)]
    small.now += SPAN + timedelta(minutes=1)
    small.open(ADA)
    assert len(raised()) == 1
    small.open(CORA)
    assert len(raised()) == 2


def test_who_seeks_a_hidden_person_is_told_to_those_who_hid_them_and_to_nobody_else(small):
    before = small.results(ADA)
    assert before.people
    hide(small, ADA)
    entries = Entry.objects.count()
    found = small.results(ADA)
    assert (found.people, found.more) == ([], False)
    assert Entry.objects.count() == entries + 2  # as many as any search writes
    review = Review.objects.get()
    assert (review.organisation, review.kind, review.reference) == ("police", ReviewKind.HIDDEN, "R 17")
    assert (review.user_id, review.reason) == (WORKER.user_id, "")
    small.results(ADA)
    assert Review.objects.count() == 1  # one an hour


def test_a_search_that_does_not_mean_the_hidden_person_tells_nobody(small):
    hide(small, ADA)
    for terms in (CORA, "lena lodger 8/7/1990", "ada 4 mill lane"):
        small.results(terms)
    assert raised() == []


def test_somebody_hidden_is_not_told_of_where_the_searcher_may_not_match_them(small):
    small.adopt({"dataset": "care", "fields": ["people.first", "people.born"]})
    hide(small, ADA)
    small.results(ADA)
    assert raised() == []


def test_opening_somebody_hidden_since_the_search_is_told_and_looks_like_one_that_ended(small):
    candidate = small.find(ADA)[0].candidate
    hide(small, ADA)
    with pytest.raises(Gone):
        small.open_candidate(candidate)
    assert raised() == [(ReviewKind.HIDDEN, "police")]


def test_what_was_open_of_somebody_hidden_is_no_longer_listed(small):
    from shiremoot.access import openings

    opening = small.open(ADA)
    assert openings.open_now(small.home, by=WORKER, at=NOW) == [opening]
    hide(small, ADA)
    assert openings.open_now(small.home, by=WORKER, at=NOW) == []


PERSONS = st.sampled_from(["own", "family", "colleague", "canary", "stranger"])


@given(PERSONS, PERSONS)
def test_why_an_opening_is_unusual_is_said_once_to_each(person, other):
    known = Known(
        frozenset({"own"}),
        frozenset({"family", other}),
        frozenset({"colleague", "own", other}),
        {"canary": "host", other: "us"},
    )
    found = unusual(person, known, viewer_organisation="us")
    assert len(found) == len(set(found))
    assert len([kind for kind, _ in found if kind is not ReviewKind.CANARY]) <= 1
    assert {organisation for _, organisation in found} <= {"us", "host"}
    assert bool(found) == (person != "stranger" or other == "stranger")


users = st.sampled_from(["u1", "u2", "u3"])
duties = st.dictionaries(st.sampled_from(["us", "them", "host"]), st.frozensets(users))


@given(st.sampled_from(ReviewKind), st.sampled_from(["us", "them", "host"]), users, duties, duties)
def test_nobody_judges_their_own_look_nor_hears_of_the_hidden_in_its_stead(
    kind, whose, opener, review, protect
):
    reviewers = Reviewers(review, protect, host="host")
    organisation, who = who_reviews(
        kind, whose, opener=opener, viewer_organisation="host", reviewers=reviewers
    )
    assert opener not in who
    assert organisation in (whose, "host")
    if kind is ReviewKind.HIDDEN:
        assert organisation == whose  # never the searcher's own reviewers, though they be the host's
        assert set(who) <= protect.get(whose, frozenset())


def test_reviews_of_the_hidden_are_seen_by_protectors_alone(small):
    hide(small, ADA)
    small.results(ADA)
    both = Reviewers(
        {"police": frozenset({"pat", "pia"}), HOST: frozenset({"rita"})}, {"police": frozenset({"pat"})}, HOST
    )
    seen = {
        by.user_id: len(reviews.waiting(by=by, reviewers=both, at=NOW))
        for by in (PROTECTOR, Viewer("police", "reviewer", "pia"), Viewer(HOST, "reviewer", "rita"), WORKER)
    }
    assert seen == {"pat": 1, "pia": 0, "rita": 0, "dana": 0}


def test_a_second_hidden_person_sought_within_the_hour_is_told_as_well(small):
    hide(small, ADA, "CASE-A")
    hide(small, LENA, "CASE-L")
    for number in (ADA, LENA, ADA):
        small.results(number)
    assert sorted(Review.objects.values_list("reference", flat=True)) == ["CASE-A", "CASE-L"]


def test_two_hidden_people_whom_one_search_means_are_both_told(small):
    hide(small, ADA, "CASE-A")
    hide(small, ADA, "CASE-B")
    small.results(ADA)
    assert sorted(Review.objects.values_list("reference", flat=True)) == ["CASE-A", "CASE-B"]


ALONE = "9000000050"
TIELESS = f"1966-01-02,Omar,Other,,{ALONE},01632960006,4 Mill Lane,XK1 2AB,100"


def protect(small, number: str, kind: FactKind) -> None:
    facts.set_fact(
        small.home,
        person_id=small.person(number),
        kind=kind,
        reason="At risk",
        by=PROTECTOR,
        at=NOW,
        reach=facts.Reach(datasets=("crime",) if kind.needs_datasets else ()),
    )


@pytest.mark.parametrize(("staff_number", "opened"), [(ADA, CORA), (CORA, ADA)])
def test_a_tie_that_is_severed_makes_nobody_family(small, staff_number, opened):
    """A birth parent who opens the adopted child, and the other way round: the review would tell the tie."""
    staffed(dana=staff_number)
    protect(small, CORA, FactKind.SEVERED_IDENTITY)
    small.open(opened)
    assert raised() == []


def test_somebody_severed_takes_nothing_from_the_family_of_others(small):
    staffed(dana=ADA)
    protect(small, CORA, FactKind.SEVERED_IDENTITY)
    small.open(LENA)
    assert raised() == [(ReviewKind.FAMILY, HOST)]


@pytest.mark.parametrize(("hidden", "expected"), [(False, [(ReviewKind.FAMILY, HOST)]), (True, [])])
def test_a_hidden_address_makes_nobody_family_by_where_they_live(small, tmp_path, hidden, expected):
    small.republish(tmp_path, PEOPLE | {"care": PEOPLE["care"] | {"6": TIELESS}})
    staffed(dana=ADA)
    if hidden:
        protect(small, ALONE, FactKind.HIDDEN_ADDRESS)
    small.open("omar other 2/1/1966")
    assert raised() == expected


def test_a_hidden_address_keeps_no_tie_that_everybody_is_shown(small):
    staffed(dana=ADA)
    protect(small, CORA, FactKind.HIDDEN_ADDRESS)
    small.open(CORA)
    assert raised() == [(ReviewKind.FAMILY, HOST)]


LOOKERS = {HOST: frozenset({WORKER.user_id, "rita"}), "carers": frozenset({"carl"})}


@pytest.mark.parametrize("kind", sorted(set(ReviewKind) - {ReviewKind.EMERGENCY}))
def test_nobody_sees_a_review_of_their_own_look_but_of_an_emergency(small, kind):
    both = Reviewers(LOOKERS, LOOKERS, HOST)
    opening = small.open(PETER)
    review, emergency = (reviews.of_look(opening, each, HOST) for each in (kind, ReviewKind.EMERGENCY))
    assert [each.review for each in reviews.waiting(by=WORKER, reviewers=both, at=NOW)] == [emergency]
    with pytest.raises(Gone):
        reviews.view_review(review.pk, by=WORKER, reviewers=both, at=NOW)
    rita = Viewer(HOST, "reviewer", "rita")
    found = Outcome.JUSTIFIED
    reviews.decide_review(review.pk, outcome=found, words="Asked her", by=rita, reviewers=both, at=NOW)
    assert reviews.closed(by=WORKER, reviewers=both, at=NOW) == []
    assert len(reviews.closed(by=rita, reviewers=both, at=NOW)) == 1


def test_of_one_s_own_look_no_number_tells_before_it_is_overdue_and_of_the_hidden_none_ever(small):
    alone = Reviewers({HOST: frozenset({WORKER.user_id})}, {}, HOST)
    reviews.of_look(small.open(PETER), ReviewKind.CANARY, HOST)
    hide(small, ADA)
    small.results(ADA)
    later = NOW + timedelta(days=9)
    counted = [reviews.undecidable(by=WORKER, reviewers=alone, at=at) for at in (NOW, later)]
    assert counted == [0, 1]
    rita = Viewer(HOST, "reviewer", "rita")
    assert reviews.undecidable(by=rita, reviewers=alone, at=NOW) == 2
    assert reviews.undecidable(by=PROTECTOR, reviewers=alone, at=later) == 0
