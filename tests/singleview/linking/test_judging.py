"""What people say of pairs: decisions that every later run keeps to, reports of wrong links, and undoing."""

from datetime import timedelta

import pytest

from shiremoot.access import facts, records_compared, wrong_links
from shiremoot.access.held import Gone
from shiremoot.access.protection import FactKind
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Entry
from shiremoot.singleview.linking import judging
from shiremoot.singleview.linking.evidence import evidence
from shiremoot.singleview.linking.judging import FOR_TWO_PEOPLE, Outcome
from shiremoot.singleview.linking.keeping import read_model
from shiremoot.singleview.linking.lines import said
from shiremoot.singleview.linking.questions import Kind
from shiremoot.singleview.linking.verbs import link
from shiremoot.singleview.publish.verbs import publish
from tests.access.small import PEOPLE, PROTECTOR, WORKER, Small
from tests.permitted import OPERATOR

ADA = "ada adult 3/2/1980"
LEE, MAX, THIRD = (Viewer(OPERATOR.organisation, OPERATOR.role, name) for name in ("lee", "max", "third"))


def waiting(small: Small, by: Viewer = LEE) -> list[judging.Asked]:
    return judging.waiting(small.home, by=by, at=small.now).questions


def say(small: Small, asked: judging.Asked, same: bool | None, by: Viewer = LEE) -> Outcome:
    return judging.answer(small.home, asked.id, same=same, words="They told us", by=by, at=small.now)


def relink(small: Small) -> None:
    small.now += timedelta(minutes=1)
    link(small.home, by=OPERATOR, at=small.now)
    publish(small.home, by=OPERATOR, at=small.now)


def people(small: Small) -> dict[str, str]:
    records = [f"{dataset}:{key}" for dataset, rows in PEOPLE.items() for key in rows]
    return {record: person for record, (_, person) in small.publish.records(records).items()}


def test_who_was_not_joined_is_asked_about_and_the_answer_holds_until_it_is_undone(small):
    before = people(small)
    [asked] = waiting(small)
    assert (asked.pair, asked.question.kind) == (("care:1", "care:4"), Kind.REFUSED)
    assert say(small, asked, True) is Outcome.DECIDED
    assert waiting(small) == waiting(small, MAX) == []
    relink(small)
    joined = people(small)
    assert joined["care:1"] == joined["care:4"] == joined["crime:1"] == before["care:1"]
    assert small.publish.follow(before["care:4"]) == before["care:1"]
    relink(small)
    assert people(small) == joined

    [decision] = judging.decisions()
    judging.undo(small.home, decision.pk, why="Two people after all", by=MAX, at=small.now)
    relink(small)
    assert people(small) == before
    assert [each.pair for each in waiting(small, MAX)] == [("care:1", "care:4")]
    with pytest.raises(UserError, match="undone already"):
        judging.undo(small.home, decision.pk, why="Again", by=MAX, at=small.now)
    acts = Entry.objects.filter(act__in=[Act.JUDGE_LINK, Act.UNDO_LINK_DECISION]).order_by("number")
    assert [entry.act for entry in acts] == [Act.JUDGE_LINK, Act.UNDO_LINK_DECISION]


def test_who_is_held_apart_is_not_asked_about_again(small):
    [asked] = waiting(small)
    assert say(small, asked, False) is Outcome.DECIDED
    before = people(small)
    relink(small)
    assert people(small) == before
    assert waiting(small) == []


def test_where_much_hangs_on_it_two_people_must_say_the_same(small, monkeypatch):
    monkeypatch.setattr(judging, "FOR_TWO_PEOPLE", 2)
    [asked] = waiting(small)
    assert (asked.changes, asked.needed) == (2, 2)
    assert say(small, asked, True) is Outcome.SECOND_NEEDED
    assert waiting(small) == []
    with pytest.raises(UserError, match="answered this question already"):
        say(small, asked, True)
    [again] = waiting(small, MAX)
    assert again.answers == 1
    assert say(small, asked, False, MAX) is Outcome.DISAGREED
    assert judging.decided().together == []
    assert say(small, asked, False, THIRD) is Outcome.DECIDED
    assert (judging.decided().together, judging.decided().apart) == ([], [("care:1", "care:4")])
    assert FOR_TWO_PEOPLE > 2


def test_not_sure_leaves_the_question_to_others(small):
    [asked] = waiting(small)
    assert say(small, asked, None) is Outcome.NOT_SURE
    assert waiting(small) == []
    assert say(small, waiting(small, MAX)[0], False, MAX) is Outcome.DECIDED


