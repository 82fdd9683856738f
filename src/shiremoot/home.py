"""Where one Shiremoot keeps its files. Paths only: each store belongs to the room that owns it."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """The folder of one installation (`SHIREMOOT_HOME`, by default `./var`)."""

    root: Path

    @classmethod
    def default(cls) -> "Home":
        return cls(Path(os.environ.get("SHIREMOOT_HOME", "var")).resolve())

    @property
    def control(self) -> Path:
        """The control store: organisations, agreements, users, grants, ledger entries."""
        return self.root / "control.sqlite3"

    @property
    def contracts(self) -> Path:
        """One `<dataset>.odcs.yaml` for each dataset."""
        return self.root / "contracts"

    @property
    def snapshots(self) -> Path:
        return self.root / "lake" / "snapshots"

    @property
    def links(self) -> Path:
        return self.root / "lake" / "links"

    @property
    def people(self) -> Path:
        return self.root / "people"

    @property
    def gazetteer(self) -> Path:
        """The county's addresses and where they stand."""
        return self.root / "gazetteer"

    @property
    def analysis(self) -> Path:
        """What questions of approved projects are answered from, and who was counted in what was released."""
        return self.root / "analysis"

    @property
    def wards(self) -> Path:
        """The county's wards and their outlines."""
        return self.root / "wards"

    @property
    def areas(self) -> Path:
        """The county's small areas: how many people live in each, and where."""
        return self.root / "areas"

    @property
    def counts(self) -> Path:
        """How many rows were read, counted apart from the ledger."""
        return self.root / "counts.sqlite3"

    @property
    def ledger(self) -> Path:
        """The logs, their checkpoints, and by default the key that signs them."""
        return self.root / "ledger"
