"""All that a project shows, in whatever order its users ask."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.disclosure import Withheld, protect, signature

from .populations import CONDITIONS, LEVELS, RULES, TABLE, Project, of_sizes, populations, questions

asked = st.lists(questions, min_size=1, max_size=6)


@given(populations(), asked)
@settings(deadline=None)
def test_every_number_is_of_sets_that_differ_by_nobody_or_by_the_minimum(people, several):
    project = Project()
    shown = {value for question in several for value in project.ask(people, question)}
    own = [cell for cell in project.earlier if cell.own]
    for one, other in combinations(own, 2):
        assert len(np.setxor1d(one.members(), other.members())) >= RULES.minimum
    assert all(cell.size >= RULES.minimum for cell in own)
    assert shown - {Withheld.FEW} <= {cell.shown for cell in own}


@given(populations(), asked, st.randoms())
@settings(deadline=None)
def test_asked_again_in_any_order_each_is_answered_as_before(people, several, random):
    project = Project()
    before = {question: project.ask(people, question) for question in several}
    kept = len(project.earlier)
    random.shuffle(several)
    assert {question: project.ask(people, question) for question in several} == before
    assert len(project.earlier) == kept


@given(populations(), asked, asked, questions, st.booleans())
@settings(deadline=None)
def test_with_and_without_a_condition_that_few_fail(people, before, between, question, first_with):
    """Given what others ask; when a question is asked with and without its first condition, in either order;
    then each cell from which that condition takes fewer than the minimum shows the same both times.
    """
    rest = (tuple(one for one in question[0] if one), question[1])
    more = ((0, *rest[0]), question[1])
    project, answers = Project(), {}
    for each in (*before, more if first_with else rest, *between, rest if first_with else more):
        answers[each] = project.ask(people, each)
    meets_rest = people.meets[:, rest[0]].all(axis=1)
    for cell, (with_it, without) in enumerate(zip(answers[more], answers[rest], strict=True)):
        here = meets_rest & (people.cells(question[1]) == cell)
        if (here & ~people.meets[:, 0]).sum() < RULES.minimum:
            assert with_it == without


@given(st.integers(20, 60), st.integers(20, 60), st.booleans(), st.booleans(), st.integers(0, 2**32))
def test_one_person_is_not_told_by_leaving_them_out(others, without_it, has_it, first_with, seed):
    """Given an area where condition 1 is what somebody wants to know, and one person alone fails condition 0;
    when 1 is asked with and without them, by 0 or by a condition that is both (2); then nothing differs.
    """
    kinds = np.zeros((*LEVELS, 2**CONDITIONS), int)
    kinds[0, 0, 0b111], kinds[0, 0, 0b001] = others, without_it
    kinds[0, 0, 0b010 if has_it else 0b000] = 1
    kinds[0, 1], kinds[1, 0] = 12, 25
    people = of_sizes(kinds.ravel().tolist(), seed)
    ways = [((0, 1), (0, 1)), ((1,), (0, 1)), ((2,), (0, 1)), ((0, 2), (0, 1))]
    project = Project()
    shown = {project.ask(people, way)[0] for way in (ways if first_with else ways[::-1])}
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (lambda found: found[:-1], "not those who were counted"),
        (lambda found: found + np.uint64(1), "not those who were counted"),
        (lambda found: found[::-1], "in ascending order"),
    ],
    ids=["fewer", "others", "unsorted"],
)
def test_people_given_must_be_those_who_were_counted(others, words):
    people = of_sizes([5] * 48, 1)
    question = ((0,), (0,))
    members = people.members(question)
    with pytest.raises(ValueError, match=words):
        protect(
            people.tabulation(question),
            lambda counted, cells: [others(found) for found in members(counted, cells)],
            earlier=[],
            publish="1",
            rules=RULES,
            table=TABLE,
        )


def test_what_is_kept_can_be_compared_with():
    people = of_sizes([30] * 48, 1)
    project = Project()
    shown = project.ask(people, ((0,), (0,)))
    assert [cell.shown for cell in project.earlier] == list(shown)
    for cell in project.earlier:
        assert cell.size == len(cell.members()) == cell.signature.sum()
        assert np.array_equal(cell.signature, signature(cell.members()))
        assert cell.own
        assert cell.publish == "1"


def test_a_series_over_publishes_moves_once_ten_people_have_come():
    """Three come with each publish; a cell of 200 stays as it was for three of them."""
    project, shown = Project(), []
    for publish in range(9):
        kinds = [0] * 48
        kinds[1] = 200 + 3 * publish
        kinds[0] = 50
        people = of_sizes(kinds, 7)
        people.pseudonyms = everybody(kinds)
        people.meets = people.meets[np.argsort(~people.meets[:, 0], kind="stable")]
        shown.append(project.ask(people, ((0,), ()), publish=str(publish))[0])
    own = [cell for cell in project.earlier if cell.own]
    assert [cell.publish for cell in own] == ["0", "4", "8"]
    assert shown[0] == shown[1] == shown[2] == shown[3]
    assert shown[4] == shown[5] == shown[6] == shown[7]


def everybody(kinds):
    """The same people in each publish and some more, those of condition 0 first."""
    random = np.random.default_rng(3)
    with_it = np.sort(random.integers(0, 2**62, 300, dtype=np.uint64))[: kinds[1]]
    return np.concatenate([with_it, np.sort(random.integers(2**62, 2**63, kinds[0], dtype=np.uint64))])


def test_within_a_publish_small_steps_show_the_same_however_many():
    """When a group is asked for again and again with one person fewer, nothing moves."""
    project, shown = Project(), set()
    random = np.random.default_rng(5)
    pseudonyms = np.sort(random.integers(0, 2**64, 60, dtype=np.uint64))
    for left in range(40):
        people = of_sizes([0] * 48, 1)
        people.levels = np.zeros((60 - left, 2), int)
        people.meets = np.zeros((60 - left, CONDITIONS), bool)
        people.pseudonyms = pseudonyms[: 60 - left]
        shown |= set(project.ask(people, ((), ())))
    assert len(shown) == 1
    assert Withheld.FEW not in shown
