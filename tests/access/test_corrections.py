"""What is said to be wrong goes to the organisation that keeps the record, and its answer comes back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access import corrections, facts, openings, wrong_links
from shiremoot.access.corrections import Answer, Item, Waiting
from shiremoot.access.facts import Reach
from shiremoot.access.held import Gone
from shiremoot.access.marks import mark, named
from shiremoot.access.models import Correction
from shiremoot.access.protection import FactKind
from shiremoot.access.reading import Block, Row
from shiremoot.access.recording import Refused
from shiremoot.access.replay import replay
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Detail, Entry
from tests import installation
from tests.access.small import NOW, PEOPLE, PROTECTOR, WORKER, build, said

ADA, CORA = "ada adult 3/2/1980", "cora child 6/5/2015"
ADAS = "9000000009"
PHONE = "person.phone"
WORDS = "That is her mother's number"
KEEPER = Viewer("carers", "records-officer", "olu")
SECOND = Viewer("carers", "records-officer", "sol")
ELSEWHERE = Viewer("police", "records-officer", "sam")
INTERNAL = {
    "dataset": "care",
    "recipients": [{"organisation": "carers", "roles": ["records-officer"]}],
    "purpose": "correction",
}


@pytest.fixture
def small(tmp_path, db):
    """Everything for social workers, and their own records for the carers' records officers."""
    small = build(tmp_path)  # not one that stands: a test here has transactions of its own
    small.adopt({"dataset": "care"}, {"dataset": "crime"}, INTERNAL)
    return small


def item_of(view, dataset: str, entity: str = "person") -> Item:
    return next(
        each
        for each in corrections.items(view.blocks).values()
        if (each.block.dataset, each.block.entity) == (dataset, entity)
    )


def request(small, terms: str = ADA, dataset: str = "care", concerned=(PHONE,), words: str = WORDS):
    view = small.opened(terms)
    item = item_of(view, dataset)
    return corrections.request(view, item, concerned=concerned, words=words, by=WORKER, at=small.now)


def answer(small, made, by: Viewer = KEEPER, answer: Answer = Answer.RIGHT, words: str = "It is hers"):
    corrections.answer(small.home, made.pk, answer=answer, words=words, by=by, at=small.now)


def waiting(small, by: Viewer) -> Waiting:
    return corrections.waiting(small.home, by=by, may_request=True, may_answer=True)


def acts() -> list[str]:
    return [each for each in Entry.objects.order_by("number").values_list("act", flat=True) if "corr" in each]


def test_it_goes_to_the_keeper_and_the_answer_comes_back(small):
    made = request(small)
    assert waiting(small, KEEPER) == Waiting(requests=1)
    assert waiting(small, WORKER) == waiting(small, ELSEWHERE) == Waiting()
    assert corrections.asked_of(small.home, by=KEEPER, still_open=True) == [made]
    read = corrections.read_request(small.home, made.pk, by=KEEPER, at=small.now)
    assert (read.words, read.what, read.called) == (WORDS, "Phone", "care: Name and address")
    answer(small, made)
    assert waiting(small, KEEPER) == Waiting()
    assert waiting(small, WORKER) == Waiting(answers=1)
    assert corrections.asked_of(small.home, by=KEEPER, still_open=True) == []
    assert corrections.asked_of(small.home, by=KEEPER, still_open=False) == [made]
    seen = corrections.read_answer(small.home, made.pk, by=WORKER, at=small.now)
    assert (seen.answer, seen.answer_words) == (Answer.RIGHT, "It is hers")
    corrections.close(small.home, made.pk, answered=True, by=WORKER, at=small.now)
    assert waiting(small, WORKER) == Waiting()
    assert acts() == [
        Act.REQUEST_CORRECTION,
        Act.READ_CORRECTION,
        Act.ANSWER_CORRECTION,
        Act.READ_CORRECTION_ANSWER,
        Act.CLOSE_CORRECTION,
    ]


