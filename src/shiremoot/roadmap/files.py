"""Tables as text that spreadsheets open. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def plain(words: str) -> str:
    """What somebody wrote, so that no spreadsheet takes it for a formula."""
    return f"'{words}" if words.startswith(_FORMULA) else words
