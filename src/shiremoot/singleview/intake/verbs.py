"""Use case: take in one whole delivery of a dataset."""

import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from shiremoot import pointer
from shiremoot.access.jobs import permit_dataset
from shiremoot.alone import alone
from shiremoot.contracts import Contract, parse_contract
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.loads import write_entry

from .deliveries import open_delivery
from .summary import LoadSummary
from .taking import Taking


def load(
    home: Home,
    *,
    dataset: str,
    files: Sequence[Path],
    by: Viewer,
    at: datetime,
    as_at: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LoadSummary:
    """Read a delivery through its contract into a new snapshot; switch to it unless a threshold is crossed.

    `at` is now; `as_at` the moment that the data describe, if another; `progress` is told bytes read and in
    all. Raises UserError, with nothing written, when no linking agreement in force covers the dataset, or
    when a file cannot be loaded as a whole.
    """
    contract, contract_text = contract_in_force(home, dataset)
    permit_dataset(act=Act.LOAD, dataset=dataset, fields=contract.fields_with_meaning, by=by, at=at)
    started = time.monotonic()
    with alone(home.snapshots / dataset, f"load of {dataset}"):
        delivery = open_delivery(contract, files)
        load_id = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        with pointer.whole_folder(home.snapshots / dataset, load_id) as folder:
            before = pointer.current(home.snapshots / dataset)
            with closing(Taking(contract, delivery, folder, before)) as taking:
                taking.read(progress or (lambda done, total: None))
                (folder / "contract.odcs.yaml").write_text(contract_text, encoding="utf-8")
                entry = taking.entry(load_id, at, as_at or at)
                write_entry(folder, entry)
                summary = taking.summary(entry, time.monotonic() - started)
        if summary.switched:
            pointer.switch(home.snapshots / dataset, load_id)
    return summary


def contract_in_force(home: Home, dataset: str) -> tuple[Contract, str]:
    """The contract of a dataset and its text. Raises UserError when there is none or it is faulty."""
    known = {
        path.name.removesuffix(".odcs.yaml"): path for path in sorted(home.contracts.glob("*.odcs.yaml"))
    }
    if dataset not in known:
        listed = f" There are: {', '.join(known)}." if known else ""
        raise UserError(
            f"There is no contract for a dataset “{dataset}”.{listed}",
            f"Put it into {home.contracts} as <dataset>.odcs.yaml, or look at the spelling.",
        )
    path = known[dataset]
    text = path.read_text(encoding="utf-8")
    contract = parse_contract(text, path.name)
    if contract.dataset != dataset:
        raise UserError(f"{path.name} is the contract of {contract.dataset}.", "Name the file after its id.")
    return contract, text
