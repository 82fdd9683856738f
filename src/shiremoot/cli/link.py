"""`shiremoot link`: brings records of one human being together."""

from datetime import UTC, datetime
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console

from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.errors import UserError
from shiremoot.gateway.organisations.verbs import operator
from shiremoot.home import Home
from shiremoot.matching import Accuracy, cluster_accuracy, pair_accuracy
from shiremoot.matching.engine import THRESHOLD
from shiremoot.singleview.linking import keeping, verbs


@click.command("link")
@click.option(
    "--truth",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Parquet of dataset, key, person or of record_id, cluster: prints how good the linkage is.",
)
@click.option("--anew", is_flag=True, help="Learn a model, instead of adding what came to the last run.")
@click.option(
    "--engine",
    type=click.Choice(["own", "spark"]),
    default="own",
    show_default=True,
    help="spark: pairs are compared on the Spark that this machine is set up for, by the last run's model.",
)
def link(truth: Path | None, anew: bool, engine: str) -> None:
    """Link the people of all loads in use."""
    prepare_control_store()
    known = read_truth(truth) if truth else None
    console = Console(stderr=True)
    with console.status("Linking…") as status:
        run = verbs.link(
            Home.default(),
            by=operator(),
            at=datetime.now(UTC),
            anew=anew,
            on_spark=engine == "spark",
            progress=lambda step: status.update(f"{step}…"),
        )
    _print(run)
    if known is not None:
        click.echo("\n".join(accuracy_lines(run, known)))


def _print(run: verbs.LinkRun) -> None:
    click.echo(f"{run}, linked in {run.seconds:.1f} s.")
    if run.came is not None:
        click.echo(f"  {run.came:,} records came, changed or went, and were added to the last run")
    click.echo(f"  {run.accepted:,} of {run.pairs:,} likely pairs accepted")
    click.echo(f"  {run.refused:,} merges refused because the records conflict")
    changes = f"{run.new:,} new, {run.merged:,} merged, {run.split:,} split, {run.gone:,} gone"
    changes += f", {run.restored:,} restored"
    click.echo(f"  since the last run: {changes}")
    if run.not_followed:
        click.echo(
            f"  {run.not_followed:,} decisions that records are of one person not followed: "
            "others hold the same records apart. Undo one of them."
        )
    for group in run.too_large:
        click.echo(f"  too large to compare: {group}")
    for reason in run.left_out.values():
        click.echo(f"  left out: {reason}")


def accuracy_lines(run: verbs.LinkRun, known: dict[str, str]) -> list[str]:
    """Precision, recall and F1 of pairs and of clusters, against who is known to be who."""
    return [
        f"  {of:<9}precision {found.precision:.4f}   recall {found.recall:.4f}   F1 {found.f1:.4f}"
        for of, found in zip(("pairs", "clusters"), accuracies(run.folder, known), strict=True)
    ]


def read_truth(file: Path) -> dict[str, str]:
    """Record id to true person. Raises UserError for a file of another shape."""
    try:
        table = pq.read_table(file)
    except (pa.ArrowInvalid, OSError):
        raise UserError(f"{file.name} is no Parquet file.", "Name one of dataset, key and person.") from None
    columns = set(table.column_names)
    if {"dataset", "key", "person"} <= columns:
        record = pc.binary_join_element_wise(table["dataset"], table["key"].cast("string"), ":")
        person = table["person"]
    elif {"record_id", "cluster"} <= columns:
        record, person = table["record_id"], table["cluster"]
    else:
        raise UserError(
            f"{file.name} does not say who is who.",
            "It needs the columns dataset, key and person, or record_id and cluster.",
        )
    return dict(zip(record.to_pylist(), person.cast("string").to_pylist(), strict=True))


def accuracies(run: Path, truth: dict[str, str]) -> tuple[Accuracy, Accuracy]:
    """Accuracy of the accepted pairs and of the clusters, over the records that were linked."""
    found = keeping.read_identities(run)
    linked = {record: person for record, person in truth.items() if record in found}
    pairs = pq.read_table(run / keeping.PAIRS, filters=[("probability", ">=", THRESHOLD)])
    both = zip(pairs["record_l"].to_pylist(), pairs["record_r"].to_pylist(), strict=True)
    return pair_accuracy(both, linked), cluster_accuracy(found, linked)
