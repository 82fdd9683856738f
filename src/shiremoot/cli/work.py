"""`shiremoot work`: what goes on in the background, beside the pages."""

import time

import click
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.errors import UserError
from shiremoot.ledger.sequencer import sequence

PAUSE, PAUSE_AFTER_FAULT = 1.0, 10.0


@click.command()
@click.option("--once", is_flag=True, help="Do what is waiting, and end.")
def work(once: bool) -> None:
    """Bring the logs of the record up to date each second, and sign where they end."""
    prepare_control_store()
    if once:
        moved = sequence(settings.HOME, click.echo)
        click.echo(f"{moved:,} entries brought into the logs.")
        return
    said = ""
    while True:
        fault = _round()
        if fault and fault != said:
            click.echo(fault, err=True)
        said = fault
        time.sleep(PAUSE_AFTER_FAULT if fault else PAUSE)


def _round() -> str:
    """Do what is waiting; what was in the way, in words. The next round tries again."""
    close_old_connections()
    try:
        sequence(settings.HOME, click.echo)
    except UserError as error:
        return str(error)
    except DatabaseError as error:
        return f"The control store does not answer: {error}"
    return ""
