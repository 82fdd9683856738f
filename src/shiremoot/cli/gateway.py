"""`shiremoot gateway`: organisations, members and agreements."""

from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.dates import start_of
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import signing
from shiremoot.gateway.agreements import verbs as agreements
from shiremoot.gateway.assurance.file import parse_assurance
from shiremoot.gateway.assurance.verbs import record_item
from shiremoot.gateway.organisations import staff, uploads, verbs
from shiremoot.gateway.organisations.file import parse_organisations
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.posts import Kind
from shiremoot.gateway.organisations.staff_file import StaffFile
from shiremoot.ledger.acts import Viewer

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def gateway() -> None:
    """Who shares what with whom: organisations, members and agreements."""
    prepare_control_store()


@gateway.command()
@click.argument("file", type=FILE)
def organisations(file: Path) -> None:
    """Register the organisations that a YAML FILE lists."""
    entries = parse_organisations(text_of(file))
    host = next((entry.identifier for entry in entries if entry.host), "")
    by = verbs.operator() if verbs.is_hosted() else Viewer(host, "data-engineer", "command line")
    count = verbs.register_organisations(entries, by=by, at=timezone.now())
    click.echo(f"{count} organisations registered.")


@gateway.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
def adopt(files: tuple[Path, ...]) -> None:
    """Adopt agreements signed elsewhere. A flow is in force once both its parties have confirmed that."""
    for file in files:
        if len(files) > 1:
            click.echo(f"{file.name}:")
        done = agreements.adopt(
            home=settings.HOME, text=text_of(file), by=verbs.operator(), at=timezone.now()
        )
        what = "had been adopted before" if done.unchanged else "adopted"
        click.echo(
            f"{done.title} v{done.version} {what}: {done.in_force} of {done.flows} flows in force now."
        )
        if done.to_confirm:
            click.echo(
                f"  To be confirmed by {', '.join(done.to_confirm)}: on its page, or with gateway confirm."
            )
        if done.unsigned:
            click.echo(f"  Not signed by {', '.join(done.unsigned)}: their flows are not in force.")


@gateway.command()
@click.argument("agreement")
@click.argument("version", type=int)
@click.argument("parties", nargs=-1, required=True)
@click.option("--word", required=True, help="Who of the host has the parties' word for it.")
def confirm(agreement: str, version: int, parties: tuple[str, ...], word: str) -> None:
    """Confirm that PARTIES signed a version elsewhere, for those that do not do it on its page themselves.

    The agreement's page says of each that it was confirmed so and on whose word; its own record has it too.
    """
    for party in parties:
        by = Viewer(party, "confirmed by the host", verbs.COMMAND_LINE)
        signing.confirm(of=(agreement, version), who=f"{word}, for the host", by=by, at=timezone.now())
        click.echo(f"{party} has signed {agreement} v{version}.")


@gateway.command()
@click.argument("file", type=FILE)
def assurance(file: Path) -> None:
    """Record the evidence of organisations' assurance that a YAML FILE lists; all of it or none."""
    by, at, count = verbs.operator(), timezone.now(), 0
    with transaction.atomic():
        for entry in parse_assurance(text_of(file)):
            if entry.organisation not in verbs.open_names():
                raise UserError(f"There is no organisation {entry.organisation}.", "Register it first.")
            for each in entry.evidence:
                record_item(entry.organisation, each.held, words=each.words, by=by, at=at)
                count += 1
    click.echo(f"{count} pieces of evidence recorded.")


@gateway.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--organisation", required=True)
@click.option("--role", required=True, help="As agreements name it, for example social-worker.")
@click.option(
    "--duty", "duties", multiple=True, required=True, type=click.Choice([duty.value for duty in Duty])
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The first day without this membership.")
@click.password_option(help="Asked for when left out. Only used for somebody new.")
def member(
    email: str,
    name: str,
    organisation: str,
    role: str,
    duties: tuple[str, ...],
    until: datetime | None,
    password: str,
) -> None:
    """Give somebody a role and duties in an organisation, or change its duties or end.

    Somebody who is registered already keeps their name and password.
    """
    verbs.add_member(
        email=email,
        name=name,
        organisation=organisation,
        role=role,
        duties=[Duty(duty) for duty in duties],
        by=verbs.operator(),
        at=timezone.now(),
        ends=start_of(until.date()) if until else None,
        password=password,
    )
    click.echo(f"{name} may act as {role} of {organisation}{f' until {until.date()}' if until else ''}.")


@gateway.command()
@click.argument("file", type=FILE)
@click.option("--organisation", required=True)
@click.option("--yes", is_flag=True, help="Make the changes without asking.")
def members(file: Path, organisation: str, yes: bool) -> None:
    """Let those whom a CSV FILE names join, move and leave, as its lines say; all of them or none.

    Its first line names the columns: email, name, role, duties, from, until. The file says everything of the
    people whom it names; others stay as they are.
    """
    at = timezone.now()
    if organisation not in verbs.names():
        raise UserError(f"There is no organisation {organisation}.", "Name one that is registered.")
    try:
        people = uploads.people_in(content_of(file))
    except StaffFile as error:
        raise UserError(
            "\n".join(f"Line {each.line}: {each.words}." for each in error.faults), error.next_step
        ) from None
    changes = staff.plan(people, organisation, at=at)
    for each in changes:
        if each.change.kind is not Kind.UNCHANGED:
            click.echo(f"{each.change.kind.capitalize()}: {each.email}")
    count = sum(each.change.kind is not Kind.UNCHANGED for each in changes)
    click.echo(f"{count} of {len(changes)} people would change.")
    if not count or not (yes or click.confirm("Make these changes?")):
        return
    for given in staff.apply(changes, organisation, by=verbs.operator(), at=at):
        click.echo(f"Code for {given.email}, to set a password with at /join within 7 days: {given.code}")
    click.echo("Done.")


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise UserError(f"There is no file {file}.") from None


def text_of(file: Path) -> str:
    """What a file says. Raises UserError where there is none, or it is no text."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"There is no file {file}.") from None
    except UnicodeDecodeError:
        raise UserError(f"{file.name} is not a text file in UTF-8.") from None
