"""Emergency access at the door: inside its flows, for an hour, announced at once, judged by somebody else."""

import json
from datetime import timedelta

import pytest

from shiremoot.access import openings, reviews
from shiremoot.access.held import Gone
from shiremoot.access.models import Opening, Review, ReviewOutcome
from shiremoot.access.recording import Refused
from shiremoot.access.reviews import Outcome
from shiremoot.access.unusual import Reviewers
from shiremoot.decisions.words import ReasonCategory
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.models import Detail, Entry
from shiremoot.ledger.verify import verify
from tests.access.small import NOW, PURPOSE, WORKER, said
from tests.permitted import HOST

RITA = Viewer(HOST, "reviewer", "rita")
PAT = Viewer("police", "reviewer", "pat")
CARL = Viewer("carers", "reviewer", "carl")
REVIEWERS = Reviewers(
    review={HOST: frozenset({"rita", "rob", "dana"}), "police": frozenset({"pat"})},
    protect={"police": frozenset({"pat"})},
    host=HOST,
)
WHO = ["people.first", "people.last", "people.born"]
CORA, ADA = "cora child 6/5/2015", "ada adult 3/2/1980"
SECRET = "Collapsed in the street"


@pytest.fixture
def county(small):
    """Who they are is found by all; the rest of care needs a reason, the rest of crime an emergency too."""
    small.adopt(
        {"dataset": "care", "fields": WHO},
        {"dataset": "care", "fields": ["ties.kind"], "relationships": ["opened-with-reason"]},
        {"dataset": "crime", "relationships": ["opened-with-reason", "emergency"]},
    )
    return small


def emergency(small, terms: str = ADA, by: Viewer = WORKER) -> Opening:
    return openings.open_person(
        small.home,
        small.find(terms, by)[0].candidate,
        by=by,
        category=ReasonCategory.CONTACT_RECEIVED,
        reason=SECRET,
        at=small.now,
        emergency=True,
    )


def of(by: Viewer, at=NOW) -> list[reviews.Waiting]:
    return reviews.waiting(by=by, reviewers=REVIEWERS, at=at)


def decide(
    review: Review, by: Viewer, outcome: Outcome = Outcome.JUSTIFIED, words: str = "A real one"
) -> None:
    reviews.decide_review(review.pk, outcome=outcome, words=words, by=by, reviewers=REVIEWERS, at=NOW)


def own(by: Viewer) -> Review:
    (found,) = (each.review for each in of(by) if each.review.organisation == by.organisation)
    return found


def test_an_emergency_shows_the_flows_marked_for_it_and_no_others(county):
    view = county.view(emergency(county))
    assert said(view.blocks, "event.kind") == {"Victim"}
    assert said(view.blocks, "tie.kind") == set()


def test_it_counts_inside_its_own_opening_alone_and_nothing_else_does_there(county):
    reasoned, urgent = county.open(ADA), emergency(county)
    assert said(county.view(urgent).blocks, "tie.kind") == set()
    assert said(county.view(reasoned).blocks, "tie.kind") == {"Daughter"}
    county.adopt({"dataset": "care"}, {"dataset": "crime", "relationships": ["emergency"]})
    assert said(county.view(urgent).blocks, "event.kind") == {"Victim"}
    assert said(county.view(reasoned).blocks, "event.kind") == set()


def test_it_lasts_an_hour(county):
    opening = emergency(county)
    county.now += timedelta(minutes=59)
    assert county.view(opening).blocks
    county.now += timedelta(minutes=1)
    with pytest.raises(Gone):
        county.view(opening)


def test_where_no_flow_is_marked_for_it_nothing_opens_and_nothing_is_announced(small):
    small.adopt({"dataset": "care"}, {"dataset": "crime", "relationships": ["opened-with-reason"]})
    assert not openings.has_emergency_flow(by=WORKER, purpose=PURPOSE, at=NOW)
    with pytest.raises(Refused):
        emergency(small)
    assert not Review.objects.exists()
    assert not Opening.objects.exists()


