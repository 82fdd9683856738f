"""One writer at a time for a folder of the lake; the claim ends with the process, however it ends."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from shiremoot.errors import UserError

_AGAIN = 0.02
"""Seconds."""


@contextmanager
def alone(parent: Path, what: str, *, patience: float = 0.0) -> Iterator[None]:
    """Hold the folder. Raises UserError when another process holds it, for longer than `patience` seconds;
    `what` names the work, e.g. "load".
    """
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    until = time.monotonic() + patience
    with (parent / ".held").open("a") as file:
        while not _held(file):
            if time.monotonic() >= until:
                raise UserError(f"Another {what} is running here.", "Wait until it has ended.")
            time.sleep(_AGAIN)
        yield


def _held(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
