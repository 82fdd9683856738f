"""`shiremoot roadmap`: what the county wants to do with data."""

from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.cli.gateway import FILE, text_of
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.roadmap.usecases import verbs
from shiremoot.roadmap.usecases.model import parse_use_cases
from shiremoot.roadmap.usecases.readiness import Level


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
