"""Evidence of protecting data is valid, expiring, lapsed or missing, to the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.errors import UserError
from shiremoot.law import law
from shiremoot.law.assurance import (
    Extended,
    Held,
    Sponsored,
    State,
    last_day,
    number_looks_wrong,
    standings,
)

LAW = law()
TODAY = date(2026, 11, 23)
TOOLKIT = LAW.assurance["dspt"]
CYBER = LAW.assurance["cyber-essentials"]
DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))
YES = frozenset(LAW.questions)


def standing(body, held, requirement, on=TODAY, **more):
    found = standings(LAW, LAW.bodies[body], held, on, **more)
    (one,) = [each for each in found if each.requirement == requirement]
    return one


def required(body, **more):
    return {each.requirement for each in standings(LAW, LAW.bodies[body], (), TODAY, **more)}


def toolkit(published, level="standards met"):
    return Held("dspt", published, level)


def test_each_kind_of_body_needs_its_own():
    assert "need-guardian" in required("nhs-trust")
    assert "need-guardian" not in required("police-force")
    assert "need-toolkit" not in required("charity")
    assert required("company") == {"need-fee", "need-cyber", "need-training", "need-policies"}


def test_whoever_handles_patient_information_needs_the_toolkit():
    assert "need-toolkit-for-patients" not in required("district-council")
    assert "need-toolkit-for-patients" in required("district-council", patient_information=True)


def test_nothing_recorded_is_missing_and_red():
    one = standing("nhs-trust", (), "need-toolkit")
    assert (one.state, one.state.light, one.until) == (State.MISSING, "red", None)
    assert one.words == "Nothing is recorded. Record Data Security and Protection Toolkit."


@pytest.mark.parametrize(
    ("published", "until"),
    [
        (date(2026, 3, 31), date(2026, 6, 30)),
        (date(2026, 4, 1), date(2027, 6, 30)),
        (date(2026, 6, 30), date(2027, 6, 30)),
        (date(2026, 7, 1), date(2027, 6, 30)),
        (date(2027, 1, 15), date(2027, 6, 30)),
    ],
)
def test_a_toolkit_is_good_until_30_june_after_its_financial_year(published, until):
    assert last_day(TOOLKIT, toolkit(published)) == until


@pytest.mark.parametrize(
    ("on", "state", "light"),
    [
        (date(2027, 5, 30), State.VALID, "green"),
        (date(2027, 5, 31), State.EXPIRING, "amber"),
        (date(2027, 6, 30), State.EXPIRING, "amber"),
        (date(2027, 7, 1), State.LAPSED, "red"),
    ],
)
def test_a_toolkit_turns_amber_at_thirty_days_and_red_on_1_july(on, state, light):
    one = standing("nhs-trust", (toolkit(date(2026, 6, 20)),), "need-toolkit", on)
    assert (one.state, one.state.light) == (state, light)


def test_the_words_count_the_days():
    held = (toolkit(date(2026, 6, 20)),)
    assert standing("nhs-trust", held, "need-toolkit", date(2027, 6, 29)).words == (
        "Data Security and Protection Toolkit is good until 30 June 2027, 1 day more. Renew it before."
    )
    assert standing("nhs-trust", held, "need-toolkit", date(2027, 7, 5)).words == (
        "Data Security and Protection Toolkit ended on 30 June 2027. Renew it."
    )


def test_a_toolkit_below_the_standard_does_not_count():
    one = standing("nhs-trust", (toolkit(date(2026, 6, 20), "approaching standards"),), "need-toolkit")
    assert one.state is State.MISSING
    assert "approaching standards" in one.words


def test_cyber_essentials_lasts_twelve_months():
    held = (Held("cyber-essentials", date(2025, 11, 24)),)
    assert standing("charity", held, "need-cyber", date(2026, 11, 23)).state is State.EXPIRING
    assert standing("charity", held, "need-cyber", date(2026, 11, 24)).state is State.LAPSED


def test_any_one_of_several_kinds_meets_a_requirement_and_the_longest_counts():
    held = (Held("cyber-essentials", date(2025, 1, 1)), Held("iso-27001", date(2025, 1, 1)))
    assert standing("company", held, "need-cyber").until == date(2027, 12, 31)


def test_what_was_not_issued_yet_does_not_count():
    held = (Held("cyber-essentials", date(2026, 11, 24)),)
    assert standing("charity", held, "need-cyber", date(2026, 11, 23)).state is State.MISSING


def test_a_named_officer_stays_until_replaced_or_until_a_day():
    held = (Held("data-protection-officer", date(2020, 1, 1)),)
    assert standing("school", held, "need-officer").state is State.VALID
    left = (Held("data-protection-officer", date(2020, 1, 1), until=date(2026, 10, 31)),)
    assert standing("school", left, "need-officer").state is State.LAPSED


def extension(until, reason="The form is late; the front door cannot shut"):
    return (Extended("need-toolkit", "Senior information risk owner", reason, until),)


def test_a_lapse_can_be_extended_for_fourteen_days_with_a_reason():
    held = (toolkit(date(2026, 6, 20)),)
    one = standing(
        "nhs-trust", held, "need-toolkit", date(2027, 7, 14), extended=extension(date(2027, 7, 14))
    )
    assert (one.state, one.state.light, one.state.suffices) == (State.EXTENDED, "amber", True)
    assert "Senior information risk owner extended it, because the form is late" in one.words
    after = standing(
        "nhs-trust", held, "need-toolkit", date(2027, 7, 15), extended=extension(date(2027, 7, 14))
    )
    assert after.state is State.LAPSED


@pytest.mark.parametrize(
    ("given_extension", "said"),
    [
        (extension(date(2027, 7, 15)), "An extension may last until 14 July 2027, 14 days after the end."),
        (extension(date(2027, 7, 10), "  "), "An extension needs a reason."),
    ],
)
def test_no_longer_and_not_without_a_reason(given_extension, said):
    held = (toolkit(date(2026, 6, 20)),)
    with pytest.raises(UserError) as refused:
        standing("nhs-trust", held, "need-toolkit", date(2027, 7, 5), extended=given_extension)
    assert refused.value.message == said


def test_what_was_never_there_cannot_be_extended():
    one = standing("nhs-trust", (), "need-toolkit", extended=extension(date(2027, 7, 10)))
    assert one.state is State.MISSING


def test_a_sponsored_charity_answers_twelve_questions_instead():
    found = standings(
        LAW, LAW.bodies["charity"], (), TODAY, sponsored=Sponsored("County Council", TODAY, YES)
    )
    assert {each.requirement for each in found} == {"small-path", "need-fee"}
    assert found[0].state is State.VALID
    assert found[0].until == date(2027, 11, 22)


def test_a_no_keeps_the_path_red_and_says_what_to_mend():
    answers = YES - {"q04"}
    found = standings(
        LAW, LAW.bodies["charity"], (), TODAY, sponsored=Sponsored("County Council", TODAY, answers)
    )
    assert found[0].state is State.MISSING
    assert found[0].words.startswith(
        "1 of the twelve questions are not answered with yes. First mend this: Does each"
    )


def test_a_large_body_cannot_take_the_small_path():
    with pytest.raises(UserError) as refused:
        standings(LAW, LAW.bodies["nhs-trust"], (), TODAY, sponsored=Sponsored("County Council", TODAY, YES))
    assert (
        refused.value.message
        == "The path for small organisations is not for an NHS trust or foundation trust."
    )


def test_there_are_twelve_questions():
    assert len(LAW.questions) == 12


@pytest.mark.parametrize(
    ("number", "looks_right"),
    [
        ("Z1234567", True),
        ("Z123456X", True),
        ("ZA123456", True),
        ("za 123456", True),
        ("", True),
        ("A123", False),
    ],
)
def test_a_fee_number_that_looks_wrong_is_warned_of(number, looks_right):
    assert (number_looks_wrong(LAW.assurance["ico-fee"], number) == "") is looks_right


@settings(max_examples=300, deadline=None)
@given(issued=DAYS, ahead=st.integers(0, 900))
def test_the_state_changes_on_its_day_and_never_back(issued, ahead):
    held = (Held("cyber-essentials", issued),)
    until = last_day(CYBER, held[0])
    on = issued + timedelta(days=ahead)
    left = (until - on).days
    expected = State.LAPSED if left < 0 else State.EXPIRING if left <= CYBER.warn_days else State.VALID
    assert standing("charity", held, "need-cyber", on).state is expected


@settings(max_examples=300, deadline=None)
@given(published=DAYS)
def test_a_toolkit_never_lasts_longer_than_fifteen_months_nor_less_than_three(published):
    until = last_day(TOOLKIT, toolkit(published))
    assert timedelta(days=90) <= until - published <= timedelta(days=456)
    assert (until.month, until.day) == (6, 30)


@settings(max_examples=200, deadline=None)
@given(
    on=DAYS,
    held=st.lists(st.builds(Held, st.sampled_from(["cyber-essentials", "iso-27001"]), DAYS), max_size=4),
    more=st.builds(Held, st.sampled_from(["cyber-essentials", "psn"]), DAYS),
)
def test_more_evidence_never_stands_worse(on, held, more):
    order = list(State)
    before = standing("charity", held, "need-cyber", on).state
    after = standing("charity", [*held, more], "need-cyber", on).state
    assert order.index(after) <= order.index(before)
