"""What a browser would send of the form on a page, if nobody changed anything; what a Word file says."""

from html.parser import HTMLParser
from io import BytesIO

import docx


class _Form(HTMLParser):
    """The first form of the page that is filled in (`novalidate`)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._within = self._over = False
        self._select = self._area = ""
        self._first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form" and "novalidate" in at and not self._over:
            self._within = True
        if not self._within:
            return
        name, value = at.get("name") or "", at.get("value") or ""
        if tag == "input" and (at.get("type") not in ("checkbox", "radio") or "checked" in at):
            self._add(name, value)
        elif tag == "select":
            self._select, self._first = name, None
        elif tag == "option" and self._select:
            self._first = value if self._first is None else self._first
            if "selected" in at:
                self._add(self._select, value)
        elif tag == "textarea":
            self._area = name
            self._add(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._within:
            self._within, self._over = False, True
        if tag == "select" and self._select:
            if self._select not in self.found:
                self._add(self._select, self._first or "")
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            # a browser leaves out the one line end after the tag
            self.found[self._area][-1] += data.removeprefix("\n")

    def _add(self, name: str, value: str) -> None:
        if name and name != "csrfmiddlewaretoken":
            self.found.setdefault(name, []).append(value)


def typed_in(page: str) -> dict[str, list[str]]:
    """Name of a field → its values."""
    form = _Form()
    form.feed(page)
    return form.found


def words_of_docx(file: bytes) -> str:
    """Its paragraphs, one on a line."""
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(file)).paragraphs)
