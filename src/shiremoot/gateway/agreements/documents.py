"""A version as a Word file or a PDF that says what it is as at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import docx
from docx.shared import Pt

from shiremoot import paper
from shiremoot.gateway.agreements.wording import Chapter


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
        made.add_paragraph(paper.printable(line))
    for heading, paragraphs in document.parts:
        made.add_heading(heading, 1)
        for paragraph in paragraphs:
            made.add_paragraph(paper.printable(paragraph))
    made.sections[0].footer.paragraphs[0].text = " ".join(document.standing)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def pdf(document: Document) -> bytes:
    """A PDF, the same standing at the foot of each page."""
    parts: list[paper.Part] = [paper.Heading(document.title, 1), *map(paper.Text, document.standing)]
    for heading, paragraphs in document.parts:
        parts += [paper.Heading(heading), *map(paper.Text, paragraphs)]
    return paper.pdf(parts, title=document.title, foot=" ".join(document.standing[:2]))
