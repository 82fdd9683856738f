"""Linking the loads in use, end to end."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shiremoot import pointer
from shiremoot.cli.link import accuracies, read_truth
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.matching.clusters import FACTS
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking import keeping
from shiremoot.singleview.linking.records import records_of
from shiremoot.singleview.snapshots import current_snapshots
from tests.permitted import OPERATOR
from tests.singleview.linking.installation import AT, DATASETS, loaded_home, run_link

pytestmark = pytest.mark.django_db


def test_nothing_loaded_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Nothing has been loaded"):
        run_link(Home(tmp_path))


def test_a_county_is_linked_and_identifiers_last(tmp_path: Path) -> None:
    home, county = loaded_home(tmp_path)
    first = run_link(home)
    assert pointer.current(home.links) == first.folder
    assert first.new == first.people < first.records
    assert set(first.loads) == set(DATASETS)
    identities = keeping.read_identities(first.folder)
    assert all(re.fullmatch(r"p[a-z2-7]{15}", person) for person in identities.values())
    assert json.loads((first.folder / keeping.RUN).read_text())["loads"] == first.loads

    pairs, clusters = accuracies(first.folder, read_truth(county.truth / "records.parquet"))
    assert pairs.f1 > 0.97
    assert clusters.f1 > 0.97 and clusters.precision > 0.995

    homes = pq.read_table(first.folder / keeping.HOUSEHOLDS).to_pylist()
    assert homes
    assert all(identities[each["record_l"]] != identities[each["record_r"]] for each in homes)
    refused = pq.read_table(first.folder / keeping.REFUSED)
    assert refused.num_rows == first.refused
    assert set(refused["reason"].to_pylist()) <= {fact.name for fact in FACTS}

    second = run_link(home, hours=2)
    assert second.folder != first.folder
    assert keeping.read_identities(second.folder) == identities
    assert (second.new, second.merged, second.split, second.gone) == (0, 0, 0, 0)
    history = pq.read_table(second.folder / keeping.HISTORY)
    assert history.num_rows == first.people
    assert set(history["run"].to_pylist()) == {first.run_id}


def test_what_came_is_added_to_the_last_run_and_learning_anew_is_asked_for(tmp_path: Path) -> None:
    home, county = loaded_home(tmp_path)
    first = run_link(home)
    assert first.came is None
    before = keeping.read_identities(first.folder)
    file = next((county.folder / "schools").glob("SCH_Pupils*"))
    head, *rows = file.read_text(encoding="utf-8-sig").splitlines()
    file.write_text("\n".join([head, *rows[5:]]) + "\n", encoding="utf-8")
    files = sorted((county.folder / "schools").iterdir())
    load(home, dataset="schools", files=files, by=OPERATOR, at=AT + timedelta(hours=1))

    second = run_link(home, hours=2)
    assert second.came == first.records - second.records == 5
    after = keeping.read_identities(second.folder)
    assert after.items() <= before.items()
    assert keeping.read_quality(second.folder)["report"]["expected"]["records"] == second.records
    assert keeping.read_model(second.folder) == keeping.read_model(first.folder)

    third = run_link(home, hours=3, anew=True)
    assert third.came is None
    assert keeping.read_identities(third.folder).keys() == after.keys()
    fourth = run_link(home, hours=4)
    assert [base.parent.name for base in home.links.glob("*/base")] == [fourth.run_id]
    assert fourth.came == 0
    assert keeping.read_identities(fourth.folder) == keeping.read_identities(third.folder)


@pytest.mark.parametrize("step", ["adding what came", "clustering"])
def test_a_run_that_breaks_off_leaves_the_last_one_in_use(tmp_path: Path, step: str) -> None:
    home, _ = loaded_home(tmp_path)
    first = run_link(home)

    def break_off(reached: str) -> None:
        if reached == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_link(home, hours=3, anew=step == "clustering", progress=break_off)
    assert pointer.current(home.links) == first.folder
    assert run_link(home, hours=4).people == first.people


def test_records_speak_the_words_of_matching(tmp_path: Path) -> None:
    home, _ = loaded_home(tmp_path)
    records = records_of(current_snapshots(home)).to_pylist()
    tax = [row for row in records if row["record_id"].startswith("council-tax:")]
    assert tax and all(row["first_name"] and row["last_name"].isupper() for row in tax)
    assert {row["sex"] for row in records} == {"Female", "Male", None}
    assert len({row["record_id"] for row in records}) == len(records)


def test_a_truth_of_another_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / "truth.parquet").write_text("no")
    with pytest.raises(UserError, match="no Parquet"):
        read_truth(tmp_path / "truth.parquet")
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(UserError, match="does not say who is who"):
        read_truth(tmp_path / "other.parquet")
