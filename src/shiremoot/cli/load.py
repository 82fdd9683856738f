"""`shiremoot load DATASET FILE…`"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.gateway.organisations.verbs import operator
from shiremoot.home import Home
from shiremoot.singleview.intake import verbs
from shiremoot.singleview.intake.summary import LoadSummary, TableSummary

HELD_BACK = 3
"""Exit code of a load that was kept but not switched to."""


@click.command()
@click.argument("dataset")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--as-at", type=click.DateTime(), help="The moment that the data describe (UTC); by default now."
)
@click.pass_context
def load(context: click.Context, dataset: str, files: tuple[Path, ...], as_at: datetime | None) -> None:
    """Take in one whole delivery of DATASET. A folder stands for all files in it."""
    prepare_control_store()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn(), transient=True
    ) as bars:
        bar = bars.add_task(dataset, total=None)
        summary = verbs.load(
            Home.default(),
            dataset=dataset,
            files=_files(files),
            by=operator(),
            at=datetime.now(UTC),
            as_at=as_at.replace(tzinfo=UTC) if as_at else None,
            progress=lambda done, total: bars.update(bar, completed=done, total=total),
        )
    for line in lines(summary):
        click.echo(line)
    if not summary.switched:
        context.exit(HELD_BACK)


def lines(summary: LoadSummary) -> list[str]:
    """The summary as it is printed."""
    told = [f"{summary.dataset}: load {summary.load_id} in {summary.seconds:.1f} s"]
    for table in summary.tables:
        told += _table_lines(table)
    if summary.changed:
        told.append("  people since the load before: " + _counts(summary.changed))
    told += [f"  note: {warning}" for warning in summary.warnings]
    if summary.switched:
        return [*told, "  this load is now in use"]
    told += [f"  threshold crossed: {reason}" for reason in summary.held_back]
    return [
        *told,
        "  not switched over: the load before, if any, stays in use",
        "  Mend the delivery and load it again. If it is right as it is, raise uk.maxRejectedPercent or",
        "  uk.maxShrinkPercent in the contract, load it again, and set the limit back.",
    ]


def _table_lines(table: TableSummary) -> list[str]:
    before = (
        ""
        if table.rows_before is None
        else f" ({table.accepted - table.rows_before:+,} since the load before)"
    )
    told = [
        f"  {table.table}: {table.read:,} rows read, {table.accepted:,} accepted{before}, "
        f"{table.quarantined:,} quarantined"
    ]
    for fault in table.faults:
        what = f"{fault.column}: {fault.fault}" if fault.column else fault.fault
        reason = f" ({fault.reason})" if fault.reason else ""
        told.append(f"    {fault.rows:,} × {what}{reason}, first in {fault.file} line {fault.line:,}")
    return told


def _counts(changed: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in changed.items())


def _files(named: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in named:
        inside = (
            sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
            if path.is_dir()
            else []
        )
        files += inside or [path]
    return files
