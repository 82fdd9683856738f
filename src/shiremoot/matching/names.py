"""Names brought to a form in which they can be compared."""

import unicodedata
from functools import cache
from importlib import resources

import jellyfish

from shiremoot.yaml_text import read_yaml

_OWN_LETTERS = str.maketrans(
    {"ł": "l", "ı": "i", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"}
)


def fold(text: str) -> str:
    """Small letters without accents, spaces or punctuation: "O'Néill-Łuk" becomes "oneillluk".

    Signs that are vowels of their own, as in the scripts of India, are letters: राम is not रमा.
    """
    if text.isascii():  # as most are, and as nothing else stands in them
        return "".join(filter(str.isalpha, text.lower()))
    spelt = unicodedata.normalize("NFKD", text).lower().translate(_OWN_LETTERS)
    return "".join(letter for letter in spelt if letter.isalpha() or _is_vowel_sign(letter))


def _is_vowel_sign(mark: str) -> bool:
    """Vowel signs stand in a line of their own (combining class 0; 9 where a vowel is struck out); accents do
    not.
    """
    return (
        unicodedata.category(mark) in ("Mc", "Mn")
        and unicodedata.combining(mark) in (0, 9)
        and not unicodedata.name(mark, "").startswith(("VARIATION SELECTOR", "COMBINING"))
    )


def sound(folded: str) -> str | None:
    """A phonetic key; None where nothing is heard (a name in letters that are not Latin)."""
    return jellyfish.metaphone(folded) or None


@cache
def _formal_names() -> dict[str, frozenset[str]]:
    text = resources.files(__package__).joinpath("nicknames.yaml").read_text(encoding="utf-8")
    lines = read_yaml(text, "list of nicknames")
    formal: dict[str, set[str]] = {}
    for name, short_forms in lines.items():
        for short in short_forms.split():
            formal.setdefault(short, set()).add(name)
    return {short: frozenset(names) for short, names in formal.items()}


def kin(folded: str) -> frozenset[str]:
    """The first name with the formal names that it may be short for: "bill" gives bill and william."""
    return _formal_names().get(folded, frozenset()) | {folded}
