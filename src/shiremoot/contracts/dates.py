"""Date styles: JDK patterns, as ODCS writes them, checked and explained."""

import re
from collections.abc import Iterable
from datetime import datetime

from .wording import Wrong

_LETTERS = re.compile(r"'[^']*'|([A-Za-z])\1*|[^A-Za-z]")
_TOKENS = {
    "yyyy": ("%Y", r"\d{4}"),
    "MM": ("%m", r"\d{2}"),
    "M": ("%m", r"\d{1,2}"),
    "dd": ("%d", r"\d{2}"),
    "d": ("%d", r"\d{1,2}"),
    "MMM": ("%b", r"[A-Za-z]{3}"),
    "MMMM": ("%B", r"[A-Za-z]{3,9}"),
    "HH": ("%H", r"\d{2}"),
    "mm": ("%M", r"\d{2}"),
    "ss": ("%S", r"\d{2}"),
}
_DEFAULTS = {"date": ("yyyy-MM-dd",), "timestamp": ("yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss")}


def formats_of(logical_type: str, one: str | None, several: object, where: str) -> tuple[str, ...]:
    """The accepted styles of a field: ISO unless the contract names one (`format`) or more (`uk.formats`)."""
    if logical_type not in _DEFAULTS:
        if several is not None:
            raise Wrong(f"{where}: uk.formats is for dates and timestamps only")
        return ()
    if several is not None and not (isinstance(several, list) and several):
        raise Wrong(f"{where}: uk.formats must be a list of date styles")
    listed = tuple(str(style) for style in several) if isinstance(several, list) else ()
    formats = tuple(dict.fromkeys(((one,) if one else ()) + listed)) or _DEFAULTS[logical_type]
    for style in formats:
        _check(style, where)
    return formats


def check_bounds(bounds: Iterable[object], where: str) -> None:
    for bound in bounds:
        try:
            datetime.fromisoformat("0001-01-01" if bound is None else str(bound))
        except ValueError:
            raise Wrong(f"{where}: write minimum and maximum of a date as yyyy-MM-dd") from None


def parts_of(style: str) -> list[tuple[str, str]]:
    """Each part of a JDK pattern as (strptime directive, regular expression of its text)."""
    parts = []
    for match in _LETTERS.finditer(style):
        text = match.group()
        if text in _TOKENS:
            parts.append(_TOKENS[text])
        else:
            literal = text.strip("'") or "'"
            parts.append((literal.replace("%", "%%"), re.escape(literal)))
    return parts


def strptime_of(style: str) -> str:
    return "".join(directive for directive, _ in parts_of(style))


def shape_of(style: str) -> str:
    """A regular expression of text that has this style; days and months may come without a leading zero."""
    return "".join(
        r"\d{1,2}" if directive in ("%d", "%m") and not _packed(style) else shape
        for directive, shape in parts_of(style)
    )


def _packed(style: str) -> bool:
    """Styles without separators (yyyyMMdd) need every digit."""
    return style.isalpha()


def _check(style: str, where: str) -> None:
    for match in _LETTERS.finditer(style):
        text = match.group()
        if text[0].isalpha() and text not in _TOKENS:
            extra = "; two figures leave the century open, write yyyy" if text == "yy" else ""
            raise Wrong(
                f"{where}: “{text}” in the date style {style} is not known{extra}. Use e.g. dd/MM/yyyy"
            )
    if not {"%Y", "%d"} <= {directive for directive, _ in parts_of(style)}:
        raise Wrong(f"{where}: the date style {style} needs yyyy, MM and dd")
