"""Spans of time, and why each ends. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Span:
    """From inclusive, until exclusive; empty where it ends before it begins."""

    begins: datetime
    ends: datetime
    why_ends: str = "ended"

    @property
    def is_empty(self) -> bool:
        return self.ends <= self.begins

    def holds(self, at: datetime) -> bool:
        return self.begins <= at < self.ends

    def within(self, other: "Span") -> "Span":
        """As long as both last; it ends for the reason of whichever ends first."""
        begins = max(self.begins, other.begins)
        if self.ends <= other.ends:
            return Span(begins, self.ends, self.why_ends)
        return Span(begins, other.ends, other.why_ends)

    def under(self, above: "Span") -> "Span":
        """As long as both last, said of the lower of two agreements."""
        return self.within(Span(above.begins, above.ends, f"stood under an agreement that {above.why_ends}"))

    def until(self, moment: datetime, why: str) -> "Span":
        return self if self.ends <= moment else Span(self.begins, moment, why)


FOR_EVER = datetime.max.replace(tzinfo=UTC)
ALWAYS = Span(datetime.min.replace(tzinfo=UTC), FOR_EVER)


def overlaps(ones: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Each of the first within each of the second; empty where the two never last together."""
    seconds = tuple(others)
    return [one.within(other) for one in ones for other in seconds]


def lasting(spans: Iterable[Span]) -> list[Span]:
    """Those that last; where none does all of them, so that somebody can be told why."""
    found = list(spans)
    return [span for span in found if not span.is_empty] or found


def without(ones: Iterable[Span], gaps: Iterable[Span], why: str) -> list[Span]:
    """What is left of spans when the gaps are cut out of them."""
    left = list(ones)
    for gap in gaps:
        left = lasting(piece for span in left for piece in _cut(span, gap, why))
    return left


def _cut(span: Span, gap: Span, why: str) -> tuple[Span, ...]:
    if gap.is_empty or gap.ends <= span.begins or span.ends <= gap.begins:
        return (span,)
    return span.until(gap.begins, why), Span(gap.ends, span.ends, span.why_ends)
