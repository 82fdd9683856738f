"""One writer at a time for a folder of the lake; the claim ends with the process, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shiremoot.errors import UserError


@contextmanager
def alone(parent: Path, what: str) -> Iterator[None]:
    """Hold the folder. Raises UserError when another process holds it; `what` names the work, e.g. "load"."""
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (parent / ".held").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(f"Another {what} is running here.", "Wait until it has ended.") from None
        yield
