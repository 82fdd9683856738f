"""The checks say of every case in the table what the table says, and hold to a few laws of their own."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.law import law
from shiremoot.law.checks import check
from shiremoot.law.flows import LawfulFlow, Mode
from shiremoot.law.results import Severity
from tests.law.cases import CASES, RIGHT, TODAY, but
from tests.law.cases.samples import FIRE, FRONT_DOOR, SCHOOL
from tests.law.changed_law import law_with, unchecked

LAW = law()
BROKEN = tuple(case for case in CASES if case.mended is not None)
IDS = sorted(item.id for item in LAW.every_item())


def by_name(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


@by_name(CASES)
def test_the_checks_say_what_the_table_says(case):
    assert {result.id: result.severity for result in check(case.flow, case.on, LAW)} == case.says


@by_name(RIGHT)
def test_nothing_keeps_a_right_flow_from_going_on(case):
    assert not [result for result in check(case.flow, case.on, LAW) if result.severity.blocks]


@by_name(BROKEN)
def test_what_a_check_asks_for_mends_it(case):
    graver = {name for name, severity in case.says.items() if severity != "notes"}
    left = {result.id for result in check(case.mended, case.on, LAW)}
    assert graver
    assert not graver & left


@by_name(BROKEN)
def test_mending_brings_nothing_else_that_blocks(case):
    assert not [result for result in check(case.mended, case.on, LAW) if result.severity.blocks]


def test_the_table_is_long_enough_and_cites_a_provision_each_time():
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.provision.strip() for case in CASES)


def test_every_check_has_a_case_in_which_it_speaks_and_one_in_which_it_is_mended():
    speaks = {name for case in CASES for name in case.says}
    assert sorted(set(LAW.checks) - speaks) == []
    noted = {name for name, entry in LAW.checks.items() if entry.severity == "notes"}
    mended = {name for case in BROKEN for name in case.says}
    assert sorted(set(LAW.checks) - noted - mended) == []


@by_name(CASES)
def test_results_speak_in_sentences_about_a_part_of_the_form(case):
    for result in check(case.flow, case.on, LAW):
        assert result.words[0].isupper() and result.words.endswith((".", "?")), result.words
        assert result.words.count(". ") + result.words.count("? ") >= 1, result.words
        assert result.citation
        # raises where the flow has no such part
        reduce(getattr, result.field.split("."), case.flow)


@by_name(CASES)
def test_the_gravest_comes_first(case):
    ranks = [list(Severity).index(result.severity) for result in check(case.flow, case.on, LAW)]
    assert ranks == sorted(ranks)


def test_the_words_say_who_what_and_what_to_do():
    (result,) = check(but(SCHOOL, recipient__basis="6.1.f", statements__assessment="Weighed."), TODAY, LAW)
    assert result.words == (
        "The recipient is a public authority and cannot rest its tasks on legitimate interests. "
        "Use public task (6.1.e) and name the power."
    )
    assert result.field == "recipient.basis"
    assert result.citation == "UK GDPR, Article 6(1), closing words"
    assert result.items == ("6.1.f", "county-council")


def test_a_power_that_does_not_cover_the_flow_is_cited_itself():
    (result,) = check(but(FIRE, recipient__body="police-force"), TODAY, LAW)
    assert result.citation == "Fire and Rescue Services Act 2004, section 6"


def test_an_unknown_name_comes_with_the_nearest():
    (result,) = check(but(FIRE, recipient__powers=("FRSA04.7",)), TODAY, LAW)
    assert result.words.startswith("There is no power called FRSA04.7. Did you mean FRSA04.6")


def test_a_kind_of_body_that_is_not_one_is_all_that_is_said():
    (result,) = check(but(FIRE, recipient__body="fire-brigade"), TODAY, LAW)
    assert (result.id, result.field) == ("unknown-item", "recipient.body")


def test_what_is_not_in_force_says_since_when_it_is_or_was():
    ended = law_with(
        LAW,
        lambda item: (
            item.model_copy(update={"in_force_until": date(2026, 6, 1)}) if item.id == "6.1.e" else item
        ),
    )
    words = {
        check(FIRE, date(2026, 2, 4), LAW)[0].words: "comes into force on 5 February 2026",
        check(SCHOOL, TODAY, ended)[0].words: "ended on 1 June 2026",
        check(but(SCHOOL, provider__powers=("CA04.16LA",)), TODAY, LAW)[
            0
        ].words: "no commencement that is known",
    }
    assert [said for said, expected in words.items() if expected not in said] == []


def test_a_check_that_is_not_in_force_yet_says_nothing():
    later = law_with(
        LAW,
        lambda item: (
            item.model_copy(update={"in_force_from": date(2027, 1, 1)})
            if item.id == "retention-missing"
            else item
        ),
    )
    assert check(replace(FIRE, retention=""), TODAY, later) == ()


def test_an_empty_draft_is_told_what_is_missing_and_nothing_breaks():
    draft = LawfulFlow(replace(SCHOOL.provider, basis=None, powers=()), replace(SCHOOL.recipient, basis=None))
    results = check(draft, TODAY, LAW)
    assert {result.id for result in results if result.severity is Severity.MISSING} == {
        "purpose-missing",
        "subjects-missing",
        "basis-missing",
        "power-missing",
        "proportionality-missing",
        "retention-missing",
    }
    assert not [result for result in results if result.severity is Severity.REFUSES]


@settings(max_examples=150, deadline=None)
@given(case=st.sampled_from(CASES), doubted=st.sets(st.sampled_from(IDS), max_size=len(IDS)))
def test_nothing_that_rests_on_an_unchecked_entry_blocks(case, doubted):
    doubtful = unchecked(LAW, doubted)
    for result in check(case.flow, case.on, doubtful):
        if result.severity.blocks:
            assert doubtful.checks[result.id].checked
            items = [item for item in doubtful.every_item() if item.id in result.items]
            assert all(item.checked for item in items)


@by_name(CASES)
def test_where_nobody_checked_anything_nothing_blocks(case):
    assert not [result for result in check(case.flow, case.on, unchecked(LAW, IDS)) if result.severity.blocks]


@by_name(CASES)
def test_doubt_about_entries_hides_no_result(case):
    sure, doubtful = check(case.flow, case.on, LAW), check(case.flow, case.on, unchecked(LAW, IDS))
    assert {result.id for result in sure} == {result.id for result in doubtful}


@settings(max_examples=150, deadline=None)
@given(case=st.sampled_from(CASES), data=st.data())
def test_the_order_of_fields_and_powers_does_not_matter(case, data):
    def shuffled(values):
        return tuple(data.draw(st.permutations(values)))

    flow = case.flow
    other = replace(
        flow,
        fields=shuffled(flow.fields),
        provider=replace(flow.provider, powers=shuffled(flow.provider.powers)),
        recipient=replace(flow.recipient, powers=shuffled(flow.recipient.powers)),
    )
    assert check(other, case.on, LAW) == check(flow, case.on, LAW)


@settings(max_examples=100, deadline=None)
@given(case=st.sampled_from(CASES), on=st.dates(date(2019, 1, 1), date(2035, 1, 1)))
def test_everything_not_in_force_is_said_to_be_so(case, on):
    said = {result.items for result in check(case.flow, on, LAW) if result.id == "not-in-force"}
    for power in (*case.flow.provider.powers, *case.flow.recipient.powers):
        assert ((power,) in said) == (not LAW.powers[power].in_force(on))


def test_counts_need_no_basis_but_names_do():
    named = but(FRONT_DOOR, recipient__basis=None)
    assert "basis-missing" in {result.id for result in check(named, TODAY, LAW)}
    counted = replace(named, mode=Mode.AGGREGATE)
    assert "basis-missing" not in {result.id for result in check(counted, TODAY, LAW)}
