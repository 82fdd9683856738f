"""A day's records added to a standing linkage: what is new is compared, and only the people it touches are
made again.

Why that is the same as a whole run under the same model. What two records weigh hangs on the two and on the
model, whose frequencies are kept; so pairs of records that stay weigh what they weighed. Which pairs are
looked at hangs on the blocks, whose sizes are kept by rule: blocks that become too large, or no longer are,
lose their pairs or bring them. Merging goes from the best pair to the least, and whether a merge is made
hangs on the two clusters alone; records that no path of strong pairs and decisions connects never meet in
one. So each connected component comes out as if it were alone, and one in which no record, strong pair or
decision has come or gone, as it did before.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .clusters import FACTS, Settled
from .columns import Column, letters, sharing
from .decisions import NONE, Decisions
from .engine import people_of
from .found import Linked
from .leaving import leave
from .lookup import hashes
from .mapped import RoomUsed
from .regrouping import found_pairs, lost_pairs, packed, regrouped
from .run import People, bits, join, run
from .standing import Base

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Advanced:
    """A linkage to which records were added: `base` as it now is, and by rising ids the records that are with
    others than before.
    """

    base: Base
    affected: list[str]
    seconds: float

    def linked(self) -> Linked:
        """The people as they now are, as a whole run would give them."""
        return self.base.linked()


def advance(
    base_folder: Path,
    new_folder: Path,
    changed: pa.Table,
    withdrawn: Sequence[str] = (),
    *,
    decided: Decisions = NONE,
    single: Collection[str] = (),
) -> Advanced:
    """Add a day's records to a base and leave the result in a new folder; the old one stays as it is.

    `changed`: new records, and such as have changed, as for `engine.link`. `withdrawn`: the ids of those that
    are no more. `decided` and `single`: all that hold now. The result is that of a whole run under the same
    model over the records as they now are. Raises UserError where there is no base.
    """
    started = time.monotonic()
    base = Base(base_folder)
    try:
        affected = _advanced(base, changed, withdrawn, decided, single)
        base.write(new_folder)
    except RoomUsed:
        base, affected = _again(Base(base_folder), new_folder, changed, withdrawn, decided, single)
    return Advanced(base, affected, time.monotonic() - started)


def _advanced(
    base: Base, changed: pa.Table, withdrawn: Sequence[str], decided: Decisions, single: Collection[str]
) -> list[str]:
    """Bring the base into the new state; the ids of the records that it affects."""
    before = _Before(base)
    came = _come_and_go(base, people_of(changed, base.model), withdrawn, decided, single)
    ended = before.ended(base)
    blocks = regrouped(base, before.alive, ended, came)
    lost = lost_pairs(base, ended, blocks)
    found, compared = found_pairs(base, came, blocks)
    seeds = [came, lost.ends, before.decisions_changed(base)]
    sure = found.match >= bits(base.threshold)
    seeds.append(found.rows[sure].ravel().astype(np.int64))
    base.become(
        replace(
            base.state,
            told=replace(base.state.told, compared=compared),
            gone=lost.gone,
            rows=np.concatenate([base.state.rows[lost.kept], found.rows]),
            weights=np.concatenate([base.state.weights[lost.kept], found.weights]),
            sizes=[one.sizes for one in blocks],
        )
    )
    return _clustered_anew(base, before, np.concatenate(seeds))


class _Before:
    """What has to be remembered of a base before it changes."""

    def __init__(self, base: Base) -> None:
        self.alive, self.labels = base.alive, base.state.labels
        self._decided = _decisions(base)
        self._single = set(base.state.told.single)

    def ended(self, base: Base) -> Ints:
        """The rows that lived then and do not now."""
        return np.flatnonzero(self.alive & ~base.alive[: len(self.alive)])

    def decisions_changed(self, base: Base) -> Ints:
        """The living rows that a decision binds or no longer binds, or a source that is now single or not."""
        changed = [
            _without(one, other).ravel()
            for then, now in zip(self._decided, _decisions(base), strict=True)
            for one, other in ((then, now), (now, then))
        ]
        turned = self._single ^ set(base.state.told.single)
        names = np.array([name in turned for name in base.state.told.source_names] + [False])
        of_source = np.flatnonzero(names[base.sources[: base.end]])
        rows = np.concatenate([*changed, of_source]).astype(np.int64)
        return rows[base.alive[rows]]


def _decisions(base: Base) -> tuple[Rows, Rows]:
    return base.decided(base.state.told.together), base.decided(base.state.told.apart)


def _without(rows: Rows, others: Rows) -> Rows:
    return rows[~np.isin(packed(rows), packed(others))]


def _come_and_go(
    base: Base, people: People, withdrawn: Sequence[str], decided: Decisions, single: Collection[str]
) -> Ints:
    """Give new records their rows, which are returned, and let those that they replace, and others, die."""
    state = base.state
    ended = base.rows_of(pa.concat_arrays([people.ids, pa.array(withdrawn, pa.string())]))
    codes = np.full((len(people.ids), len(base.names)), -1, np.int32)
    for at, name in enumerate(base.names):
        if name in people.columns:
            codes[:, at] = base.dictionaries.codes(name, people.columns[name])
    names = dict.fromkeys([*state.told.source_names, *people.source.values.to_pylist()])
    number = {name: at for at, name in enumerate(names)}
    new_numbers = [number[name] for name in people.source.values.to_pylist()]
    sources = np.array([*new_numbers, -1], np.int32)[people.source.codes]
    start = base.end
    base.add(codes, sources)
    told = replace(
        state.told,
        ids=state.told.ids + people.ids.to_pylist(),
        texts=base.dictionaries.came(),
        source_names=list(names),
        together=[*decided.together],
        apart=[*decided.apart],
        single=sorted(single),
    )
    base.become(
        replace(
            state,
            told=told,
            codes=np.concatenate([state.codes, codes]),
            sources=np.concatenate([state.sources, sources]),
            dead=np.unique(np.concatenate([state.dead, ended[ended >= 0]])),
        )
    )
    return np.arange(start, base.end)


def _clustered_anew(base: Base, before: _Before, seeds: Ints) -> list[str]:
    """Make people again of the records that the seeds are connected with; the ids of those it affects."""
    state = base.state
    together, apart = _decisions(base)
    reached, rows, match = _connected(base, seeds, together)
    members = np.flatnonzero(reached)
    members = members[np.argsort(base.ranks[members])]
    local = np.full(base.end, -1, np.int32)
    local[members] = np.arange(len(members))
    inside = [local[pairs[reached[pairs].all(axis=1)]] for pairs in (together, apart)]
    settled = Settled(inside[0], inside[1], _single_sources(base)[members])
    facts = {
        fact.column: base.dictionaries.column(fact.column, base.codes[members, base.names.index(fact.column)])
        for fact in FACTS
        if fact.column in base.names
    }
    found = join(local[rows], match, facts, base.model, settled)
    labels = np.concatenate([before.labels, np.arange(len(before.labels), base.end, dtype=np.int32)])
    labels[members] = members[found.labels]
    stay = ~reached[state.refused[:, 0]] & base.alive[state.refused[:, 0]]
    left = state.contradictions[:, 0]
    followed = state.contradictions[~reached[left] & base.alive[left]]
    reasons_stay = [reason for reason, stays in zip(state.told.reasons, stay.tolist(), strict=True) if stays]
    base.become(
        replace(
            state,
            told=replace(state.told, reasons=reasons_stay + found.reasons),
            labels=labels,
            refused=np.concatenate([state.refused[stay], members[found.refused].astype(np.int32)]),
            contradictions=np.concatenate([followed, members[found.contradictions].astype(np.int32)]),
        )
    )
    old = np.union1d(members[members < len(before.alive)], before.ended(base))
    old = old[before.alive[old]]
    return _affected(
        base.ids.take(pa.array(old)), before.labels[old], base.ids.take(pa.array(members)), labels[members]
    )


def _single_sources(base: Base) -> Rows:
    """Of each row the number of its source, -1 where that may have several records of a person."""
    names = [name in base.state.told.single for name in base.state.told.source_names]
    sources = base.sources[: base.end]
    single: Rows = np.where(np.array([*names, False])[sources], sources, np.int32(-1))
    return single


def _connected(base: Base, seeds: Ints, together: Rows) -> tuple[Flags, Rows, Floats]:
    """Which rows strong pairs and decisions connect with the seeds, and the strong pairs among those rows."""
    sure = bits(base.threshold)
    came_strong = base.state.weights[:, 0] >= sure
    came = base.state.rows[came_strong]
    others = np.concatenate([came, together])
    ends = np.concatenate([others, others[:, ::-1]])
    ends = ends[np.argsort(ends[:, 0], kind="stable")]
    reached = np.zeros(base.end, bool)
    numbers = [np.empty(0, np.int64)]
    frontier = np.unique(seeds)
    while len(frontier):
        reached[frontier] = True
        touching = base.touching_pairs(frontier)
        touching = touching[base.kept[touching] & (base.weights_of[touching, 0] >= sure)]
        numbers.append(touching)
        starts, stops = (np.searchsorted(ends[:, 0], frontier, side) for side in ("left", "right"))
        lengths = stops - starts
        places = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
        met = np.unique(np.concatenate([base.pairs[touching].ravel(), ends[places, 1]]))
        frontier = met[~reached[met]].astype(np.int64)
    inside = np.unique(np.concatenate(numbers))
    here = reached[came[:, 0]]
    rows = np.concatenate([base.pairs[inside], came[here]])
    match = np.concatenate([base.weights_of[inside, 0], base.state.weights[came_strong, 0][here]])
    order = base.order(rows)
    return reached, rows[order], match[order]


def _affected(old_ids: pa.Array, old_labels: Rows, ids: pa.Array, labels: Rows) -> list[str]:
    """The ids of records that are with others now: a group is known by the sum of its members' hashes."""
    then, now = _hashes(old_ids), _hashes(ids)
    sums_then, sums = _sums(then, old_labels), _sums(now, labels)
    order = np.argsort(then)
    places = np.searchsorted(then[order], now).clip(max=max(len(then) - 1, 0))
    same = np.zeros(len(now), bool)
    if len(then):
        same = (then[order][places] == now) & (sums_then[order][places] == sums)
    affected = ids.filter(pa.array(~same))
    return sorted(affected.to_pylist(), key=str.encode)


