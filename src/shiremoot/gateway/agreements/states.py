"""The states of an agreement and of its parties, and what moves a draft from one to the next. Pure."""

from enum import StrEnum

from shiremoot.errors import UserError


class State(StrEnum):
    """Up to *out for signature* somebody moves it; after that it follows from dates and signatures."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    CHECKED = "checked"
    OUT_FOR_SIGNATURE = "out for signature"
    NOT_YET = "not yet in force"
    IN_FORCE = "in force"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    ENDED = "ended"


class PartyState(StrEnum):
    INVITED = "invited"
    READING = "reading"
    QUERIED = "queried"
    SIGNED = "signed"
    WITHDREW = "withdrew"


class Move(StrEnum):
    """What is done to a draft; the value is the state it comes to."""

    BACK_TO_DRAFT = State.DRAFT.value
    SEND_FOR_REVIEW = State.IN_REVIEW.value
    FIND_CHECKED = State.CHECKED.value
    SEND_OUT = State.OUT_FOR_SIGNATURE.value

    @property
    def to(self) -> State:
        return State(self.value)


_MOVES = {
    State.DRAFT: (Move.SEND_FOR_REVIEW,),
    State.IN_REVIEW: (Move.FIND_CHECKED, Move.BACK_TO_DRAFT),
    State.CHECKED: (Move.SEND_OUT, Move.BACK_TO_DRAFT),
}
MAY_BE_WRITTEN = (State.DRAFT, State.IN_REVIEW)
_LOOKED_THROUGH = (Move.FIND_CHECKED, Move.SEND_OUT)


def moves(state: State) -> tuple[Move, ...]:
    """What can be done to a draft in this state; none after it was sent out: a change is a new version."""
    return _MOVES.get(state, ())


def moved(state: State, move: Move, *, to_mend: int, open_queries: int) -> State:
    """The state after the move.

    `to_mend`: how many check results refuse or are missing; `open_queries`: how many a party has asked and
    nobody settled. Raises UserError where the move is not to be made.
    """
    if move not in moves(state):
        raise UserError(
            f"An agreement that is {state} cannot become {move.to}.",
            "Somebody may have moved it meanwhile: look at its page again.",
        )
    if move in _LOOKED_THROUGH and to_mend:
        raise UserError(
            f"{_count(to_mend, 'thing has', 'things have')} to be mended first.",
            "The list of checks says what, where and how.",
        )
    if move in _LOOKED_THROUGH and open_queries:
        raise UserError(
            f"{_count(open_queries, 'query is', 'queries are')} not settled.",
            "Answer and settle each on the page of comments.",
        )
    return move.to


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
