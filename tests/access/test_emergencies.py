"""Emergency access to places: inside its flows, for an hour, announced, and no way around protection."""

from datetime import timedelta

import pytest

from shiremoot.access import emergencies, facts, reviews, wrong_links
from shiremoot.access.emergencies import EmergencyView
from shiremoot.access.facts import Reach
from shiremoot.access.held import Gone, forget_ended
from shiremoot.access.models import Emergency, Review
from shiremoot.access.protection import FactKind
from shiremoot.access.reconciling import reconcile
from shiremoot.access.recording import Refused
from shiremoot.access.replay import replay
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Detail, Entry
from shiremoot.ledger.verify import verify
from tests.access.small import NOW, PROTECTOR, PURPOSE, WORKER, build, everything, said
from tests.access.test_emergency import PAT, REVIEWERS, RITA
from tests.permitted import HOST

ADA, CORA, LENA, PETER = "9000000009", "9000000017", "9000000025", "9000000041"
MILL_LANE, HIGH_STREET, FAR_ROAD = "4 Mill Lane, XK1 2AB", "XK2 3CD", "300"
EVERYWHERE = (MILL_LANE, HIGH_STREET, FAR_ROAD)
MARKED = {"relationships": ["emergency"]}
SECRET = "The river is over the bank"


@pytest.fixture
def county(small):
    """Everything is marked for emergencies, and nothing else is shown to anybody."""
    small.adopt({"dataset": "care", **MARKED}, {"dataset": "crime", **MARKED})
    return small


def begin(small, *lines: str, by: Viewer = WORKER, reason: str = SECRET) -> Emergency:
    return emergencies.begin(
        small.home, by=by, purpose=PURPOSE, lines=lines or EVERYWHERE, reason=reason, at=small.now
    )


def look(small, emergency: Emergency, by: Viewer = WORKER) -> EmergencyView:
    return emergencies.view(small.home, emergency.pk, by=by, at=small.now)


def first_names(view: EmergencyView) -> set[str]:
    return {name for each in view.residents for name in said(each.blocks, "person.first_name")}


def at(small, *lines: str) -> set[str]:
    return first_names(look(small, begin(small, *lines)))


def acts() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("act", flat=True))


def protect(small, number: str, kind: FactKind, reach: Reach | None = None) -> None:
    options = {"reach": Reach(datasets=("care",))} if kind.needs_datasets else {}
    if reach:
        options = {"reach": reach}
    facts.set_fact_by_number(
        nhs_number=number, kind=kind, reason="In danger", by=PROTECTOR, at=small.now, **options
    )


# Who is there


def test_everybody_whom_the_flows_tell_to_be_at_the_places_is_there_and_nobody_else(county):
    assert at(county, MILL_LANE) == {"Ada", "Cora", "Lena"}
    assert at(county, "xk12ab") == {"Ada", "Cora", "Lena"}
    assert at(county, "100") == {"Ada", "Cora", "Lena"}
    assert at(county, "5 Mill Lane, XK1 2AB") == set()
    assert at(county, "4 Mill Lane, XK2 3CD") == set()
    assert at(county, "300", HIGH_STREET) == {"Ada", "Peter"}


def test_a_number_is_an_address_s_and_no_other(county):
    with pytest.raises(UserError, match="Line 1"):
        at(county, "01632960001 Mill Lane")
    assert at(county, ADA) == set()


def test_what_only_a_flow_that_is_not_shared_says_finds_nobody(county):
    county.adopt({"dataset": "care", **MARKED})
    assert at(county, FAR_ROAD, MILL_LANE) == {"Ada", "Cora", "Lena"}


def test_flows_that_ask_for_nothing_show_more_of_those_there_and_others_too(county):
    where = ["people.first", "people.line", "people.postcode", "people.uprn"]
    county.adopt({"dataset": "care", "fields": where, **MARKED}, {"dataset": "crime"})
    view = look(county, begin(county))
    assert first_names(view) == {"Ada", "Cora", "Lena", "Peter"}
    shown = {block.dataset for each in view.residents for block in each.blocks}
    assert shown == {"care", "crime"}


