"""The low-effect guard: asked with and without what leaves out few people, a cell has one answer."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from shiremoot.disclosure import guarded, record_keys

from .populations import CONDITIONS, LEVELS, RULES, of_sizes, populations, questions


@given(populations(), questions)
def test_what_is_kept_leaves_out_at_least_the_minimum_and_is_what_is_counted(people, question):
    counted = guarded(people.tabulation(question), RULES.minimum)
    for cell in range(len(counted.people)):
        here = people.counted(question, counted, cell)
        assert here.sum() == counted.people[cell]
        assert record_keys(people.pseudonyms[here]).sum(dtype=int) % 256 == counted.key[cell]
        for fewer in without_one(counted, cell):
            assert people.counted(question, fewer, cell).sum() - here.sum() >= RULES.minimum


def without_one(counted, cell):
    """The same with one condition or dimension fewer in that cell."""
    for bit in range(CONDITIONS):
        if counted.conditions[cell] >> bit & 1:
            fewer = counted.conditions.copy()
            fewer[cell] &= ~(1 << bit)
            yield type(counted)(fewer, counted.dimensions, counted.people, counted.key)
    for dimension in np.flatnonzero(counted.dimensions[cell]):
        wider = counted.dimensions.copy()
        wider[cell, dimension] = False
        yield type(counted)(counted.conditions, wider, counted.people, counted.key)


@given(populations(), questions)
def test_a_first_condition_of_low_effect_changes_nothing(people, question):
    rest = (tuple(one for one in question[0] if one), question[1])
    more = ((0, *rest[0]), question[1])
    meets_rest = people.meets[:, rest[0]].all(axis=1)
    with_it, without = people.sets(more), people.sets(rest)
    for cell in range(len(without)):
        here = meets_rest & (people.cells(question[1]) == cell)
        if (here & ~people.meets[:, 0]).sum() < RULES.minimum:
            assert with_it[cell] == without[cell]


@given(populations(), st.booleans())
def test_a_first_breakdown_of_low_effect_changes_nothing(people, with_second):
    rest = (1,) if with_second else ()
    by_first, without = people.sets(((), (0, *rest))), people.sets(((), rest))
    for cell, wider in enumerate([*range(len(without))] * LEVELS[0]):
        here = (people.cells((0, *rest)) == cell).sum()
        if (people.cells(rest) == wider).sum() - here < RULES.minimum:
            assert by_first[cell] == without[wider]


@given(populations(), questions, st.integers(0, CONDITIONS - 1), st.integers(0, 2**32 - 1))
def test_one_person_changes_what_is_kept_only_where_somebody_makes_up_the_minimum(people, question, one, at):
    """In two worlds that differ in whether one person meets one condition, the same is kept in every cell,
    unless an effect is just at the minimum: the choice tells nothing to who does not know the other nine.
    """
    assume(len(people.levels))
    before = guarded(people.tabulation(question), RULES.minimum)
    met = guarded(people.tabulation(question), RULES.minimum - 1)
    unmet = guarded(people.tabulation(question), RULES.minimum + 1)
    person = at % len(people.levels)
    people.meets[person, one] = not people.meets[person, one]
    after = guarded(people.tabulation(question), RULES.minimum)
    for cell in range(len(before.people)):
        kept = [(each.conditions[cell], *each.dimensions[cell]) for each in (met, before, unmet)]
        if kept[0] == kept[1] == kept[2]:
            assert (after.conditions[cell], *after.dimensions[cell]) == kept[1]


def test_of_two_conditions_that_mean_the_same_one_is_kept():
    kinds = np.zeros((*LEVELS, 2**CONDITIONS), int)
    kinds[..., 0b000], kinds[..., 0b011] = 20, 15
    people = of_sizes(kinds.ravel().tolist(), 1)
    assert people.sets(((0, 1), ())) == people.sets(((0,), ())) == people.sets(((1,), ()))


def test_a_level_that_nearly_all_are_in_is_answered_as_the_wider_cell():
    kinds = np.zeros((*LEVELS, 2**CONDITIONS), int)
    kinds[0, 0, 0], kinds[0, 1, 0], kinds[0, 2, 0] = 40, 3, 6
    kinds[1, :, 0] = 40
    people = of_sizes(kinds.ravel().tolist(), 1)
    by_both, by_first = people.sets(((), (0, 1))), people.sets(((), (0,)))
    assert by_both[0] == by_first[0]
    assert [len(cell) for cell in by_both] == [49, 3, 6, 40, 43, 46]


def test_of_two_breakdowns_that_mean_the_same_the_first_is_left_out():
    kinds = np.zeros((*LEVELS, 2**CONDITIONS), int)
    kinds[0, :, 0], kinds[1, :, 0] = (30, 2, 0), (2, 40, 0)
    people = of_sizes(kinds.ravel().tolist(), 1)
    assert people.sets(((), (0, 1)))[0] == people.sets(((), (1,)))[0]
    assert people.sets(((), (0, 1)))[0] != people.sets(((), (0,)))[0]
