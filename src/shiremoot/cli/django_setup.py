"""Making Django ready for a command, with the control store's tables up to date."""

import os

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection


def set_up(*, demo: bool) -> None:
    """Use the settings that the environment names, or the demo's, or those for behind a proxy."""
    usual = "shiremoot.demo.settings" if demo else "shiremoot.site.settings.production"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", usual)
    django.setup()


def prepare_control_store() -> None:
    """Create or upgrade the control store's tables."""
    settings.HOME.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0)


def has_control_store() -> bool:
    """Whether there is one, without making one by looking."""
    if connection.vendor == "sqlite" and not settings.HOME.control.is_file():
        return False
    return bool(connection.introspection.table_names())
