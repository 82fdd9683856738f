"""`shiremoot work`: what goes on in the background, beside the pages."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import click
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from shiremoot.access import caseloads, corrections, notices
from shiremoot.access.held import forget_ended
from shiremoot.access.reconciling import reconcile_monthly
from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.errors import UserError
from shiremoot.gateway.agreements.compiling import compile_all
from shiremoot.gateway.organisations import invitations, uploads
from shiremoot.gateway.organisations.verbs import is_hosted, operator
from shiremoot.gateway.rights import keeping as data_requests
from shiremoot.ledger.sequencer import sequence
from shiremoot.portal.homes import verbs as homes_lists
from shiremoot.portal.sharing import asks, decisions
from shiremoot.roadmap.estate import options
from shiremoot.roadmap.estate import sending as sites
from shiremoot.roadmap.evaluation import verbs as interventions
from shiremoot.singleview.analysis import projects, running

PAUSE, PAUSE_AFTER_FAULT, MINUTE, HOUR = 1.0, 10.0, 60.0, 3600.0


@click.command()
@click.option("--once", is_flag=True, help="Do what is waiting, and end.")
def work(once: bool) -> None:
    """Bring the logs of the record up to date each second and sign where they end; tidy, and reconcile."""
    try:
        prepare_control_store()
    except DatabaseError as error:
        raise UserError(_no_answer(error)) from None
    # the law's files may have changed with the program, and grants rest on what they require
    compiled = _try(compile_all)
    if not once:
        if compiled:
            click.echo(compiled, err=True)
        _go_on()
    faults = [
        compiled,
        *(_try(task) for task in (_sequence_and_count, _forget, _ask, _work_out_options, _reconcile)),
    ]
    if found := "\n".join(filter(None, faults)):
        raise UserError(found)


@dataclass
class _Task:
    """Done again and again, so many seconds apart; what was in its way the last time, in words."""

    run: Callable[[], object]
    every: float
    due: float = 0.0
    fault: str = ""

    def do(self) -> None:
        """Says what is in its way once, not each time."""
        fault = _try(self.run)
        if fault and fault != self.fault:
            click.echo(fault, err=True)
        self.fault = fault
        self.due = time.monotonic() + (max(self.every, PAUSE_AFTER_FAULT) if fault else self.every)


def _go_on() -> None:
    # the logs first: a late checkpoint alarms, and nothing else does
    tasks = [
        _Task(_sequence, PAUSE),
        _Task(_forget, MINUTE),
        _Task(_ask, MINUTE),
        _Task(_work_out_option, PAUSE),
        _Task(_reconcile, HOUR),
    ]
    while True:
        for task in tasks:
            if time.monotonic() >= task.due:
                task.do()
        time.sleep(PAUSE)


def _sequence() -> int:
    """Bring entries into the logs; how many."""
    return sequence(settings.HOME, click.echo)


def _sequence_and_count() -> None:
    click.echo(f"{_sequence():,} entries brought into the logs.")


def _forget() -> None:
    """Forget what is held no longer than it is needed."""
    at = timezone.now()
    forget_ended(at)
    corrections.forget_ended(at)
    caseloads.forget_ended(at)
    notices.forget_ended(at)
    decisions.forget_ended(at)
    asks.forget_ended(at)
    homes_lists.forget_ended(at)
    uploads.forget_ended(at)
    sites.forget_ended(at)
    invitations.forget_ended(at)
    data_requests.forget_ended(at)
    projects.forget_ended(settings.HOME, at)


def _ask() -> None:
    """Ask saved questions again of people who were published since, and compare places in the answers."""
    running.ask_all(settings.HOME, at=timezone.now())
    interventions.compare_all(at=timezone.now())


def _work_out_option() -> bool:
    """One alone: it may take half a minute, and the logs come first. Whether one waited."""
    return options.work_out_next(settings.HOME, at=timezone.now())


def _work_out_options() -> None:
    while _work_out_option():
        pass


def _reconcile() -> None:
    """The months that have ended, once there is an organisation in whose name to do so."""
    if not is_hosted():
        return
    for found in reconcile_monthly(settings.HOME, by=operator(), at=timezone.now()):
        if not found.agrees:
            month = found.differing[0].day
            click.echo(
                f"Reads and record of {month:%B %Y} differ: see"
                f" `shiremoot ledger reconcile --month {month:%Y-%m}`.",
                err=True,
            )


def _try(task: Callable[[], object]) -> str:
    """Do what is waiting; what was in the way, in words, for another time. It keeps nothing else waiting."""
    try:
        close_old_connections()
        task()
    except UserError as error:
        return str(error)
    except DatabaseError as error:
        return _no_answer(error)
    except Exception as error:
        # never its own words: they may hold what it stumbled over
        place = traceback.extract_tb(error.__traceback__)[-1]
        return (
            f"Something unforeseen is in the way of the background work: {type(error).__name__} in"
            f" {place.name} ({place.filename}, line {place.lineno}). The rest goes on; it is tried again."
        )
    return ""


def _no_answer(error: DatabaseError) -> str:
    return f"The control store does not answer: {error}.\nIs its disk full? Nothing is lost; try again then."
