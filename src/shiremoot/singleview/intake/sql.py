"""Names and texts put into SQL. Everything that comes from a contract passes through here."""

from collections.abc import Iterable
from pathlib import Path


def name(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def texts(words: Iterable[str]) -> str:
    return "(" + ", ".join(text(word) for word in words) + ")"


def parquet(path: Path) -> str:
    """The rows of a Parquet file."""
    return f"read_parquet({text(str(path))})"
