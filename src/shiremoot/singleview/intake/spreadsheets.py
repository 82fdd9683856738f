"""Spreadsheets (XLSX): one sheet of values. Formulas are refused: their values cannot be trusted."""

import zipfile
from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import python_calamine

from shiremoot.errors import UserError

from .cells import BATCH_ROWS, Batch, fold

_MOST_BYTES = 1 << 30
_MOST_RATIO = 200
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Spreadsheet:
    native_dates = True

    def __init__(self, path: Path, known_headings: Collection[str]) -> None:
        """The sheet is the one that has most of `known_headings` (folded). Raises UserError."""
        self.path = path
        self.size = path.stat().st_size
        _check_archive(path)
        sheets = [sheet for sheet in _sheets(path) if sheet.end is not None]
        headings = [_headings(sheet) for sheet in sheets]
        known = [sum(fold(heading) in known_headings for heading in row) for row in headings]
        self.headings: tuple[str, ...] = ()
        if sheets:
            best = known.index(max(known))
            self.headings, sheet = headings[best], sheets[best]
            self._rows = enumerate(sheet.iter_rows(), 1)
            _refuse_formulas(path, sheet.name)

    def batches(self) -> Iterator[Batch]:
        filled = ((line, cells) for line, row in self._rows if any(cells := [_text(cell) for cell in row]))
        next(filled)  # the headings
        while chunk := list(islice(filled, BATCH_ROWS)):
            lines, rows = zip(*chunk, strict=True)
            yield Batch(list(lines), list(zip(*rows, strict=True)), self.size)


def _sheets(path: Path) -> list[python_calamine.CalamineSheet]:
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        kinds = {meta.name: meta.typ for meta in book.sheets_metadata}
        tables = [name for name, kind in kinds.items() if kind == python_calamine.SheetTypeEnum.WorkSheet]
        return [book.get_sheet_by_name(name) for name in tables]
    except (python_calamine.CalamineError, OSError, ValueError):
        raise _broken(path) from None


def _headings(sheet: python_calamine.CalamineSheet) -> tuple[str, ...]:
    for row in sheet.iter_rows():
        cells = tuple(_text(cell).strip() for cell in row)
        if any(cells):
            return cells
    return ()


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        midnight = cell.time() == datetime.min.time()
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _check_archive(path: Path) -> None:
    """Refuse a damaged archive, and one that would swell beyond reason."""
    try:
        with zipfile.ZipFile(path) as archive:
            swollen = sum(entry.file_size for entry in archive.infolist())
            if swollen > _MOST_BYTES or swollen > max(path.stat().st_size * _MOST_RATIO, 10 << 20):
                raise UserError(
                    f"{path.name} would swell to {swollen >> 20} MB when opened; it is refused.",
                    "Send a table of this size as CSV or Parquet.",
                )
            if archive.testzip() is not None or "xl/workbook.xml" not in archive.namelist():
                raise _broken(path)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
        raise _broken(path) from None


def _refuse_formulas(path: Path, sheet: str) -> None:
    with zipfile.ZipFile(path) as archive, archive.open(_part_of(archive, sheet)) as part:
        cell = "?"
        try:
            for event, element in ElementTree.iterparse(part, events=("start", "end")):
                if event == "start" and element.tag == f"{_MAIN}c":
                    cell = element.get("r", "?")
                elif element.tag == f"{_MAIN}f":
                    raise UserError(
                        f"{path.name} has a formula in cell {cell} of sheet “{sheet}”.",
                        "Copy the sheet and paste it as values, then load it again.",
                    )
                elif event == "end" and element.tag == f"{_MAIN}row":
                    element.clear()
        except ElementTree.ParseError:
            raise _broken(path) from None


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    ties = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    wanted = next(entry.get(_REL_ID) for entry in book.iter(f"{_MAIN}sheet") if entry.get("name") == sheet)
    target = next(tie.get("Target", "") for tie in ties if tie.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _broken(path: Path) -> UserError:
    return UserError(
        f"{path.name} is not a whole spreadsheet: it is cut short, damaged or locked with a password.",
        "Ask for the file again, or for CSV.",
    )
