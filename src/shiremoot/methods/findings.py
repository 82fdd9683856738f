"""What an effect says, in a sentence that carries how sure it is; or why nothing can be said. Pure."""

from dataclasses import dataclass
from enum import IntEnum

from shiremoot.methods.staggered import FEWEST_AFTER, FEWEST_BODIES, Change, Effect, Refusal

HARDLY = 0.05
"""A change that may be none, and likely is smaller than this either way, is hardly any."""


class Evidence(IntEnum):
    WEAK = 1
    FAIR = 2
    GOOD = 3

    @property
    def words(self) -> str:
        return self.name.lower()


# the least that is fair, and that is good
_BODIES = (8, 10)
_MONTHS_BEFORE = (6, 12)
_MONTHS_AFTER = (4, 6)


@dataclass(frozen=True)
class Finding:
    """`grounds` say what it rests on. Where nothing can be told there is no evidence, but a `next_step`."""

    sentence: str
    evidence: Evidence | None
    grounds: tuple[str, ...] = ()
    next_step: str = ""


def finding(what: str, found: Effect | Refusal) -> Finding:
    """`what` is the measure as a sentence begins with it: *Call-outs*."""
    if isinstance(found, Refusal):
        reason, next_step = _REFUSED[found]
        return Finding(f"{what}: {reason}", None, next_step=next_step)
    if not found.moved_alike:
        return Finding(
            f"{what}: what the change did cannot be told. Before it began, the areas where it began already "
            "moved otherwise than those they are compared with.",
            None,
            _grounds(found),
            "Look at the chart of each month for when they parted, and compare areas that are more alike.",
        )
    change = _change(found.change)
    if change is None:
        return Finding(
            f"{what}: no effect can be told. It is likely {_either_way(found.change)}.",
            None,
            _grounds(found),
            "Look again when there are more months, or more areas have begun.",
        )
    evidence = evidence_of(found)
    return Finding(f"{what} {change}; evidence: {evidence.words}.", evidence, _grounds(found))


def evidence_of(found: Effect) -> Evidence:
    """As good as what there is least of; an area left out takes away a step."""
    least = min(
        Evidence.WEAK + sum(number >= each for each in enough)
        for number, enough in (
            (found.bodies, _BODIES),
            (found.months_before, _MONTHS_BEFORE),
            (found.months_after, _MONTHS_AFTER),
        )
    )
    return Evidence(max(least - bool(found.left_out), Evidence.WEAK))


def _change(change: Change) -> str | None:
    if change.is_told:
        way = "fell" if change.share < 0 else "rose"
        low, high = sorted((change.low, change.high), key=abs)
        about, least, most = map(_hundredths, (change.share, low, high))
        return f"{way} by about {about} in 100, likely between {least} and {most}"
    if change.low > -HARDLY and change.high < HARDLY:
        return f"hardly changed, if at all: likely {_either_way(change)}"
    return None


def _either_way(change: Change) -> str:
    return f"between {_hundredths(change.low)} in 100 lower and {_hundredths(change.high)} in 100 higher"


def _hundredths(share: float) -> str:
    """Whole from 1 on. What is not nought is never written as nought."""
    size = abs(share) * 100
    return f"{size:.0f}" if size >= 1 else f"{max(round(size, 1), 0.1):g}"


def _grounds(found: Effect) -> tuple[str, ...]:
    grounds = [
        f"{found.bodies} areas, or groups of areas, began each at a time of its own or not at all"
        f" ({_BODIES[1]} are good).",
        f"There are {found.months_before} months before the first began ({_MONTHS_BEFORE[1]} are good) and"
        f" {found.months_after} since ({_MONTHS_AFTER[1]} are good).",
    ]
    if found.moved_alike:
        grounds.append("Before they began, areas moved as those they are compared with.")
    if found.left_out:
        grounds.append(
            f"Left out are {', '.join(found.left_out)}: for few people months are withheld there, or it began"
            " before the first month."
        )
    return tuple(grounds)


_REFUSED = {
    Refusal.TOO_EARLY: (
        f"too early to tell. There are fewer than {FEWEST_AFTER} months since it began.",
        f"Look again when there are {FEWEST_AFTER}.",
    ),
    Refusal.TOO_FEW_AREAS: (
        "what the change did cannot be told from so few areas.",
        f"It takes {FEWEST_BODIES} that decide for themselves, at least 2 of which have begun.",
    ),
    Refusal.NO_COMPARISON: (
        "what the change did cannot be told, as there are hardly any areas left that have not begun.",
        "Compare with areas that begin later, or look at the chart of each area.",
    ),
    Refusal.NOTHING_BEFORE: (
        "what the change did cannot be told, as nobody knows how areas moved before it.",
        "Load earlier months.",
    ),
    Refusal.WITHHELD: (
        "what the change did cannot be told, as too many areas have months that are withheld for few people.",
        "Take larger areas.",
    ),
}
