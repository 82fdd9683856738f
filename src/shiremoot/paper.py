"""What goes on paper: headings, text and tables as a PDF with every letter in it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import fontpkg
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

_FONT = "Open Sans"
_WIDTH, _HEIGHT = A4
_MARGIN, _FOOT, _PADDING = 20 * mm, 10 * mm, 6
_ACROSS = _WIDTH - 2 * (_MARGIN + _PADDING)
_EDGE = HexColor("#b1b4b6")
_TEXT = ParagraphStyle("text", fontName=_FONT, fontSize=10, leading=14, spaceAfter=2 * mm, splitLongWords=1)
_CELL = ParagraphStyle("cell", _TEXT, fontSize=9, leading=12, spaceAfter=0)
_NOTICE = ParagraphStyle(
    "notice",
    _TEXT,
    fontSize=12,
    leading=16,
    spaceBefore=5 * mm,
    spaceAfter=4 * mm,
    borderWidth=1.5,
    borderColor=HexColor("#0b0c0c"),
    borderPadding=2 * mm,
    leftIndent=2 * mm,
    rightIndent=2 * mm,
)
_SMALL = ParagraphStyle("small", _TEXT, fontSize=7, leading=9, spaceAfter=0)
_HEADINGS = {
    level: ParagraphStyle(
        f"heading {level}", _TEXT, fontSize=size, leading=size * 1.3, spaceBefore=before * mm, keepWithNext=1
    )
    for level, size, before in ((1, 20, 0), (2, 14, 5), (3, 11, 3))
}


@dataclass(frozen=True)
class Heading:
    """`level` 1 is the title, once; below it none is left out."""

    words: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    words: str


@dataclass(frozen=True)
class Notice:
    """In a frame, larger than text."""

    words: str


@dataclass(frozen=True)
class Table:
    """`head` stands again on each page. `widths`: each column's share of the width."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


Part = Heading | Text | Notice | Table


def pdf(parts: Iterable[Part], *, title: str, foot: str, watermark: Sequence[str] = ()) -> bytes:
    """The file, with `foot` and the number at the foot of each page and `watermark` beneath its text.

    Programs that show it list its headings but the first.
    """
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_FONT, str(fontpkg.path(_FONT))))
    file = BytesIO()
    template = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 5 * mm,
        title=title,
        author="Shiremoot",
        lang="en-GB",
        displayDocTitle=True,
    )
    template.afterFlowable = partial(_outline, template)
    beneath: Callable[..., None] = partial(_watermark, watermark)
    story = [_flowable(part) for part in parts]
    template.build(
        story, onFirstPage=beneath, onLaterPages=beneath, canvasmaker=partial(_Numbered, foot=foot)
    )
    return file.getvalue()


def _flowable(part: Part) -> Any:  # reportlab has no types
    if isinstance(part, Heading):
        return Paragraph(_marked(part.words), _HEADINGS[part.level])
    if isinstance(part, Text):
        return Paragraph(_marked(part.words), _TEXT)
    if isinstance(part, Notice):
        return Paragraph(_marked(part.words), _NOTICE)
    return LongTable(
        [[Paragraph(_marked(words), _CELL) for words in row] for row in (part.head, *part.rows)],
        colWidths=[_ACROSS * share / sum(part.widths) for share in part.widths],
        hAlign="LEFT",
        spaceAfter=4 * mm,
        repeatRows=1,
        splitInRow=1,  # a row may be longer than a page
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 1, _EDGE),
            ("LINEBELOW", (0, 1), (-1, -1), 0.5, _EDGE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ],
    )


class _Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
    """Holds its pages until it is known how many there are."""

    def __init__(self, *args: Any, foot: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._foot = foot
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        held = self._held
        for number, page in enumerate(held, start=1):
            self.__dict__.update(page)
            words = Paragraph(f"{_marked(self._foot)} Page {number} of {len(held)}", _SMALL)
            words.wrapOn(self, _ACROSS, _MARGIN)
            words.drawOn(self, _MARGIN + _PADDING, _FOOT)
            super().showPage()
        super().save()


def _outline(template: Any, flowable: Any) -> None:
    """A heading that was set is one that readers list, and go to."""
    level = next((level for level, style in _HEADINGS.items() if getattr(flowable, "style", 0) is style), 1)
    if level > 1:
        canvas, name = template.canv, f"heading-{template.canv.getPageNumber()}-{id(flowable)}"
        canvas.bookmarkPage(name)
        canvas.addOutlineEntry(flowable.getPlainText(), name, level - 2)


def _watermark(lines: Sequence[str], canvas: Any, template: object) -> None:
    """Slanting, twice on a page, as large as goes; so pale that the text above it stays legible."""
    if not lines:
        return
    lines = [printable(line) for line in lines]
    longest = max(pdfmetrics.stringWidth(line, _FONT, 1) for line in lines)
    size = min(26, 200 * mm / longest)
    canvas.saveState()
    canvas.setFillColor(Color(0.87, 0.87, 0.87))
    canvas.setFont(_FONT, size)
    for height in (0.3, 0.72):
        canvas.saveState()
        canvas.translate(_WIDTH / 2, _HEIGHT * height)
        canvas.rotate(35)
        for number, line in enumerate(lines):
            canvas.drawCentredString(0, -number * size * 1.4, line)
        canvas.restoreState()
    canvas.restoreState()


def _marked(words: str) -> str:
    """As reportlab's own markup: nothing of ours is markup but the ends of lines."""
    return escape(printable(words)).replace("\n", "<br/>")


def printable(words: str) -> str:
    """Without the characters that neither XML nor paper can hold."""
    return "".join(each for each in words if each.isprintable() or each in "\n\t")
