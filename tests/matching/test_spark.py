"""Pairs compared by Spark are the same pairs, and weigh the same."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from shiremoot.matching import Decisions, Linked, link, read_model, write_model
from tests.matching.records import town
from tests.matching.test_bad_input import groups

pytest.importorskip("pyspark", reason="Spark comes with `make test-spark`")

from pyspark.sql import SparkSession

from shiremoot.matching import spark

pytestmark = [
    pytest.mark.spark,
    # Spark 4.0 leaves its connection to the virtual machine to be closed at the end
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "2g")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    yield made
    made.stop()


@pytest.fixture(scope="module")
def records() -> pa.Table:
    return town(220)[0]


@pytest.fixture(scope="module")
def learned(records: pa.Table) -> Linked:
    result = link(records)
    assert result.model.classes is not None
    return result


@pytest.mark.parametrize("classes", [True, False])
def test_the_same_pairs_weigh_the_same(
    session: SparkSession, records: pa.Table, learned: Linked, classes: bool, tmp_path: Path
) -> None:
    model = learned.model if classes else replace(learned.model, classes=None)
    file = tmp_path / "model.json"
    file.write_text(write_model(model), encoding="utf-8")
    first, *_ = learned.pairs.to_pylist()
    decided = Decisions(apart=[(first["record_l"], first["record_r"])])
    model = read_model(file.read_text(encoding="utf-8"))
    here = link(records, model=model, decided=decided)
    there = spark.link(records, session, model=model, decided=decided)
    assert there.counts == here.counts
    for name in ("pairs", "households"):
        one, other = getattr(here, name), getattr(there, name)
        assert one.select(["record_l", "record_r"]).equals(other.select(["record_l", "record_r"]))
    assert abs(here.pairs["weight"].to_numpy() - there.pairs["weight"].to_numpy()).max() < 1e-4
    assert groups(there) == groups(here)
    assert there.refused.equals(here.refused)
