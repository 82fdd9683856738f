"""Choosing k sites: as good as the best there is, with a bound that holds; conflicts are told in words."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from shiremoot.methods.hubs.choosing import Choice, Conflict, Effort, choose
from shiremoot.methods.hubs.estate import Estate, Wish, conflicts
from shiremoot.methods.hubs.serving import serve, shifts

LITTLE = Effort(steps=5, tries=1, branches=1, branch_steps=5)


def estate(people, distances, capacity=None) -> Estate:
    distances = np.array(distances, float)
    return Estate(
        tuple(f"site {number}" for number in range(distances.shape[1])),
        np.array(people, float),
        distances,
        None if capacity is None else np.array(capacity, float),
    )


def clustered(seed, areas, sites, room=None) -> Estate:
    chance = np.random.default_rng(seed)
    towns = chance.uniform(0, 50, (5, 2))
    homes = towns[chance.integers(0, 5, areas)] + chance.normal(0, 4, (areas, 2))
    places = towns[chance.integers(0, 5, sites)] + chance.normal(0, 4, (sites, 2))
    people = chance.integers(1, 500, areas)
    capacity = None if room is None else chance.uniform(0.5, 1.5, sites) * room * people.sum()
    return estate(people, np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1)), capacity)


@st.composite
def questions(draw, with_capacity=False):
    areas, sites = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    people = draw(st.lists(st.integers(0, 9), min_size=areas, max_size=areas).filter(any))
    row = st.lists(st.integers(0, 20), min_size=sites, max_size=sites)
    distances = draw(st.lists(row, min_size=areas, max_size=areas))
    scale = draw(st.sampled_from([1.0, 0.37]))
    capacity = (
        draw(st.lists(st.integers(0, 2 * sum(people)), min_size=sites, max_size=sites))
        if with_capacity
        else None
    )
    some = st.frozensets(st.integers(0, sites - 1), max_size=2)
    wish = Wish(draw(st.integers(1, sites)), keep=draw(some), leave=draw(some))
    return estate(people, np.array(distances) * scale, capacity), wish


def best(asked: Estate, wish: Wish) -> float | None:
    """By trying all choices, each as a linear programme that knows nothing of ours."""
    values = []
    for sites in combinations(set(range(len(asked.sites))) - wish.leave, wish.choose):
        if wish.keep <= set(sites):
            values.append(_least(asked, list(sites)))
    return min((value for value in values if value is not None), default=None)


def _least(asked: Estate, sites: list[int]) -> float | None:
    if asked.capacity is None:
        return float(asked.people @ asked.distances[:, sites].min(axis=1))
    areas, count = len(asked.people), len(sites)
    to = np.tile(np.eye(count), areas)
    of = np.repeat(np.eye(areas), count, axis=1)
    cost = asked.distances[:, sites].ravel()
    found = linprog(cost, A_ub=to, b_ub=asked.capacity[sites], A_eq=of, b_eq=asked.people)
    return float(found.fun) if found.success else None


@pytest.mark.parametrize("with_capacity", [False, True])
def test_no_choice_is_better_and_none_is_below_the_bound(with_capacity):
    @settings(max_examples=150, deadline=None)
    @given(questions(with_capacity))
    def holds(question):
        asked, wish = question
        least, found = best(asked, wish), choose(asked, wish, within=0)
        if least is None:
            assert isinstance(found, Conflict)
            assert found.words
            assert found.words == conflicts(asked, wish)
            return
        assert isinstance(found, Choice), found
        assert found.value == pytest.approx(least, abs=1e-6)
        assert found.bound <= least + 1e-6
        assert found.is_proved
        assert len(found.sites) == wish.choose
        assert wish.keep <= set(found.sites)
        assert not wish.leave & set(found.sites)

    holds()


@pytest.mark.parametrize("with_capacity", [False, True])
def test_with_little_effort_the_bound_still_holds_and_nothing_untrue_is_called_proved(with_capacity):
    @settings(max_examples=60, deadline=None)
    @given(questions(with_capacity))
    def holds(question):
        asked, wish = question
        found = choose(asked, wish, within=0.01, effort=LITTLE)
        if isinstance(found, Choice):
            least = best(asked, wish)
            assert least is not None
            assert found.bound <= least + 1e-6
            assert found.value >= least - 1e-6
            if found.is_proved:
                assert found.value <= least * 1.0101 + 1e-6

    holds()


@settings(max_examples=60, deadline=None)
@given(questions(with_capacity=True))
def test_everybody_goes_somewhere_and_no_site_holds_more_than_it_has_room_for(question):
    asked, wish = question
    found = choose(asked, wish)
    if isinstance(found, Conflict):
        return
    held = np.zeros(len(asked.sites))
    gone = np.zeros(len(asked.people))
    for share in found.service.shares:
        assert share.site in found.sites
        assert share.share > 0
        held[share.site] += share.share * asked.people[share.area]
        gone[share.area] += share.share
    assert gone == pytest.approx(1)
    assert (held <= asked.capacity + 1e-6).all()
    assert found.value == pytest.approx(float(asked.people @ found.service.distances))


def test_a_county_in_small_is_proved_and_the_same_each_time():
    asked = clustered(3, areas=400, sites=60)
    first, second = (choose(asked, Wish(8, keep=frozenset({5}), leave=frozenset({7}))) for _ in range(2))
    assert first.is_proved
    assert (first.sites, first.bound) == (second.sites, second.bound)
    assert first.gap <= 1e-4 + 1e-9
    assert 5 in first.sites
    assert 7 not in first.sites


def test_with_room_for_few_people_go_farther():
    wide, tight = clustered(4, areas=60, sites=12), clustered(4, areas=60, sites=12, room=0.3)
    near, far = choose(wide, Wish(4)), choose(tight, Wish(4))
    assert near.is_proved
    assert far.is_proved
    assert far.value > near.value
    assert far.bound <= far.value


@pytest.mark.parametrize("room", [None, 0.3])
def test_before_anything_is_branched_on_choices_are_near_the_best(room):
    for seed in range(8):
        asked = clustered(seed, areas=60, sites=16, room=room)
        proved, soon = choose(asked, Wish(5)), choose(asked, Wish(5), effort=Effort(branches=0))
        assert proved.is_proved
        assert proved.value <= soon.value * (1 + 1e-4)
        assert soon.value <= 1.02 * proved.value
        assert soon.bound <= proved.value


def test_what_changes_is_told_by_group():
    asked = estate([10, 30, 20, 0], [[1, 9], [2, 8], [9, 1], [5, 5]])
    today, then = serve(asked, [0]), serve(asked, [1])
    assert (today.value, then.value) == (10 + 60 + 180, 90 + 240 + 20)
    assert (today.mean, then.mean) == (250 / 60, 350 / 60)
    found = shifts(asked, today, then, ["most deprived", "most deprived", "others", "nobody"])
    assert set(found) == {"most deprived", "others"}
    assert (found["most deprived"].people, found["others"].people) == (40, 20)
    assert found["most deprived"].before == pytest.approx(70 / 40)
    assert found["most deprived"].after == pytest.approx(330 / 40)
    assert (found["others"].before, found["others"].after) == (9, 1)


def test_sites_that_cannot_hold_everybody_serve_nobody():
    assert serve(estate([10, 10], [[1, 2], [2, 1]], [5, 14]), [0, 1]) is None
    held = serve(estate([10, 10], [[1, 2], [2, 1]], [5, 15]), [0, 1])
    assert held.value == pytest.approx(5 * 1 + 5 * 2 + 10 * 1)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(0), "At least one site has to be chosen."),
        (Wish(1, keep=frozenset({0, 1})), "2 sites must be kept, and only 1 may be chosen."),
        (Wish(2, frozenset({1}), frozenset({1})), "Sites that must be kept must also not be chosen: site 1."),
        (Wish(1, leave=frozenset({0, 1, 2})), "No site may be chosen: every one of them must not be."),
        (Wish(3, leave=frozenset({0})), "3 sites are to be chosen, and 2 remain of those that may be."),
        (
            Wish(2),
            "No 2 sites hold everybody: the largest that may be chosen hold 1,100 of 2,000 people, "
            "900 too few.",
        ),
        (
            Wish(2, keep=frozenset({0})),
            "No 2 sites hold everybody: the largest that may be chosen, those to keep among them, "
            "hold 700 of 2,000 people, 1,300 too few.",
        ),
    ],
)
def test_what_cannot_be_met_is_told_in_words(wish, words):
    asked = estate([1500, 500], [[1, 2, 3], [3, 2, 1]], [100, 500, 600])
    assert choose(asked, wish) == Conflict((words,))


def test_all_conflicts_are_told_at_once():
    asked = estate([1], [[1, 2]])
    assert len(conflicts(asked, Wish(1, keep=frozenset({0, 1}), leave=frozenset({0, 1})))) == 3


@pytest.mark.parametrize(
    ("people", "distances", "capacity"),
    [
        ([1, 2], [[1, 2]], None),
        ([1], [[1, 2]], [1]),
        ([1], [[1, -2]], None),
        ([1], [[1, np.nan]], None),
        ([-1, 2], [[1, 2], [1, 2]], None),
        ([0], [[1, 2]], None),
    ],
)
def test_numbers_that_say_nothing_are_refused(people, distances, capacity):
    with pytest.raises(ValueError, match=r"\w"):
        estate(people, distances, capacity)


def test_a_wish_for_a_site_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="not there"):
        choose(estate([1], [[1, 2]]), Wish(1, keep=frozenset({2})))
