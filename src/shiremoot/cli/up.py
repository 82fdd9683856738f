"""`shiremoot up`: the web server."""

import os
import sys

import click
from django.core.management import call_command

from shiremoot.cli.django_setup import prepare_control_store


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1))
def up(bind: str, workers: int) -> None:
    """Serve the pages until stopped."""
    prepare_control_store()
    call_command("collectstatic", interactive=False, verbosity=0)
    serve(bind, workers)


def serve(bind: str, workers: int) -> None:
    """Become the web server."""
    command = ["-m", "gunicorn", "shiremoot.site.wsgi", "--bind", bind, "--workers", str(workers)]
    os.execv(sys.executable, [sys.executable, *command, "--threads", "4", "--log-level", "warning"])