@pytest.mark.parametrize(
    "flow",
    [
        {"dataset": "care"},
        {"dataset": "care", "relationships": ["opened-with-reason"]},
        {"dataset": "care", "fields": ["people.first", "people.phone"], **MARKED},
    ],
    ids=["without a mark", "for an opening", "without where people live"],
)
def test_only_a_flow_marked_for_emergencies_that_tells_where_people_live_opens_places(small, flow):
    small.adopt(flow, {"dataset": "crime"})
    assert emergencies.purposes(small.home, by=WORKER, at=NOW) == []
    with pytest.raises(Refused):
        begin(small)
    assert not Emergency.objects.exists()
    assert not Review.objects.exists()
    assert Act.SERVED not in acts()


def test_nothing_that_happened_and_no_family_is_in_the_list(county):
    view = look(county, begin(county))
    entities = {block.entity for each in view.residents for block in each.blocks}
    assert entities == {"person"}


# Protection


def of_everybody(view: EmergencyView) -> tuple[object, ...]:
    """All that the list says, whatever people are called in this publish."""
    said_of = sorted(sorted(everything(each.blocks)) for each in view.residents)
    return said_of, sorted(each.place for each in view.residents), view.meanings, view.notes, view.obligations


@pytest.mark.parametrize("number", [ADA, CORA, PETER])
def test_who_is_hidden_is_as_if_there_were_nobody(county, tmp_path, number):
    protect(county, number, FactKind.HIDDEN_PERSON)
    hidden = of_everybody(look(county, begin(county)))
    without = build(tmp_path / "without", without=number)
    without.now = county.now + timedelta(minutes=5)
    assert of_everybody(look(without, begin(without))) == hidden


def test_of_whom_the_address_is_hidden_nobody_is_told_that_they_are_there(county):
    everybody = look(county, begin(county))
    protect(county, CORA, FactKind.HIDDEN_ADDRESS)
    view = look(county, begin(county, *EVERYWHERE, "XK9 9ZZ"))
    assert first_names(view) == {"Ada", "Lena", "Peter"}
    assert (view.notes, view.meanings) == (everybody.notes, everybody.meanings)


@pytest.mark.parametrize("kind", [FactKind.HIDDEN_RECORD, FactKind.SEVERED_IDENTITY])
def test_a_record_that_is_hidden_puts_nobody_there_and_shows_nothing(county, kind):
    protect(county, CORA, kind)
    protect(county, ADA, kind)
    view = look(county, begin(county))
    assert first_names(view) == {"Ada", "Lena", "Peter"}
    of_care = {row.person_id for each in view.residents for block in each.blocks for row in block.rows
               if block.dataset == "care"}  # fmt: skip
    assert county.person(ADA) not in of_care


def test_a_fact_acts_inside_an_emergency_that_goes_on(county):
    emergency = begin(county)
    protect(county, CORA, FactKind.HIDDEN_PERSON)
    assert "Cora" not in first_names(look(county, emergency))


def test_a_record_reported_as_somebody_else_s_puts_nobody_there(county):
    county.adopt({"dataset": "care"}, {"dataset": "crime", **MARKED}, {"dataset": "care", **MARKED})
    view = county.opened("lena lodger 8/7/1990")
    number = view.blocks[0].rows[0].record
    wrong_links.report(view, number=number, reason="Her aunt", by=WORKER, at=county.now)
    assert "Lena" not in at(county)


# Its limits


def test_it_lasts_an_hour_and_then_its_words_are_gone_and_the_record_has_them(county):
    emergency = begin(county)
    county.now += timedelta(minutes=59)
    assert look(county, emergency).residents
    assert emergencies.open_now(by=WORKER, at=county.now) == [emergency]
    county.now += timedelta(minutes=1)
    with pytest.raises(Gone):
        look(county, emergency)
    assert emergencies.open_now(by=WORKER, at=county.now) == []
    forget_ended(county.now)
    kept = Emergency.objects.get()
    assert (kept.reason, kept.places) == ("", list(EVERYWHERE))  # its reviewers read where it was
    Review.objects.update(closed_at=county.now)
    forget_ended(county.now)
    kept.refresh_from_db()
    assert (kept.places, kept.place_count) == ([], 3)
    entry = Entry.objects.get(act=Act.EMERGENCY_AT_PLACES)
    words = Detail.objects.get(entry=entry, part="viewer").content
    assert SECRET in words
    assert MILL_LANE in words


