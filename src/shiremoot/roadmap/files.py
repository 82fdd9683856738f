"""Tables as text that spreadsheets open. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = frozenset("=+-@")
"""What begins like this a spreadsheet takes for a formula."""


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def plain(words: str) -> str:
    """What somebody wrote; in front of a formula a mark that makes it text."""
    return f"'{words}" if words[:1] in FORMULA else words
