"""What is known of an intervention's indicators now: charts and comparisons, from the newest releases."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shiremoot.dates import moment
from shiremoot.ledger.acts import Viewer
from shiremoot.methods.periods import Period
from shiremoot.roadmap.evaluation import comparing, verbs
from shiremoot.roadmap.evaluation.charts import TOO_FEW, Charted, charted
from shiremoot.roadmap.evaluation.effects import Told, told
from shiremoot.roadmap.evaluation.models import Intervention, Version
from shiremoot.roadmap.evaluation.plan import Indicator, Plan, from_plain
from shiremoot.singleview.analysis.models import Release
from shiremoot.singleview.analysis.question import from_plain as question_from_plain
from shiremoot.singleview.analysis.tables import Table
from shiremoot.singleview.analysis.tables import from_plain as table_from_plain


@dataclass(frozen=True)
class Comparison:
    """`told` is None while it is worked out; `release` too before the question was answered."""

    release: Release | None = None
    table: Table | None = None
    each: Period | None = None
    told: Told | None = None


@dataclass(frozen=True)
class Shown:
    """`number` counts from 1. `chart` is None where no month is whole yet, or nothing was released."""

    number: int
    indicator: Indicator
    release: Release | None
    table: Table | None
    chart: Charted | None
    comparison: Comparison | None

    @property
    def signal(self) -> str:
        return self.chart.signal if self.chart else TOO_FEW

    @property
    def newest(self) -> str:
        """What the newest month says."""
        return self.chart.sentence if self.chart else "No whole month has been counted yet."

    @property
    def sentence(self) -> str:
        """The finding; or that there is none."""
        if self.comparison and self.comparison.told:
            return self.comparison.told.finding.sentence
        if self.comparison:
            return f"{self.indicator.title}: what the change did is not worked out yet."
        return f"{self.indicator.title}: what the change did is not told, as no wards are compared."


def all_shown(*, by: Viewer) -> list[tuple[Intervention, Plan, list[Shown]]]:
    """Every intervention of one's organisation, with its plan as it is."""
    newest = [(each, verbs.newest_version(each)) for each in verbs.listed(by=by)]
    return [(each, from_plain(version.plan), shown(version, by=by)) for each, version in newest]


def shown(version: Version, *, by: Viewer) -> list[Shown]:
    return [
        _shown(number, each, version, by)
        for number, each in enumerate(from_plain(version.plan).indicators, 1)
    ]


def basis(sentences: Iterable[str]) -> str:
    """The same for the same sentences: a decision is kept with those that were on the page."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()


def about(release: Release, table: Table) -> Sequence[tuple[str, str]]:
    """What a file says of the release that it is of."""
    return [
        ("Question", table.sentence),
        ("Released", moment(release.released_at)),
        *(("How it is protected", words) for words in table.method),
    ]


def _shown(number: int, indicator: Indicator, version: Version, by: Viewer) -> Shown:
    release = verbs.newest_release(indicator.question, by=by)
    table = table_from_plain(release.table) if release else None
    chart = (
        charted(table, question_from_plain(release.question.content), indicator)
        if release and table
        else None
    )
    compared = _compared(indicator, version, by) if indicator.compared else None
    return Shown(number, indicator, release, table, chart, compared)


def _compared(indicator: Indicator, version: Version, by: Viewer) -> Comparison:
    assert indicator.compared
    release = verbs.newest_release(indicator.compared, by=by)
    if release is None:
        return Comparison()
    each = comparing.period_of(question_from_plain(release.question.content))
    assert each
    found = verbs.compared(version, release)
    told_now = told(indicator, comparing.from_plain(found.found), each) if found else None
    return Comparison(release, table_from_plain(release.table), each, told_now)
