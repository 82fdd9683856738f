"""`shiremoot demo county`: makes the fictional county."""

from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from shiremoot.dates import day_of
from shiremoot.demo.county import Summary, generate
from shiremoot.errors import UserError


@click.command("county")
@click.option("--people", default=20_000, show_default=True, help="How many people live there.")
@click.option("--seed", default=1, show_default=True, help="Another seed, another county.")
@click.option("--as-at", default="today", show_default=True, help="The day of the extracts (YYYY-MM-DD).")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the extracts.")
def county(people: int, seed: int, as_at: str, out: Path) -> None:
    """Make a fictional county: the extracts of eight datasets in OUT, the truth apart in OUT-truth."""
    day = _day(as_at)
    console = Console(stderr=True)
    with Progress(TextColumn("{task.description}"), *Progress.get_default_columns()[1:2], TimeElapsedColumn(),
                  console=console, transient=True, disable=not console.is_terminal) as bar:  # fmt: skip
        task = bar.add_task("population", total=None)

        def report(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of)

        summary = generate(people, seed, day, out, report)
    _print(summary, day)


def _day(text: str) -> date:
    if text == "today":
        return day_of(datetime.now(UTC))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(
            "The day given to --as-at is no date.", "Write it as 2026-11-30, or say today."
        ) from None


def _print(summary: Summary, day: date) -> None:
    click.echo(f"A fictional county as at {day}: {summary}.")
    for dataset, records in summary.records.items():
        click.echo(f"  {dataset:<22} {records:>9,} people's records {summary.rows[dataset]:>10,} rows")
    click.echo(f"Extracts in {summary.folder}, the truth apart in {summary.truth}.")
