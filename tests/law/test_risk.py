"""The risk of a flow is points that add up, each with its reason and what would lower it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.law import law
from shiremoot.law.flows import Dpia, Mode
from shiremoot.law.risk import Controls, risk_of
from shiremoot.law.shelves import Shelf
from tests.law.cases import CASES, TODAY
from tests.law.cases.samples import FIRE, FRONT_DOOR

LAW = law()
ALL_THERE = Controls(True, True, True, True, True)
FLOWS = st.sampled_from([case.flow for case in CASES])
CONTROLS = st.builds(Controls, *[st.booleans()] * 5)
NAMES = tuple(vars(ALL_THERE))


def test_a_flow_under_every_control_counts_only_what_it_is():
    risk = risk_of(replace(FIRE, dpia=Dpia.SIGNED), ALL_THERE, LAW, TODAY)
    assert [term.id for term in risk.terms] == ["risk-vulnerable", "risk-identified"]
    assert (risk.total, risk.level) == (4, "Low")


def test_a_sensitive_flow_without_controls_is_high():
    risk = risk_of(replace(FRONT_DOOR, retention="", dpia=Dpia.NONE), Controls(), LAW, TODAY)
    assert risk.level == "High"
    assert {term.id for term in risk.terms} >= {"risk-sensitive", "risk-no-retention", "risk-no-dpia"}


def test_every_term_says_why_it_counts_and_what_would_lower_it():
    risk = risk_of(FRONT_DOOR, Controls(), LAW, TODAY)
    assert all(term.why and term.reduce for term in risk.terms)


def test_pseudonyms_lower_it():
    identified = risk_of(FRONT_DOOR, ALL_THERE, LAW, TODAY)
    pseudonymised = risk_of(replace(FRONT_DOOR, mode=Mode.PSEUDONYMISED), ALL_THERE, LAW, TODAY)
    assert pseudonymised.total < identified.total


@settings(max_examples=200, deadline=None)
@given(flow=FLOWS, controls=CONTROLS)
def test_the_total_is_the_sum_of_its_terms(flow, controls):
    risk = risk_of(flow, controls, LAW, TODAY)
    assert risk.total == sum(term.points for term in risk.terms)


@settings(max_examples=100, deadline=None)
@given(flow=FLOWS, controls=CONTROLS, data=st.data())
def test_the_order_of_the_file_does_not_matter(flow, controls, data):
    terms = data.draw(st.permutations(list(LAW.risk_terms.values())))
    shuffled = replace(LAW, risk_terms=Shelf("term of risk", terms))
    assert risk_of(flow, controls, shuffled, TODAY).total == risk_of(flow, controls, LAW, TODAY).total


@settings(max_examples=200, deadline=None)
@given(flow=FLOWS, controls=CONTROLS, name=st.sampled_from(NAMES))
def test_taking_a_control_away_never_lowers_it(flow, controls, name):
    with_it = risk_of(flow, replace(controls, **{name: True}), LAW, TODAY).total
    without = risk_of(flow, replace(controls, **{name: False}), LAW, TODAY).total
    assert without >= with_it


@settings(max_examples=200, deadline=None)
@given(flow=FLOWS, controls=CONTROLS)
def test_a_term_left_out_takes_exactly_its_points_with_it(flow, controls):
    whole = risk_of(flow, controls, LAW, TODAY)
    for term in whole.terms:
        rest = Shelf("term of risk", (each for each in LAW.risk_terms.values() if each.id != term.id))
        assert (
            risk_of(flow, controls, replace(LAW, risk_terms=rest), TODAY).total == whole.total - term.points
        )