def test_the_keeper_finds_each_entry_in_its_log_and_no_words_and_no_reason_in_it(small):
    made = request(small)
    answer(small, made)
    entry = Entry.objects.get(act=Act.REQUEST_CORRECTION)
    theirs = Detail.objects.get(entry=entry, part="carers").content
    assert "care.people.phone" in theirs
    assert "A visit that is planned" not in theirs + entry.body
    of_answer = Entry.objects.get(act=Act.ANSWER_CORRECTION)
    assert of_answer.purpose == "correction"
    everything = " ".join(Detail.objects.filter(content__isnull=False).values_list("content", flat=True))
    assert WORDS not in everything
    assert "It is hers" not in everything


def test_the_keeper_looks_at_that_record_alone_and_what_is_meant_is_known_again(small):
    made = request(small)
    seen = corrections.record_now(small.home, made, by=KEEPER, at=small.now)
    assert {block.dataset for block in seen.blocks} == {"care"}
    assert seen.key == "1"
    assert len([row for block in seen.blocks for row in block.rows if block.entity == "person"]) == 1
    assert seen.reported.values[PHONE] == "01632960001"
    assert {entry.outcome for entry in Entry.objects.filter(act=Act.CHECK_RECORD)} == {"allowed"}
    assert Entry.objects.get(number=seen.entry_number).purpose == "correction"
    served = Entry.objects.filter(act=Act.SERVED).latest("number")
    assert Detail.objects.filter(entry=served, part="carers").exists()


def test_a_look_at_a_record_can_be_decided_again_with_the_facts_about_its_person(small):
    made = request(small)
    protect(small, FactKind.HIDDEN_ADDRESS)
    seen = corrections.record_now(small.home, made, by=KEEPER, at=small.now)
    assert not said(seen.blocks, PHONE)
    assert replay(small.home, seen.entry_number).same


def test_after_it_was_mended_at_the_source_the_record_says_so(small, tmp_path):
    made = request(small)
    mended = PEOPLE["care"] | {"1": PEOPLE["care"]["1"].replace("01632960001", "01632960099")}
    small.republish(tmp_path, PEOPLE | {"care": mended})
    small.adopt({"dataset": "care"}, {"dataset": "crime"}, INTERNAL)
    seen = corrections.record_now(small.home, made, by=KEEPER, at=small.now)
    assert seen.reported is None
    assert said(seen.blocks, PHONE) == {"01632960099"}


def test_a_record_that_was_taken_out_at_the_source_is_not_looked_at(small, tmp_path):
    made = request(small, "9000000033")
    other = {"9" if key == "4" else key: row for key, row in PEOPLE["care"].items()}
    small.republish(tmp_path, PEOPLE | {"care": other})
    assert corrections.record_now(small.home, made, by=KEEPER, at=small.now) is None


def test_its_number_is_shown_only_where_a_flow_says_so(small):
    small.adopt({"dataset": "care"}, INTERNAL | {"fields": ["people.first", "people.phone"]})
    seen = corrections.record_now(small.home, request(small), by=KEEPER, at=small.now)
    assert (seen.key, said(seen.blocks, "person.first_name")) == ("", {"Ada"})
    small.adopt({"dataset": "care"}, INTERNAL | {"fields": ["people.key"]})
    with pytest.raises(Refused):
        corrections.record_now(small.home, request(small), by=KEEPER, at=small.now)


def test_without_an_internal_flow_the_look_is_refused_and_the_words_are_read(small):
    small.adopt()
    made = request(small)
    with pytest.raises(Refused):
        corrections.record_now(small.home, made, by=KEEPER, at=small.now)
    assert [entry.outcome for entry in Entry.objects.filter(act=Act.CHECK_RECORD)] == ["refused"]
    assert corrections.read_request(small.home, made.pk, by=KEEPER, at=small.now).words == WORDS


def test_nobody_looks_for_people_to_correct(small):
    assert openings.purposes(by=KEEPER, at=small.now) == []


