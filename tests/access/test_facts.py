"""Facts about people at the door: set and lifted at once, consents, opt-outs, merges and splits."""

import json
from datetime import timedelta

import pytest
from django.test import override_settings

from shiremoot.access import consents, facts, numbers, opt_outs
from shiremoot.access.facts import Reach
from shiremoot.access.models import Fact, OptOut
from shiremoot.access.opt_outs import OptOutList, parse_opt_outs
from shiremoot.access.protection import FactKind
from shiremoot.access.recording import Refused
from shiremoot.access.replay import replay
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.ledger.models import Entry
from shiremoot.ledger.verify import verify
from tests.access.small import NOW, PEOPLE, PROTECTOR, PURPOSE, WORKER, said
from tests.permitted import HOST

CORA, CORAS = "cora child 6/5/2015", "9000000017"
PETER, PETERS = "peter else 9/1/1971", "9000000041"


def set_fact(small, number: str, kind: FactKind, reach: Reach = facts.EVERYTHING) -> Fact:
    return facts.set_fact(
        small.home,
        person_id=small.person(number),
        kind=kind,
        reason="As asked",
        by=PROTECTOR,
        at=NOW,
        reach=reach,
    )


def providers(view) -> set[str]:
    return {block.provider for block in view.blocks}


def test_an_objection_to_one_provider_leaves_the_others(small):
    ada = "ada adult 3/2/1980"
    assert providers(small.opened(ada)) == {"carers", "police"}
    fact = set_fact(small, "9000000009", FactKind.OBJECTION, Reach(provider="police"))
    assert providers(small.opened(ada)) == {"carers"}
    facts.lift_fact(fact.pk, reason="Withdrawn by her", by=PROTECTOR, at=NOW)
    assert providers(small.opened(ada)) == {"carers", "police"}


def test_what_whoever_looks_must_do_tells_nothing_of_a_fact(small):
    small.adopt(
        {"dataset": "care", "obligations": ["Tell the carers"]},
        {"dataset": "crime", "obligations": ["Tell the police"]},
    )
    said = small.opened(CORA).obligations
    assert said == ("Tell the carers", "Tell the police")
    set_fact(small, CORAS, FactKind.HIDDEN_RECORD, Reach(datasets=("crime",)))
    set_fact(small, CORAS, FactKind.OBJECTION, Reach(provider="police"))
    assert small.opened(CORA).obligations == said


def test_a_restriction_of_another_purpose_changes_nothing(small):
    set_fact(small, CORAS, FactKind.RESTRICTION, Reach(purpose=Purpose.FIRE_PREVENTION))
    assert small.opened(CORA).blocks
    set_fact(small, CORAS, FactKind.RESTRICTION, Reach(purpose=PURPOSE))
    assert small.find(CORA) == []


def test_an_opening_goes_dark_with_the_fact_and_the_refusal_is_recorded(small):
    opening = small.open(CORA)
    set_fact(small, CORAS, FactKind.OBJECTION)
    with pytest.raises(Refused) as refused:
        small.view(opening)
    assert refused.value.near_misses == []
    assert json.loads(Entry.objects.order_by("number").last().body)["outcome"] == "refused"


@pytest.mark.parametrize(
    ("kind", "reach", "words"),
    [
        (FactKind.HIDDEN_RECORD, Reach(), "which datasets"),
        (FactKind.SEVERED_IDENTITY, Reach(provider="police"), "which datasets"),
        (FactKind.HIDDEN_PERSON, Reach(purpose=PURPOSE), "reaches everybody's data"),
        (FactKind.HIDDEN_ADDRESS, Reach(datasets=("care",)), "reaches everybody's data"),
    ],
)
def test_a_reach_that_a_kind_cannot_have_is_refused_in_words(small, kind, reach, words):
    with pytest.raises(UserError, match=words):
        set_fact(small, CORAS, kind, reach)
    assert not Fact.objects.exists()


