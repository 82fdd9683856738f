"""Whether a run can add to what the run before left, and the linkage either way."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from shiremoot import matching
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.matching import Decisions, Linked
from shiremoot.singleview.snapshots import Snapshot, kept_snapshot

from . import keeping
from .changes import Changes, changes
from .records import records_of

BASE = "base"
STALE = 0.2
"""When so large a share of the records has changed since the model was learned, it is learned anew."""


@dataclass(frozen=True)
class Standing:
    """What a run linked. `changed`: how many records came, changed or went since its model was learned.

    `came`: how many did since the run before; None where all were linked anew.
    """

    linked: Linked
    changed: int
    came: int | None


def since(
    home: Home, before: Path | None, records: pa.Table, snapshots: Sequence[Snapshot]
) -> Changes | None:
    """What came since the run `before`. None where all must be linked anew.

    So it is with no run before, or one that left no base; with columns that its model does not know; when a
    load that it linked is not kept any more, or its model is `STALE`.
    """
    if before is None or not (before / BASE).is_dir():
        return None
    facts = keeping.read_run(before)
    now, then = {each.dataset: each for each in snapshots}, facts["loads"]
    others = sorted(name for name in {*now, *then} if name not in now or now[name].load_id != then.get(name))
    were = [kept_snapshot(home, name, then[name]) for name in others if name in then]
    kept = [each for each in were if each]
    if len(kept) < len(were) or set(records.column_names) - set(facts["columns"]):
        return None
    found = changes(_records(kept), _records([now[name] for name in others if name in now]))
    return found if facts["changed"] + len(found) <= STALE * records.num_rows else None


def link_standing(
    before: Path | None,
    folder: Path,
    records: pa.Table,
    came: Changes | None,
    *,
    decided: Decisions,
    single: Sequence[str],
    progress: Callable[[str], None] | None,
) -> Standing:
    """Add what `came` to the run `before`, under its model; or link all `records` and learn one.

    Leaves a base for the next run, and the model, in the new run's `folder`.
    """
    if before is None or came is None:
        linked = matching.build(folder / BASE, records, decided=decided, single=single, progress=progress)
        keeping.write_model(folder, matching.Base(folder / BASE).whole_model())
        return Standing(linked, 0, None)
    if progress:
        progress("adding what came")
    added = matching.advance(
        before / BASE, folder / BASE, came.changed, came.withdrawn, decided=decided, single=single
    )
    keeping.copy_model(before, folder)
    changed = keeping.read_run(before)["changed"] + len(came)
    return Standing(added.linked(), changed, len(came))


def link_on_spark(
    before: Path | None, folder: Path, records: pa.Table, *, decided: Decisions, single: Sequence[str]
) -> Standing:
    """Link all `records` by the model of the run `before`, with the pairs compared by Spark.

    It leaves no base: the next run without Spark links anew. Raises UserError without a model, or Spark.
    """
    if before is None:
        raise UserError("There is no model yet.", "Link once without Spark: shiremoot link")
    model = keeping.read_model(before)
    try:
        from pyspark.sql import SparkSession

        from shiremoot.matching import spark
    except ImportError:
        raise UserError(
            "Spark is not installed here.", "Install it: pip install 'shiremoot[spark]'"
        ) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.appName("shiremoot link").getOrCreate()
    linked = spark.link(records, session, model=model, decided=decided, single=single)
    keeping.copy_model(before, folder)
    return Standing(linked, keeping.read_run(before)["changed"], None)


def drop_bases(links: Path, *, but: str) -> None:
    """Remove the bases of all runs but one: they are large, and only the newest is added to."""
    for base in links.glob(f"*/{BASE}"):
        if base.parent.name != but:
            shutil.rmtree(base)


def _records(snapshots: Sequence[Snapshot]) -> pa.Table:
    return records_of(snapshots) if snapshots else pa.table({"record_id": pa.array([], pa.string())})
