"""What comparing places found: its finding, its picture and its table. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from shiremoot.methods.findings import Finding, finding
from shiremoot.methods.periods import Period
from shiremoot.methods.staggered import Change, Effect, Refusal
from shiremoot.pictures import events as picture
from shiremoot.roadmap import files
from shiremoot.roadmap.evaluation.plan import Indicator


@dataclass(frozen=True)
class Row:
    """One period before or after the start; changes are in hundredths."""

    when: str
    change: float
    low: float
    high: float
    words: str


@dataclass(frozen=True)
class Told:
    """`pictures` and `rows` are empty where nothing could be computed."""

    finding: Finding
    pictures: tuple[picture.Events, ...]
    rows: tuple[Row, ...]


def told(indicator: Indicator, found: Effect | Refusal, each: Period) -> Told:
    said = finding(indicator.title, found, each)
    if isinstance(found, Refusal):
        return Told(said, (), ())
    events = [
        picture.Event(
            event.since_start,
            100 * event.change.share,
            100 * event.change.low,
            100 * event.change.high,
            words(event.change),
        )
        for event in found.events
    ]
    rows = tuple(
        Row(picture.when(event.since_start, each.words), event.change, event.low, event.high, event.words)
        for event in events
    )
    return Told(said, picture.events(events, each.words), rows)


def words(change: Change) -> str:
    """*9% lower, likely between 14% and 4% lower*"""
    low, high = _way(change.low), _way(change.high)
    if low[1] == high[1]:
        return f"{' '.join(_way(change.share))}, likely between {low[0]} and {high[0]} {high[1]}"
    return f"{' '.join(_way(change.share))}, likely between {' '.join(low)} and {' '.join(high)}"


def _way(share: float) -> tuple[str, str]:
    return f"{abs(share) * 100:.0f}%", "lower" if share < 0 else "higher"


def as_csv(found: Told, about: Iterable[tuple[str, str]]) -> str:
    heads = ["When", "Change in 100", "Likely at least", "Likely at most"]
    rows = [[row.when, f"{row.change:.1f}", f"{row.low:.1f}", f"{row.high:.1f}"] for row in found.rows]
    return files.as_csv([heads, *rows, [], ("Finding", found.finding.sentence), *about])
