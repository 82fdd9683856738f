"""The report of a run: what the model expects, for whom, and what people's labels measure."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.singleview.linking.labelled import Stratum, measured, sample
from shiremoot.singleview.linking.quality import NOT_KNOWN, quality
from shiremoot.singleview.linking.sizes import sizes_drawn

from .test_questions import RECORDS, run, runs

TODAY = date(2026, 11, 27)
TEXT = pa.string()


def records(**columns: list) -> pa.Table:
    return pa.table({"record_id": pa.array(RECORDS, TEXT), **columns})


@given(runs(), st.lists(st.sampled_from(["F", "male", None]), min_size=len(RECORDS), max_size=len(RECORDS)))
def test_groups_add_up_to_everybody(made, sexes):
    """`run` orders records by person, so the table of records goes by the clusters."""
    of_run, people, found = made
    ordered = of_run.clusters["record_id"]
    report = quality(of_run, pa.table({"record_id": ordered, "sex": pa.array(sexes, TEXT)}), [], TODAY)
    joined = {pair: chance for pair, chance in found.items() if any(set(pair) <= each for each in people)}
    if joined:
        assert report.expected.precision == pytest.approx(sum(joined.values()) / len(joined))
        assert report.expected.recall == pytest.approx(sum(joined.values()) / sum(found.values()))
    else:
        assert report.expected.precision is None
    assert sum(group.expected.records for group in report.groups) == len(RECORDS) == report.expected.records
    linked = sum(group.expected.linked * group.expected.records for group in report.groups)
    assert linked == pytest.approx(report.expected.linked * len(RECORDS))
    assert sum(size * count for size, count in report.sizes.items()) == len(RECORDS)


def test_groups_are_told_apart_by_what_ought_to_make_no_difference():
    born = [
        date(2024, 1, 1),
        date(2010, 1, 1),
        date(2001, 1, 1),
        date(1980, 1, 1),
        date(1940, 1, 1),
        None,
        None,
        None,
    ]
    names = ["Smith", "smith ", "Smith", "Nuñez", "Ab-Cd", "Zwick", None, "Smith"]
    of_run = run([{record} for record in RECORDS], {})
    table = records(
        date_of_birth=pa.array(born, pa.date32()),
        last_name=pa.array(names, TEXT),
        ethnic_group=pa.array(["A", "B", None, "A", "A", "B", "B", "B"], TEXT),
    )
    counted = {
        (group.what, group.name): group.expected.records for group in quality(of_run, table, [], TODAY).groups
    }
    assert counted == {
        ("Age", "Under 5"): 1, ("Age", "5 to 17"): 1, ("Age", "18 to 29"): 1, ("Age", "30 to 64"): 1,
        ("Age", "65 and over"): 1, ("Age", NOT_KNOWN): 3,
        ("Last name", "One of the 100 commonest"): 5, ("Last name", "With letters beyond A to Z"): 1,
        ("Last name", "Of several words, or with a hyphen"): 1, ("Last name", NOT_KNOWN): 1,
        ("Ethnic group", "A"): 3, ("Ethnic group", "B"): 4, ("Ethnic group", NOT_KNOWN): 1,
    }  # fmt: skip


@given(runs(), st.integers(0, 100))
def test_a_sample_is_of_every_stratum_and_strata_count_every_pair(made, seed):
    of_run, people, found = made
    drawn = sample(of_run, np.random.default_rng(seed))
    assert sum(stratum.pairs for stratum in drawn.strata) == len(found)
    assert set(drawn.drawn["stratum"].to_pylist()) == set(range(len(drawn.strata)))
    for left, right, at in zip(*(column.to_pylist() for column in drawn.drawn.columns), strict=True):
        stratum = drawn.strata[at]
        assert stratum.joined == any({left, right} <= each for each in people)
        assert found[left, right] >= stratum.least


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Over many samples of a made-up run whose shares are known."""
    strata = (Stratum(True, 0.95, 9_000), Stratum(True, 0.99, 80_000), Stratum(False, 0.5, 3_000))
    shares = (0.9, 0.998, 0.4)
    right = [stratum.pairs * share for stratum, share in zip(strata, shares, strict=True)]
    precision, recall = (right[0] + right[1]) / 89_000, (right[0] + right[1]) / sum(right)
    random = np.random.default_rng(7)
    held = []
    for _ in range(200):
        labels = {at: (random.random(60) < share).tolist() for at, share in enumerate(shares)}
        found = measured(strata, labels)
        intervals = (found.precision, precision), (found.recall, recall)
        held.append([each.least <= true <= each.most for each, true in intervals])
    assert min(np.mean(held, axis=0)) > 0.9


def test_more_labels_say_it_more_closely_and_none_say_nothing():
    strata = (Stratum(True, 0.99, 1_000),)
    assert measured(strata, {}) is None
    few, many = (measured(strata, {0: [True] * count}) for count in (5, 60))
    assert many.precision.most - many.precision.least < few.precision.most - few.precision.least
    assert (few.labels, many.labels) == (5, 60)


@given(st.dictionaries(st.integers(1, 40), st.integers(1, 10_000), min_size=1))
def test_the_picture_counts_everybody_once(sizes):
    picture = sizes_drawn(sizes)
    assert sum(bar.people for bar in picture.bars) == sum(sizes.values())
    assert max(bar.width for bar in picture.bars) <= picture.width - picture.left
