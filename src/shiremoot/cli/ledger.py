"""`shiremoot ledger`: checking the record, and giving an organisation its log."""

import sqlite3
from calendar import monthrange
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from shiremoot.access.reconciling import reconcile
from shiremoot.cli.django_setup import has_control_store, prepare_control_store
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.organisations.verbs import operator
from shiremoot.gateway.record import verbs as record
from shiremoot.ledger.acts import Act
from shiremoot.ledger.logs import Kind
from shiremoot.ledger.verify import verify
from shiremoot.ledger.verify_logs import verify_logs


class LedgerBroken(UserError):
    exit_code = 1


@click.group()
def ledger() -> None:
    """The tamper-evident record of what was decided and seen."""


def _there_is_a_store() -> None:
    if not has_control_store():
        raise UserError(
            f"There is no Shiremoot in {settings.HOME.root}, so there is no record.",
            "Go to the folder that holds its var, or name its home: SHIREMOOT_HOME=/some/folder",
        )


@ledger.command("verify")
def verify_command() -> None:
    """Check every entry, the chain between them, their details, and every log with its signed checkpoint."""
    _there_is_a_store()
    try:
        prepare_control_store()
        report, logs = verify(), verify_logs(settings.HOME)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise LedgerBroken("The ledger cannot be read: its store is damaged.", str(error)) from None
    if found := report.faults + logs.faults:
        faults = "\n".join(f"- {fault}" for fault in found)
        raise LedgerBroken(
            f"The ledger does NOT verify:\n{faults}", "Keep the store as it is and tell the host."
        )
    click.echo(
        f"The ledger verifies: {report.entries:,} entries, {report.details:,} details, "
        f"{report.erased:,} erased."
    )
    click.echo(
        f"{logs.logs:,} logs with {logs.leaves:,} leaves agree with them; {logs.waiting:,} entries wait "
        "to come into the logs."
    )
    if report.entries:
        click.echo(f"From {report.first_at} to {report.last_at}.\nHead {report.head}")


@ledger.command("export")
@click.argument("organisation")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.SEEN.value,
    show_default=True,
    help="What was seen of its data, or what its people have done.",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
def export_command(organisation: str, kind: str, output: Path) -> None:
    """Write ORGANISATION's log to a .zip that it can check by itself. The export itself is recorded, too."""
    _there_is_a_store()
    prepare_control_store()
    new = output.with_name(f".{output.name}.new")
    try:
        with new.open("wb") as file:
            by, at = operator(), timezone.now()
            size = record.export_log(organisation, Kind(kind), file, by=by, at=at)
        new.replace(output)
    except OSError as error:
        raise UserError(f"{output} cannot be written: {error.strerror}.") from None
    finally:
        new.unlink(missing_ok=True)
    click.echo(f"{size:,} entries written to {output}.")


@ledger.command("who-looked")
@click.argument("person")
def who_looked_command(person: str) -> None:
    """List who looked at PERSON (an identifier), in what role and for what. Staff are not named."""
    _there_is_a_store()
    prepare_control_store()
    found = record.looked_at(settings.HOME, person, by=operator(), at=timezone.now())
    if not found:
        raise UserError(
            f"No entry is about {person}.",
            "If that is a person's identifier, as the pages of entries name them, nobody has looked at them. "
            "An NHS number is none.",
        )
    for entry in found:
        body = entry.body
        who = f"{body['by']['role']}, {body['by']['organisation']}"
        purpose = f", {body['purpose']}, {body['reason']}" if body["purpose"] else ""
        click.echo(f"{entry.at:%Y-%m-%d %H:%M} UTC  {Act(body['act']).words}: {who}{purpose}")
    click.echo(f"{len(found):,} entries. Reading them is recorded too.")


@ledger.command("reconcile")
@click.option("--month", type=click.DateTime(["%Y-%m"]), help="Such as 2026-11; by default this month.")
def reconcile_command(month: datetime | None) -> None:
    """Compare the rows counted where they are read with those that the record notes."""
    _there_is_a_store()
    prepare_control_store()
    first = (month.date() if month else day_of(timezone.now())).replace(day=1)
    if first > day_of(timezone.now()):
        raise UserError(f"{first:%B %Y} is still to come.", "Name a month that has begun.")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    found = reconcile(settings.HOME, first, last)
    for line in found.differing:
        said = f"{line.counted:,} rows counted, {line.recorded:,} recorded"
        click.echo(f"- {line.day} {line.provider} {line.dataset}: {said}", err=True)
    if not found.agrees:
        raise LedgerBroken(
            f"Reads and record differ; {found.unfinished:,} looks were decided and not noted.",
            "Rows counted and not recorded were read in such a look, or past the door. Tell the host.",
        )
    total = sum(line.counted for line in found.lines)
    click.echo(f"{total:,} rows read from {first} to {last}, as the record says.")


@ledger.command("clock")
def clock_command() -> None:
    """Confirm that this machine's clock is right, where the record reaches beyond it."""
    _there_is_a_store()
    prepare_control_store()
    at = timezone.now()
    click.confirm(f"It is {at:%d %B %Y %H:%M} UTC. Is that right?", abort=True)
    record.confirm_clock(by=operator(), at=at)
    click.echo("Confirmed and recorded. Pages are shown again.")
