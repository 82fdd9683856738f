"""`shiremoot work`: what goes on in the background, beside the pages."""

import time
from collections.abc import Callable

import click
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from shiremoot.access.held import forget_ended
from shiremoot.access.reconciling import reconcile_monthly
from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.errors import UserError
from shiremoot.gateway.organisations.verbs import is_hosted, operator
from shiremoot.ledger.sequencer import sequence

PAUSE, PAUSE_AFTER_FAULT, MINUTE, HOUR = 1.0, 10.0, 60.0, 3600.0


@click.command()
@click.option("--once", is_flag=True, help="Do what is waiting, and end.")
def work(once: bool) -> None:
    """Bring the logs of the record up to date each second and sign where they end; tidy, and reconcile."""
    try:
        prepare_control_store()
        if once:
            _forget()
            _reconcile()
            moved = sequence(settings.HOME, click.echo)
            click.echo(f"{moved:,} entries brought into the logs.")
            return
    except DatabaseError as error:
        raise UserError(_no_answer(error), "Is its disk full? Nothing is lost; try again then.") from None
    _go_on()


def _go_on() -> None:
    said, done = "", dict.fromkeys(range(len(TASKS)), -HOUR)
    while True:
        faults = []
        for place, (task, every) in enumerate(TASKS):
            if time.monotonic() - done[place] >= every:
                done[place] = time.monotonic()
                faults.append(_try(task))
        fault = "\n".join(filter(None, faults))
        if fault and fault != said:
            click.echo(fault, err=True)
        said = fault
        time.sleep(PAUSE_AFTER_FAULT if fault else PAUSE)


def _forget() -> None:
    forget_ended(timezone.now())


def _reconcile() -> None:
    """The month that has ended, once there is an organisation in whose name to do so."""
    if not is_hosted():
        return
    found = reconcile_monthly(settings.HOME, by=operator(), at=timezone.now())
    if found and not found.agrees:
        click.echo("Reads and record of last month differ: see `shiremoot ledger reconcile`.", err=True)


def _sequence() -> None:
    sequence(settings.HOME, click.echo)


TASKS = ((_forget, MINUTE), (_reconcile, HOUR), (_sequence, PAUSE))
"""What is done, and how many seconds apart."""


def _try(task: Callable[[], None]) -> str:
    """Do what is waiting; what was in the way, in words. The next round tries again."""
    close_old_connections()
    try:
        task()
    except UserError as error:
        return str(error)
    except DatabaseError as error:
        return _no_answer(error)
    return ""


def _no_answer(error: DatabaseError) -> str:
    return f"The control store does not answer: {error}."
