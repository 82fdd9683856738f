"""`shiremoot demo up`: the whole way from a fictional county's files to the portal."""

import click
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.cli.link import accuracy_lines, read_truth
from shiremoot.cli.up import check_free, serve
from shiremoot.demo import run
from shiremoot.errors import UserError


@click.command()
@click.option("--people", default=20_000, show_default=True, type=click.IntRange(500))
@click.option("--seed", default=1, show_default=True)
@click.option("--serve/--no-serve", "serving", default=True, help="Serve the portal when all is ready.")
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
def up(people: int, seed: int, serving: bool, bind: str) -> None:
    """Build the county, adopt its agreements, load, link, publish, and serve the portal."""
    if not settings.DEMO:
        raise UserError(
            "The demo runs under its own settings.", "Unset DJANGO_SETTINGS_MODULE and try again."
        )
    if serving:
        check_free(bind)
    run.clear(settings.HOME)
    prepare_control_store()
    call_command("collectstatic", interactive=False, verbosity=0)
    built = run.build(
        settings.HOME,
        people=people,
        seed=seed,
        at=timezone.now,
        say=click.echo,
        measured=lambda linked, truth: accuracy_lines(linked, read_truth(truth)),
    )
    click.echo(run.closing_words(built, f"http://{bind}"))
    if serving:
        serve(bind, workers=2)
