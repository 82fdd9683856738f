"""Joining, moving and leaving as rules: afterwards people are what was wanted, and nothing is backdated."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.posts import Kind, Post, Wanted, become, gives_up

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PRACTISE, ADMINISTER = frozenset({Duty.PRACTISE}), frozenset({Duty.ADMINISTER})
ROLES = st.sampled_from(["social-worker", "team-manager", "officer"])
DUTIES = st.frozensets(st.sampled_from([Duty.PRACTISE, Duty.REVIEW, Duty.ADMINISTER]), min_size=1)
DAYS = st.integers(-5, 5).map(lambda days: NOW + days * DAY)


@st.composite
def posts(draw) -> list[Post]:
    """Each a role once at any moment, as the store keeps them."""
    found = []
    for number, role in enumerate(draw(st.lists(ROLES, unique=True)), start=1):
        begins = draw(DAYS)
        ends = draw(st.none() | st.integers(1, 9).map(lambda days, begins=begins: begins + days * DAY))
        found.append(Post(role, draw(DUTIES), begins, ends, number))
    return found


@st.composite
def wishes(draw) -> list[Wanted]:
    found = []
    for role in draw(st.lists(ROLES, unique=True)):
        ends = draw(st.none() | st.integers(1, 9).map(lambda days: NOW + days * DAY))
        found.append(Wanted(role, draw(DUTIES), None, ends))
    return found


def held(found, at) -> set[tuple[str, frozenset[Duty]]]:
    return {(post.role, post.duties) for post in found if post.holds(at)}


@given(posts(), wishes(), st.integers(0, 12))
def test_afterwards_somebody_is_exactly_what_was_wanted(before, wanted, later):
    after = become(before, wanted, at=NOW).after(before)
    # what is to come at its own time stays to come
    comes = {(post.role, post.duties): post.begins for post in after if post.begins > NOW and post.pk}
    at = NOW + later * DAY
    expected = {
        (each.role, each.duties)
        for each in wanted
        if (each.ends is None or each.ends > at) and comes.get((each.role, each.duties), NOW) <= at
    }
    assert held(after, at) == expected


@given(posts(), wishes(), st.integers(1, 10))
def test_what_was_before_stays_as_it_was(before, wanted, earlier):
    at = NOW - earlier * DAY
    assert held(become(before, wanted, at=NOW).after(before), at) == held(before, at)


@given(posts(), wishes())
def test_the_same_again_changes_nothing(before, wanted):
    after = become(before, wanted, at=NOW).after(before)
    assert become(after, wanted, at=NOW).kind is Kind.UNCHANGED


def test_a_mover_keeps_the_old_role_until_the_new_one_begins():
    old = Post("social-worker", PRACTISE, NOW - DAY, None, 1)
    change = become([old], [Wanted("team-manager", PRACTISE, NOW + 3 * DAY)], at=NOW)
    assert change.kind is Kind.MOVES
    after = change.after([old])
    assert held(after, NOW) == {("social-worker", PRACTISE)}
    assert held(after, NOW + 3 * DAY) == {("team-manager", PRACTISE)}


def test_whoever_has_a_last_day_leaves_and_whoever_has_gone_is_out_at_once():
    old = Post("social-worker", PRACTISE, NOW - DAY, None, 1)
    on_a_day = become([old], [Wanted("social-worker", PRACTISE, None, NOW + DAY)], at=NOW)
    at_once = become([old], [Wanted("social-worker", PRACTISE, None, NOW - DAY)], at=NOW)
    assert (on_a_day.kind, at_once.kind) == (Kind.LEAVES, Kind.LEAVES)
    assert (on_a_day.leaves_at_once(NOW), at_once.leaves_at_once(NOW)) == (False, True)


def test_a_first_role_joins_and_one_that_is_over_already_does_nothing():
    assert become([], [Wanted("officer", PRACTISE)], at=NOW).kind is Kind.JOINS
    assert become([], [Wanted("officer", PRACTISE, None, NOW)], at=NOW).kind is Kind.UNCHANGED


@given(posts(), wishes())
def test_giving_up_a_duty_is_having_it_for_a_shorter_time(before, wanted):
    change = become(before, wanted, at=NOW)
    after = change.after(before)
    times = [NOW + days * DAY for days in range(15)]
    had, has = (
        [at for at in times if any(Duty.ADMINISTER in duties for _, duties in held(found, at))]
        for found in (before, after)
    )
    if had and (not has or has[-1] < had[-1]):
        assert gives_up(before, change, Duty.ADMINISTER)


def test_a_new_administering_role_in_place_of_the_old_gives_nothing_up():
    old = Post("officer", ADMINISTER, NOW - DAY, None, 1)
    change = become([old], [Wanted("team-manager", ADMINISTER)], at=NOW)
    assert not gives_up([old], change, Duty.ADMINISTER)
    assert gives_up([old], become([old], [Wanted("officer", PRACTISE)], at=NOW), Duty.ADMINISTER)
