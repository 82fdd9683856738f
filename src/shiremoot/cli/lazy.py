"""A group of commands whose modules are imported only when they are called: `--help` stays quick."""

from importlib import import_module
from typing import Any

import click

from shiremoot.cli.django_setup import set_up


class LazyGroup(click.Group):
    """`commands_in` maps a command's name to `module:attribute` and the line that help prints of it."""

    def __init__(self, *, commands_in: dict[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        self.commands_in = commands_in

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands_in:
            return None
        set_up(demo="demo" in (cmd_name, self.name))
        module, _, attribute = self.commands_in[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.commands_in.items()])
