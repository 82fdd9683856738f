"""A version as a Word file or a PDF that says what it is as at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape

import docx
import fontpkg
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from shiremoot.gateway.agreements.wording import Chapter

_FONT = "Open Sans"


@dataclass(frozen=True)
class Document:
    """What stands on paper. `standing`: version, state, as at, hash; each a sentence of its own."""

    title: str
    standing: Sequence[str]
    chapters: Sequence[Chapter]
    signatures: Sequence[str]
    made_at: datetime

    @property
    def parts(self) -> list[tuple[str, list[str]]]:
        """Heading → its paragraphs."""
        found = [
            (chapter.heading, [_line(label, said) for label, said in chapter.lines.items()])
            for chapter in self.chapters
        ]
        return [*found, ("Signatures", list(self.signatures) or ["Nobody has signed this version."])]


def _line(label: str, said: Sequence[str]) -> str:
    listed = "; ".join(said)
    return f"{label}: {listed}" if label else listed


def word(document: Document) -> bytes:
    """A .docx file."""
    made = docx.Document()
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Arial", Pt(11)
    made.core_properties.title = document.title
    made.core_properties.created = made.core_properties.modified = document.made_at
    made.core_properties.author = made.core_properties.last_modified_by = ""
    made.add_heading(document.title, 0)
    for line in document.standing:
        made.add_paragraph(_printable(line))
    for heading, paragraphs in document.parts:
        made.add_heading(heading, 1)
        for paragraph in paragraphs:
            made.add_paragraph(_printable(paragraph))
    made.sections[0].footer.paragraphs[0].text = " ".join(document.standing)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def pdf(document: Document) -> bytes:
    """A PDF with every letter in it, the same standing at the foot of each page."""
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_FONT, str(fontpkg.path(_FONT))))
    text = ParagraphStyle("text", fontName=_FONT, fontSize=10, leading=14, spaceAfter=2 * mm)
    heading = ParagraphStyle("heading", text, fontSize=13, leading=17, spaceBefore=4 * mm, keepWithNext=True)
    title = ParagraphStyle("title", text, fontSize=20, leading=25)
    story = [Paragraph(_marked(document.title), title), Spacer(0, 3 * mm)]
    story += [Paragraph(_marked(line), text) for line in document.standing]
    for words, paragraphs in document.parts:
        story.append(Paragraph(_marked(words), heading))
        story += [Paragraph(_marked(paragraph), text) for paragraph in paragraphs]
    file = BytesIO()
    margin = 20 * mm
    template = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title=document.title,
        lang="en-GB",
    )
    foot = _Foot(" ".join(document.standing[:2]))
    template.build(story, onFirstPage=foot, onLaterPages=foot)
    return file.getvalue()


class _Foot:
    """Version, state and page number at the foot of each page."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __call__(self, canvas: object, template: object) -> None:
        # reportlab has no types
        canvas.setFont(_FONT, 7)  # type: ignore[attr-defined]
        canvas.drawString(20 * mm, 10 * mm, f"{self._words} Page {template.page}")  # type: ignore[attr-defined]


def _marked(words: str) -> str:
    """As reportlab's own markup: nothing of ours is markup but the ends of lines."""
    return escape(_printable(words)).replace("\n", "<br/>")


def _printable(words: str) -> str:
    """Without the characters that neither XML nor paper can hold."""
    return "".join(each for each in words if each.isprintable() or each in "\n\t")
