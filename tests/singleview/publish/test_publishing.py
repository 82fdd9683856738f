"""A publish is whole, fits its loads and links, and is switched to in one step."""

import hashlib
import random

import duckdb
import pytest

from shiremoot import pointer
from shiremoot.alone import alone
from shiremoot.errors import UserError
from shiremoot.people import store
from tests.command_line import CommandLine

from .conftest import AT, CHILD


def test_the_summary_counts_what_was_published(county):
    summary = county.publish()
    assert (summary.people, summary.rows, summary.datasets, summary.places) == (55, 63, 2, 2)
    assert summary.left_out == {}
    assert pointer.current(county.home.people).name == summary.publish_id


def test_the_manifest_lists_every_part_with_its_hash(county):
    summary = county.publish()
    folder, manifest = county.published.folder, county.published.manifest
    parts = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert parts == set(manifest["parts"]) | {"manifest.json"}
    for name, part in manifest["parts"].items():
        content = (folder / name).read_bytes()
        assert (part["bytes"], part["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert manifest["publish_id"] == summary.publish_id
    assert manifest["loads"]["care"]["as_at"] == AT.isoformat()
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o400}


def test_analysis_tables_hold_no_names(county):
    county.publish()
    folder = county.published.folder / "analysis"
    found = {path.name: duckdb.sql(f"FROM '{path}'") for path in folder.iterdir()}
    assert found["persons.parquet"].columns == ["person_no", "person_id"]
    assert len(found["persons.parquet"]) == 55
    columns = {name: table.columns[2:] for name, table in found.items() if name != "persons.parquet"}
    assert columns["care.clients.parquet"] == [
        "clients.born",
        "clients.sex",
        "clients.postcode",
        "clients.uprn",
    ]
    assert columns["care.episodes.parquet"] == ["episodes.status", "episodes.began"]
    assert "care.relations.parquet" not in columns
    rows = {name: table.fetchall() for name, table in found.items()}
    assert len(rows["care.episodes.parquet"]) == 3
    without_a_ward = [row[-2:] for row in rows["care.clients.parquet"]]
    assert set(without_a_ward) == {(None, None)}  # neither gazetteer nor wards are loaded
    del rows["persons.parquet"]
    for secret in ("Smith", "9991234567", "Mill Lane", "XK1", "N1"):
        assert secret not in str(rows)


def test_without_links_or_with_other_loads_nothing_is_published(county):
    county.publish()
    in_use = pointer.current(county.home.people)
    county.load("police")
    with pytest.raises(UserError, match="not of the loads in use of police"):
        county.publish()
    (county.home.links / "current").unlink()
    with pytest.raises(UserError, match="Nothing has been linked yet"):
        county.publish()
    assert pointer.current(county.home.people) == in_use


def test_a_dataset_that_was_not_linked_is_left_out(county):
    county.link(police="No linking agreement in force.")
    summary = county.publish()
    assert summary.left_out == {"police": "No linking agreement in force."}
    assert {field.dataset for field in county.published.catalogue} == {"care"}
    assert "padeyemi" not in county.published.folder.joinpath("people.sqlite").read_bytes().decode("latin-1")


def test_one_publish_at_a_time(county):
    with alone(county.home.people, "publish"), pytest.raises(UserError, match="Another publish is running"):
        county.publish()


def test_the_publish_in_use_is_opened_once_for_each_switch(county):
    assert store.current(county.home) is None
    county.publish()
    first = store.current(county.home)
    assert store.current(county.home) is first
    county.publish()
    assert store.current(county.home) is not first
    assert first.follow("pold") == CHILD


@pytest.mark.proof
def test_killed_at_random_moments_the_last_good_publish_stays(county, tmp_path):
    county.publish()
    command, chance = CommandLine(county.home), random.Random()
    command.permit_linking(tmp_path)
    for _ in range(4):
        command.run_and_kill("publish", after=chance.uniform(1, 3))
        folder = pointer.current(county.home.people)
        assert set(store.Publish(folder).as_at) == {"care", "police"}
        assert store.Publish(folder).follow("pold") == CHILD
    command.run("publish")
    assert not list(county.home.people.glob(".unfinished-*"))