def report(small: Small) -> wrong_links.WrongLink:
    view = small.opened(ADA)
    number = next(row.record for block in view.blocks if block.dataset == "crime" for row in block.rows)
    return wrong_links.report(view, number=number, reason="Her aunt", by=WORKER, at=small.now)


def test_a_report_that_is_right_parts_the_record_and_then_it_is_shown_as_somebody_elses(small):
    before = people(small)
    reported = report(small)
    first = waiting(small)[0]
    assert (first.id, first.pair) == (reported.pk, ("care:1", "crime:1"))
    assert say(small, first, False) is Outcome.DECIDED
    assert small.opened(ADA).held_back == ("crime",)
    relink(small)
    after = people(small)
    assert after["care:1"] == before["care:1"] != after["crime:1"]
    assert {
        view.held_back
        for view in (small.view(small.open_candidate(each.candidate)) for each in small.find(ADA))
    } == {()}


def test_undoing_it_shows_the_record_again_at_once_and_joins_it_at_the_next_run(small):
    before = people(small)
    report(small)
    say(small, waiting(small)[0], False)
    relink(small)
    [decision] = judging.decisions()
    judging.undo(small.home, decision.pk, why="It was hers", by=MAX, at=small.now)
    relink(small)
    assert people(small) == before
    view = small.opened(ADA)
    assert {block.dataset for block in view.blocks} == {"care", "crime"}


def test_a_report_that_is_wrong_shows_the_record_again_and_holds_it_together(small):
    report(small)
    assert say(small, waiting(small)[0], True) is Outcome.DECIDED
    assert small.opened(ADA).held_back == ()
    assert judging.decided().together == [("care:1", "crime:1")]


def test_a_question_is_only_for_whom_an_agreement_lets_compare_its_records(small):
    found = judging.waiting(small.home, by=WORKER, at=small.now)
    assert (found.questions, found.not_mine) == ([], 1)
    [asked] = waiting(small)
    with pytest.raises(Gone):
        say(small, asked, True, WORKER)
    assert say(small, asked, True) is Outcome.DECIDED
    [decision] = judging.decisions()
    with pytest.raises(Gone):
        judging.undo(small.home, decision.pk, why="I may not", by=WORKER, at=small.now)
    assert judging.decided().together == [asked.pair]


def test_a_hidden_person_is_in_no_question(small):
    [asked] = waiting(small)
    facts.set_fact(
        small.home,
        person_id=people(small)["care:4"],
        kind=FactKind.HIDDEN_PERSON,
        reason="In danger",
        by=PROTECTOR,
        at=small.now,
    )
    assert waiting(small) == []
    with pytest.raises(Gone):
        say(small, asked, True)
    with pytest.raises(Gone):
        records_compared.compare(small.home, asked.pair, about=asked.id, by=LEE, at=small.now)


def test_the_look_at_two_records_is_recorded_and_shows_them_alone(small):
    [asked] = waiting(small)
    seen = records_compared.compare(small.home, asked.pair, about=asked.id, by=LEE, at=small.now)
    names = {record: said(blocks)["person.last_name"] for record, blocks in seen.blocks.items()}
    assert names == {"care:1": "Adult", "care:4": "Adulte"}
    entry = Entry.objects.get(number=seen.entry_number)
    assert entry.act == Act.COMPARE_RECORDS
    with pytest.raises(Gone):
        records_compared.compare(small.home, ["care:1", "care:999"], about=asked.id, by=LEE, at=small.now)


def test_the_evidence_is_what_the_run_went_by_where_all_may_be_seen(small):
    """And of what may not be seen it says nothing."""
    [asked] = waiting(small)
    seen = records_compared.compare(small.home, asked.pair, about=asked.id, by=LEE, at=small.now)
    left, right = ((record, said(seen.blocks[record])) for record in asked.pair)
    model = read_model(small.home.links / records_compared.link_run(small.home))
    found = evidence(left, right, model)
    assert found.probability == pytest.approx(asked.question.probability, abs=1e-6)
    assert sum(step.bits for step in found.steps) == pytest.approx(found.bits)
    assert sum(share for _, share in found.kinds) == pytest.approx(1)
    spoken = {step.name: step for step in found.steps}
    assert spoken["Date of birth"].words.endswith("for one person")
    assert spoken["NHS number"].words.endswith("for two people")
    hidden = {meaning: value for meaning, value in right[1].items() if meaning != "person.nhs_number"}
    without = {step.name: step for step in evidence(left, (right[0], hidden), model).steps}
    assert without["NHS number"].bits == 0
    assert without["Date of birth"].level == spoken["Date of birth"].level
