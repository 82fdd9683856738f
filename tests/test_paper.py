"""What goes on paper: nothing is lost, whatever its length, and every page says what it is."""

from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from shiremoot.paper import Heading, Table, Text, pdf

FOOT = "Printed by somebody."


def pages(file: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(file)).pages]


def test_it_says_its_title_and_language_and_lists_its_headings():
    parts = [Heading("A person", 1), Heading("Who is involved"), Heading("Health visiting", 3), Text("x")]
    reader = PdfReader(BytesIO(pdf(parts, title="A copy", foot=FOOT)))
    assert reader.metadata.title == "A copy"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    above, (below,) = reader.outline
    assert (above.title, below.title) == ("Who is involved", "Health visiting")


@settings(max_examples=20)
@given(rows=st.integers(1, 400))
def test_a_table_of_any_length_has_its_head_and_the_foot_on_each_page(rows):
    table = Table(("Date", "What"), [(f"day{number}", "visited") for number in range(rows)], widths=(1, 2))
    found = pages(pdf([table], title="x", foot=FOOT, watermark=("Somebody", "At noon")))
    for number, page in enumerate(found, start=1):
        assert "Date What" in page
        assert f"{FOOT} Page {number} of {len(found)}" in page
        assert "Somebody At noon" in page
    assert [f"day{number}" for number in range(rows)] == [
        word for page in found for word in page.split() if word.startswith("day")
    ]


@settings(max_examples=20)
@given(words=st.lists(st.integers(1, 400).map(lambda many: "long" * many), min_size=1, max_size=60))
def test_words_longer_than_a_line_and_rows_longer_than_a_page_come_through_whole(words):
    said = " ".join(words)
    found = pages(pdf([Text(said), Table(("Head",), [(said,)], widths=(1,))], title="x", foot=FOOT))
    assert "".join(found).count("l") == 2 * said.count("l")  # neither head nor foot has one
