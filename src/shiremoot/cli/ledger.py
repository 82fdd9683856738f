"""`shiremoot ledger`: checking the record, and giving an organisation its log."""

import sqlite3
from pathlib import Path

import click
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from shiremoot.cli.django_setup import has_control_store, prepare_control_store
from shiremoot.errors import UserError
from shiremoot.gateway.organisations.verbs import operator
from shiremoot.ledger import export
from shiremoot.ledger.acts import Act, Draft, ProviderPart
from shiremoot.ledger.logs import Kind
from shiremoot.ledger.recorder import recorder
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
    log = Kind(kind)
    export.check_there_is(organisation, log)
    detail = {"organisation": organisation, "kind": kind}
    part = ProviderPart(organisation, flows=(), fields=())
    recorder.note(
        Draft(
            act=Act.EXPORT_RECORD,
            at=timezone.now(),
            by=operator(),
            outcome="done",
            providers=(part,),
            viewer_detail=detail,
        )
    )
    new = output.with_name(f".{output.name}.new")
    try:
        with new.open("wb") as file:
            size = export.write(organisation, log, file)
        new.replace(output)
    except OSError as error:
        raise UserError(f"{output} cannot be written: {error.strerror}.") from None
    finally:
        new.unlink(missing_ok=True)
    click.echo(f"{size:,} entries written to {output}.")
