"""Linking by the command's own way, with the pairs compared by Spark."""

from pathlib import Path

import pytest

from shiremoot.errors import UserError
from shiremoot.singleview.linking import keeping

from .installation import loaded_home, run_link

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.spark,
    # Spark 4.0 leaves its connection to the virtual machine to be closed at the end
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_the_same_people_come_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.chdir(tmp_path)
    home, _ = loaded_home(tmp_path)
    with pytest.raises(UserError, match="no model yet"):
        run_link(home, on_spark=True)
    first = run_link(home, hours=2)
    second = run_link(home, hours=3, on_spark=True)
    assert (second.pairs, second.people, second.refused) == (first.pairs, first.people, first.refused)
    assert keeping.read_identities(second.folder) == keeping.read_identities(first.folder)
    assert run_link(home, hours=4).came is None
