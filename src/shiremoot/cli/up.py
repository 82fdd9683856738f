"""`shiremoot up`: the web server, and the background work beside it."""

import os
import socket
import subprocess
import sys

import click
from django.conf import settings
from django.core.management import call_command

from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.errors import UserError


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1))
def up(bind: str, workers: int) -> None:
    """Serve the pages, with the background work beside them, until stopped."""
    check_free(bind)
    prepare_control_store()
    call_command("collectstatic", interactive=False, verbosity=0)
    click.echo(f"Serving {settings.HOME.root} on http://{bind}")
    if settings.SECURE_SSL_REDIRECT:
        click.echo(
            "Put a proxy before it that speaks HTTPS and sets X-Forwarded-Proto; without, no page opens."
        )
    serve(bind, workers)


def check_free(bind: str) -> None:
    """Raises UserError where the address is malformed or somebody listens on it already."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdigit():
        raise UserError(f"{bind} is no address to listen on.", "Write it as 127.0.0.1:8000.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            raise UserError(
                f"Something listens on {bind} already.", "Stop that, or choose another with --bind."
            ) from None


def serve(bind: str, workers: int) -> None:
    """Become the web server, with `shiremoot work` beside it for as long as it runs."""
    subprocess.Popen([sys.executable, "-m", "shiremoot.cli.beside", str(os.getpid())])
    command = ["-m", "gunicorn", "shiremoot.site.wsgi", "--bind", bind, "--workers", str(workers)]
    os.execv(sys.executable, [sys.executable, *command, "--threads", "4", "--log-level", "warning"])
