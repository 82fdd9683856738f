"""Rows are counted where they are read; what cannot be counted is not read."""

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest

from shiremoot.people.counts import CannotCount, Counts

DAY = date(2026, 11, 2)
ROWS = {("police", "records"): 3}
COUNTED = {(DAY, "police", "records"): 3}


def damaged(file: Path) -> None:
    file.write_bytes(b"no counts at all" * 300)


def a_folder(file: Path) -> None:
    file.mkdir()


def refused(file: Path) -> None:
    """Each write, as on a full disk."""
    Counts(file).add(DAY, ROWS)
    with sqlite3.connect(file) as connection:
        refuse = "BEGIN SELECT RAISE(ABORT, 'full'); END"
        connection.execute(f"CREATE TRIGGER refuse BEFORE UPDATE ON rows_read {refuse}")


@pytest.mark.parametrize("trouble", [damaged, a_folder, refused])
def test_what_cannot_be_counted_is_said_in_words_with_what_to_do(tmp_path, trouble):
    file = tmp_path / "counts.sqlite3"
    trouble(file)
    with pytest.raises(CannotCount, match="nothing is shown") as error:
        Counts(file).add(DAY, ROWS)
    assert "move that file away" in error.value.next_step
    assert str(tmp_path) not in str(error.value)


def test_counts_that_cannot_be_read_are_not_taken_for_none(tmp_path):
    file = tmp_path / "counts.sqlite3"
    damaged(file)
    with pytest.raises(CannotCount):
        Counts(file).between(DAY, DAY)


@pytest.mark.parametrize("day", ["2026-11-0x", "2026-11-00"])
def test_a_day_that_is_none_is_damage(tmp_path, day):
    file = tmp_path / "counts.sqlite3"
    counts = Counts(file)
    counts.add(DAY, ROWS)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE rows_read SET day = ?", [day])
    with pytest.raises(CannotCount):
        counts.between(date(2026, 10, 1), date(2026, 11, 30))


def test_once_the_damaged_file_is_moved_away_counts_begin_anew(tmp_path):
    file = tmp_path / "counts.sqlite3"
    counts = Counts(file)
    damaged(file)
    with pytest.raises(CannotCount):
        counts.add(DAY, ROWS)
    file.rename(tmp_path / "damaged")
    assert counts.between(DAY, DAY) == {}
    counts.add(DAY, ROWS)
    assert counts.between(DAY, DAY) == COUNTED


def test_threads_count_together(tmp_path):
    counts = Counts(tmp_path / "counts.sqlite3")
    threads = [threading.Thread(target=counts.add, args=(DAY, {("police", "records"): 1})) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.between(DAY, DAY) == COUNTED