def _hashes(ids: pa.Array | pa.ChunkedArray) -> Keys:
    whole = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    return hashes(*letters(whole))


def _sums(each: Keys, labels: Rows) -> Keys:
    """Of each the sum over those with the same label."""
    _, group = np.unique(labels, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(group.max(initial=-1) + 1))
    sums: Keys = np.add.reduceat(each[order], starts) if len(each) else each
    return sums[group]


def _again(
    base: Base,
    new_folder: Path,
    changed: pa.Table,
    withdrawn: Sequence[str],
    decided: Decisions,
    single: Collection[str],
) -> tuple[Base, list[str]]:
    """A whole run over the records as they now are, for a base that has no room left."""
    new = people_of(changed, base.model)
    ended = base.rows_of(pa.concat_arrays([new.ids, pa.array(withdrawn, pa.string())]))
    stay = np.setdiff1d(base.living, ended)
    people = _together(_people(base, stay), new)
    done = run(
        people,
        model=base.whole_model(),
        threshold=base.threshold,
        decided=decided,
        single=single,
        report=lambda step: None,
    )
    leave(new_folder, done, base.threshold, decided, single)
    old = base.living
    affected = _affected(base.ids.take(pa.array(old)), base.state.labels[old], people.ids, done.found.labels)
    return Base(new_folder), affected


def _people(base: Base, rows: Ints) -> People:
    names = pa.array(base.state.told.source_names, pa.string())
    columns = {
        name: base.dictionaries.column(name, base.codes[rows, at]) for at, name in enumerate(base.names)
    }
    ids = base.ids.take(pa.array(rows)).combine_chunks()
    return People(ids, columns, Column(base.sources[rows], names))


def _together(some: People, more: People) -> People:
    ids = pa.concat_arrays([some.ids, more.ids])
    order = pc.sort_indices(ids).to_numpy()
    columns = {}
    for name, column in some.columns.items():
        other = more.columns.get(name) or Column.missing(len(more.ids))
        columns[name] = _in_order(column, other, order)
    return People(ids.take(pa.array(order)), columns, _in_order(some.source, more.source, order))


def _in_order(one: Column, other: Column, order: Ints) -> Column:
    """Both columns' values, one after the other, in another order."""
    if other.empty:
        other = Column(other.codes, one.values[:0])
    values = pa.concat_arrays([one.values, other.values])
    codes = np.concatenate([one.codes, np.where(other.codes < 0, other.codes, other.codes + len(one.values))])
    whole = Column(codes[order].astype(np.int32), values)
    return whole if pa.types.is_list(values.type) else sharing([whole])[0]
