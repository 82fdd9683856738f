"""Names and texts put into SQL. Everything that comes from a contract passes through here."""

from collections.abc import Iterable


def name(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def texts(words: Iterable[str]) -> str:
    return "(" + ", ".join(text(word) for word in words) + ")"
