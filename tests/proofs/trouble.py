"""What may happen to an installation: processes killed, disks full."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shiremoot.home import Home
from tests.command_line import CommandLine


@contextmanager
def python(command: CommandLine, program: str, *words: str) -> Iterator[subprocess.Popen]:
    """A process that runs the program until it is killed at the end of the block."""
    with subprocess.Popen(
        [sys.executable, "-c", program, *words], env=command.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def installed(path: Path) -> CommandLine:
    command = CommandLine(Home(path / "home"))
    organisations = path / "organisations.yaml"
    organisations.write_text("- {identifier: council, name: Council, kind: county council, host: true}\n")
    command.run("gateway", "organisations", str(organisations))
    return command


@contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[Path]:
    path.mkdir()
    options = f"size={megabytes}m"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], check=False).returncode:
        pytest.skip("a disk to fill can be mounted by root alone")
    try:
        yield path
    finally:
        subprocess.run(["umount", path], check=True)


def fill(disk: Path, leaving: int) -> None:
    with (disk / "ballast").open("wb") as ballast:
        ballast.write(bytes(max(shutil.disk_usage(disk).free - leaving, 0)))
