"""How fast and how well records are linked, beside others: python bench/linkage.py --people 507000

Each engine runs in a process of its own, one after the other in the same run, from reading the records to
clusters, training included; imports are not counted. Splink is given columns that are prepared already, which
ours prepares.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import click
import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.dataset  # which reading Parquet imports when it is first done
import pyarrow.parquet as pq
from tests.matching import splink_peer

import linkage_days
import linkage_peer
import linkage_sets
from linkage_peer import SURE, Found
from shiremoot.matching import b_cubed, cluster_accuracy, link, pairs, run
from shiremoot.matching.blocking import blocked
from shiremoot.matching.clusters import Settled
from shiremoot.matching.columns import Column
from shiremoot.matching.compiled import Compiled
from shiremoot.matching.defaults import model_for
from shiremoot.matching.found import named
from shiremoot.matching.model import Model
from shiremoot.matching.prepare import PREPARED, made_of, prepare
from shiremoot.matching.training import learn

Result = dict[str, Any]
_NO_LIMIT = float("inf")
_NOT_AS_NUMBERS = {"date_of_birth", "nhs_number", "upn", "phone", "email", "uprn"}
_FEW = 20_000  # people, whose records GoldenMatch can do beside others


@click.command()
@click.option(
    "--people", default=50_000, show_default=True, help="Of the county; 507,000 make a million records."
)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
@click.option("--part", hidden=True)
def main(people: int, folder: Path, part: str | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if part:
        print(json.dumps(_PARTS[part](people, folder)))
        return
    file = linkage_sets.county(people, folder)
    write_prepared(file, people, folder)
    print(
        f"linkage of {pq.read_metadata(file).num_rows:,} records of a county; Splink {version('splink')}, "
        f"DuckDB {version('duckdb')}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    for name in ("ours, usual model", "Splink, usual model", "ours, own model"):
        print_result(name, run_apart(name, people, folder))
    print_result("a perfect scorer of our patterns", run_apart("perfect", people, folder))
    same = run_apart("parity", people, folder)
    print(
        f"  weights of {same['pairs']:,} pairs by one model: apart by {same['apart']:.1e} at most, limit 1e-4"
    )
    _print_days(people, folder)
    for whose in ("ours", "GoldenMatch"):
        print_result(f"{whose}, county of {_FEW:,}", run_apart(f"few {whose}", _FEW, folder))
    for name, there in (("historical", linkage_sets.HISTORICAL), ("febrl", linkage_sets.FEBRL[0])):
        if not there.is_file():
            print(f"{name}: not beside the repository")
            continue
        print(f"{name}:")
        for whose in ("ours", "Splink", "GoldenMatch"):
            print_result(whose, run_apart(f"{name} {whose}", people, folder))


def _print_days(people: int, folder: Path) -> None:
    run_apart("base", people, folder)
    for whose in ("ours", "Splink"):
        day = run_apart(f"day {whose}", people, folder)
        gave = (
            f"{day['affected']:,} people's records" if "affected" in day else f"{day['edges']:,} edges alone"
        )
        print(
            f"  a day of {linkage_days.DAY:,} records more, {whose:<12}{day['seconds']:7.2f} s, "
            f"{day['cpu']:7.2f} CPU s; {gave}",
            flush=True,
        )
    for name, (median, most, nearly_all) in run_apart("search", people, folder).items():
        print(
            f"  one sought by {name:<20}p50 {median:.2f} ms, p95 {most:.2f} ms, p99 {nearly_all:.2f} ms",
            flush=True,
        )


def run_apart(part: str, people: int, folder: Path) -> Result:
    words = [sys.executable, __file__, "--people", str(people), "--folder", str(folder), "--part", part]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    result: Result = json.loads(done.stdout.splitlines()[-1])
    return result


def print_result(name: str, result: Result) -> None:
    cost = (
        f"{result['seconds']:7.1f} s, {result['cpu']:7.1f} CPU s, {result['megabytes']:6,.0f} MB; "
        if "seconds" in result
        else ""
    )
    counted = f"{result['compared']:,} pairs compared; " if "compared" in result else ""
    print(f"  {name:<34}{cost}{counted}{result['accuracy']}", flush=True)


def _measured(work: Callable[[], Found], truth: Callable[[], linkage_sets.Truth]) -> Result:
    """The truth is read when all has been measured: it would count as memory."""
    started, busy = time.monotonic(), time.process_time()
    found = work()
    result = {
        "seconds": time.monotonic() - started,
        "cpu": time.process_time() - busy,
        "megabytes": _peak(),
    }
    return {**result, "accuracy": _accuracy(found, truth())}


def _peak() -> float:
    """The most memory that this process has held; unlike `getrusage` it leaves out what its parent held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _accuracy(found: Found, truth: linkage_sets.Truth) -> str:
    labels = dict(zip(*(found.clusters[name].to_pylist() for name in ("record_id", "cluster")), strict=True))
    known = {record: person for record, person in truth.items() if record in labels}
    clusters = cluster_accuracy(labels, known)
    order = np.argsort(-found.pairs["probability"].to_numpy(), kind="stable")
    chances = found.pairs["probability"].to_numpy()[order]
    sides = zip(found.pairs["record_l"].to_pylist(), found.pairs["record_r"].to_pylist(), strict=True)
    right = np.cumsum(np.array([known[left] == known[other] for left, other in sides])[order])
    f1 = 2 * right / (np.arange(1, len(right) + 1) + clusters.true)
    sure = int((chances >= SURE).sum())
    return (
        f"clusters F1 {clusters.f1:.4f} (precision {clusters.precision:.4f}, recall {clusters.recall:.4f}), "
        f"B³ {b_cubed(labels, known):.4f}; pairs F1 {f1.max():.4f} at best, {f1[sure - 1]:.4f} at {SURE}"
    )