def test_every_change_needs_a_reason_and_is_one_entry(small):
    fact = set_fact(small, CORAS, FactKind.HIDDEN_ADDRESS)
    with pytest.raises(UserError, match="reason"):
        facts.lift_fact(fact.pk, reason=" ", by=PROTECTOR, at=NOW)
    facts.lift_fact(fact.pk, reason="Moved away", by=PROTECTOR, at=NOW)
    acts = [json.loads(entry.body)["act"] for entry in Entry.objects.order_by("number")]
    assert acts[-2:] == ["set fact", "lift fact"]
    with pytest.raises(UserError, match="lifted already"):
        facts.lift_fact(fact.pk, reason="Again", by=PROTECTOR, at=NOW)
    assert Fact.objects.get().why_lifted == "Moved away"
    assert verify().whole


def test_nobody_lifts_what_another_organisation_set(small):
    fact = set_fact(small, CORAS, FactKind.HIDDEN_PERSON)
    with pytest.raises(UserError, match="set no such fact"):
        facts.lift_fact(fact.pk, reason="I want to look", by=WORKER, at=NOW)
    assert small.find(CORA) == []


def test_a_fact_by_number_holds_whether_or_not_anybody_has_it_yet(small, tmp_path):
    def by_number(number: str) -> None:
        facts.set_fact_by_number(
            nhs_number=number, kind=FactKind.HIDDEN_PERSON, reason="Refuge", by=PROTECTOR, at=NOW
        )

    by_number("900 000 0017")
    assert small.find(CORA) == []
    by_number("9000000068")
    with pytest.raises(UserError, match="not an NHS number"):
        by_number("9000000018")
    newcomer = {"6": "1966-01-02,Nora,New,,9000000068,,,,"}
    small.now = NOW + timedelta(days=1)
    small.republish(tmp_path, PEOPLE | {"care": PEOPLE["care"] | newcomer})
    assert small.find("nora new 2/1/1966") == []
    assert small.find(PETER)


def test_a_consent_shows_until_it_is_withdrawn_to_those_who_search_and_those_who_open(small):
    small.adopt({"dataset": "care", "rests_on_consent": True}, {"dataset": "crime"})
    consent = {"person_id": small.person(CORAS), "provider": "carers", "purpose": PURPOSE}
    assert small.find(CORA) == []
    consents.give_consent(small.home, **consent, reason="Signed form", by=WORKER, at=NOW)
    (found,) = small.find(CORA)
    assert said(found.blocks, "person.last_name") == {"Child"}
    assert said(small.opened(CORA).blocks, "tie.kind") == {"Mother", "Aunt"}
    assert small.find("lena lodger 8/7/1990") == []
    with pytest.raises(UserError, match="recorded already"):
        consents.give_consent(small.home, **consent, reason="Again", by=WORKER, at=NOW)
    consents.withdraw_consent(small.home, **consent, reason="By telephone", by=PROTECTOR, at=NOW)
    assert small.find(CORA) == []
    with pytest.raises(UserError, match="No such consent"):
        consents.withdraw_consent(small.home, **consent, reason="Again", by=PROTECTOR, at=NOW)
    consents.give_consent(small.home, **consent, reason="Again", by=WORKER, at=NOW)
    assert small.find(CORA)


def test_a_look_that_rested_on_consent_is_replayed_with_it_after_its_withdrawal(small):
    small.adopt({"dataset": "care", "rests_on_consent": True}, {"dataset": "crime"})
    consent = {"person_id": small.person("9000000009"), "provider": "carers", "purpose": PURPOSE}
    consents.give_consent(small.home, **consent, reason="Signed form", by=WORKER, at=NOW)
    view = small.opened("ada adult 3/2/1980")
    assert providers(view) == {"carers", "police"}
    consents.withdraw_consent(small.home, **consent, reason="By telephone", by=WORKER, at=NOW)
    again = replay(small.home, view.entry_number)
    assert again is not None
    assert again.same


