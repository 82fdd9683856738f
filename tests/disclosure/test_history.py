"""The release history, on sets of people given outright."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.disclosure import ReleasedCell, Withheld, signature
from shiremoot.disclosure.history import History, difference

sets = st.sets(st.integers(0, 40))
few = st.sets(
    st.builds(lambda bucket, one: bucket + 64 * one, st.integers(0, 9), st.integers(0, 3)), max_size=9
)
alike = few.map(lambda others: set(range(1000, 1030)) ^ others)
"""Sets that are near each other, more than their signatures tell apart."""


def pseudonyms(members):
    return np.array(sorted(members), np.uint64) << np.uint64(8)


def released(members, shown, *, own=True, publish="1"):
    found = pseudonyms(members)
    return ReleasedCell(publish, len(found), signature(found), shown, own, lambda: found)


def answer(earlier, members, own=5):
    history = History(earlier, publish="1", minimum=10, room=1)
    return history.answer(pseudonyms(members), own)


@given(sets, sets, st.integers(0, 50))
def test_the_difference_of_two_sets_up_to_a_limit(some, others, limit):
    assert difference(pseudonyms(some), pseudonyms(others), limit) == min(limit, len(some ^ others))


@given(alike, alike)
def test_signatures_differ_by_no_more_than_the_sets(some, others):
    apart = np.abs(signature(pseudonyms(some)) - signature(pseudonyms(others))).sum()
    assert apart <= len(some ^ others)


@given(st.lists(alike, max_size=6), alike)
def test_the_nearest_earlier_cell_is_shown_and_of_those_as_near_the_earliest(earlier, members):
    distances = [len(members ^ one) for one in earlier]
    near = min(distances, default=10)
    wanted = distances.index(near) if near < 10 else "own"
    cells = [released(one, at) for at, one in enumerate(earlier)]
    assert answer(cells, members, "own") == wanted


@pytest.mark.parametrize(("first", "shown"), [({0, 1, 2}, 1), ({0, 1, 104, 105, 41}, 2)])
def test_sets_that_are_farther_than_their_signatures_tell(first, shown):
    """104 is in one bucket with 40, as 105 is with 41: who went hides behind who came."""
    members = {40, 41, *range(1000, 1030)}
    assert answer([released(members ^ first, 1), released(members ^ {40, 104, 5}, 2)], members) == shown


def test_a_cell_near_a_withheld_one_is_withheld():
    assert answer([released(range(9), Withheld.FEW)], range(10)) == Withheld.FEW
    assert answer([released(range(9), Withheld.FEW)], range(19)) == 5


def test_of_other_publishes_those_answered_for_themselves_count():
    assert answer([released(range(30), 1, own=True, publish="0")], range(31)) == 1
    assert answer([released(range(30), 1, own=False, publish="0")], range(31)) == 5
    assert answer([released(range(30), 1, own=False, publish="1")], range(31)) == 1


def test_people_of_cells_that_cannot_be_near_are_not_fetched():
    def fetched():
        pytest.fail("its size and signature tell that it is far")

    far = released(range(30, 60), 1)
    far = ReleasedCell(far.publish, far.size, far.signature, far.shown, far.own, fetched)
    assert answer([far], range(30)) == 5


def test_the_cells_of_one_release_are_compared_in_order():
    history = History([], publish="1", minimum=10, room=2)
    assert history.answer(pseudonyms(range(30)), 30) == 30
    assert history.answer(pseudonyms(range(35)), 35) == 30
    assert [(cell.shown, cell.own) for cell in history.added] == [(30, True), (30, False)]