def write_prepared(file: Path, people: int, folder: Path) -> None:
    """The columns that Splink compares, with the record's own name as `unique_id`."""
    out = _prepared(people, folder)
    if not out.is_file():
        records = pq.read_table(file)
        table = splink_peer.table(prepare(records))
        pq.write_table(table.set_column(0, "unique_id", records["record_id"]), out)


def _records(people: int, folder: Path, wanted: Collection[str] = PREPARED) -> pa.Table:
    """What the wanted prepared columns are made of. Text as the file has it: values, and a number for each
    record, but for what hardly any two records share.
    """
    file = folder / f"records-{people}.parquet"
    columns = frozenset().union(*map(made_of, wanted)) & set(pq.read_schema(file).names)
    return pq.read_table(
        file, columns=["record_id", *sorted(columns)], read_dictionary=sorted(columns - _NOT_AS_NUMBERS)
    )


def _prepared(people: int, folder: Path) -> Path:
    return folder / f"prepared-{people}.parquet"


def _by_usual_model(people: int, folder: Path) -> Result:
    """Ours with the comparisons and rules that Splink is given, and no classes but its two."""
    compared = []

    def work() -> Found:
        usual = linkage_sets.usual_model()
        records = _records(people, folder, usual.columns())
        columns = prepare(records, usual.columns())
        compiled = Compiled(usual, columns)
        blocks = blocked(compiled, usual.rules)
        model = replace(learn(compiled, blocks), classes=None)
        scored = run.score(compiled, blocks, compiled.weights(model), model)
        compared.append(scored.compared)
        return _joined(records, columns, model, scored)

    result = _measured(work, partial(linkage_sets.county_truth, people, folder))
    return {**result, "compared": compared[0]}


def _joined(records: pa.Table, columns: dict[str, Column], model: Model, scored: run.Scored) -> Found:
    """What `link` does with scored pairs."""
    nothing = np.empty((0, 2), np.int32)
    settled = Settled(nothing, nothing, np.full(records.num_rows, -1, np.int32))
    sure = scored.match >= run.bits(SURE)
    labels = run.join(scored.rows[sure], scored.match[sure], columns, model, settled).labels
    ids = records["record_id"].combine_chunks()
    return Found(
        named(ids, scored.rows, probability=run.shares(scored.match)),
        pa.table({"record_id": ids, "cluster": labels}),
    )


def _by_own_model(people: int, folder: Path) -> Result:
    counts = []

    def work() -> Found:
        linked = link(_records(people, folder), threshold=SURE)
        counts.append(linked.counts.compared)
        return Found(linked.pairs, linked.clusters)

    result = _measured(work, partial(linkage_sets.county_truth, people, folder))
    return {**result, "compared": counts[0]}


def _by_splink(people: int, folder: Path) -> Result:
    return _measured(
        lambda: linkage_peer.county(_prepared(people, folder)),
        partial(linkage_sets.county_truth, people, folder),
    )


def _parity(people: int, folder: Path) -> Result:
    """One model, trained by ours, on every pair of its rules: ours and Splink's weights."""
    columns = prepare(_records(people, folder))
    compiled = Compiled(linkage_sets.usual_model(), columns)
    rules = blocked(compiled, compiled.model.rules)
    model = replace(learn(compiled, rules), classes=None)
    _, rows, weights, _ = pairs.score(
        compiled.records, rules.rules, compiled.weights(model), -_NO_LIMIT, _NO_LIMIT
    )
    order = np.lexsort((rows[:, 1], rows[:, 0]))
    with duckdb.connect(":memory:") as connection:
        predicted = splink_peer.linker(connection, columns, model).inference.predict().physical_name
        theirs = connection.execute(
            f"""SELECT least(unique_id_l, unique_id_r) AS l, greatest(unique_id_l, unique_id_r) AS r,
            match_weight FROM {predicted} ORDER BY l, r"""
        ).fetchnumpy()
    if not np.array_equal(rows[order], np.stack([theirs["l"], theirs["r"]], axis=1)):
        raise click.ClickException("The two engines looked at different pairs.")
    apart = np.abs(weights[order, 0] - theirs["match_weight"]).max()
    return {"pairs": len(rows), "apart": float(apart)}