@pytest.mark.parametrize(
    "other",
    [
        Viewer(HOST, WORKER.role, "flo"),
        Viewer("carers", WORKER.role, WORKER.user_id),
        Viewer(HOST, "care-worker", WORKER.user_id),
    ],
    ids=["user", "organisation", "role"],
)
def test_it_is_nobody_else_s(county, other):
    emergency = begin(county)
    with pytest.raises(Gone):
        look(county, emergency, by=other)


def test_once_its_agreement_ended_it_shows_nothing_more(county):
    emergency = begin(county)
    county.adopt({"dataset": "care"}, {"dataset": "crime"})
    with pytest.raises(Refused):
        look(county, emergency)
    assert Entry.objects.filter(act=Act.VIEW_EMERGENCY, outcome="refused").count() == 1


def test_as_soon_as_a_provider_s_flow_ended_nobody_is_there_by_it(county):
    emergency = begin(county)
    county.adopt({"dataset": "crime", **MARKED})
    assert first_names(look(county, emergency)) == {"Ada", "Peter"}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "No place is given"),
        ([str(number) for number in range(1, 502)], "501 places"),
        ([f"XK{n // 10} {n % 10}AB" for n in range(10, 61)], "51 whole postcodes"),
    ],
)
def test_it_is_limited_in_place(county, lines, words):
    with pytest.raises(UserError, match=words):
        emergencies.begin(county.home, by=WORKER, purpose=PURPOSE, lines=lines, reason=SECRET, at=county.now)
    assert not Emergency.objects.exists()


def test_sent_twice_it_is_one(county):
    assert begin(county).pk == begin(county).pk
    assert Review.objects.count() == 3
    county.now += timedelta(minutes=2)
    begin(county)
    assert Emergency.objects.count() == 2


# What is recorded, announced and reviewed


def test_it_is_announced_in_the_same_moment_and_each_look_is_recorded_and_noted(county):
    emergency = begin(county)
    told = {review.organisation: review.reason for review in Review.objects.all()}
    assert told == {HOST: SECRET, "carers": "", "police": ""}
    view = look(county, emergency)
    printed = emergencies.print_list(county.home, emergency.pk, by=WORKER, at=county.now)
    assert acts()[-8:] == [
        Act.EMERGENCY_AT_PLACES,
        *[Act.ANNOUNCE] * 3,
        Act.VIEW_EMERGENCY,
        Act.SERVED,
        Act.PRINT_EMERGENCY,
        Act.SERVED,
    ]
    for number in (Entry.objects.get(act=Act.EMERGENCY_AT_PLACES).number, view.entry_number):
        assert replay(county.home, number).same
    noted = Entry.objects.filter(act=Act.SERVED).latest("number")
    subjects = Detail.objects.filter(entry=noted, part__startswith="subject")
    assert set(subjects.values_list("person_id", flat=True)) == {each.person_id for each in printed.residents}
    assert reconcile(county.home, day_of(NOW), day_of(NOW)).agrees
    assert verify().whole


def test_neither_the_words_nor_the_places_are_in_any_part_of_a_provider(county):
    look(county, begin(county))
    for secret in (SECRET, "Mill Lane"):
        found = Detail.objects.filter(content__contains=secret)
        assert {detail.part for detail in found} == {"viewer"}


def test_its_reviewers_see_how_much_was_opened_and_a_provider_s_of_its_own_alone(county):
    look(county, begin(county))
    seen = {}
    for by in (RITA, PAT):
        waiting = reviews.waiting(by=by, reviewers=REVIEWERS, at=NOW)
        (own,) = (each for each in waiting if each.review.organisation == by.organisation)
        seen[by.organisation] = reviews.view_review(own.review.pk, by=by, reviewers=REVIEWERS, at=NOW).waiting
    ours, theirs = seen[HOST], seen["police"]
    assert (ours.places, ours.most_people, ours.looks) == (3, 5, 1)
    assert ours.seen == {"carers": 4, "police": 2}
    assert ours.places_given == list(EVERYWHERE)
    assert (theirs.places, theirs.most_people, theirs.seen) == (3, None, {"police": 2})
    assert theirs.places_given == []
    assert (ours.review.reason, theirs.review.reason) == (SECRET, "")


def test_whoever_looked_does_not_judge_it(county):
    begin(county)
    found = reviews.waiting(by=WORKER, reviewers=REVIEWERS, at=NOW)
    assert found
    assert not any(each.mine_to_decide for each in found)
