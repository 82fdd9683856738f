"""The command line: `shiremoot`. Errors a user can mend are said in words, without a traceback."""

import sys

import click

from shiremoot.cli.lazy import LazyGroup
from shiremoot.errors import UserError

main = LazyGroup(
    name="shiremoot",
    help="Lawful data sharing for a county's public services: agreements that execute.",
    commands_in={
        "demo": ("shiremoot.cli.demo:demo", "A fictional county to try Shiremoot with."),
        "gateway": ("shiremoot.cli.gateway:gateway", "Organisations, members and agreements."),
        "access": ("shiremoot.cli.access:access", "Opt-outs, staff and planted records."),
        "gazetteer": ("shiremoot.cli.gazetteer:gazetteer", "Load the county's list of addresses."),
        "wards": ("shiremoot.cli.gazetteer:wards", "Load the county's wards."),
        "areas": (
            "shiremoot.cli.gazetteer:areas",
            "Load the county's small areas and their people.",
        ),
        "roadmap": ("shiremoot.cli.roadmap:roadmap", "What the county wants to do with data."),
        "load": ("shiremoot.cli.load:load", "Take in a dataset's files through its contract."),
        "link": ("shiremoot.cli.link:link", "Link the records of the same person."),
        "publish": ("shiremoot.cli.publish:publish", "Publish the linked people as one set."),
        "up": ("shiremoot.cli.up:up", "Serve the pages, with the background work beside them."),
        "work": ("shiremoot.cli.work:work", "Do the background work: bring the record's logs up to date."),
        "ledger": ("shiremoot.cli.ledger:ledger", "Check the record of what was decided and seen."),
    },
)


def run() -> None:
    """The console script."""
    try:
        # click gives back the code that a command left with
        sys.exit(main(standalone_mode=False))
    except UserError as error:
        click.echo(error.message, err=True)
        if error.next_step:
            click.echo(error.next_step, err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("\nStopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
