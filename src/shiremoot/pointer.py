"""Switching over in one step: a small file that names which of several whole folders is in use.

A folder is written under a hidden name, made durable, renamed, and only then pointed to. Killed at any
moment, the pointer names the last whole folder; the next run clears what was left behind.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_POINTER = "current"
_UNFINISHED = ".unfinished-"


@contextmanager
def whole_folder(parent: Path, name: str) -> Iterator[Path]:
    """Yield an empty folder that becomes `parent/name` when the block ends well, and vanishes when not."""
    parent.mkdir(parents=True, exist_ok=True)
    clear_unfinished(parent)
    unfinished = parent / f"{_UNFINISHED}{name}"
    unfinished.mkdir(mode=0o700)
    try:
        yield unfinished
        for path in sorted(unfinished.rglob("*")):
            make_durable(path)
        make_durable(unfinished)
        unfinished.rename(parent / name)
        make_durable(parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def clear_unfinished(parent: Path) -> None:
    """Remove what a killed run left behind."""
    for left in parent.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def switch(parent: Path, name: str) -> None:
    """Make `parent/name` the one in use, atomically."""
    if not (parent / name).is_dir():
        raise FileNotFoundError(parent / name)
    new = parent / f"{_UNFINISHED}{_POINTER}"
    new.write_text(name, encoding="utf-8")
    make_durable(new)
    new.replace(parent / _POINTER)
    make_durable(parent)


def current(parent: Path) -> Path | None:
    """The folder in use; None before the first one, or where somebody has taken it away."""
    pointer = parent / _POINTER
    if not pointer.is_file():
        return None
    folder = parent / pointer.read_text(encoding="utf-8").strip()
    return folder if folder.is_dir() else None


def make_durable(path: Path) -> None:
    """Have what was written to a file, or the names in a folder, outlast a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