def test_it_is_announced_in_the_same_moment_to_the_viewer_s_and_the_providers_reviewers(county):
    assert openings.has_emergency_flow(by=WORKER, purpose=PURPOSE, at=NOW)
    emergency(county)
    told = {review.organisation: review for review in Review.objects.all()}
    assert told.keys() == {HOST, "carers", "police"}
    assert {name: review.reason for name, review in told.items()} == {
        HOST: SECRET,
        "carers": "",
        "police": "",
    }
    acts = [json.loads(entry.body)["act"] for entry in Entry.objects.order_by("number")]
    assert acts[-4:] == ["emergency open", "announce", "announce", "announce"]
    assert verify().whole


def test_providers_never_get_the_words_of_the_reason(county):
    emergency(county)
    (review,) = (each.review for each in of(PAT))
    seen = reviews.view_review(review.pk, by=PAT, reviewers=REVIEWERS, at=NOW)
    assert seen.waiting.review.reason == ""
    assert seen.waiting.review.reason_category == "contact-received"
    words = Detail.objects.filter(content__contains=SECRET)
    assert {detail.part for detail in words} == {"viewer"}
    assert {json.loads(d.entry.body)["by"]["organisation"] for d in words} == {HOST}


def test_a_provider_sees_how_much_of_its_own_was_seen(county):
    opening = emergency(county)
    county.view(opening)
    county.view(opening)
    seen = {by: reviews.view_review(own(by).pk, by=by, reviewers=REVIEWERS, at=NOW) for by in (PAT, RITA)}
    assert (seen[PAT].waiting.looks, seen[PAT].waiting.seen) == (2, {"police": 4})
    assert seen[RITA].waiting.seen == {"police": 4, "carers": 2}


def test_whoever_looked_does_not_judge_it(county):
    emergency(county)
    assert not any(each.mine_to_decide for each in of(WORKER))
    with pytest.raises(UserError, match="yourself"):
        decide(own(WORKER), WORKER)
    assert not ReviewOutcome.objects.exists()


def test_the_host_stands_in_where_an_organisation_has_no_reviewer(county):
    emergency(county)
    assert of(CARL) == []
    standing_in = next(each.review for each in of(RITA) if each.review.organisation == "carers")
    decide(standing_in, RITA)
    assert ReviewOutcome.objects.get().user_id == "rita"


def test_nobody_sees_another_organisation_s_review(county):
    emergency(county)
    ours = Review.objects.get(organisation=HOST)
    with pytest.raises(Gone):
        reviews.view_review(ours.pk, by=PAT, reviewers=REVIEWERS, at=NOW)
    with pytest.raises(Gone):
        decide(ours, PAT)


def test_the_second_of_two_reviewers_is_told_and_the_first_one_s_judgement_stands(county):
    emergency(county)
    ours = Review.objects.get(organisation=HOST)
    decide(ours, RITA, Outcome.JUSTIFIED)
    with pytest.raises(UserError, match="in the meantime: justified"):
        decide(ours, Viewer(HOST, "reviewer", "rob"), Outcome.NOT_JUSTIFIED)
    assert [each.outcome for each in ours.outcomes.all()] == [Outcome.JUSTIFIED]


def test_an_enquiry_keeps_it_open_until_it_is_judged_and_words_are_needed(county):
    emergency(county)
    ours = Review.objects.get(organisation=HOST)
    with pytest.raises(UserError, match="in words"):
        decide(ours, RITA, words="  ")
    decide(ours, RITA, Outcome.ENQUIRY, "Asked her manager")
    assert ours in [each.review for each in of(RITA)]
    decide(ours, RITA, Outcome.NOT_JUSTIFIED, "There was no call")
    assert ours not in [each.review for each in of(RITA)]
    assert [each.review for each in reviews.closed(by=RITA, reviewers=REVIEWERS, at=NOW)] == [ours]


def test_reviews_are_due_in_three_working_days_and_overdue_ones_stand_first(county):
    county.now = NOW + timedelta(days=1)  # Monday
    emergency(county)
    county.now = NOW + timedelta(days=4)  # Thursday
    emergency(county)
    found = [each for each in of(RITA, NOW + timedelta(days=5)) if each.review.organisation == HOST]
    assert [each.overdue for each in found] == [True, False]
    assert [each.review.due_on.isoformat() for each in found] == ["2026-11-26", "2026-12-01"]
