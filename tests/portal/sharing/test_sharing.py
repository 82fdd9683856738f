"""An ask, and the decision to share: exactly what was chosen, with exactly one person, until a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shiremoot.access import asking, facts, sharing, wrong_links
from shiremoot.access.asking import Service
from shiremoot.access.facts import Reach
from shiremoot.access.held import Gone
from shiremoot.access.protection import FactKind
from shiremoot.access.recording import Refused
from shiremoot.access.replay import replay
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Detail, Entry
from shiremoot.portal.sharing import asks, decisions
from shiremoot.portal.sharing.asks import Answer, Waiting
from shiremoot.portal.sharing.decisions import Decided
from shiremoot.portal.sharing.guide import Harm, Outcome, Told
from shiremoot.portal.sharing.models import Ask, SharingDecision
from tests.access.small import PEOPLE, PROTECTOR, PURPOSE, WORKER
from tests.portal.sharing.conftest import BY_DECISION, FLOWS, INTERNAL, SEEN

ADA, ADAS = "ada adult 3/2/1980", "9000000009"
CARE = Service("care", "carers", "care")
CARER = Viewer("carers", "care-worker", "olu")
SECOND = Viewer("carers", "care-worker", "sol")
COLLEAGUE = replace(WORKER, user_id="ari")
WORDS = "We decide today whether she is safe at home"
SHARE = Decided(Outcome.SHARED, Told.LATER, Harm.NO, "She may not be safe at home", days=7)


def ask(small, questions=("Do you visit her?",), words: str = WORDS) -> Ask:
    view = small.opened(ADA)
    due = small.now.date() + timedelta(days=2)
    return asks.ask(
        small.home, view, CARE, questions=questions, words=words, due_on=due, by=WORKER, at=small.now
    )


def begin(small, made: Ask | None, by: Viewer = CARER):
    """What somebody at the carers can choose from, with a draft of the decision."""
    view = small.opened(ADA, by)
    draft = decisions.begin(view.opening, to=WORKER, at=small.now, ask=made)
    return view, draft, decisions.offered(view, draft, at=small.now)


def named(offered, *meanings: str) -> tuple[str, ...]:
    return tuple(name for name, each in offered.choices.items() if each.meaning in meanings)


def share(small, made: Ask | None = None, *meanings: str, by: Viewer = CARER, **more) -> SharingDecision:
    view, draft, offered = begin(small, made, by)
    decided = replace(SHARE, given=named(offered, *(meanings or ("person.phone",))), **more)
    return decisions.decide(small.home, view, draft.pk, decided, by=by, at=small.now)


def look(small, found: SharingDecision, by: Viewer = WORKER) -> decisions.Shown:
    return decisions.look(small.home, found.pk, by=by, at=small.now)


def hide(small) -> None:
    facts.set_fact_by_number(
        nhs_number=ADAS, kind=FactKind.HIDDEN_PERSON, reason="In danger", by=PROTECTOR, at=small.now
    )


def said(found: SharingDecision) -> list[list[str]]:
    return [each for row in found.shared for each in row["said"]]


def parts(entry: Entry) -> list[Detail]:
    """What providers are told of it."""
    return list(entry.details.exclude(part="viewer").exclude(part__startswith="subject"))


def waiting(small, by: Viewer) -> Waiting:
    return asks.waiting(small.home, by=by, at=small.now)


def test_who_can_be_asked_depends_on_agreements_alone(small):
    def offered(by: Viewer = WORKER) -> list[Service]:
        return asking.services_to_ask(small.home, by=by, purpose=PURPOSE, at=small.now)

    assert offered() == [CARE]
    assert offered(CARER) == []
    small.adopt(SEEN, {"dataset": "crime"}, BY_DECISION)
    assert offered() == []
    with pytest.raises(UserError, match="cannot be asked any more"):
        ask(small)


def test_an_ask_is_answered_with_exactly_what_was_chosen(small):
    made = ask(small)
    assert waiting(small, CARER) == Waiting(to_answer=1)
    assert [each.pk for each in asks.to_answer(small.home, by=CARER, at=small.now)] == [made.pk]
    asks.read_ask(small.home, made.pk, by=CARER, at=small.now)
    found = share(small, made, replies=("Each Monday",), note="Call me before three")
    assert waiting(small, CARER) == Waiting()
    assert waiting(small, WORKER) == Waiting(answers=1)
    assert asks.read_own(small.home, made.pk, by=WORKER, at=small.now).answer == Answer.SHARED
    shown = look(small, found)
    assert said(shown.decision) == [["Phone", "01632960001"]]
    assert shown.decision.replies == [["Do you visit her?", "Each Monday"]]
    asks.close(small.home, made.pk, answered=True, by=WORKER, at=small.now)
    assert waiting(small, WORKER) == Waiting()
    acts = list(Entry.objects.order_by("number").values_list("act", flat=True))
    told = [
        Act.ASK,
        Act.READ_ASK,
        Act.DECIDE_SHARING,
        Act.ANSWER_ASK,
        Act.READ_ANSWER,
        Act.READ_SHARED,
        Act.CLOSE_ASK,
    ]
    assert [act for act in acts if act in told] == told


def test_a_look_at_what_was_shared_cites_its_clause_and_can_be_replayed(small):
    found = share(small)
    number = look(small, found).entry_number
    [part] = parts(Entry.objects.get(number=number))
    assert part.part == "carers"
    assert "front-door v1 4" in str(part.content)
    assert replay(small.home, number) is not None


def test_only_what_ones_own_organisation_holds_and_a_clause_names_is_offered(small):
    _, _, offered = begin(small, None)
    assert {each.meaning for each in offered.choices.values()} == {
        "person.phone",
        "person.nhs_number",
        "tie.kind",
    }
    view = small.opened(ADA)
    draft = decisions.begin(view.opening, to=CARER, at=small.now)
    assert decisions.offered(view, draft, at=small.now).choices == {}
    assert sharing.may_receive("carers", purpose=PURPOSE, at=small.now) == {WORKER.organisation}
    assert sharing.may_receive(WORKER.organisation, purpose=PURPOSE, at=small.now) == frozenset()


def test_a_clause_with_a_row_rule_is_not_offered_as_a_copy(small):
    ruled = {**BY_DECISION, "fields": ["people.phone"], "rows": {"field": "people.born", "within_months": 24}}
    small.adopt(SEEN, {"dataset": "crime"}, INTERNAL, ruled)
    _, _, offered = begin(small, None)
    assert offered.choices == {}
    assert not offered.allowed.fields


def test_what_no_clause_lets_be_shared_cannot_be_slipped_in(small):
    view, draft, offered = begin(small, None)
    name = next(iter(offered.choices))
    forged = f"{name.partition('.')[0]}.person.last_name"
    with pytest.raises(UserError, match="may not be shared"):
        decisions.decide(small.home, view, draft.pk, replace(SHARE, given=(forged,)), by=CARER, at=small.now)
    assert SharingDecision.objects.get().outcome == ""


def test_words_alone_need_a_clause_too(small):
    made = ask(small)
    view, draft, _ = begin(small, made)
    small.adopt(SEEN, {"dataset": "crime"}, INTERNAL)
    words = replace(SHARE, replies=("Each Monday",))
    with pytest.raises(UserError, match="No agreement in force"):
        decisions.decide(small.home, view, draft.pk, words, by=CARER, at=small.now)
    small.adopt(*FLOWS)
    found = decisions.decide(small.home, view, draft.pk, words, by=CARER, at=small.now)
    assert look(small, found).decision.shared == []
    small.adopt(SEEN, {"dataset": "crime"}, INTERNAL)
    with pytest.raises(Refused):
        look(small, found)


def test_it_is_for_exactly_one_person_until_a_day(small):
    found = share(small, days=7)
    for other in (COLLEAGUE, CARER, replace(WORKER, role="manager"), replace(WORKER, organisation="police")):
        with pytest.raises(Gone):
            look(small, found, other)
    assert [each.pk for each in decisions.shared_with(small.home, by=WORKER, at=small.now)] == [found.pk]
    assert decisions.shared_with(small.home, by=COLLEAGUE, at=small.now) == []
    assert decisions.unread(small.home, by=WORKER, at=small.now) == 1
    look(small, found)
    assert decisions.unread(small.home, by=WORKER, at=small.now) == 0
    small.now = found.until - timedelta(seconds=1)
    look(small, found)
    small.now = found.until
    with pytest.raises(Gone):
        look(small, found)
    assert decisions.shared_with(small.home, by=WORKER, at=small.now) == []


def test_what_was_shared_is_deleted_with_its_end_and_the_decision_a_year_later(small):
    found = share(small, note="Call me")
    decisions.forget_ended(found.until - timedelta(seconds=1))
    found.refresh_from_db()
    assert found.shared
    decisions.forget_ended(found.until)
    found.refresh_from_db()
    assert (found.shared, found.replies, found.note) == ([], [], "")
    assert found.reason == SHARE.reason
    decisions.forget_ended(found.until + timedelta(days=366))
    assert not SharingDecision.objects.exists()


def test_it_is_stopped_at_once_by_whoever_shared_it(small):
    found = share(small)
    with pytest.raises(Gone):
        decisions.stop(small.home, found.pk, by=SECOND, at=small.now)
    decisions.stop(small.home, found.pk, by=CARER, at=small.now)
    decisions.stop(small.home, found.pk, by=CARER, at=small.now)
    with pytest.raises(Gone):
        look(small, found)
    assert Entry.objects.filter(act=Act.STOP_SHARING).count() == 1


def test_it_is_dark_once_the_agreement_is(small):
    found = share(small)
    small.adopt(SEEN, {"dataset": "crime"}, INTERNAL)
    with pytest.raises(Refused):
        look(small, found)
    found.refresh_from_db()
    assert found.read_at is None


def test_an_objection_or_a_hidden_record_ends_it_whole(small):
    found = share(small, None, "person.phone", "tie.kind")
    person = small.person(ADAS)
    objection = facts.set_fact(
        small.home,
        person_id=person,
        kind=FactKind.OBJECTION,
        reason="Upheld",
        by=CARER,
        at=small.now,
        reach=Reach(provider="carers"),
    )
    with pytest.raises(Refused):
        look(small, found)
    facts.lift_fact(objection.pk, reason="Withdrawn", by=CARER, at=small.now)
    assert len(said(look(small, found).decision)) == 2
    facts.set_fact(
        small.home, person_id=person, kind=FactKind.HIDDEN_ADDRESS, reason="In danger", by=CARER, at=small.now
    )
    with pytest.raises(Refused):  # her telephone number would tell where she lives
        look(small, found)


def test_it_ends_once_a_record_it_was_copied_from_may_be_somebody_elses(small):
    found = share(small)
    view = small.opened(ADA, CARER)
    number = next(row.record for block in view.blocks if block.dataset == "care" for row in block.rows)
    reported = wrong_links.report(view, number=number, reason="Her aunt's", by=CARER, at=small.now)
    before = Entry.objects.count()
    with pytest.raises(Gone):
        look(small, found)
    assert Entry.objects.count() == before
    assert decisions.shared_with(small.home, by=WORKER, at=small.now) == []
    assert decisions.unread(small.home, by=WORKER, at=small.now) == 0
    assert decisions.decided_by(small.home, by=CARER) == [found]
    wrong_links.settle(reported.pk, is_wrong=False, by=PROTECTOR, at=small.now)
    assert said(look(small, found).decision)


def test_it_ends_once_linking_makes_a_record_it_was_copied_from_somebody_elses(small, tmp_path):
    found = share(small)
    hers = PEOPLE["care"]["1"]
    corrected = hers.replace("1980-02-03,Ada,Adult,Before,9000000009", "1955-11-30,Edna,Elder,,9000000041")
    small.republish(tmp_path, PEOPLE | {"care": PEOPLE["care"] | {"1": corrected}})
    small.adopt(*FLOWS)
    with pytest.raises(Gone):
        look(small, found)


def test_it_stays_shared_while_a_record_it_was_not_copied_from_is_in_doubt(small):
    found = share(small)
    view = small.opened(ADA)
    number = next(row.record for block in view.blocks if block.dataset == "crime" for row in block.rows)
    wrong_links.report(view, number=number, reason="Her aunt's", by=WORKER, at=small.now)
    assert said(look(small, found).decision)


def test_of_somebody_who_is_hidden_neither_side_is_told(small):
    made = ask(small)
    found = share(small, None)
    other = small.opened(ADA)
    hide(small)
    assert waiting(small, WORKER) == waiting(small, CARER) == Waiting()
    assert asks.to_answer(small.home, by=CARER, at=small.now) == []
    assert asks.asked_by(small.home, by=WORKER) == []
    assert decisions.shared_with(small.home, by=WORKER, at=small.now) == []
    assert decisions.decided_by(small.home, by=CARER) == []
    assert decisions.unread(small.home, by=WORKER, at=small.now) == 0
    before = Entry.objects.count()
    for gone in (
        lambda: look(small, found),
        lambda: asks.read_ask(small.home, made.pk, by=CARER, at=small.now),
        lambda: asks.read_own(small.home, made.pk, by=WORKER, at=small.now),
        lambda: asks.to_open(small.home, made.pk, by=CARER, at=small.now),
        lambda: decisions.own(small.home, found.pk, by=CARER),
        lambda: asks.ask(
            small.home, other, CARE, questions=["?"], words=WORDS, due_on=made.due_on, by=WORKER, at=small.now
        ),
    ):
        with pytest.raises(Gone):
            gone()
    assert Entry.objects.count() == before


def test_two_who_answer_and_one_who_takes_back(small):
    made = ask(small)
    view, draft, offered = begin(small, made)
    asks.answer_not_known(small.home, made.pk, words="Try the school", by=SECOND, at=small.now)
    asks.answer_not_known(small.home, made.pk, words="Try the school", by=SECOND, at=small.now)
    decided = replace(SHARE, given=named(offered, "person.phone"))
    with pytest.raises(UserError, match="Somebody else answered this in the meantime: not known"):
        decisions.decide(small.home, view, draft.pk, decided, by=CARER, at=small.now)
    draft.refresh_from_db()
    assert (draft.outcome, draft.shared) == ("", [])
    with pytest.raises(UserError, match="answered in the meantime"):
        asks.close(small.home, made.pk, answered=False, by=WORKER, at=small.now)

    again = ask(small, questions=["And who leads?"])
    asks.close(small.home, again.pk, answered=False, by=WORKER, at=small.now)
    with pytest.raises(UserError, match="took it back"):
        asks.answer_not_known(small.home, again.pk, words="", by=CARER, at=small.now)
    assert asks.to_answer(small.home, by=CARER, at=small.now) == []


def test_the_same_sent_twice_is_one(small):
    assert ask(small).questions == ["Do you visit her?"]
    view = small.opened(ADA)
    due = small.now.date()
    sent = [
        asks.ask(small.home, view, CARE, questions=["?"], words=WORDS, due_on=due, by=WORKER, at=small.now)
        for _ in range(2)
    ]
    assert sent[0].pk == sent[1].pk
    found = share(small)
    again = decisions.decide(
        small.home,
        small.view(found.opening, CARER),
        found.pk,
        replace(SHARE, replies=("Each Monday",)),
        by=CARER,
        at=small.now,
    )
    assert (again.pk, again.shared) == (found.pk, found.shared)
    assert Entry.objects.filter(act=Act.DECIDE_SHARING).count() == 1


def test_a_reminder_brings_it_to_the_front_once_a_day(small):
    first, second = ask(small), ask(small, questions=["And who leads?"])
    assert [each.pk for each in asks.to_answer(small.home, by=CARER, at=small.now)] == [first.pk, second.pk]
    asks.remind(small.home, second.pk, by=WORKER, at=small.now)
    assert [each.pk for each in asks.to_answer(small.home, by=CARER, at=small.now)] == [second.pk, first.pk]
    with pytest.raises(UserError, match="reminded today"):
        asks.remind(small.home, second.pk, by=WORKER, at=small.now)
    small.now += timedelta(days=1)
    asks.remind(small.home, second.pk, by=WORKER, at=small.now)
    with pytest.raises(Gone):
        asks.remind(small.home, second.pk, by=COLLEAGUE, at=small.now)


def test_an_ask_is_late_after_its_day(small):
    made = ask(small)
    assert not made.is_late(made.due_on)
    assert made.is_late(made.due_on + timedelta(days=1))
    asks.answer_not_known(small.home, made.pk, words="", by=CARER, at=small.now)
    made.refresh_from_db()
    assert not made.is_late(made.due_on + timedelta(days=1))


def test_only_those_who_may_look_for_the_purpose_read_an_ask(small):
    made = ask(small)
    for other in (replace(CARER, role="accountant"), PROTECTOR, COLLEAGUE):
        assert waiting(small, other) == Waiting()
        with pytest.raises(Gone):
            asks.read_ask(small.home, made.pk, by=other, at=small.now)


def test_a_decision_not_to_share_is_kept_and_only_its_note_goes_back(small):
    made = ask(small)
    view, draft, _ = begin(small, made)
    kept = Decided(
        Outcome.NOT_SHARED, Told.AT_RISK, Harm.YES, "Her brother reads her post", note="Call our duty desk"
    )
    decisions.decide(small.home, view, draft.pk, kept, by=CARER, at=small.now)
    answered = asks.read_own(small.home, made.pk, by=WORKER, at=small.now)
    assert (answered.answer, answered.answer_words) == (Answer.NOT_SHARED, "Call our duty desk")
    [found] = decisions.decided_by(small.home, by=CARER)
    assert (found.outcome, found.reason, found.shared) == (Outcome.NOT_SHARED, kept.reason, [])
    assert decisions.shared_with(small.home, by=WORKER, at=small.now) == []
    entry = Entry.objects.get(act=Act.DECIDE_SHARING)
    assert (entry.outcome, entry.organisation) == ("not shared", "carers")
    assert parts(entry) == []


def test_answers_that_do_not_go_together_are_refused_at_the_door_too(small):
    view, draft, offered = begin(small, None)
    unsure = replace(SHARE, harm=Harm.NOT_SURE, given=named(offered, "person.phone"))
    with pytest.raises(UserError, match="not sure"):
        decisions.decide(small.home, view, draft.pk, unsure, by=CARER, at=small.now)


def test_a_draft_ends_with_its_opening(small):
    _, draft, _ = begin(small, None)
    assert decisions.draft(draft.pk, by=CARER, at=small.now).pk == draft.pk
    small.now = draft.opening.until
    with pytest.raises(Gone):
        decisions.draft(draft.pk, by=CARER, at=small.now)
    decisions.forget_ended(small.now)
    assert not SharingDecision.objects.exists()


def test_an_ask_is_deleted_a_year_after_its_end(small):
    made = ask(small)
    asks.forget_ended(small.now + timedelta(days=4000))
    assert Ask.objects.exists()
    asks.answer_not_known(small.home, made.pk, words="", by=CARER, at=small.now)
    asks.forget_ended(small.now + timedelta(days=364))
    assert Ask.objects.exists()
    asks.forget_ended(small.now + timedelta(days=365))
    assert not Ask.objects.exists()
