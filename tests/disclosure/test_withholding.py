"""Small cells, zeros and sparse areas."""

import numpy as np
import pytest

from shiremoot.disclosure import PerturbationTable, Rules, Tabulation, Withheld, protect

RULES = Rules()
FEW, SPARSE = Withheld.FEW, Withheld.SPARSE


def shown(counts, *, meets=None, area=None, empty=None):
    """Of a grid of counts, of whom so many meet the one condition; else there is none."""
    counts = np.array(counts)
    cells = np.arange(counts.size)
    zeros = np.zeros(counts.size, int)
    met = counts if meets is None else np.array(meets)
    tabulation = Tabulation(
        counts.shape,
        0 if meets is None else 1,
        np.concatenate([cells, cells]),
        np.concatenate([zeros, zeros + (meets is not None)]),
        np.concatenate([(counts - met).ravel(), met.ravel()]),
        np.zeros(2 * counts.size, int),
        area,
        None if empty is None else np.array(empty).ravel(),
    )
    protected = protect(
        tabulation, people, earlier=[], publish="1", rules=RULES, table=PerturbationTable.of(RULES)
    )
    return np.array(protected.shown, object).reshape(counts.shape)


def people(counted, cells):
    """Others in each cell, all with a record key of 0."""
    return [
        (np.arange(counted.people[cell], dtype=np.uint64) + np.uint64(cell << 20)) << np.uint64(8)
        for cell in cells
    ]


def is_shown(found):
    return [[not isinstance(value, Withheld) for value in row] for row in np.atleast_2d(found)]


def test_cells_under_ten_are_withheld_and_those_from_ten_shown():
    assert is_shown(shown([9, 10, 11, 40, 0, 1])) == [[False, True, True, True, False, False]]


def test_what_is_shown_is_rounded_and_never_below_ten():
    found = shown(np.arange(10, 60))  # a key of 0 has the most noise downwards
    assert found.tolist() == [max(10, (count - 5 + 2) // 5 * 5) for count in range(10, 60)]


def test_a_zero_reads_as_any_small_cell_unless_nobody_could_be_there():
    assert shown([40, 40, 0, 7, 0], empty=[False] * 4 + [True]).tolist()[2:] == [FEW, FEW, 0]
    assert shown([40, 40, 0, 7, 0]).tolist()[2:] == [FEW, FEW, FEW]


def test_nobody_of_a_group_is_told_as_few_of_it():
    assert shown([60, 60, 60, 60], meets=[30, 30, 0, 5]).tolist()[2:] == [FEW, FEW]


def test_all_of_a_group_is_told_as_nearly_all_of_it():
    found = shown([60, 60, 60, 60], meets=[30, 60, 51, 50]).tolist()
    assert found[1] == found[2] == 55
    assert found[3] == 45


def test_a_cell_said_to_be_empty_that_is_not_is_like_any_other():
    assert shown([40, 40, 7], empty=[False, False, True]).tolist()[2] == FEW
    assert shown([60, 60, 60], meets=[30, 30, 0], empty=[False, False, True]).tolist()[2] == FEW


def test_an_area_of_mostly_small_cells_goes_and_others_stay():
    grid = [[40, 40, 40, 40], [40, 40, 3, 3], [40, 3, 3, 3]]
    found = shown(grid, area=0)
    assert found[2].tolist() == [SPARSE] * 4
    assert is_shown(found)[:2] == [[True] * 4, [True, True, False, False]]
    assert shown(np.array(grid).T, area=1)[:, 2].tolist() == [SPARSE] * 4
    assert is_shown(shown(grid))[2] == [True, False, False, False]


@pytest.mark.parametrize("somebody", [0, 1, 9])
def test_the_first_person_in_a_cell_does_not_decide_on_its_area(somebody):
    found = shown([[40, 40, 40], [40, 3, somebody]], area=0)
    assert found[1].tolist() == [SPARSE] * 3


def test_cells_that_cannot_hold_anybody_do_not_make_an_area_sparse():
    empty = [[False] * 5, [False, False, False, True, True]]
    found = shown([[40] * 5, [40, 40, 3, 0, 0]], area=0, empty=empty)
    assert found[1].tolist()[2:] == [FEW, 0, 0]


def test_a_question_by_area_alone_has_small_areas_but_no_sparse_ones():
    assert shown([40, 40, 3, 0], area=0).tolist()[2:] == [FEW, FEW]


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": (2, 2, 2, 2)},
        {"shape": (0,)},
        {"conditions": 9},
        {"cell": np.array([2])},
        {"mask": np.array([2])},
        {"mask": np.array([-1])},
        {"count": np.array([1, 2])},
        {"area": 1},
        {"empty": np.zeros(3, bool)},
    ],
)
def test_a_tabulation_that_is_none_is_refused(wrong):
    one = np.array([1])
    right = {"shape": (2,), "conditions": 1, "cell": one, "mask": one, "count": one, "key_sum": one}
    Tabulation(**right)
    with pytest.raises(ValueError):
        Tabulation(**(right | wrong))
