"""The record of processing as a spreadsheet: a sheet for each of its parts, one line for each activity."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from shiremoot.gateway.datasets.processing import NO_TRANSFER, SECURITY, Activity, ForOthers, Record

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONTROLLER = (
    "Activity", "Purposes", "Categories of people", "Categories of personal data", "Recipients",
    "Transfers outside the UK", "Kept for", "Security", "Lawful basis and power", "Where the data come from",
    "Who answers for it", "Agreements",
)  # fmt: skip
_PROCESSOR = ("Controller", "Processing", "Transfers outside the UK", "Security", "Agreements")
_WIDTH = 38


def workbook(record: Record, *, name: str, at: datetime) -> bytes:
    """The file's bytes. `name`: the organisation; what is not recorded is an empty cell."""
    book = Workbook(write_only=True)
    book.properties.title = f"Record of processing of {name}, as at {at:%Y-%m-%d}"
    book.properties.creator = "Shiremoot"
    _sheet(book, "What we hold", _CONTROLLER, map(_controller, record.held))
    _sheet(book, "What we receive", _CONTROLLER, map(_controller, record.received))
    _sheet(book, "What we process for others", _PROCESSOR, map(_processor, record.for_others))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _controller(each: Activity) -> Sequence[str]:
    return (
        each.name, _lines(each.purposes), _lines(each.subjects), _lines(each.data), _lines(each.recipients),
        NO_TRANSFER, each.kept_for, SECURITY, _lines(each.bases), each.source, each.owner,
        _lines(each.agreements),
    )  # fmt: skip


def _processor(each: ForOthers) -> Sequence[str]:
    return (each.controller, _lines(each.processing), NO_TRANSFER, SECURITY, _lines(each.agreements))


def _sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet(title)
    for place in range(len(heads)):
        sheet.column_dimensions["ABCDEFGHIJKL"[place]].width = _WIDTH
    sheet.freeze_panes = "B2"
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])


def _cell(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # a text that begins with = is a text still
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