def _perfect(people: int, folder: Path) -> Result:
    """Every pattern of our own model weighed by how often it is a match in truth; joined by our own
    clustering.
    """
    records = _records(people, folder)
    truth = linkage_sets.county_truth(people, folder)
    columns = prepare(records)
    compiled = Compiled(model_for(columns, records.num_rows), columns)
    blocks = blocked(compiled, compiled.model.rules)
    model = learn(compiled, blocks)
    _, rows, _, patterns = pairs.score(
        compiled.records, blocks.rules, compiled.weights(model), -_NO_LIMIT, _NO_LIMIT
    )
    ids = records["record_id"].to_pylist()
    person = pa.array([truth[record] for record in ids]).dictionary_encode().indices.to_numpy()
    true = person[rows[:, 0]] == person[rows[:, 1]]
    _, which = np.unique(patterns, return_inverse=True)
    rates = np.bincount(which, true) / np.bincount(which)
    chance = rates[which]
    _print_errors(model, compiled, patterns[true])
    kept = chance >= 0.5
    chance, rows = chance[kept], rows[kept]
    with np.errstate(divide="ignore"):
        bits = np.minimum(np.log2(chance / (1 - chance)), 100)
    order = np.lexsort((rows[:, 1], rows[:, 0]))
    scored = run.Scored(rows[order], bits[order], np.full(len(bits), -np.inf), len(rows))
    return {"accuracy": _accuracy(_joined(records, columns, model, scored), truth)}


def _print_errors(model: Model, compiled: Compiled, patterns: np.ndarray[Any, Any]) -> None:
    """Of true pairs that the rules bring together, how many do not show each comparison's first level."""
    levels = compiled.levels(patterns)
    rates = []
    for at, comparison in enumerate(model.comparisons):
        known = levels[:, at] > 0
        rates.append(f"{comparison.name} {(levels[known, at] > 1).mean():.1%} of {known.mean():.0%}")
    print("  of true pairs differ, of those that know it: " + ", ".join(rates), file=sys.stderr)


def _ours(records: pa.Table, truth: linkage_sets.Truth) -> Result:
    def work() -> Found:
        linked = link(records, threshold=SURE)
        return Found(linked.pairs, linked.clusters)

    return _measured(work, lambda: truth)


def _golden(records: pa.Table, truth: linkage_sets.Truth) -> Result:
    import linkage_golden  # it takes seconds to import, and no other part needs it

    return _measured(lambda: linkage_golden.found(records), lambda: truth)


def _few(people: int, folder: Path, by: Callable[[pa.Table, linkage_sets.Truth], Result]) -> Result:
    records = pq.read_table(linkage_sets.county(people, folder))
    return by(records, linkage_sets.county_truth(people, folder))


_PARTS: dict[str, Callable[[int, Path], Result]] = {
    "ours, usual model": _by_usual_model,
    "Splink, usual model": _by_splink,
    "ours, own model": _by_own_model,
    "perfect": _perfect,
    "parity": _parity,
    "base": lambda people, folder: linkage_days.base(_records(people, folder), folder / "base"),
    "day ours": lambda people, folder: linkage_days.ours(_records(people, folder), folder / "base"),
    "day Splink": lambda people, folder: linkage_days.splink(_records(people, folder)),
    "search": lambda people, folder: linkage_days.search(_records(people, folder), folder / "base"),
    "few ours": lambda people, folder: _few(people, folder, _ours),
    "few GoldenMatch": lambda people, folder: _few(people, folder, _golden),
    "historical ours": lambda _, __: _ours(*linkage_sets.historical()),
    "historical Splink": lambda _, __: _measured(
        linkage_peer.historical, lambda: linkage_sets.historical()[1]
    ),
    "historical GoldenMatch": lambda _, __: _golden(*linkage_sets.historical()),
    "febrl GoldenMatch": lambda _, __: _golden(*linkage_sets.febrl()),
    "febrl ours": lambda _, __: _ours(*linkage_sets.febrl()),
    "febrl Splink": lambda _, __: _measured(linkage_peer.febrl, lambda: linkage_sets.febrl()[1]),
}


if __name__ == "__main__":
    main()
