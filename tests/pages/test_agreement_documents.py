"""Word and PDF of any version say what they are as at."""

import re
import zlib

import pytest
from django.utils import timezone

from shiremoot.dates import day_month, day_of
from shiremoot.gateway.agreements import documents
from shiremoot.gateway.agreements.models import Agreement
from shiremoot.gateway.agreements.wording import Chapter
from tests.gateway import drafts
from tests.pages.readings import words_of_docx
from tests.pages.test_agreements import adopt, be, home

__all__ = ["adopt", "be", "home"]
pytestmark = pytest.mark.django_db


def test_word_has_the_whole_text_its_state_its_hash_and_who_signed(client, adopt, be):
    adopt()
    be("charity")
    response = client.get("/agreements/front-door/v1/word")
    assert response["Content-Disposition"] == 'attachment; filename="front-door-v1.docx"'
    text = words_of_docx(response.content)
    for words in (
        "Version 1, in force.",
        f"As at {day_month(day_of(timezone.now()))}.",
        Agreement.objects.get().text_hash,
        "The police share incidents with social workers.",
        "people.name; visits.*",
        "Police: Somebody, 5 January 2026",
    ):
        assert words in text


def test_pdf_is_one(client, adopt, be):
    adopt()
    be("charity")
    response = client.get("/agreements/front-door/v1/pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert response.content.rstrip().endswith(b"%%EOF")


def test_letters_of_every_county_and_what_looks_like_markup_come_through():
    said = "Łukasz Ŵyn <b>Ő'Neill</b> & sons\x00\nnext line"
    document = documents.Document("A & B", ["Version 1."], [Chapter("x", "X", {"": (said,)})], [], drafts.NOW)
    assert "Łukasz Ŵyn <b>Ő'Neill</b> & sons\nnext line" in words_of_docx(documents.word(document))
    assert characters_of(documents.pdf(document)) >= set("ŁŴŐ<>&")


def characters_of(file: bytes) -> set[str]:
    """What the fonts of a PDF say that their glyphs stand for: their maps to Unicode."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\n?endstream", file, re.S):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"beginbf" in text:
            found |= {chr(int(each, 16)) for each in re.findall(rb"<([0-9A-Fa-f]{4})>", text)}
    return found