def test_one_withdrawal_ends_every_consent_of_those_who_turn_out_to_be_one(small, tmp_path):
    """Each of two identifiers had a consent; the second's number was the first's."""
    small.adopt({"dataset": "care", "rests_on_consent": True}, {"dataset": "crime"})
    people = [small.person("9000000009"), small.person("9000000033")]
    of_carers = {"provider": "carers", "purpose": PURPOSE}
    for person_id in people:
        given = {"person_id": person_id, **of_carers, "reason": "Signed form"}
        consents.give_consent(small.home, **given, by=WORKER, at=NOW)
    small.now = NOW + timedelta(days=1)
    as_one = PEOPLE["care"] | {"4": "1980-02-03,Ada,Adult,,9000000009,01632960001,4 Mill Lane,XK1 2AB,100"}
    small.republish(tmp_path, PEOPLE | {"care": as_one})
    assert providers(small.opened("9000000009")) == {"carers", "police"}
    withdrawn = {"person_id": people[1], **of_carers, "reason": "By telephone"}
    consents.withdraw_consent(small.home, **withdrawn, by=WORKER, at=small.now)
    assert providers(small.opened("9000000009")) == {"police"}
    assert all(each.until for each in consents.recorded_by(HOST))


def test_opt_outs_reach_flows_to_which_they_apply_and_no_others(small):
    small.adopt({"dataset": "care", "opt_out_applies": True}, {"dataset": "crime"})
    ada = "ada adult 3/2/1980"
    found = OptOutList(("9000000009", CORAS), ())
    assert opt_outs.load_opt_outs(found, by=PROTECTOR, at=NOW) == 2
    assert small.find(CORA) == []
    assert providers(small.opened(ada)) == {"police"}
    assert small.household(small.opened("lena lodger 8/7/1990")) == {"Ada"}
    assert opt_outs.load_opt_outs(OptOutList((PETERS,), ()), by=PROTECTOR, at=NOW) == 1
    assert small.find(CORA)
    assert small.find(PETER)


def test_an_opt_out_and_another_fact_hold_together(small):
    small.adopt({"dataset": "care", "opt_out_applies": True}, {"dataset": "crime"})
    opt_outs.load_opt_outs(OptOutList(("9000000009",), ()), by=PROTECTOR, at=NOW)
    set_fact(small, "9000000009", FactKind.OBJECTION, Reach(provider="police"))
    assert "Adult" not in small.names("ada adult 3/2/1980", "person.last_name")


def test_a_list_keeps_its_good_lines_and_names_its_bad_ones():
    lines = ["NHS number", "900 000 0009", "9000000010", "", "9000000017", "x", "9000000009"]
    found = parse_opt_outs(lines)
    assert found == OptOutList(("9000000009", "9000000017"), (3, 6))
    assert parse_opt_outs(["9000000009"]).numbers == ("9000000009",)
    with pytest.raises(UserError, match="2 columns"):
        parse_opt_outs(["9000000009,Ada"])


def test_a_list_with_bad_lines_lifts_nobody_s_opt_out(small):
    opt_outs.load_opt_outs(OptOutList((CORAS,), ()), by=PROTECTOR, at=NOW)
    assert opt_outs.load_opt_outs(OptOutList((PETERS,), (2,)), by=PROTECTOR, at=NOW) == 2
    with pytest.raises(UserError, match="empty"):
        opt_outs.load_opt_outs(OptOutList((), ()), by=PROTECTOR, at=NOW)
    assert OptOut.objects.count() == 2
    assert not OptOut.objects.filter(number_hash__contains="9000").exists()


