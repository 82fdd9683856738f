"""Canonical text, hashes and commitments. Pure: the rules a partner's own verifier must share.

A commitment is SHA-256 over a 16-byte random nonce and the canonical text of the detail. The entry holds
the commitment; detail and nonce stand beside it and may be erased, and the chain still verifies.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no spaces and plain Unicode: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def commitment(nonce: bytes, detail: str) -> str:
    return hashlib.sha256(nonce + detail.encode()).hexdigest()


def chained(previous: str, body: str) -> str:
    """The hash of an entry: over the hash before it and its own body."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
