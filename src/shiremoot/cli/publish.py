"""`shiremoot publish`"""

from datetime import UTC, datetime

import click
from rich.console import Console

from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.gateway.organisations.verbs import operator
from shiremoot.home import Home
from shiremoot.singleview.publish import verbs


@click.command()
def publish() -> None:
    """Publish the linked people as one complete set, and switch to it."""
    prepare_control_store()
    with Console(stderr=True).status("Publishing…") as status:
        summary = verbs.publish(
            Home.default(),
            by=operator(),
            at=datetime.now(UTC),
            progress=lambda step: status.update(f"Publishing: {step}…"),
        )
    click.echo(f"Publish {summary.publish_id} in {summary.seconds:.1f} s, now in use")
    click.echo(f"  {summary}")
    for reason in summary.left_out.values():
        click.echo(f"  left out: {reason}")
    found = summary.caseloads
    if found.kept or found.ended:
        click.echo(
            f"  caseloads: {found.kept:,} kept by records ({found.begun:,} new), {found.ended:,} ended"
        )
    for reason in found.left_out:
        click.echo(f"  {reason}")