def test_looks_under_former_lists_of_opt_outs_are_replayed_with_those_lists(small):
    small.adopt({"dataset": "care", "opt_out_applies": True}, {"dataset": "crime"})
    ada, adas = "ada adult 3/2/1980", "9000000009"

    def shown_with(*listed: str) -> tuple[int, set[str]]:
        opt_outs.load_opt_outs(OptOutList(listed, ()), by=PROTECTOR, at=NOW)
        view = small.opened(ada)
        return view.entry_number, providers(view)

    looks = [shown_with(adas, CORAS), shown_with(PETERS, CORAS), shown_with(adas)]
    assert [seen for _, seen in looks] == [{"police"}, {"carers", "police"}, {"police"}]
    for number, seen in looks:
        again = replay(small.home, number)
        assert again is not None
        assert again.same
        assert {grant.provider for grant in again.decision.flows} == seen


def test_a_new_list_leaves_those_who_stay_on_it_as_they_were(small):
    for listed in ((CORAS, PETERS), (CORAS, "9000000009"), (CORAS, PETERS)):
        opt_outs.load_opt_outs(OptOutList(listed, ()), by=PROTECTOR, at=NOW)
    kept = OptOut.objects.order_by("since").values_list("number_hash", "since", "until")
    names = {numbers.keyed(CORAS): "Cora", numbers.keyed(PETERS): "Peter"}
    assert {(names.get(number, "Ada"), since, until) for number, since, until in kept} == {
        ("Cora", 1, None),
        ("Peter", 1, 2),
        ("Ada", 2, 3),
        ("Peter", 3, None),
    }


def test_under_another_key_nothing_is_published_and_nothing_set(small, tmp_path):
    opt_outs.load_opt_outs(OptOutList((CORAS,), ()), by=PROTECTOR, at=NOW)
    with override_settings(SECRET_KEY="another key altogether"):
        with pytest.raises(UserError, match="key"):
            small.republish(tmp_path, PEOPLE)
        with pytest.raises(UserError, match="key"):
            opt_outs.load_opt_outs(OptOutList((PETERS,), ()), by=PROTECTOR, at=NOW)
    numbers.check_key()


def test_after_records_are_linked_otherwise_a_fact_is_about_every_part(small, tmp_path):
    """One record of a hidden person gets another's number: what was one person are two."""
    set_fact(small, "9000000009", FactKind.HIDDEN_PERSON)
    small.now = NOW + timedelta(days=1)
    apart = PEOPLE["crime"] | {"1": "1955-11-12,Maud,Other,,9000000076,,1 Far Road,XK9 9ZZ,300"}
    small.republish(tmp_path, PEOPLE | {"crime": apart})
    assert small.person("9000000009") != small.person("9000000076")
    assert small.find("maud other 12/11/1955") == []
    assert small.find("9000000009") == small.find("9000000076") == []


def test_a_fact_under_an_old_identifier_holds_for_the_person_it_became(small, tmp_path):
    """Two of one name turn out to be one: the second's number was the first's."""
    fact = set_fact(small, "9000000033", FactKind.HIDDEN_PERSON)
    assert small.find("9000000009")
    small.now = NOW + timedelta(days=1)
    as_one = PEOPLE["care"] | {"4": "1980-02-03,Ada,Adult,,9000000009,01632960001,4 Mill Lane,XK1 2AB,100"}
    small.republish(tmp_path, PEOPLE | {"care": as_one})
    assert small.publish.follow(fact.person_id) == small.person("9000000009")
    assert small.find("9000000009") == []


def test_an_entry_is_replayed_with_the_facts_that_it_names(small):
    fact = set_fact(small, CORAS, FactKind.HIDDEN_ADDRESS)
    protected = small.opened(CORA).entry_number
    facts.lift_fact(fact.pk, reason="Over", by=PROTECTOR, at=NOW)
    lifted = small.opened(CORA).entry_number
    before, after = replay(small.home, protected), replay(small.home, lifted)
    assert before.same
    assert after.same
    assert set(before.decision.shown) < set(after.decision.shown)
