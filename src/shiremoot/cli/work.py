"""`shiremoot work`: what goes on in the background, beside the pages."""

import time
from collections.abc import Callable

import click
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from shiremoot.access.reconciling import reconcile_monthly
from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.errors import UserError
from shiremoot.gateway.organisations.verbs import is_hosted, operator
from shiremoot.ledger.sequencer import sequence

PAUSE, PAUSE_AFTER_FAULT, HOUR = 1.0, 10.0, 3600.0


@click.command()
@click.option("--once", is_flag=True, help="Do what is waiting, and end.")
def work(once: bool) -> None:
    """Bring the logs of the record up to date each second and sign where they end; reconcile each month."""
    prepare_control_store()
    if once:
        _reconcile()
        moved = sequence(settings.HOME, click.echo)
        click.echo(f"{moved:,} entries brought into the logs.")
        return
    said, reconciled = "", -HOUR
    while True:
        fault = _round(_sequence)
        if time.monotonic() - reconciled >= HOUR:
            reconciled = time.monotonic()
            fault = fault or _round(_reconcile)
        if fault and fault != said:
            click.echo(fault, err=True)
        said = fault
        time.sleep(PAUSE_AFTER_FAULT if fault else PAUSE)


def _sequence() -> None:
    sequence(settings.HOME, click.echo)


def _reconcile() -> None:
    """The month that has ended, once there is an organisation in whose name to do so."""
    if not is_hosted():
        return
    found = reconcile_monthly(settings.HOME, by=operator(), at=timezone.now())
    if found and not found.agrees:
        click.echo("Reads and record of last month differ: see `shiremoot ledger reconcile`.", err=True)


def _round(act: Callable[[], None]) -> str:
    """Do what is waiting; what was in the way, in words. The next round tries again."""
    close_old_connections()
    try:
        act()
    except UserError as error:
        return str(error)
    except DatabaseError as error:
        return f"The control store does not answer: {error}"
    return ""