def test_another_organisation_and_another_user_have_no_part_in_it(small):
    made = request(small)
    for outsider in (ELSEWHERE, WORKER):
        with pytest.raises(Gone):
            corrections.read_request(small.home, made.pk, by=outsider, at=small.now)
        with pytest.raises(Gone):
            answer(small, made, by=outsider)
    colleague = replace(WORKER, user_id="somebody else")
    for outsider in (KEEPER, colleague):
        with pytest.raises(Gone):
            corrections.read_answer(small.home, made.pk, by=outsider, at=small.now)
        with pytest.raises(Gone):
            corrections.close(small.home, made.pk, answered=True, by=outsider, at=small.now)


def test_the_same_said_twice_is_one_and_something_else_is_another(small):
    view = small.opened(ADA)
    item = item_of(view, "care")

    def say(words: str, concerned=(PHONE,)):
        return corrections.request(view, item, concerned=concerned, words=words, by=WORKER, at=small.now)

    assert say(WORDS).pk == say(WORDS).pk
    assert Entry.objects.filter(act=Act.REQUEST_CORRECTION).count() == 1
    say("It is an old number")
    say(WORDS, concerned=())
    assert Correction.objects.count() == 3
    answer(small, say(WORDS))
    say(WORDS)
    assert Correction.objects.count() == 4


def test_of_two_who_answer_the_second_is_told_what_the_first_said(small):
    made = request(small)
    answer(small, made)
    with pytest.raises(UserError, match="Somebody else answered this in the meantime: right as it stands"):
        answer(small, made, by=SECOND, answer=Answer.MENDED, words="Changed it")
    made.refresh_from_db()
    assert (made.answer, made.answered_by) == (Answer.RIGHT, KEEPER.user_id)


@pytest.mark.skipif(not installation.SERVER, reason="SQLite writes for one at a time from the beginning")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_heard(small):
    made, together = request(small), threading.Barrier(2)

    def say(by: Viewer) -> str:
        try:
            together.wait()
            answer(small, made, by=by, words=f"Says {by.user_id}")
            return by.user_id
        except UserError as error:
            return error.message
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as two:
        said_by = list(two.map(say, (KEEPER, SECOND)))
    made.refresh_from_db()
    assert made.answered_by in said_by
    assert made.answer_words == f"Says {made.answered_by}"
    assert "Somebody else answered this in the meantime: right as it stands." in said_by


def test_what_was_taken_back_is_not_answered(small):
    made = request(small)
    corrections.close(small.home, made.pk, answered=True, by=WORKER, at=small.now)
    corrections.close(small.home, made.pk, answered=True, by=WORKER, at=small.now)
    assert acts().count(Act.CLOSE_CORRECTION) == 1
    assert waiting(small, KEEPER) == waiting(small, WORKER) == Waiting()
    with pytest.raises(UserError, match="took it back"):
        answer(small, made)


def test_an_answer_that_came_in_the_meantime_is_read_before_it_is_closed(small):
    made = request(small)
    answer(small, made)
    with pytest.raises(UserError, match="answered in the meantime"):
        corrections.close(small.home, made.pk, answered=False, by=WORKER, at=small.now)
    assert waiting(small, WORKER) == Waiting(answers=1)
    corrections.close(small.home, made.pk, answered=True, by=WORKER, at=small.now)
    assert waiting(small, WORKER) == Waiting()


def test_an_answer_sent_twice_is_one(small):
    made = request(small)
    answer(small, made)
    answer(small, made)
    assert acts().count(Act.ANSWER_CORRECTION) == 1


def test_words_are_needed_unless_it_is_mended(small):
    with pytest.raises(UserError, match="Say what is wrong"):
        request(small, words=" ")
    made = request(small)
    with pytest.raises(UserError, match="Say why"):
        answer(small, made, words="")
    answer(small, made, answer=Answer.MENDED, words="")


def protect(small, kind: FactKind, reach: Reach | None = None):
    return facts.set_fact_by_number(
        nhs_number=ADAS,
        kind=kind,
        reason="In danger",
        by=PROTECTOR,
        at=small.now,
        **({"reach": reach} if reach else {}),
    )


