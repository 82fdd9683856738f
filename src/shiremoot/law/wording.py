"""Labels inside sentences."""

_SPELT_WITH_VOWEL = "AEFHILMNORSX"


def in_sentence(label: str) -> str:
    """A label after the beginning of a sentence: *Public task* is *public task*, *NHS trust* stays."""
    return label if label[1:2].isupper() else f"{label[0].lower()}{label[1:]}"


def with_article(label: str) -> str:
    """*a county council*, *an academy trust*, *an NHS trust*, *a university*."""
    words = in_sentence(label)
    spelt = label[1:2].isupper()
    vowel = label[0] in _SPELT_WITH_VOWEL if spelt else words[0] in "aeiou" and not words.startswith("uni")
    return f"{'an' if vowel else 'a'} {words}"
