"""A county's lake for the benches: generated, loaded, linked by its truth; no decisions are asked for."""

import json
import shutil
import time
from contextlib import closing
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shiremoot import pointer
from shiremoot.contracts import parse_contract
from shiremoot.demo.county import generate
from shiremoot.home import Home
from shiremoot.matching import link
from shiremoot.people.loads import write_entry
from shiremoot.singleview.intake.deliveries import open_delivery
from shiremoot.singleview.intake.taking import Taking
from shiremoot.singleview.linking import keeping
from shiremoot.singleview.linking.records import records_of
from shiremoot.singleview.snapshots import current_snapshots

AS_AT = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
_LEARNED_FROM = 100_000  # records


def county(people: int, folder: Path, seed: int = 1) -> Path:
    """The extracts of a county of so many people; those that lie in the folder already are used again."""
    out = folder / _name(people, seed)
    if not (truth(people, folder, seed) / "records.parquet").is_file():
        started = time.monotonic()
        generate(people=people, seed=seed, as_at=AS_AT, out=out)
        print(f"county of {people:,} people generated in {time.monotonic() - started:.1f} s, limit 300 s")
    return out


def truth(people: int, folder: Path, seed: int = 1) -> Path:
    """Where who is who stands."""
    return folder / f"{_name(people, seed)}-truth"


def _name(people: int, seed: int) -> str:
    return f"county-{people}" if seed == 1 else f"county-{people}-{seed}"


def load_all(home: Home, extracts: Path) -> dict[str, tuple[int, float]]:
    """Load every dataset; rows and seconds of each."""
    figures = {}
    for contract_file in sorted(Path(str(files("shiremoot.demo") / "contracts")).glob("*.odcs.yaml")):
        text = contract_file.read_text(encoding="utf-8")
        contract = parse_contract(text)
        parent = home.snapshots / contract.dataset
        started = time.monotonic()
        delivery = open_delivery(contract, sorted((extracts / contract.dataset).iterdir()))
        with (
            pointer.whole_folder(parent, "load") as folder,
            closing(Taking(contract, delivery, folder, None)) as taking,
        ):
            taking.read(lambda done, total: None)
            (folder / "contract.odcs.yaml").write_text(text, encoding="utf-8")
            entry = taking.entry("load", AT, AT)
            write_entry(folder, entry)
        pointer.switch(parent, "load")
        rows = sum(entry.rows.values()) + sum(entry.quarantined.values())
        figures[contract.dataset] = (rows, time.monotonic() - started)
    return figures


def link_by_truth(home: Home, extracts: Path) -> None:
    """A linking run without errors, to measure publishing by itself. Its model is of some records."""
    truth = pq.read_table(extracts.with_name(extracts.name + "-truth") / "records.parquet")
    numbers = pc.utf8_lpad(pc.cast(truth["person"], pa.string()), 15, "0")
    identities = {
        "record_id": pc.binary_join_element_wise(truth["dataset"], pc.cast(truth["key"], pa.string()), ":"),
        "person_id": pc.binary_join_element_wise("p", numbers, ""),
    }
    with pointer.whole_folder(home.links, "run") as folder:
        pq.write_table(pa.table(identities), folder / keeping.IDENTITIES)
        pq.write_table(keeping._HISTORY.empty_table(), folder / keeping.HISTORY)
        loads = {path.parent.name: "load" for path in home.snapshots.glob("*/current")}
        (folder / keeping.RUN).write_text(json.dumps({"loads": loads, "left_out": {}}), encoding="utf-8")
        records = records_of(current_snapshots(home))
        some = range(0, records.num_rows, max(1, records.num_rows // _LEARNED_FROM))
        keeping.write_model(folder, link(records.take(pa.array(some))).model)
    pointer.switch(home.links, "run")


def fresh_home(folder: Path, people: int) -> Home:
    home = Home(folder / f"home-{people}")
    shutil.rmtree(home.root, ignore_errors=True)
    return home
