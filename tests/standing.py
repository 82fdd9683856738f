"""What stands for all tests of a file, which is made once; each test changes a copy of its own."""

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from shiremoot.home import Home

Made = TypeVar("Made", bound=Any)


@contextmanager
def undone() -> Iterator[None]:
    """What is written to the control store in here is undone at the end, as after a test."""
    outermost = transaction.atomic()
    outermost._from_testcase = True  # so that what is durable may be written in it
    with outermost:
        yield
        transaction.set_rollback(True)


def copied(made: Made, folder: Path) -> Made:
    """With a copy of everything in its folder; the control store is put back after each test anyway."""
    shutil.copytree(made.home.root.parent, folder, dirs_exist_ok=True)
    found = copy.deepcopy(made)  # what a test adds to it stays its own
    found.home = Home(folder / made.home.root.name)
    if hasattr(made, "folder"):
        found.folder = folder
    return found
