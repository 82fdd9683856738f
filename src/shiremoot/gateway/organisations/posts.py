"""People who join, move and leave: what has to begin and end for somebody to be what is wanted. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shiremoot.gateway.organisations.permissions import Duty


@dataclass(frozen=True)
class Post:
    """A role and duties that somebody has, from (inclusive) until (exclusive, if any)."""

    role: str
    duties: frozenset[Duty]
    begins: datetime
    ends: datetime | None = None
    pk: int = 0
    """As kept; 0 for one that is not kept yet."""

    def holds(self, at: datetime) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


@dataclass(frozen=True)
class Wanted:
    """A role and duties that somebody is to have. Begins: None for as it is, or else now."""

    role: str
    duties: frozenset[Duty]
    begins: datetime | None = None
    ends: datetime | None = None


class Kind(StrEnum):
    """What happens to one person."""

    JOINS = "joins"
    MOVES = "moves"
    LEAVES = "leaves"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Change:
    """Which posts get another end, and which begin."""

    kind: Kind
    ends: tuple[tuple[Post, datetime | None], ...] = ()
    begins: tuple[Post, ...] = ()

    def after(self, posts: Iterable[Post]) -> list[Post]:
        """The posts once this is done."""
        moved = dict(self.ends)
        kept = [
            Post(each.role, each.duties, each.begins, moved.get(each, each.ends), each.pk) for each in posts
        ]
        return [*kept, *self.begins]

    def leaves_at_once(self, at: datetime) -> bool:
        return self.kind is Kind.LEAVES and all(ends is not None and ends <= at for _, ends in self.ends)


def become(posts: Iterable[Post], wanted: Iterable[Wanted], *, at: datetime) -> Change:
    """What makes these posts the ones that are wanted, and no others, from `at` on.

    Nothing is changed before `at`. Where something new begins later, what it replaces lasts until then.
    """
    present = [post for post in posts if post.ends is None or post.ends > at]
    left, ends, begins = list(present), [], []
    for each in wanted:
        if each.ends is not None and each.ends <= max(each.begins or at, at):
            continue
        match = next((post for post in left if _is(post, each, at)), None)
        if match is None:
            begins.append(Post(each.role, each.duties, max(each.begins or at, at), each.ends))
            continue
        left.remove(match)
        if match.ends != each.ends:
            ends.append((match, each.ends))
    moment = min((post.begins for post in begins), default=at)
    for post in left:
        end = max(moment, post.begins)
        if post.ends is None or end < post.ends:
            ends.append((post, end))
    return Change(_kind(present, ends, begins), tuple(ends), tuple(begins))


def _is(post: Post, wanted: Wanted, at: datetime) -> bool:
    """Whether this is the post that is wanted, but perhaps for its end."""
    if (post.role, post.duties) != (wanted.role, wanted.duties):
        return False
    return wanted.begins is None or max(post.begins, at) == max(wanted.begins, at)


def _kind(
    present: Sequence[Post], ends: Sequence[tuple[Post, datetime | None]], begins: Sequence[Post]
) -> Kind:
    if not present:
        return Kind.JOINS if begins else Kind.UNCHANGED
    if not ends and not begins:
        return Kind.UNCHANGED
    moved = dict(ends)
    stays = begins or any(moved.get(post, post.ends) is None for post in present)
    return Kind.MOVES if stays else Kind.LEAVES


def gives_up(posts: Iterable[Post], change: Change, duty: Duty) -> bool:
    """Whether somebody would have this duty for a shorter time than now, or no longer."""
    before = list(posts)
    return _lasts(change.after(before), duty) < _lasts(before, duty)


def _lasts(posts: Iterable[Post], duty: Duty) -> float:
    """Until when somebody has this duty, in seconds; without end: infinite."""
    found = [post for post in posts if duty in post.duties]
    return max((post.ends.timestamp() if post.ends else float("inf") for post in found), default=0.0)
