"""`shiremoot access`: the national opt-outs, who of the people is staff, and planted records."""

import csv
from collections.abc import Iterator
from pathlib import Path

import click
from django.utils import timezone

from shiremoot.access import numbers, opt_outs, staff
from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.cli.gateway import FILE, text_of
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.ledger.acts import Viewer

MENDED = "Mend these lines and load the whole list again."


@click.group()
def access() -> None:
    """Facts that forbid and looks that are watched."""
    prepare_control_store()


@access.command("opt-outs")
@click.argument("file", type=FILE)
def opt_out_list(file: Path) -> None:
    """Make FILE, one NHS number a line, the list of national opt-outs.

    Lines that hold no NHS number are named; until a list without any is loaded, nobody is taken off.
    """
    found = opt_outs.parse_opt_outs(text_of(file).splitlines())
    in_use = opt_outs.load_opt_outs(found, by=organisations.operator(), at=timezone.now())
    click.echo(f"{len(found.numbers):,} NHS numbers taken; {in_use:,} are opted out now.")
    if found.faults:
        click.echo(f"  No NHS number in line {', '.join(f'{line:,}' for line in found.faults)}.")
        click.echo(f"  Until they are mended the numbers of the list before stay opted out. {MENDED}")


@access.command("staff")
@click.argument("organisation")
@click.argument("file", type=FILE)
def staff_list(organisation: str, file: Path) -> None:
    """Make FILE, an e-mail address and an NHS number a line, the list of an organisation's staff.

    Only where the organisation may lawfully say so: its reviewers are told of looks at one's own record,
    one's family's and a colleague's.
    """
    at = timezone.now()
    users = organisations.users_of(organisation, at=at)
    number_of, faults = {}, []
    for line, (email, number) in _pairs(text_of(file)):
        if email.lower() in users and numbers.is_nhs_number(number):
            number_of[users[email.lower()]] = number
        else:
            faults.append(line)
    if faults:
        listed = ", ".join(f"{line:,}" for line in faults)
        raise UserError(f"No member or no NHS number in line {listed}. Nothing was loaded.", MENDED)
    if not number_of:
        raise UserError(
            "The file names nobody. Nothing was loaded.", "Give an e-mail address and a number a line."
        )
    by = Viewer(organisation, organisations.operator().role, organisations.operator().user_id)
    count = staff.load_staff(number_of, organisation=organisation, by=by, at=at)
    click.echo(f"{count:,} members of staff of {organisation}.")


@access.command()
@click.option("--nhs-number", prompt=True, hide_input=True, help="Asked for when left out.")
@click.option("--remove", is_flag=True, help="Watch it no longer.")
def canary(nhs_number: str, remove: bool) -> None:
    """Watch the planted record with an NHS number: whoever opens it, reviewers are told."""
    act = staff.remove_canary if remove else staff.plant_canary
    act(nhs_number=nhs_number, by=organisations.operator(), at=timezone.now())
    click.echo("It is watched no longer." if remove else "It is watched.")


def _pairs(text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each line's number and two cells; a first line without figures is a heading."""
    for line, row in enumerate(csv.reader(text.splitlines()), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (line == 1 and not any(letter.isdigit() for letter in cells[-1])):
            continue
        yield line, (cells[0], cells[1] if len(cells) == 2 else "")
