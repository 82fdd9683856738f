"""`shiremoot demo county`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shiremoot.cli.county import county
from shiremoot.errors import UserError


def test_it_says_what_it_made(tmp_path: Path) -> None:
    out = tmp_path / "county"
    result = CliRunner().invoke(
        county,
        ["--people", "400", "--seed", "3", "--as-at", "2026-03-01", "--out", str(out)],
        catch_exceptions=False,
    )
    assert result.exit_code == 0
    assert "2026-03-01: 400 people" in result.output
    assert all(
        folder.name in result.output
        for folder in out.iterdir()
        if folder.name != "estate" and folder.is_dir()
    )


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no date"):
        county.main(["--as-at", "1.3.2026", "--out", str(tmp_path / "new")], standalone_mode=False)
