"""`shiremoot ledger`: checking the record."""

import sqlite3

import click
from django.conf import settings
from django.db import DatabaseError

from shiremoot.cli.django_setup import has_control_store
from shiremoot.errors import UserError
from shiremoot.ledger.verify import verify


class LedgerBroken(UserError):
    exit_code = 1


@click.group()
def ledger() -> None:
    """The tamper-evident record of what was decided and seen."""


@ledger.command("verify")
def verify_command() -> None:
    """Recompute every entry's hash, the chain between them, and what each committed to."""
    if not has_control_store():
        raise UserError(
            f"There is no Shiremoot in {settings.HOME.root}, so there is nothing to verify.",
            "Go to the folder that holds its var, or name its home: SHIREMOOT_HOME=/some/folder",
        )
    try:
        report = verify()
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise LedgerBroken("The ledger cannot be read: its store is damaged.", str(error)) from None
    if not report.whole:
        faults = "\n".join(f"- {fault}" for fault in report.faults)
        raise LedgerBroken(
            f"The ledger does NOT verify:\n{faults}", "Keep the store as it is and tell the host."
        )
    click.echo(
        f"The ledger verifies: {report.entries:,} entries, {report.details:,} details, "
        f"{report.erased:,} erased."
    )
    if report.entries:
        click.echo(f"From {report.first_at} to {report.last_at}.\nHead {report.head}")
