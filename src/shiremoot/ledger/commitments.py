"""Canonical text, and how entries are chained. What a commitment is, the verifier says.

The entry holds the commitment; detail and nonce (16 random bytes) stand beside it and may be erased, and the
chain still verifies.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from shiremoot.ledger.verifier import commitment

__all__ = ["GENESIS", "canonical", "chained", "commitment"]

GENESIS = "0" * 64
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no spaces and plain Unicode: one text for one value."""
    return _encode(value)


def chained(previous: str, body: str) -> str:
    """The hash of an entry: over the hash before it and its own body."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
