"""Charts of 328 series of accident and emergency departments, held to what NHSRplotthedots gives for them."""

import csv
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from shiremoot.methods.xmr import Better, Cause, Signal, chart

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "spc"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the series of the NHS are not beside the repository"
)

SIGNALS = {
    "Above UCL": Signal.ABOVE_LIMIT,
    "Below LCL": Signal.BELOW_LIMIT,
    "7 Point Trend (Increasing)": Signal.RISING,
    "7 Point Trend (Decreasing)": Signal.FALLING,
    "2 in 3 Above CL": Signal.NEAR_UPPER,
    "2 in 3 Below CL": Signal.NEAR_LOWER,
    "7 Points Above CL": Signal.ABOVE_MEAN,
    "7 Points Below CL": Signal.BELOW_MEAN,
    "Common Cause": Signal.NONE,
}
CAUSES = {
    "common_cause": Cause.COMMON,
    "special_cause_concern": Cause.CONCERN,
    "special_cause_improvement": Cause.IMPROVEMENT,
}


def gold(name: str) -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    with (FOLDER / f"gold_ae_breaches_{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["f"]].append(row)
    return found


@pytest.mark.parametrize(("name", "screen"), [("screen", True), ("noscreen", False)])
def test_every_label_and_limit_is_the_same(name, screen):
    series = gold(name)
    points = 0
    for rows in series.values():
        assert all(before["x"] < after["x"] for before, after in pairwise(rows))
        # there, the neighbours of a month that a department did not report follow each other
        found = chart([float(row["y"]) for row in rows], better=Better.LOWER, screen=screen)
        (stretch,) = found.stretches
        for row, point in zip(rows, found.points, strict=True):
            limits = [float(row[column]) for column in ("mean_col", "lpl", "upl")]
            made = stretch.limits
            assert [made.mean, made.lower, made.upper] == pytest.approx(limits, abs=1e-10, rel=0)
            assert point.signal is SIGNALS[row["special_cause_type"]], row
            assert point.cause is CAUSES[row["point_type"]], row
            points += 1
    assert (len(series), points) == (328, 10_925)
