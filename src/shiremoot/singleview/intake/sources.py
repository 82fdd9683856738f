"""One door for delivered files: what a file is, is told from its bytes, not from its name."""

from collections.abc import Collection
from pathlib import Path

from shiremoot.errors import UserError

from .cells import Source
from .delimited import DelimitedFile
from .parquet_files import ParquetTable
from .spreadsheets import Spreadsheet

_NOT_TABLES = {
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file, or one locked with a password",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "compressed",
    b"SQLi": "a database",
    b"{\\rt": "a text document",
}


def open_source(path: Path, known_headings: Collection[str]) -> Source:
    """Open a delivered file. Raises UserError when it is missing, empty, damaged or no table."""
    if path.is_dir():
        raise UserError(f"{path.name} is a folder, not a file.", "Name the files in it.")
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except FileNotFoundError:
        raise UserError(f"There is no file {path.name}.", "Look at the name and the folder.") from None
    except OSError:
        raise UserError(f"{path.name} cannot be opened.", "Look at who may read it.") from None
    source = _by_kind(path, head, known_headings)
    if not any(source.headings):
        raise UserError(f"{path.name} is empty.", "Ask for the file again.")
    return source


def _by_kind(path: Path, head: bytes, known_headings: Collection[str]) -> Source:
    if not head:
        raise UserError(f"{path.name} is empty.", "Ask for the file again.")
    for mark, kind in _NOT_TABLES.items():
        if head.startswith(mark):
            raise UserError(f"{path.name} is {kind}.", "Send a CSV, XLSX or Parquet file.")
    if head.startswith(b"PK"):
        return Spreadsheet(path, known_headings)
    if head == b"PAR1":
        return ParquetTable(path)
    if path.suffix.lower() in (".xlsx", ".parquet"):
        raise UserError(
            f"{path.name} is not what its name says: it is damaged or wrongly named.", "Ask for it again."
        )
    return DelimitedFile(path, known_headings)
