"""Employment of teenagers where the minimum wage rose sooner in some states, held to published effects."""

import csv
from collections import defaultdict
from math import exp, log1p
from pathlib import Path

import pytest

from shiremoot.methods.staggered import Area, Comparison, effect

FILE = Path(__file__).parents[3] / "shared" / "data" / "evaluation" / "mpdta.csv"
FIRST_YEAR = 2003

pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="the employment of teenagers is not beside the repository"
)


def counties() -> list[Area]:
    employed = defaultdict(dict)
    began = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            county = row["countyreal"]
            employed[county][int(row["year"])] = exp(float(row["lemp"]))
            began[county] = int(float(row["first.treat"]))
    return [
        Area(county, county, start - FIRST_YEAR if (start := began[county]) else None, list(years.values()))
        for county, years in employed.items()
    ]


def of(cohorts: set[int]) -> list[Area]:
    return [area for area in counties() if area.start is None or area.start + FIRST_YEAR in cohorts]


def by_year(found) -> list[float]:
    return [log1p(event.change.share) for event in found.events if event.since_start >= 0]


def test_the_average_is_the_published_one_and_so_is_how_sure_it_is():
    found = effect(counties(), Comparison.NEVER)
    assert round(log1p(found.change.share), 4) == -0.0400
    assert by_year(found) == pytest.approx([-0.0199, -0.0510, -0.1373, -0.1008], abs=5e-5)
    assert sum(by_year(found)) / 4 == pytest.approx(-0.0772, abs=5e-5)
    # of 500 counties, where the formula holds too
    error = (log1p(found.change.high) - log1p(found.change.low)) / (2 * 1.96)
    assert error == pytest.approx(0.0120, rel=0.02)
    assert (found.bodies, found.months_before, found.months_after) == (500, 1, 4)
    assert found.moved_alike


@pytest.mark.proof
@pytest.mark.parametrize(
    ("cohorts", "effects"),
    [
        ({2004, 2006}, {2004: [-0.0105, -0.0704, -0.1373, -0.1008], 2006: [-0.0046, -0.0412]}),
        ({2004, 2007}, {2004: [-0.0105, -0.0704, -0.1373, -0.1008], 2007: [-0.0261]}),
    ],
)
def test_each_cohort_and_year_is_as_published(cohorts, effects):
    areas = of(cohorts)
    size = {cohort: sum(area.start == cohort - FIRST_YEAR for area in areas) for cohort in cohorts}
    expected = []
    for since in range(4):
        has = [cohort for cohort in cohorts if since < len(effects[cohort])]
        total = sum(size[cohort] * effects[cohort][since] for cohort in has)
        expected.append(total / sum(size[cohort] for cohort in has))
    assert by_year(effect(areas, Comparison.NEVER)) == pytest.approx(expected, abs=5.1e-5)
