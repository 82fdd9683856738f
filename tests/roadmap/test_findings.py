"""Each kind of requirement, and each state of an agreement: what is found, whose move it is, what is left."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gateway.agreements.states import State as AgreementState
from shiremoot.law.flows import Dpia
from shiremoot.roadmap.usecases.findings import find
from shiremoot.roadmap.usecases.known import Assessed, Begun, Held, Known
from shiremoot.roadmap.usecases.model import Requirement
from shiremoot.roadmap.usecases.steps import Do, Finding, State, Steps
from tests.roadmap.world import (
    AGREEMENT,
    ALL_THERE,
    ASSESSMENT,
    ASSURANCE,
    CLEAN,
    COMPLETE,
    CONTRACT,
    DATASET,
    EVERY_KIND,
    LOAD,
    NOW,
    PAIR,
    SHARED,
    SHOWN,
    UNSIGNED,
    VERSION,
    with_version,
)


def found(need: Requirement, known: Known) -> Finding:
    return find(need, "council", known)


def moves(steps: Steps) -> tuple[list[tuple[str, Do]], list[tuple[str, Do]]]:
    now, later = ([(each.owner, each.do) for each in part] for part in (steps.now, steps.later))
    return now, later


@pytest.mark.parametrize("need", EVERY_KIND, ids=lambda need: need.kind)
def test_what_is_there_is_met_with_the_fact_behind_it_and_its_page(need):
    there = found(need, ALL_THERE)
    assert (there.state, there.steps) == (State.MET, Steps())
    assert there.needed and there.fact.endswith(".") and there.place.words


@pytest.mark.parametrize("need", EVERY_KIND, ids=lambda need: need.kind)
def test_what_nothing_is_known_of_is_missing_and_says_who_begins(need):
    nothing = replace(
        ALL_THERE,
        versions={},
        assessed={},
        grants=(),
        assured={},
        datasets={},
        names={"council": "Council"},
        there=frozenset({"council"}),
    )
    there = found(need, nothing)
    assert there.state is not State.MET
    assert all(step.owner in ("council", "carers") and step.words for step in there.steps.all)
    assert [step.do for step in there.steps.now] == [Do.DRAFT if need is ASSESSMENT else Do.REGISTER]


SIGN = [("carers", Do.SIGN), ("council", Do.SIGN)]


@pytest.mark.parametrize(
    ("state", "now", "later", "words"),
    [
        (AgreementState.DRAFT, [("carers", Do.SEND_OUT)], SIGN, "being drafted"),
        (AgreementState.IN_REVIEW, [("carers", Do.SEND_OUT)], SIGN, "in review"),
        (AgreementState.CHECKED, [("carers", Do.SEND_OUT)], SIGN, "checked"),
        (AgreementState.OUT_FOR_SIGNATURE, SIGN, [], "have not signed"),
        (AgreementState.NOT_YET, [("", Do.WAIT)], [], "not yet in force"),
        (AgreementState.IN_FORCE, [], [], "in force for Carers and Council"),
        (AgreementState.SUSPENDED, [("council", Do.RESUME)], [], "suspended"),
        (AgreementState.SUPERSEDED, [("council", Do.NEW_VERSION)], SIGN, "ended on 31 October 2026"),
        (AgreementState.ENDED, [("council", Do.NEW_VERSION)], SIGN, "ended on 31 October 2026"),
    ],
)
def test_in_every_state_of_an_agreement_it_is_said_whose_move_it_is(state, now, later, words):
    there = found(AGREEMENT, _in_state(state))
    assert moves(there.steps) == (now, later)
    assert words in there.fact


def _in_state(state: AgreementState) -> Known:
    before = (AgreementState.DRAFT, AgreementState.IN_REVIEW, AgreementState.CHECKED)
    if state in before:
        draft = {"care-agreement": Begun(1, state, "carers")}
        return replace(ALL_THERE, versions={}, drafts=draft, grants=())
    if state is AgreementState.OUT_FOR_SIGNATURE:
        return with_version(UNSIGNED)
    if state is AgreementState.IN_FORCE:
        return ALL_THERE
    ended = state in (AgreementState.ENDED, AgreementState.SUPERSEDED)
    last_day = date(2026, 10, 31) if ended else VERSION.last_day
    return with_version(replace(VERSION, state=state, last_day=last_day, in_force_for=frozenset()))


def test_every_state_of_an_agreement_is_among_those_tried():
    for state in AgreementState:
        assert (found(AGREEMENT, _in_state(state)).state is State.MET) == (state is AgreementState.IN_FORCE)


@given(st.frozensets(st.sampled_from(PAIR)))
def test_as_many_signatures_are_left_as_parties_have_not_signed(signed):
    version = replace(
        UNSIGNED, signed=signed, in_force_for=frozenset(PAIR) if len(signed) == 2 else frozenset()
    )
    for need in (AGREEMENT, SHOWN):
        steps = found(need, with_version(version)).steps
        unsigned = [(party, Do.SIGN) for party in PAIR if party not in signed]
        assert moves(steps)[0] == unsigned or (need is SHOWN and not unsigned)


def test_what_was_signed_elsewhere_is_confirmed():
    (first, second) = found(AGREEMENT, with_version(replace(UNSIGNED, said=frozenset({"carers"})))).steps.now
    assert first.words == "Confirm here that you signed Care agreement"
    assert second.words == "Sign Care agreement"


def test_whoever_is_no_party_waits_for_a_new_version():
    version = replace(UNSIGNED, parties=("carers",))
    there = found(AGREEMENT, with_version(version))
    assert moves(there.steps) == ([("council", Do.NEW_VERSION)], SIGN)
    assert "Council is no party" in there.fact


def test_it_is_said_where_the_agreement_above_is_not_in_force():
    above = replace(UNSIGNED, title="Memorandum", signed=frozenset({"carers"}))
    below = replace(VERSION, state=AgreementState.OUT_FOR_SIGNATURE, in_force_for=frozenset(), under="memo")
    known = replace(ALL_THERE, versions={"care-agreement": (below,), "memo": (above,)}, grants=())
    there = found(AGREEMENT, known)
    assert [(step.owner, step.to) for step in there.steps.all] == [("council", "memo")]
    assert "It stands under Memorandum" in there.fact


def test_what_is_out_for_signature_can_be_signed_while_the_next_version_is_written():
    draft = {"care-agreement": Begun(2, AgreementState.DRAFT, "carers")}
    known = replace(with_version(UNSIGNED), drafts=draft)
    for need in (AGREEMENT, SHOWN):
        assert moves(found(need, known).steps) == (SIGN, [])


@pytest.mark.parametrize("need", [AGREEMENT, SHOWN], ids=lambda need: need.kind)
def test_where_the_newest_version_will_not_do_the_one_that_is_written_is_sent_out(need):
    draft = {"care-agreement": Begun(2, AgreementState.CHECKED, "carers")}
    short = replace(UNSIGNED, parties=("carers",), shares=())
    ended = replace(
        VERSION, state=AgreementState.ENDED, last_day=date(2026, 10, 31), in_force_for=frozenset()
    )
    for version in (short, ended):
        known = replace(with_version(version), drafts=draft)
        assert moves(found(need, known).steps) == ([("carers", Do.SEND_OUT)], SIGN)
        without = moves(found(need, with_version(version)).steps)
        assert without == ([("council", Do.NEW_VERSION)], SIGN)


def test_a_newer_version_that_shares_more_is_signed_though_the_older_is_in_force():
    older = replace(VERSION, shares=())
    newer = replace(UNSIGNED, number=2, signed=frozenset({"carers"}))
    known = replace(ALL_THERE, versions={"care-agreement": (older, newer)}, grants=())
    assert found(AGREEMENT, known).state is State.MET
    assert moves(found(SHOWN, known).steps) == ([("council", Do.SIGN)], [])


def test_agreements_that_stand_under_each_other_come_to_an_end():
    one = replace(UNSIGNED, signed=frozenset(PAIR), under="other")
    other = replace(one, under="care-agreement")
    known = replace(ALL_THERE, versions={"care-agreement": (one,), "other": (other,)}, grants=())
    assert found(AGREEMENT, known).state is State.MISSING


def test_an_older_version_that_is_still_in_force_is_enough():
    newer = replace(UNSIGNED, number=2)
    known = replace(ALL_THERE, versions={"care-agreement": (VERSION, newer)})
    assert found(AGREEMENT, known).state is State.MET


@given(st.frozensets(st.sampled_from(["people.first", "people.uprn", "people.nhs"])))
def test_fields_are_met_exactly_where_grants_in_force_show_them_all(granted):
    grant = replace(ALL_THERE.grants[0], fields=granted)
    there = found(SHOWN, replace(ALL_THERE, grants=(grant,)))
    assert (there.state is State.MET) == (granted >= set(SHOWN.fields))


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": "caseload"},
        {"recipient": "carers"},
        {"roles": frozenset({"clerk"})},
        {"mode": "aggregate"},
    ],
)
def test_a_grant_for_something_else_is_none(other):
    grant = replace(ALL_THERE.grants[0], **other)
    assert found(SHOWN, replace(ALL_THERE, grants=(grant,))).state is not State.MET


def test_fields_of_two_clauses_make_up_one_requirement():
    first, second = (replace(ALL_THERE.grants[0], fields=frozenset({field})) for field in SHOWN.fields)
    assert found(SHOWN, replace(ALL_THERE, grants=(first, second))).state is State.MET


def test_a_field_that_the_agreement_does_not_share_takes_a_new_version():
    shared = replace(SHARED, fields=frozenset({"people.first"}))
    there = found(SHOWN, with_version(replace(VERSION, shares=(shared,))))
    assert moves(there.steps) == ([("council", Do.NEW_VERSION)], SIGN)
    assert "people.uprn" in there.fact and "people.first" not in there.fact


def test_fields_go_dark_with_the_assurance_of_either_side():
    known = replace(ALL_THERE, grants=(), assured={("carers", "carers"): NOW + timedelta(days=1)})
    assert moves(found(SHOWN, known).steps) == ([("council", Do.ASSURE)], [])


def test_a_derived_field_that_was_switched_off_takes_a_new_version():
    there = found(SHOWN, replace(ALL_THERE, grants=()))
    assert moves(there.steps)[0] == [("council", Do.NEW_VERSION)]
    assert "switched off" in there.fact


@given(st.integers(0, 20))
def test_a_dataset_is_to_be_loaded_again_once_it_is_older_than_it_may_be(days):
    load = replace(LOAD, as_at=NOW - timedelta(days=days))
    there = found(DATASET, replace(ALL_THERE, datasets={"care": Held(CONTRACT, load)}))
    assert moves(there.steps) == ([("carers", Do.LOAD)] if days > 7 else [], [])


@pytest.mark.parametrize(("every", "state"), [(2, State.STEP_AWAY), (4, State.MET), (None, State.MET)])
def test_where_no_age_is_said_the_contract_s_own_promise_counts(every, state):
    contract = replace(CONTRACT, loads_every=timedelta(days=every) if every else None)
    need = DATASET.model_copy(update={"within_days": None})
    assert found(need, replace(ALL_THERE, datasets={"care": Held(contract, LOAD)})).state is state


@pytest.mark.parametrize(
    ("held", "words", "now", "later"),
    [
        (Held(), "has no contract", [Do.CONTRACT], [Do.LOAD]),
        (Held(CONTRACT), "not loaded", [Do.LOAD], []),
        (Held(None, LOAD), "was withdrawn", [Do.CONTRACT], [Do.LOAD]),
        (Held(replace(CONTRACT, status="retired"), LOAD), "was withdrawn", [Do.CONTRACT], [Do.LOAD]),
        (Held(replace(CONTRACT, provider="council"), LOAD), "Council’s, and not", [Do.CORRECT], []),
    ],
)
@pytest.mark.parametrize("need", [DATASET, COMPLETE, CLEAN], ids=["dataset", "complete", "clean"])
def test_a_dataset_that_never_was_or_was_withdrawn_says_what_it_takes(need, held, words, now, later):
    there = found(need, replace(ALL_THERE, datasets={"care": held}))
    assert words in there.fact
    assert ([step.do for step in there.steps.now], [step.do for step in there.steps.later]) == (now, later)


@given(st.integers(1, 10_000).flatmap(lambda rows: st.tuples(st.integers(0, rows), st.just(rows))), st.data())
def test_quality_is_met_from_the_number_that_was_asked_on(counted, data):
    filled, rows = counted
    exactly = filled * 100 // rows
    percent = data.draw(st.sampled_from([exactly, min(exactly + 1, 100)]) | st.integers(0, 100))
    load = replace(LOAD, completeness={"people.uprn": filled / rows})
    known = replace(ALL_THERE, datasets={"care": Held(CONTRACT, load)})
    there = found(COMPLETE.model_copy(update={"complete_percent": percent}), known)
    assert (there.state is State.MET) == (filled * 100 >= percent * rows)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 100))
def test_no_more_may_be_quarantined_than_was_asked(rows, left_out, percent):
    load = replace(LOAD, rows={"people": rows}, quarantined={"people": left_out})
    known = replace(ALL_THERE, datasets={"care": Held(CONTRACT, load)})
    there = found(CLEAN.model_copy(update={"quarantined_percent": percent}), known)
    assert (there.state is State.MET) == (left_out * 100 <= percent * (rows + left_out))


@pytest.mark.parametrize(
    "held", [Held(CONTRACT), Held(CONTRACT, replace(LOAD, as_at=NOW - timedelta(days=9)))]
)
def test_a_dataset_that_no_agreement_lets_be_loaded_is_brought_under_one_first(held):
    known = replace(ALL_THERE, datasets={"care": held}, grants=())
    assert moves(found(DATASET, known).steps) == ([("council", Do.LINKING)], [("carers", Do.LOAD)])


def test_a_contract_comes_before_the_agreement_to_load_it():
    steps = found(DATASET, replace(ALL_THERE, datasets={}, grants=())).steps
    assert moves(steps) == ([("carers", Do.CONTRACT)], [("council", Do.LINKING), ("carers", Do.LOAD)])


def test_a_field_that_the_load_does_not_have_is_added_to_the_contract_first():
    need = COMPLETE.model_copy(update={"field": "people.shoe_size"})
    assert moves(found(need, ALL_THERE).steps) == ([("carers", Do.CONTRACT)], [("carers", Do.LOAD)])


@pytest.mark.parametrize("standing", Dpia)
def test_an_impact_assessment_is_met_once_it_is_signed_off(standing):
    known = replace(ALL_THERE, assessed={"care-agreement": Assessed(standing, "carers")})
    there = found(ASSESSMENT, known)
    assert moves(there.steps)[0] == ([] if standing is Dpia.SIGNED else [("carers", Do.ASSESS)])


def test_an_impact_assessment_that_nobody_began_is_its_agreement_s_writer_s_move():
    draft = {"care-agreement": Begun(1, AgreementState.DRAFT, "carers")}
    nothing = replace(ALL_THERE, assessed={}, versions={})
    assert moves(found(ASSESSMENT, replace(ALL_THERE, assessed={})).steps) == ([("council", Do.ASSESS)], [])
    assert moves(found(ASSESSMENT, replace(nothing, drafts=draft)).steps) == ([("carers", Do.ASSESS)], [])
    assert moves(found(ASSESSMENT, nothing).steps) == ([("council", Do.DRAFT)], [("council", Do.ASSESS)])


def test_an_assurance_that_lapsed_says_what_is_missing():
    known = replace(ALL_THERE, assured={}, lacking={"carers": ("Training", "Data protection fee")})
    there = found(ASSURANCE, known)
    assert "Training; Data protection fee" in there.fact
    assert moves(there.steps) == ([("carers", Do.ASSURE)], [])


def test_an_organisation_that_was_closed_gives_nothing_and_the_use_case_names_another():
    known = replace(ALL_THERE, there=frozenset({"council"}))
    for need in (AGREEMENT, ASSURANCE, DATASET, COMPLETE):
        assert moves(found(need, known).steps)[0] == [("council", Do.CORRECT)]
