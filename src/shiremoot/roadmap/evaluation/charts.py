"""An indicator month by month: its control chart, and what is to be said of the newest month. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shiremoot.methods.periods import Period
from shiremoot.methods.xmr import FEWEST, Assurance, Cause, Chart, Point, Signal, Stretch, chart
from shiremoot.pictures.control import Control, Level, Month, control
from shiremoot.pictures.marks import Mark
from shiremoot.pictures.values import Value
from shiremoot.roadmap import files
from shiremoot.roadmap.evaluation.comparing import loaded_on, whole
from shiremoot.roadmap.evaluation.plan import Indicator
from shiremoot.singleview.analysis.picturing import value_of
from shiremoot.singleview.analysis.question import Breakdown, Question
from shiremoot.singleview.analysis.tables import Table

_MARKS = {
    Cause.COMMON: Mark.ORDINARY,
    Cause.IMPROVEMENT: Mark.IMPROVEMENT,
    Cause.CONCERN: Mark.CONCERN,
    Cause.NEITHER: Mark.UNUSUAL,
}
WORDS = {
    Cause.COMMON: "As usual",
    Cause.IMPROVEMENT: "Better than usual",
    Cause.CONCERN: "Worse than usual",
    Cause.NEITHER: "Unusual",
}
TOO_FEW = "Too few months"
_ASSURANCE = {
    Assurance.PASS: "As things go, the target is met month after month.",
    Assurance.FAIL: "As things go, the target is missed month after month.",
    Assurance.INCONSISTENT: "As things go, some months meet the target and some miss it.",
}


@dataclass(frozen=True)
class Row:
    """One month in the table. `said` is what is unusual about it."""

    month: date
    value: Value
    said: str


@dataclass(frozen=True)
class Charted:
    """`signal` is of the newest month that is shown, in two or three words; `sentence` the same at length."""

    pictures: tuple[Control, ...]
    rows: tuple[Row, ...]
    level: Level | None
    signal: str
    sentence: str
    notes: tuple[str, ...]
    """What to know when reading it."""


def charted(table: Table, question: Question, indicator: Indicator) -> Charted | None:
    """From a release by month; None where no month is whole yet."""
    times = question.times(Breakdown.MONTH)
    times = times[: whole(times, Period.MONTH, loaded_on(table))]
    if not times:
        return None
    values = [value_of(table.value(number)) for number in range(len(times))]
    found = chart([value.number for value in values], better=indicator.better, target=indicator.target)
    (stretch,) = found.stretches
    level = _level(stretch, times)
    rows = tuple(
        Row(month, value, "" if point.signal is Signal.NONE else str(point.signal))
        for month, value, point in zip(times, values, found.points, strict=True)
    )
    months = [
        Month(row.month, row.value, _MARKS[point.cause], row.said)
        for row, point in zip(rows, found.points, strict=True)
    ]
    signal, sentence = _newest(rows, found, level, " of each 1,000" if table.is_rate else "")
    return Charted(
        pictures=control(months, [level] if level else [], indicator.target),
        rows=rows,
        level=level,
        signal=signal,
        sentence=sentence,
        notes=tuple(_notes(rows, stretch)),
    )


def _level(stretch: Stretch, times: Sequence[date]) -> Level | None:
    limits = stretch.limits
    return Level(times[0], times[-1], limits.mean, limits.lower, limits.upper) if limits else None


def _newest(rows: Sequence[Row], found: Chart, level: Level | None, unit: str) -> tuple[str, str]:
    known: list[tuple[Row, Point]] = [
        (row, point) for row, point in zip(rows, found.points, strict=True) if not row.value.is_withheld
    ]
    if not known:
        return TOO_FEW, "Each month so far is withheld, because it is of fewer than ten people."
    row, point = known[-1]
    told = f"{row.month:%B %Y}: about {row.value.words}{unit}"
    if level is None:
        return TOO_FEW, f"{told}. No two months that follow each other are known yet, so there are no limits."
    signal = WORDS[point.cause]
    said = f", {row.said}." if row.said else f", as months vary around {_about(level.mean)}.{_before(rows)}"
    assurance = f" {_ASSURANCE[found.assurance]}" if found.assurance else ""
    return signal, f"{told}{said}{_since(len(rows) - 1 - rows.index(row))}{assurance}"


def _about(mean: float) -> str:
    return f"{mean:,.0f}" if mean >= 10 else f"{mean:.1f}"


def _before(rows: Sequence[Row]) -> str:
    unusual = [row for row in rows if row.said]
    return f" Unusual last was {unusual[-1].month:%B %Y}: {unusual[-1].said}." if unusual else ""


def _since(withheld: int) -> str:
    if not withheld:
        return ""
    return " The month since is withheld." if withheld == 1 else f" The {withheld} months since are withheld."


def _notes(rows: Sequence[Row], stretch: Stretch) -> Iterable[str]:
    if stretch.is_short and stretch.limits:
        yield f"With fewer than {FEWEST} months the limits are on trial: they move with each month to come."
    if left := sum(row.value.is_withheld for row in rows):
        yield (
            f"{left} of {len(rows)} months {'is' if left == 1 else 'are'} withheld: of fewer than ten people,"
            " or of none. Each is a gap: no line goes through it, and a run of months ends at it. Mean and"
            " limits are of the others alone, so where many are withheld they lie too high."
        )


def as_csv(found: Charted, indicator: Indicator, about: Iterable[tuple[str, str]]) -> str:
    """Each month, and below it what it is."""
    level = found.level
    limits = [f"{number:.1f}" for number in (level.mean, level.lower, level.upper)] if level else ["", "", ""]
    rows = [
        [
            f"{row.month:%Y-%m}",
            row.value.words.replace(",", ""),
            row.said,
            *limits,
            "" if indicator.target is None else f"{indicator.target:g}",
        ]
        for row in found.rows
    ]
    heads = ["Month", indicator.title, "What is unusual", "Mean", "Lower limit", "Upper limit", "Target"]
    return files.as_csv([heads, *rows, [], *about])
