"""Which logs an entry goes to, and what each of them may say of it. Pure.

Every organisation has two logs: `seen`, what was seen of its data (each entry in which it is a provider),
and `done`, what its own people did (each entry of theirs, refusals included). What nobody's organisation did,
such as a sign-in of somebody without a membership, is in `done` of NOBODY.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shiremoot.ledger.commitments import canonical

NOBODY = "-"
_TO_ALL = ("v", "id", "at", "act", "outcome", "by", "purpose", "reason", "mode", "grants")


class Kind(StrEnum):
    SEEN = "seen"
    DONE = "done"


@dataclass(frozen=True)
class Part:
    """What one log may say of one entry: all of its leaf but the place in the log."""

    kind: Kind
    organisation: str
    content: Mapping[str, Any]

    def leaf(self, n: int) -> bytes:
        """The leaf as it is hashed, at place `n` of its log, counted from 0."""
        return canonical({**self.content, "n": n}).encode()


def parts(number: int, body: Mapping[str, Any]) -> Iterator[Part]:
    """The logs that an entry with this number and body belongs to.

    A provider's leaf holds nothing by which entries about one person could be told to belong together, and
    nothing of another provider.
    """
    own: dict[str, str] = {}
    providers: dict[str, str] = {}
    for part, committed in body["commitments"].items():
        (own if is_own(part) else providers)[part] = committed
    to_all = {key: body[key] for key in _TO_ALL}
    yield Part(
        Kind.DONE,
        body["by"]["organisation"] or NOBODY,
        to_all
        | {"number": number, "decision": body["decision"], "about": body["about"]}
        | {"commitments": own, "providers": providers},
    )
    for provider, committed in providers.items():
        yield Part(Kind.SEEN, provider, to_all | {"commitments": {provider: committed}})


def is_own(part: str) -> bool:
    """Does this part of an entry belong to whoever acted (the reason, the persons), and not to a provider?"""
    return part == "viewer" or part.startswith("subject ")
