"""Findings: how sure they are is in the sentence, and nothing is said of what cannot be told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.methods.findings import Evidence, Finding, evidence_of, finding
from shiremoot.methods.staggered import Change, Effect, Refusal

FELL = Effect(
    change=Change(-0.09, -0.14, -0.04),
    events=(),
    p_before=0.4,
    bodies=12,
    months_before=18,
    months_after=30,
    left_out=(),
)


def told(share, low, high, **changes) -> Finding:
    return finding("Call-outs", replace(FELL, change=Change(share, low, high), **changes))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ((-0.09, -0.14, -0.04), "Call-outs fell by about 9 in 100, likely between 4 and 14; evidence: good."),
        ((0.2, 0.07, 0.34), "Call-outs rose by about 20 in 100, likely between 7 and 34; evidence: good."),
        (
            (-0.02, -0.0401, -0.0001),
            "Call-outs fell by about 2 in 100, likely between 0.1 and 4; evidence: good.",
        ),
        (
            (-0.004, -0.03, 0.02),
            "Call-outs hardly changed, if at all: likely between 3 in 100 lower and 2 in 100 higher;"
            " evidence: good.",
        ),
        (
            (-0.04, -0.12, 0.05),
            "Call-outs: no effect can be told. It is likely between 12 in 100 lower and 5 in 100 higher.",
        ),
    ],
)
def test_what_is_said(change, sentence):
    assert told(*change).sentence == sentence


shares = st.floats(-0.99, 3, allow_nan=False)


@given(st.lists(shares, min_size=3, max_size=3).map(sorted), st.floats(0, 1), st.integers(6, 20))
def test_a_change_is_named_only_where_it_is_sure_and_areas_moved_alike(ends, p_before, bodies):
    low, share, high = ends
    said = told(share, low, high, p_before=p_before, bodies=bodies)
    named = " fell by " in said.sentence or " rose by " in said.sentence
    assert named == (p_before >= 0.05 and (low > 0 or high < 0))
    assert (said.evidence is None) == bool(said.next_step)
    assert (said.evidence is not None) == ("evidence: " in said.sentence)
    if " fell by " in said.sentence:
        assert high < 0
    assert " 0 in 100" not in said.sentence


@pytest.mark.parametrize(
    ("changes", "evidence"),
    [
        ({}, Evidence.GOOD),
        ({"bodies": 9}, Evidence.FAIR),
        ({"bodies": 7}, Evidence.WEAK),
        ({"months_before": 11}, Evidence.FAIR),
        ({"months_before": 5}, Evidence.WEAK),
        ({"months_after": 5}, Evidence.FAIR),
        ({"months_after": 3}, Evidence.WEAK),
        ({"left_out": ("Oldford",)}, Evidence.FAIR),
        ({"left_out": ("Oldford",), "bodies": 7}, Evidence.WEAK),
    ],
)
def test_evidence_is_as_good_as_what_there_is_least_of(changes, evidence):
    assert evidence_of(replace(FELL, **changes)) is evidence


@given(st.integers(6, 20), st.integers(1, 30), st.integers(3, 30))
def test_more_areas_and_months_never_make_evidence_weaker(bodies, before, after):
    fewer = replace(FELL, bodies=bodies, months_before=before, months_after=after)
    for more in (
        replace(fewer, bodies=bodies + 1),
        replace(fewer, months_before=before + 1),
        replace(fewer, months_after=after + 1),
    ):
        assert evidence_of(more) >= evidence_of(fewer)


def test_where_areas_moved_apart_before_no_number_is_said():
    said = told(-0.09, -0.14, -0.04, p_before=0.04)
    assert said.sentence == (
        "Call-outs: what the change did cannot be told. Before it began, the areas where it began already"
        " moved otherwise than those they are compared with."
    )
    assert said.evidence is None


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_says_why_and_what_to_do(refusal):
    said = finding("Call-outs", refusal)
    assert said.sentence.startswith("Call-outs: ")
    assert said.sentence.endswith(".")
    assert said.next_step.endswith(".")
    assert said.evidence is None


def test_too_early_is_said_so():
    said = finding("Call-outs", Refusal.TOO_EARLY)
    assert said.sentence == "Call-outs: too early to tell. There are fewer than 3 months since it began."


def test_it_is_said_what_a_finding_rests_on():
    assert finding("Call-outs", replace(FELL, left_out=("Oldford", "Thornwick"))).grounds == (
        "12 areas, or groups of areas, began each at a time of its own or not at all (10 are good).",
        "There are 18 months before the first began (12 are good) and 30 since (6 are good).",
        "Before they began, areas moved as those they are compared with.",
        "Left out are Oldford, Thornwick: for few people months are withheld there, or it began before the"
        " first month.",
    )
