"""NHS numbers that are kept to find people by later: as keyed hashes, never in clear.

HMAC-SHA256, cut to 128 bits, under a key derived from the installation's own (`settings.SECRET_KEY`). Without
the key nobody can try out all numbers; with another key nobody would be found, so the key's mark is kept.
"""

import hashlib
import hmac
import re
from functools import lru_cache

from django.conf import settings

from shiremoot.access.models import FactsRevision
from shiremoot.errors import UserError
from shiremoot.people.query import is_mistyped


def keyed(number: str) -> str:
    """The hash under which a number is kept; spaces and hyphens do not matter."""
    return _hash(_key(settings.SECRET_KEY), re.sub(r"\D", "", number))


def is_nhs_number(text: str) -> bool:
    """Ten figures, with spaces or hyphens between them or not, whose last follows from the others."""
    figures = re.sub(r"[\s-]", "", text)
    return re.fullmatch(r"\d{10}", figures, re.A) is not None and not is_mistyped(figures)


def key_mark() -> str:
    """The same for as long as the key is the same."""
    return _hash(_key(settings.SECRET_KEY), "mark")


def check_key() -> None:
    """Raise UserError where numbers are kept under another key than the one in use."""
    kept = FactsRevision.objects.first()
    if kept and kept.key_mark and kept.key_mark != key_mark():
        raise UserError(
            "The installation's key is not the one that NHS numbers were kept under, so opt-outs and "
            "protection would be lost.",
            "Put the former key back, in secret.key or SHIREMOOT_SECRET_KEY.",
        )


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"shiremoot NHS numbers\n" + secret.encode()).digest()


def _hash(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()[:32]
