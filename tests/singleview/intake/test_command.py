from click.testing import CliRunner

from shiremoot.cli.load import HELD_BACK, load

from .conftest import PEOPLE, as_csv


def run(agency, monkeypatch):
    monkeypatch.setenv("SHIREMOOT_HOME", str(agency.home.root))
    return CliRunner().invoke(load, ["police", str(agency.folder), "--as-at", "2026-10-31"])


def test_a_folder_stands_for_its_files(agency, monkeypatch):
    agency.write(".hidden", "nothing")
    result = run(agency, monkeypatch)
    assert result.exit_code == 0
    assert "people: 40 rows read, 40 accepted, 0 quarantined" in result.output
    assert "this load is now in use" in result.output


def test_a_crossed_threshold_is_told_and_sets_the_exit_code(agency, monkeypatch):
    run(agency, monkeypatch)
    agency.write("NOMINALS_1.csv", as_csv(PEOPLE[:30]).replace("Abel7", ""))
    result = run(agency, monkeypatch)
    assert result.exit_code == HELD_BACK
    assert "people: 29 rows read, 28 accepted (-12 since the load before), 1 quarantined" in result.output
    assert "1 × Surname: missing (must not be empty), first in NOMINALS_1.csv line 9" in result.output
    assert "people since the load before: 0 new, 12 gone, 0 changed" in result.output
    assert (
        "threshold crossed: people: 30.0 % fewer rows than before, at most 10 % are allowed" in result.output
    )
    assert "not switched over" in result.output


def test_no_value_of_a_cell_is_printed(agency, monkeypatch):
    agency.write("NOMINALS_1.csv", as_csv(PEOPLE).replace("08/03/1917", "sometime1917"))
    assert "sometime1917" not in run(agency, monkeypatch).output