@pytest.mark.parametrize(
    ("kind", "reach"),
    [
        (FactKind.HIDDEN_PERSON, None),
        (FactKind.HIDDEN_RECORD, Reach(datasets=("care",))),
        (FactKind.HIDDEN_ADDRESS, None),  # a telephone number tells where somebody lives
    ],
)
def test_of_whoever_is_protected_since_neither_side_is_told(small, kind, reach):
    made, other = request(small), request(small, CORA)
    answer(small, made)
    still = request(small, words="And the name")
    fact = protect(small, kind, reach)
    assert corrections.requested_by(small.home, by=WORKER) == [other]
    assert corrections.asked_of(small.home, by=KEEPER, still_open=True) == [other]
    assert corrections.asked_of(small.home, by=KEEPER, still_open=False) == []
    assert waiting(small, WORKER) == Waiting()
    assert waiting(small, KEEPER) == Waiting(requests=1)
    before = Entry.objects.count()
    for read, by in ((corrections.read_answer, WORKER), (corrections.read_request, KEEPER)):
        with pytest.raises(Gone):
            read(small.home, made.pk, by=by, at=small.now)
    with pytest.raises(Gone):
        answer(small, still)
    assert Entry.objects.count() == before
    facts.lift_fact(fact.pk, reason="Safe now", by=PROTECTOR, at=small.now)
    assert waiting(small, KEEPER) == Waiting(requests=2)


def test_a_hidden_address_says_nothing_of_a_name_that_is_wrong(small):
    request(small, concerned=("person.first_name",))
    protect(small, FactKind.HIDDEN_ADDRESS)
    assert waiting(small, KEEPER) == Waiting(requests=1)


def test_whoever_is_hidden_between_the_look_and_the_words_is_gone(small):
    view = small.opened(ADA)
    protect(small, FactKind.HIDDEN_PERSON)
    with pytest.raises(Gone):
        corrections.request(view, item_of(view, "care"), concerned=[], words=WORDS, by=WORKER, at=small.now)
    assert not Correction.objects.exists()


def test_a_record_that_was_reported_as_somebody_elses_is_its_keepers_still(small):
    made = request(small)
    view = small.opened(ADA)
    number = item_of(view, "care").row.record
    wrong_links.report(view, number=number, reason="Her aunt", by=WORKER, at=small.now)
    seen = corrections.record_now(small.home, made, by=KEEPER, at=small.now)
    assert (seen.key, said(seen.blocks, "person.first_name")) == ("1", {"Ada"})


def test_a_name_says_nothing_and_lasts_as_long_as_the_row_says_the_same(small):
    first, second = small.opened(ADA), small.opened(ADA)
    names = set(corrections.items(first.blocks))
    assert names == set(corrections.items(second.blocks))
    assert len(names) == sum(len(block.rows) for block in first.blocks)
    assert not any("Ada" in name or "01632" in name for name in names)
    small.adopt({"dataset": "care", "fields": ["people.born", "people.first"]})
    fewer = small.opened(ADA)
    assert not names & set(corrections.items(fewer.blocks))


def test_what_is_over_is_deleted_after_a_year_and_what_waits_is_not(small):
    answered, taken_back, still = (request(small, words=words) for words in ("One", "Two", "Three"))
    answer(small, answered)
    corrections.close(small.home, taken_back.pk, answered=False, by=WORKER, at=small.now)
    corrections.forget_ended(NOW + timedelta(days=364))
    assert Correction.objects.count() == 3
    corrections.forget_ended(NOW + timedelta(days=365))
    assert list(Correction.objects.all()) == [still]


values = st.dictionaries(st.sampled_from(["person.phone", "person.first_name", "address.line"]), st.text())


@given(one=values, other=values, record=st.integers(0, 3))
def test_rows_have_one_mark_exactly_where_they_say_the_same(one, other, record):
    block = Block("care", "people", "carers", "care", "person", NOW, ())
    left, right = Row("p1", one, record=record), Row("p1", other, record=record)
    meanings = {*one, *other}
    alike = {m: v for m, v in one.items() if v} == {m: v for m, v in other.items() if v}
    assert (mark(block, left, meanings) == mark(block, right, meanings)) == alike
    [named_block] = named([block.only([left, replace(right, record=record + 1)])])
    assert named_block.rows[0].name != named_block.rows[1].name
