"""Which encoding a text file has, told from all of its bytes, and whether it is whole."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from shiremoot.errors import UserError

_BLOCK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_ASK_AGAIN = "Ask for the file again, saved as “CSV UTF-8”."


@dataclass(frozen=True)
class Encoding:
    name: str
    ends_with_newline: bool


def encoding_of(path: Path) -> Encoding:
    """UTF-8 (with or without mark), UTF-16 or Windows-1252. Raises UserError when it is none of them."""
    with path.open("rb") as file:
        head = file.read(4096)
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 2))
        ends_with_newline = bool(re.search(rb"[\r\n]\x00?$", file.read()))
    name = _by_mark(head)
    if name == "utf-16":
        _check_decodes(path, name)
    else:
        name = _utf8_or_windows(path, name)
    return Encoding(name, ends_with_newline)


def _by_mark(head: bytes) -> str:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if len(head) >= 8 and head[1::2].count(0) > len(head) * 0.4:
        return "utf-16-le"
    if len(head) >= 8 and head[0::2].count(0) > len(head) * 0.4:
        return "utf-16-be"
    return "utf-8"


def _utf8_or_windows(path: Path, name: str) -> str:
    if name.startswith("utf-16"):
        _check_decodes(path, name)
        return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, letters, broken_at = 1, 0, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if (nul := block.find(0)) >= 0:
                raise _not_text(path, line + block.count(b"\n", 0, nul))
            letters += 0 if block.isascii() else len(_UTF8_LETTER.findall(block))
            if not broken_at:
                broken_at = _first_fault(decoder, block, line)
            line += block.count(b"\n")
    if not broken_at and decoder.getstate()[0]:
        raise UserError(f"{path.name} is cut short in the middle of a letter, in line {line}.", _ASK_AGAIN)
    if not broken_at:
        return name
    if letters:
        raise UserError(
            f"{path.name} mixes encodings: line {broken_at} is not UTF-8, other lines are.", _ASK_AGAIN
        )
    _check_decodes(path, "cp1252")
    return "cp1252"


def _first_fault(decoder: codecs.IncrementalDecoder, block: bytes, line: int) -> int:
    try:
        decoder.decode(block)
    except UnicodeDecodeError as error:
        # error.start counts from what the decoder had kept of the block before, at most three bytes
        return line + block.count(b"\n", 0, error.start)
    return 0


def _check_decodes(path: Path, name: str) -> None:
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            try:
                line += decoder.decode(block).count("\n")
            except UnicodeDecodeError:
                raise UserError(
                    f"{path.name} has letters in an unknown encoding, in or after line {line}.", _ASK_AGAIN
                ) from None
    if decoder.getstate()[0]:
        raise UserError(f"{path.name} is cut short in the middle of a letter, in line {line}.", _ASK_AGAIN)


def _not_text(path: Path, line: int) -> UserError:
    return UserError(
        f"{path.name} is not a text file, or is damaged: line {line} holds a zero byte.",
        "Send a CSV, XLSX or Parquet file.",
    )
