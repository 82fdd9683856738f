"""Sentences for what is wrong in a contract file."""

from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

_KINDS = {"schema": "table", "properties": "field", "customProperties": "custom property", "quality": "check"}


class Wrong(Exception):
    """One fault, in words; parse_contract adds the file's name."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A tail for a sentence: the nearest known words, or nothing."""
    close = get_close_matches(word, known, n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def of_validation(error: ValidationError, content: dict[str, Any]) -> str:
    """The first fault of the shape, with table and field named as the author named them."""
    fault = error.errors()[0]
    *path, last = fault["loc"]
    where = _where(path, content)
    place = f"{where}: " if where else ""
    if fault["type"] == "missing":
        return f"{place}{last} is missing"
    if fault["type"] == "extra_forbidden":
        return f"{place}{last} is not a word that this section knows"
    return f"{place}{last}: {fault['msg'][0].lower()}{fault['msg'][1:]}"


def _where(path: Sequence[str | int], content: Any) -> str:
    steps = []
    for step, following in pairwise([*path, None]):
        content = _go(content, step)
        if isinstance(step, str) and isinstance(following, int):
            name = _go(_go(content, following), "name") or _go(_go(content, following), "property")
            steps.append(f"{_KINDS.get(step, step)} {name or following + 1}")
    return ", ".join(steps)


def _go(content: Any, step: str | int | None) -> Any:
    try:
        return content[step]
    except (KeyError, IndexError, TypeError):
        return None
