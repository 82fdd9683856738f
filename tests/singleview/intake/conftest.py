import csv
import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shiremoot.home import Home
from shiremoot.singleview.intake import verbs
from tests.permitted import OPERATOR, permit_linking

CONTRACT = Path(__file__).parents[2] / "contracts" / "sample.odcs.yaml"
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)

PEOPLE = [["NOMINAL ID", "Surname", "DOB", "Sex"]] + [
    [f"N{number}", f"Abel{number}", f"{number % 28 + 1:02}/03/19{number % 90 + 10}", "M"]
    for number in range(40)
]
ROLES = [["NOMINAL ID", "INCIDENT NO", "ROLE", "REASON"]] + [
    [f"N{number}", f"I{number % 10}", "victim", ""] for number in range(40)
]
INCIDENTS = [["INCIDENT NO", "DATE"]] + [[f"I{number}", f"2026-10-{number + 1:02}"] for number in range(10)]


def as_csv(rows, delimiter=",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


class Agency:
    """Delivers files to a fresh home; `change` a table before loading."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.home.contracts.mkdir(parents=True)
        shutil.copy(CONTRACT, self.home.contracts / "police.odcs.yaml")
        permit_linking(self.home)
        self.folder = folder / "delivery"
        self.folder.mkdir()
        self.write("NOMINALS_1.csv", as_csv(PEOPLE))
        self.write("ROLES.csv", as_csv(ROLES))
        self.write("INCIDENTS.csv", as_csv(INCIDENTS))

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, *files: Path, **more):
        named = list(files) or sorted(self.folder.iterdir())
        return verbs.load(self.home, dataset="police", files=named, by=OPERATOR, at=AT, **more)

    def in_use(self):
        pointer = self.home.snapshots / "police" / "current"
        return pointer.read_text() if pointer.exists() else None


@pytest.fixture
def agency(tmp_path, db):
    return Agency(tmp_path)
