"""A linkage that stands: all that a run worked out, in a folder of files that are mapped and not read.

`main/` has what a whole run left and is never changed again; `state/` what has come and gone since, small
beside it. A later state links to the same main files under names of its own, so that folders can be
removed in any order.

Rows are records: those of the main files by their ids, then those that came, in the order of their coming. A
record that changes gets a new row; its old one is dead. What orders records is their rank, by id.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shiremoot.errors import UserError

from .blocking import Capped
from .compiled import Step, ladders, names_of, sizes_of, worths
from .dictionaries import Dictionaries
from .explanations import Evidence
from .found import Linked, linked
from .frequencies import Frequencies
from .lookup import keys, positions
from .mapped import RoomUsed, mapped
from .model import Model
from .model_file import read_model
from .records import Records, Weights
from .run import Scored
from .state import State, read_state, write_state
from .ways import Index, Way, ways_of

Rows = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MAIN_ARRAYS = ("codes", "sources", "rarity", "pairs", "weights", "touching", "touching_starts")
PASSING = 2
"""Rows at the very end of the table of numbers that no record has, for what is only held against others."""
LAYOUT, MODEL, FREQUENCIES, IDS = "layout.json", "model.json", "frequencies.parquet", "ids.arrow"


class Base:
    """A standing linkage, opened. The tables are those of `Linked`, made when asked for."""

    def __init__(self, folder: Path) -> None:
        """Raises UserError where there is none."""
        self.folder = folder
        main = folder / "main"
        try:
            layout = json.loads((main / LAYOUT).read_text(encoding="utf-8"))
            self.state = read_state(folder / "state", layout["rules"])
        except (OSError, ValueError, KeyError, TypeError):
            raise UserError(
                f"{folder.name} is no linkage that others can be added to.", "Link all records anew."
            ) from None
        self.threshold = float(layout["threshold"])
        self.model = read_model((main / MODEL).read_text(encoding="utf-8"))
        self.names = names_of(self.model)
        self.codes, self.sources, self.rarity, self.pairs, self.weights_of, self.touching, self.starts = (
            mapped(main / f"{name}.npy") for name in MAIN_ARRAYS
        )
        self.ids_of_files = pa.ipc.open_file(pa.memory_map(str(main / IDS))).get_batch(0).column(0)
        self.size = len(self.ids_of_files)
        self.dictionaries = Dictionaries(main)
        self.dictionaries.come(self.state.told.texts)
        self.ways = ways_of(self.model.rules)
        self.files = {
            way: Index(mapped(main / f"keys-{at}.npy"), mapped(main / f"order-{at}.npy"))
            for at, way in enumerate(self.ways)
        }
        self.end = self.size
        self.add(self.state.codes, self.state.sources)
        self._rarities = np.array(layout["rarities"], np.int64)
        self.records = self.records_read_by(ladders(self.model, self.names))
        self.weights = self.weights_read_by(self.model)

    def records_read_by(self, steps: Sequence[Sequence[Step]]) -> Records:
        """The table of numbers, compared by the steps of a model's comparisons."""
        texts = self.dictionaries
        bases = [(texts.base(name), texts.list_base(name)) for name in self.names]
        of_values, of_lists = np.array(bases, np.int64).reshape(-1, 2).T.copy()
        return Records(
            self.codes,
            texts.letters,
            texts.entries,
            of_values,
            texts.lists,
            texts.list_starts,
            of_lists,
            steps,
            sizes_of(self.model),
        )

    def weights_read_by(self, model: Model) -> Weights:
        return Weights(*worths(model, self.names), self.rarity, self._rarities)

    def keys(self, way: Way, rows: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
        columns = np.array([self.names.index(name) for name in way], np.int64)
        return keys(self.codes, rows.astype(np.int64), columns)

    def add(self, codes: Rows, sources: Rows) -> None:
        """Write rows behind those that are there. Raises RoomUsed."""
        end = self.end + len(codes)
        if end > len(self.codes) - PASSING:
            raise RoomUsed
        self.codes[self.end : end], self.sources[self.end : end] = codes, sources
        self.end = end

    def become(self, state: State) -> None:
        """Be in another state; the rows that came in it have been added."""
        rows_changed = state.codes is not self.state.codes or state.dead is not self.state.dead
        for name in ("kept", *(("alive", "ranks", "ids", "living", "_came") if rows_changed else ())):
            self.__dict__.pop(name, None)
        self.state = state

    @cached_property
    def alive(self) -> Flags:
        alive = np.ones(self.end, bool)
        alive[self.state.dead] = False
        return alive

    @cached_property
    def kept(self) -> Flags:
        """Of the pairs of the main files those that are still there."""
        kept = np.ones(len(self.pairs), bool)
        kept[self.state.gone] = False
        return kept

    @cached_property
    def ranks(self) -> Ints:
        """Of two rows the one whose id comes first has the lower rank."""
        step = len(self.codes) - self.size + 2
        ids = pa.array(self.state.told.ids, pa.string())
        before, _ = self._places(ids)
        came = before * step + 1
        came[pc.sort_indices(ids).to_numpy()] += np.arange(len(came))
        return np.concatenate([np.arange(1, self.size + 1, dtype=np.int64) * step, came])

    @cached_property
    def ids(self) -> pa.ChunkedArray:
        """Of every row."""
        return pa.chunked_array([self.ids_of_files, pa.array(self.state.told.ids, pa.string())])

    def rows_of(self, ids: pa.Array) -> Ints:
        """The living row of each record id, -1 where there is none."""
        places, there = self._places(ids)
        rows = np.where(there, places, -1)
        rows[there] = np.where(self.alive[rows[there]], rows[there], -1)
        for at in np.flatnonzero(rows < 0).tolist():
            rows[at] = self._came.get(ids[at].as_py(), -1)
        return rows

    def decided(self, pairs: Sequence[tuple[str, str]]) -> Rows:
        """Decisions as pairs of rows, as `decisions.rows_of` would have them."""
        if not pairs:
            return np.empty((0, 2), np.int32)
        each = [self.rows_of(pa.array([pair[at] for pair in pairs], pa.string())) for at in (0, 1)]
        rows = np.stack(each, axis=1)
        rows = rows[(rows >= 0).all(axis=1) & (rows[:, 0] != rows[:, 1])]
        return self.in_order(np.unique(self.turned(rows), axis=0)).astype(np.int32)

    def turned(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Pairs with the row of the lower rank first."""
        ranks = self.ranks[rows]
        return np.where((ranks[:, 0] > ranks[:, 1])[:, None], rows[:, ::-1], rows)

    def in_order(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return rows[self.order(rows)]

    def order(self, rows: npt.NDArray[Any]) -> Ints:
        """The order of pairs by the ranks of their rows."""
        return np.lexsort((self.ranks[rows[:, 1]], self.ranks[rows[:, 0]]))

    @cached_property
    def _came(self) -> dict[str, int]:
        rows = range(self.size, self.size + len(self.state.told.ids))
        return {name: row for name, row in zip(self.state.told.ids, rows, strict=True) if self.alive[row]}

    def _places(self, ids: pa.Array) -> tuple[Ints, Flags]:
        """How many ids of the main files come before each, and whether the next is the same."""
        return positions(*_bytes(self.ids_of_files), *_bytes(ids))

    @cached_property
    def living(self) -> Ints:
        """The living rows, by rank."""
        rows = np.flatnonzero(self.alive)
        return rows[np.argsort(self.ranks[rows])]

    def touching_pairs(self, rows: npt.NDArray[Any]) -> Ints:
        """The numbers of the pairs of the main files that touch these rows, a pair of two of them twice."""
        rows = rows[rows < self.size]
        starts, lengths = self.starts[rows], self.starts[rows + 1] - self.starts[rows]
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
        numbers: Ints = self.touching[places].astype(np.int64)
        return numbers

    def pairs_now(self) -> tuple[Rows, Floats]:
        """Every living pair and its two weights, by rank."""
        rows = np.concatenate([self.pairs[self.kept], self.state.rows])
        weights = np.concatenate([self.weights_of[self.kept], self.state.weights])
        order = self.order(rows)
        return rows[order], weights[order]

    @property
    def capped(self) -> list[Capped]:
        living = int(self.alive.sum())
        each = zip(self.model.rules, self.state.sizes, strict=True)
        return [capped for rule, sizes in each if (capped := sizes.capped(rule, living))]

    def linked(self) -> Linked:
        """The people as they now are, as a whole run would give them."""
        started = time.monotonic()
        rows, weights = self.pairs_now()
        state = self.state
        order = self.order(state.refused)
        clusters = {
            "record_id": self.ids.take(pa.array(self.living)),
            "cluster": pa.array(state.labels[self.living], pa.int64()),
        }
        return linked(
            self.ids,
            Scored(rows, weights[:, 0], weights[:, 1], state.told.compared),
            state.labels,
            state.refused[order],
            [state.told.reasons[at] for at in order.tolist()],
            self.in_order(state.contradictions),
            clusters=pa.table(clusters),
            capped=self.capped,
            evidence=Evidence(self.records, self.weights, self.model, self.rows_of, self.ids),
            threshold=self.threshold,
            seconds=time.monotonic() - started,
        )

    def whole_model(self) -> Model:
        """With its frequencies, which weighing the records of the base does not need."""
        table = pq.read_table(self.folder / "main" / FREQUENCIES)
        known = json.loads(table.schema.metadata[b"known"])
        frequencies = {}
        for name, count in known.items():
            part = table.filter(pc.equal(table["column"], name))
            values = part["value"].combine_chunks()
            frequencies[name] = Frequencies(count, values, part["records"].to_numpy())
        return replace(self.model, frequencies=frequencies)

    def write(self, folder: Path) -> None:
        """This state in a folder of its own, beside the same main files."""
        main = folder / "main"
        main.mkdir(parents=True)
        for file in sorted((self.folder / "main").iterdir()):
            try:
                os.link(file, main / file.name)
            except OSError:  # another file system
                shutil.copy2(file, main / file.name)
        write_state(folder / "state", self.state)


def _bytes(texts: pa.Array) -> tuple[Rows, npt.NDArray[np.uint8]]:
    """Where each text begins among the bytes of all, and those."""
    _, offsets, data = texts.buffers()
    begins = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return begins, np.frombuffer(data or b"\0", np.uint8)
