"""Tables as text that spreadsheets open. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()
