"""How ready use cases are, and which step is worth most: whatever the order, and whatever else there is."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gateway.agreements.states import State as AgreementState
from shiremoot.law.flows import Dpia
from shiremoot.roadmap.usecases.known import Assessed, Held, Known
from shiremoot.roadmap.usecases.model import UseCase
from shiremoot.roadmap.usecases.readiness import Level, Roadmap, readiness, roadmap
from shiremoot.roadmap.usecases.steps import State, Step
from tests.roadmap.world import ALL_THERE, CONTRACT, EVERY_KIND, LINKING, LOAD, UNSIGNED, VERSION, use_case

signed_by = st.frozensets(st.sampled_from(["carers", "council"]))


@st.composite
def worlds(draw) -> Known:
    """The agreement signed by some, the assessment as far as it is, the dataset and the assurance or not."""
    signed = draw(signed_by)
    version = VERSION if len(signed) == 2 else replace(UNSIGNED, signed=signed)
    in_force = version is VERSION
    return replace(
        ALL_THERE,
        versions=draw(st.sampled_from([{}, {"care-agreement": (version,)}]))
        if not in_force
        else ALL_THERE.versions,
        grants=ALL_THERE.grants if in_force else draw(st.sampled_from([(), (LINKING,)])),
        assessed={"care-agreement": Assessed(draw(st.sampled_from(Dpia)), "council")},
        datasets={"care": draw(st.sampled_from([Held(), Held(CONTRACT), Held(CONTRACT, LOAD)]))},
        assured=draw(st.sampled_from([ALL_THERE.assured, {}])),
    )


use_cases = st.lists(
    st.tuples(st.lists(st.sampled_from(EVERY_KIND), min_size=1, unique=True), st.integers(0, 5000)),
    min_size=1,
    max_size=6,
).map(
    lambda found: [
        use_case(*needs, identifier=f"case-{number}", about=about)
        for number, (needs, about) in enumerate(found)
    ]
)


def made_ready_by(step: Step, found: Roadmap) -> set[str]:
    """What would be ready if this were done: everything that lacks nothing else."""
    return {
        each.use_case.identifier
        for each in found.found
        if each.level is not Level.READY and not set(each.steps) - {step}
    }


@given(use_cases, worlds())
def test_a_use_case_is_ready_exactly_where_every_requirement_is_met(cases, known):
    for each in roadmap(cases, known).found:
        assert (each.level is Level.READY) == all(one.state is State.MET for one in each.findings)
        assert (each.level is Level.ONE_STEP) == (len(set(each.steps)) == 1)
        assert len(each.steps) == len(set(each.steps))


@given(use_cases, worlds())
def test_whatever_is_not_ready_has_a_step_that_can_be_taken_now(cases, known):
    for each in roadmap(cases, known).found:
        assert bool(each.now) == (each.level is not Level.READY)


@given(use_cases, worlds())
def test_no_step_unlocks_more_than_the_best(cases, known):
    found = roadmap(cases, known)
    if found.best is None:
        assert all(each.level is Level.READY for each in found.found)
        return
    best = made_ready_by(found.best.step, found)
    assert {each.identifier for each in found.best.unlocks} == best
    for each in found.found:
        for step in each.now:
            assert len(made_ready_by(step, found)) <= len(best)


@given(use_cases, worlds(), st.randoms())
def test_the_order_in_which_use_cases_are_listed_changes_nothing(cases, known, random):
    shuffled = list(cases)
    random.shuffle(shuffled)
    one, other = roadmap(cases, known), roadmap(shuffled, known)
    assert one.found == other.found
    assert one.worth == other.worth


@given(use_cases, worlds())
def test_what_is_waited_for_from_each_is_every_step_that_can_be_taken(cases, known):
    found = roadmap(cases, known)
    asked = [each.step for name in ("carers", "council") for each in found.waited_for(name)]
    assert sorted(asked, key=lambda step: step.order) == sorted(
        {step for each in found.found for step in each.now}, key=lambda step: step.order
    )


def _step_of(found: Roadmap) -> tuple[str, str]:
    assert found.best is not None
    return found.best.step.owner, found.best.step.do


def test_of_two_that_unlock_as_many_the_one_for_more_people_comes_first():
    known = replace(
        ALL_THERE,
        datasets={"care": Held(CONTRACT)},
        assessed={"care-agreement": Assessed(Dpia.DRAFT, "council")},
    )
    assessment, dataset = EVERY_KIND[1], EVERY_KIND[3]
    few, many = ("few", 10), ("many", 20)

    def best(first: tuple[str, int], second: tuple[str, int]) -> tuple[str, str]:
        cases: list[UseCase] = [
            use_case(assessment, identifier=first[0], about=first[1]),
            use_case(dataset, identifier=second[0], about=second[1]),
        ]
        return _step_of(roadmap(cases, known))

    assert best(few, many) == ("carers", "load")
    assert best(many, few) == ("council", "impact assessment")
    assert best(("one", 10), ("other", 10)) == ("carers", "load")  # by the name of whose move it is


def test_nothing_that_nobody_can_hasten_is_the_best_step():
    waiting = replace(
        VERSION, state=AgreementState.NOT_YET, begins=date(2027, 1, 1), in_force_for=frozenset()
    )
    found = readiness(use_case(EVERY_KIND[0]), replace(ALL_THERE, versions={"care-agreement": (waiting,)}))
    assert found.level is Level.ONE_STEP
    assert Roadmap((found,)).best is None
