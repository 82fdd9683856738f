"""`shiremoot roadmap`: what the county wants to do with data."""

from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.cli.gateway import FILE, content_of, text_of
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.roadmap.estate import register, sending
from shiremoot.roadmap.usecases import verbs
from shiremoot.roadmap.usecases.model import parse_use_cases
from shiremoot.roadmap.usecases.readiness import Level

_TOLD = 20


@click.group()
def roadmap() -> None:
    """What the county wants to do with data, and what it still takes."""
    prepare_control_store()


@roadmap.command()
@click.argument("file", type=FILE)
def usecases(file: Path) -> None:
    """Make the use cases that a YAML FILE lists the county's; all of them or none."""
    use_cases, at = parse_use_cases(text_of(file)), timezone.now()
    made = verbs.load(use_cases, by=organisations.operator(), at=at)
    done = f"Edition {made.pk}: " if made else "Nothing has changed: "
    found = verbs.current(settings.HOME, at=at)
    counts = ", ".join(f"{len(found.at(level))} {level}" for level in Level)
    cases = "use case" if len(use_cases) == 1 else "use cases"
    click.echo(f"{done}{len(use_cases)} {cases}, {counts}.")


@roadmap.command()
@click.argument("file", type=FILE)
@click.option("--organisation", required=True, help="Whose register it is.")
def sites(file: Path, organisation: str) -> None:
    """Make a CSV FILE the register of an organisation's sites, in place of what it had; see its pages."""
    made = sending.load(
        settings.HOME,
        content_of(file),
        organisation=organisation,
        file_name=file.name,
        by=organisations.operator(),
        at=timezone.now(),
    )
    held_back = list(made.held_back.all())
    if left_out := [heading for heading, name in made.columns if not name]:
        click.echo(f"Columns that are not read: {', '.join(left_out)}.")
    for each in held_back[:_TOLD]:
        click.echo(f"Line {each.line:,} is held back. {' '.join(each.reasons)}")
    if len(held_back) > _TOLD:
        click.echo(f"And {len(held_back) - _TOLD:,} more.")
    gone = register.gone_with(made).count()
    click.echo(
        f"Loaded: {made.sites.count():,}. Held back: {len(held_back):,}. No longer registered: {gone:,}."
    )
