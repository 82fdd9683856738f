"""What sites there are and who goes to them; what is wished of them, and what of that cannot be met. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]
Marks = npt.NDArray[np.bool_]

ROUNDING = 1e-9
"""As a share: by so much sums of the same numbers may differ."""


@dataclass(frozen=True, eq=False)
class Estate:
    """`people` by area, `distances` by area and site, `capacity` in people by site, None where it has no
    limit. Raises ValueError for numbers that are missing, negative or too many.
    """

    sites: tuple[str, ...]
    people: Floats
    distances: Floats
    capacity: Floats | None = None

    def __post_init__(self) -> None:
        if self.distances.shape != (len(self.people), len(self.sites)):
            raise ValueError("distances are by area and site")
        if self.capacity is not None and self.capacity.shape != (len(self.sites),):
            raise ValueError("capacity is by site")
        for numbers in (self.people, self.distances, self.capacity):
            if numbers is not None and not (np.isfinite(numbers).all() and (numbers >= 0).all()):
                raise ValueError("people, distances and capacity are numbers from nought up")
        if not self.people.sum() > 0:
            raise ValueError("nobody lives in these areas")


@dataclass(frozen=True)
class Wish:
    """How many sites to choose, which of them must be among these, and which must not; by position."""

    choose: int
    keep: frozenset[int] = frozenset()
    leave: frozenset[int] = frozenset()


def conflicts(estate: Estate, wish: Wish) -> tuple[str, ...]:
    """What cannot be met, in words, each with the conditions that are against each other; none where all can.
    Raises ValueError for sites that are not there.
    """
    if not (wish.keep | wish.leave) <= set(range(len(estate.sites))):
        raise ValueError("a wish for a site that is not there")
    if wish.choose < 1:
        return ("At least one site has to be chosen.",)
    found = []
    if both := sorted(wish.keep & wish.leave):
        found.append(f"Sites that must be kept must also not be chosen: {_names(estate, both)}.")
    if len(wish.keep) > wish.choose:
        found.append(f"{len(wish.keep)} sites must be kept, and only {wish.choose} may be chosen.")
    there = len(estate.sites) - len(wish.leave)
    if there == 0:
        found.append("No site may be chosen: every one of them must not be.")
    elif there < wish.choose:
        found.append(f"{wish.choose} sites are to be chosen, and {there} remain of those that may be.")
    return tuple(found) or _shortage(estate, wish)


def _shortage(estate: Estate, wish: Wish) -> tuple[str, ...]:
    if estate.capacity is None:
        return ()
    kept = sorted(wish.keep)
    others = [site for site in range(len(estate.sites)) if site not in wish.keep | wish.leave]
    largest = np.sort(estate.capacity[others])[::-1][: wish.choose - len(kept)]
    most, people = float(estate.capacity[kept].sum() + largest.sum()), float(estate.people.sum())
    if most >= people * (1 - ROUNDING):
        return ()
    among = ", those to keep among them," if kept else ""
    sites = "No site holds" if wish.choose == 1 else f"No {wish.choose} sites hold"
    return (
        f"{sites} everybody: the largest that may be chosen{among} hold {most:,.0f} "
        f"of {people:,.0f} people, {people - most:,.0f} too few.",
    )


def _names(estate: Estate, sites: Iterable[int]) -> str:
    return ", ".join(estate.sites[site] for site in sites)
