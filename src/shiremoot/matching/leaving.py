"""A whole run that leaves a base: see `standing`."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from .decisions import NONE, Decisions
from .dictionaries import Dictionaries, write_dictionaries
from .engine import THRESHOLD, Progress, linked_of, people_of
from .found import Linked
from .frequencies import Frequencies
from .lookup import keys
from .mapped import room_for, write
from .model import Model, Rule
from .model_file import write_model
from .run import Run, Scored, run
from .standing import FREQUENCIES, IDS, LAYOUT, MODEL, PASSING
from .state import State, Told, write_state
from .ways import Index, Sizes, Way, pairs_of, sides, ways_of

Rows = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def build(
    folder: Path,
    records: pa.Table,
    *,
    model: Model | None = None,
    threshold: float = THRESHOLD,
    decided: Decisions = NONE,
    single: Collection[str] = (),
    progress: Progress | None = None,
) -> Linked:
    """Link like `engine.link`, and leave a base in a new folder, to which others can be added."""
    started = time.monotonic()
    report = progress or (lambda step: None)
    report("preparing")
    done = run(
        people_of(records, model),
        model=model,
        threshold=threshold,
        decided=decided,
        single=single,
        report=report,
    )
    report("keeping")
    leave(folder, done, threshold, decided, single)
    return linked_of(done, records["record_id"], threshold, started)


def leave(folder: Path, done: Run, threshold: float, decided: Decisions, single: Collection[str]) -> None:
    """What a run worked out as a base, in a new folder."""
    main = folder / "main"
    main.mkdir(parents=True)
    compiled, people = done.compiled, done.people
    size = len(people.ids)
    room = room_for(size)
    model = done.model
    if model.frequencies is None:
        model = replace(model, frequencies=compiled.frequencies())
    assert model.frequencies is not None
    columns = {name: compiled.columns[name] for name in compiled.names}
    common = {name: one.values for name, one in model.frequencies.items()}
    numbered = write_dictionaries(main, columns, common, room)
    _write_frequencies(main / FREQUENCIES, model.frequencies)
    (main / MODEL).write_text(write_model(replace(model, frequencies=None)), encoding="utf-8")
    rarities = _write_rarity(main / "rarity.npy", model, compiled.names, numbered, Dictionaries(main))
    write(main / "codes.npy", compiled.codes, room + PASSING, fill=-1)
    write(main / "sources.npy", people.source.codes, room, fill=-1)
    with pa.ipc.new_file(main / IDS, pa.schema({"record_id": pa.string()})) as file:
        file.write_batch(pa.record_batch({"record_id": people.ids}))
    grown = {}
    rows = np.arange(size)
    for at, way in enumerate(ways_of(model.rules)):
        places = np.array([compiled.names.index(name) for name in way], np.int64)
        index = Index.of(keys(compiled.codes, rows, places), rows)
        write(main / f"keys-{at}.npy", index.keys)
        write(main / f"order-{at}.npy", index.order)
        grown[way] = index
    _write_pairs(main, done.scored, size)
    layout = {"threshold": threshold, "rarities": rarities, "rules": len(model.rules)}
    (main / LAYOUT).write_text(json.dumps(layout) + "\n", encoding="utf-8")
    told = Told(
        ids=[],
        texts={},
        source_names=people.source.values.to_pylist(),
        together=[*decided.together],
        apart=[*decided.apart],
        single=sorted(single),
        reasons=done.found.reasons,
        compared=done.scored.compared,
    )
    nothing = np.empty(0, np.int64)
    no_pairs = np.empty((0, 2), np.int32)
    write_state(
        folder / "state",
        State(
            told=told,
            codes=np.empty((0, compiled.codes.shape[1]), np.int32),
            sources=np.empty(0, np.int32),
            dead=nothing,
            gone=nothing,
            rows=no_pairs,
            weights=np.empty((0, 2)),
            labels=done.found.labels,
            refused=done.found.refused,
            contradictions=done.found.contradictions,
            sizes=[_sizes(rule, grown) for rule in model.rules],
        ),
    )


def _sizes(rule: Rule, grown: Mapping[Way, Index]) -> Sizes:
    left, right = (grown[way] for way in sides(rule))
    each, counts = right.sizes()
    return Sizes.of(pairs_of(rule, left.count(each), counts))


def _write_rarity(
    file: Path, model: Model, names: list[str], numbered: Mapping[str, pa.Array], dictionaries: Dictionaries
) -> list[int]:
    """How rare each value is, and each that may come; where the values of each column begin."""
    assert model.frequencies is not None
    begins, parts, used = [0] * len(names), [np.zeros(1)], 1
    for name in sorted(model.rarities()):
        begins[names.index(name)] = used
        frequencies = model.frequencies[name]
        known = frequencies.shares(numbered[name])
        rest = np.full(dictionaries.room(name) - len(known), frequencies.rarest)
        parts += [known, rest]
        used += len(known) + len(rest)
    write(file, np.concatenate(parts))
    return begins


def _write_frequencies(file: Path, frequencies: Mapping[str, Frequencies]) -> None:
    known = {name: one.known for name, one in frequencies.items()}
    schema = pa.schema(
        {"column": pa.string(), "value": pa.string(), "records": pa.int64()},
        {"known": json.dumps(known)},
    )
    tables = [
        pa.table({"column": [name] * len(one.values), "value": one.values, "records": one.counts}, schema)
        for name, one in frequencies.items()
    ]
    pq.write_table(pa.concat_tables([schema.empty_table(), *tables]), file, compression="zstd")


def _write_pairs(main: Path, scored: Scored, size: int) -> None:
    """The pairs, and for each row the numbers of those that touch it."""
    write(main / "pairs.npy", scored.rows)
    write(main / "weights.npy", np.stack([scored.match, scored.household], axis=1))
    ends = scored.rows.T.ravel()
    order = np.argsort(ends, kind="stable")
    write(main / "touching.npy", (order % max(len(scored.rows), 1)).astype(np.int32))
    write(main / "touching_starts.npy", np.searchsorted(ends[order], np.arange(size + 1)).astype(np.int64))
