"""Historical people with errors, through our own commands: linkage of data that we did not make."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shiremoot.cli.link import accuracies
from shiremoot.home import Home
from shiremoot.matching import Accuracy, cluster_accuracy
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.keeping import read_identities
from tests.permitted import OPERATOR, permit_linking
from tests.singleview.linking.installation import run_link

DATASET = "historical-people"
FILE = (
    Path(__file__).parents[3] / "shared" / "data" / "linkage" / "historical_figures_with_errors_50k.parquet"
)
CONTRACT = Path(__file__).parent / "contracts" / f"{DATASET}.odcs.yaml"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.is_file(), reason="the historical people are not beside the repository"),
]


def test_linkage_beats_exact_comparison(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path / "home")
    home.contracts.mkdir(parents=True)
    shutil.copy(CONTRACT, home.contracts)
    permit_linking(home)
    assert load(
        home, dataset=DATASET, files=[FILE], by=OPERATOR, at=datetime(2026, 1, 5, tzinfo=UTC)
    ).switched
    run = run_link(home)

    table = pq.read_table(FILE)
    ids = [f"{DATASET}:{key}" for key in table["unique_id"].to_pylist()]
    truth = dict(zip(ids, table["cluster"].to_pylist(), strict=True))
    accepted = {record: truth[record] for record in read_identities(run.folder)}
    pairs, clusters = accuracies(run.folder, accepted)
    exact = by_name_and_birth(ids, table, accepted)
    with capsys.disabled():
        for what, found in (("pairs", pairs), ("clusters", clusters), ("same name and birth", exact)):
            figures = f"precision {found.precision:.3f}, recall {found.recall:.3f}, F1 {found.f1:.3f}"
            sys.stdout.write(f"\n  {what}: {figures}\n")
    assert clusters.f1 > exact.f1
    assert clusters.recall > pairs.recall
    assert clusters.precision > 0.9 * exact.precision
    assert run.people < run.records / 2


def by_name_and_birth(ids: list[str], table: pa.Table, truth: dict[str, str]) -> Accuracy:
    """What comparing for equality would have found."""
    columns = [table[name].to_pylist() for name in ("first_name", "surname", "dob")]
    keys = dict(zip(ids, zip(*columns, strict=True), strict=True))
    return cluster_accuracy({record: keys[record] for record in truth}, truth)
