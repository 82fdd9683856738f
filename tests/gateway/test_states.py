"""From draft to out for signature: no step left out, nothing sent out that has to be mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.errors import UserError
from shiremoot.gateway.agreements.states import Move, State, moved, moves


def test_a_sound_draft_goes_the_whole_way():
    state = State.DRAFT
    for move in (Move.SEND_FOR_REVIEW, Move.FIND_CHECKED, Move.SEND_OUT):
        state = moved(state, move, to_mend=0, open_queries=0)
    assert state is State.OUT_FOR_SIGNATURE
    assert moves(state) == ()


@given(st.sampled_from(State), st.sampled_from(Move), st.integers(0, 3), st.integers(0, 3))
def test_nothing_is_found_checked_or_sent_out_that_has_to_be_mended_or_answered(state, move, mend, queries):
    try:
        after = moved(state, move, to_mend=mend, open_queries=queries)
    except UserError:
        return
    assert move in moves(state)
    assert after is move.to
    if after in (State.CHECKED, State.OUT_FOR_SIGNATURE):
        assert (mend, queries) == (0, 0)


@pytest.mark.parametrize(
    ("state", "move", "mend", "queries", "words"),
    [
        (State.DRAFT, Move.SEND_OUT, 0, 0, "cannot become out for signature"),
        (State.IN_REVIEW, Move.FIND_CHECKED, 1, 0, "1 thing has to be mended"),
        (State.CHECKED, Move.SEND_OUT, 2, 0, "2 things have to be mended"),
        (State.IN_REVIEW, Move.FIND_CHECKED, 0, 2, "2 queries are not settled"),
    ],
)
def test_why_a_move_is_not_made_is_said(state, move, mend, queries, words):
    with pytest.raises(UserError, match=words):
        moved(state, move, to_mend=mend, open_queries=queries)
