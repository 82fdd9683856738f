"""Whether a DPIA is required is answered from the flows and their data."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.law import law
from shiremoot.law.facts import FLOW_FACTS, excess_fields, facts_of
from shiremoot.law.flows import Mode, Trait
from shiremoot.law.screening import Outcome, screen
from tests.law.cases import CASES, TODAY, but, fields
from tests.law.cases.samples import AGREED, CARE, FIRE, FRONT_DOOR, LINKING, RESEARCH, SCHOOL, WEIGHED

LAW = law()
FLOWS = st.sampled_from([case.flow for case in CASES])


def with_traits(flow, *traits):
    return replace(flow, traits=frozenset(traits))


@pytest.mark.parametrize(
    ("flow", "outcome", "because"),
    [
        (WEIGHED, Outcome.NOT_REQUIRED, ()),
        (FIRE, Outcome.RECOMMENDED, ("children or vulnerable people",)),
        (CARE, Outcome.REQUIRED_WP248, ("sensitive or very personal data", "children or vulnerable people")),
        (
            RESEARCH,
            Outcome.REQUIRED_ARTICLE_35_3,
            ("special categories or criminal offences on a large scale",),
        ),
        (LINKING, Outcome.REQUIRED_ICO_LIST, ("matching data from several sources",)),
        (
            with_traits(WEIGHED, Trait.PROFILING, Trait.AUTOMATED_DECISIONS),
            Outcome.REQUIRED_ARTICLE_35_3,
            ("extensive profiling on which decisions with serious effect are based",),
        ),
        (
            with_traits(WEIGHED, Trait.COULD_HARM),
            Outcome.REQUIRED_ICO_LIST,
            ("a breach could endanger somebody's",),
        ),
        # new technology counts only together with another criterion than newness itself
        (with_traits(WEIGHED, Trait.INNOVATIVE), Outcome.RECOMMENDED, ("innovative technology",)),
        (with_traits(FIRE, Trait.INNOVATIVE), Outcome.REQUIRED_ICO_LIST, ("innovative technology",)),
        (
            but(AGREED, categories=frozenset({"genetic"})),
            Outcome.REQUIRED_ICO_LIST,
            ("genetic data",),
        ),
    ],
)
def test_the_outcome_comes_with_its_reasons(flow, outcome, because):
    screening = screen((flow,), LAW, TODAY)
    assert screening.outcome is outcome
    words = " ".join(reason.words for reason in screening.reasons)
    assert all(each in words for each in because)
    assert bool(screening.reasons) == (outcome is not Outcome.NOT_REQUIRED)


def test_two_datasets_for_one_recipient_are_matched():
    first, second = replace(SCHOOL, dataset="schools"), replace(SCHOOL, dataset="health")
    assert screen((first,), LAW, TODAY).outcome is Outcome.RECOMMENDED
    assert screen((first, second), LAW, TODAY).outcome is Outcome.REQUIRED_ICO_LIST


def test_a_multi_agency_single_view_always_needs_one():
    screening = screen((replace(FRONT_DOOR, people=60000), SCHOOL), LAW, TODAY)
    assert screening.required


def test_what_nobody_said_is_unanswered():
    assert screen((replace(FIRE, people=None),), LAW, TODAY).unanswered == (
        "how many people the data are about",
    )
    assert screen((FIRE,), LAW, TODAY).unanswered == ()


def test_counts_say_nothing_about_people():
    assert facts_of((replace(RESEARCH, mode=Mode.AGGREGATE),), LAW) == frozenset()


def test_fields_that_a_purpose_does_not_usually_need_are_named_in_order():
    flow = replace(FIRE, fields=(*fields("sensitive", "event"), *fields("identity")))
    assert [field.name for field in excess_fields(flow, LAW)] == ["event.field", "sensitive.field"]


def test_a_flow_without_a_purpose_has_nothing_in_excess():
    assert excess_fields(replace(FIRE, purpose=None, fields=fields("sensitive")), LAW) == ()


@settings(max_examples=150, deadline=None)
@given(flow=FLOWS, traits=st.frozensets(st.sampled_from(list(Trait))))
def test_every_fact_has_a_name_the_files_may_use(flow, traits):
    assert facts_of((replace(flow, traits=traits),), LAW) <= FLOW_FACTS


@settings(max_examples=150, deadline=None)
@given(flows=st.lists(FLOWS, min_size=1, max_size=4), traits=st.frozensets(st.sampled_from(list(Trait))))
def test_more_never_makes_the_outcome_less_binding(flows, traits):
    binding = list(Outcome)
    before = screen(flows, LAW, TODAY)
    after = screen((*flows, replace(flows[0], traits=flows[0].traits | traits)), LAW, TODAY)
    assert binding.index(after.outcome) <= binding.index(before.outcome)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), flows=st.lists(FLOWS, min_size=1, max_size=4))
def test_the_order_of_flows_does_not_matter(data, flows):
    assert screen(data.draw(st.permutations(flows)), LAW, TODAY) == screen(flows, LAW, TODAY)
