"""Cell key noise beside the package of the Office for National Statistics, on a grid of 5,000 cells."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from cell_key_perturbation.create_perturbed_table import create_perturbed_table

from shiremoot.disclosure import PerturbationTable, Rules

ROWS, COLUMNS = 100, 50


@pytest.fixture(scope="module")
def people():
    """Cells of none to thousands, and every count around the minimum and around the table's end."""
    random = np.random.default_rng(2018)
    sizes = np.concatenate([np.tile(np.arange(30), 140), np.arange(740, 770), random.integers(30, 2100, 70)])
    sizes = random.permutation(np.concatenate([sizes, np.zeros(ROWS * COLUMNS - len(sizes), int)]))
    cell = np.repeat(np.arange(len(sizes)), sizes)
    return cell, random.integers(0, 256, len(cell))


def their_own():
    """The table that the package puts beside itself; its noise depends on the count alone."""
    return pd.read_csv(Path(sys.prefix) / "ptable_10_5_rule.csv")


def by_key():
    """Ours in their form, where noise depends on the key; as theirs, it withholds counts under 10."""
    ours = PerturbationTable.of(Rules())
    counts, keys = (grid.ravel() for grid in np.meshgrid(np.arange(1, 751), np.arange(256), indexing="ij"))
    noise = np.where(counts < 10, -counts, ours.noise(np.maximum(counts, 10), keys))
    return pd.DataFrame({"pcv": counts, "ckey": keys, "pvalue": noise})


@pytest.mark.parametrize("table", [their_own, by_key])
def test_equal_in_every_cell(people, table):
    cell, keys = people
    ptable = table()
    theirs = create_perturbed_table(
        data=pd.DataFrame({"row": cell // COLUMNS, "column": cell % COLUMNS, "key": keys}),
        ptable=ptable,
        geog=["row"],
        tab_vars=["column"],
        record_key="key",
    )
    assert len(theirs) == ROWS * COLUMNS
    at = (theirs["row"] * COLUMNS + theirs["column"]).to_numpy()
    rows = ptable[["pcv", "ckey", "pvalue"]].itertuples(index=False, name=None)
    counts = np.bincount(cell, minlength=ROWS * COLUMNS)[at]
    cell_keys = np.bincount(cell, keys, ROWS * COLUMNS).astype(int)[at] % 256
    ours = counts.copy()
    somebody = counts > 0
    noise = PerturbationTable.from_rows(rows, cycle=250).noise(counts[somebody], cell_keys[somebody])
    ours[somebody] += noise
    assert counts.tolist() == theirs["pre_sdc_count"].tolist()
    assert ours.tolist() == (theirs["pre_sdc_count"] + theirs["pvalue"]).tolist()
    assert (ours < 10).tolist() == theirs["count"].isna().tolist()
