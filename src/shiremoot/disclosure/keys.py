"""Pseudonyms, and what is taken from them: the record key for noise, the signature of a set of people.

A pseudonym is a keyed hash, so its bits are as good as random to whoever lacks the project's secret.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Pseudonyms = npt.NDArray[np.uint64]
"""Of a set of people: each once, in ascending order."""
Ints = npt.NDArray[np.int64]
Signature = npt.NDArray[np.int32]

KEYS = 256
BUCKETS = 64
_LEAST_SECRET = 16


def pseudonym(secret: bytes, identifier: str) -> int:
    """A person in one project; `secret` is the project's own, 16 to 64 bytes."""
    if len(secret) < _LEAST_SECRET:
        raise ValueError(f"a project's secret has at least {_LEAST_SECRET} bytes")
    return int.from_bytes(blake2b(identifier.encode(), digest_size=8, key=secret).digest(), "big")


def record_keys(pseudonyms: Pseudonyms) -> npt.NDArray[np.uint8]:
    """The low byte of each."""
    return pseudonyms.astype(np.uint8)


def signature(pseudonyms: Pseudonyms) -> Signature:
    """How many fall into each bucket, by bits that are no part of the record key.

    Somebody who comes or goes changes one bucket by one: two sets differ by at least as many people as
    their signatures do in all.
    """
    buckets = (pseudonyms >> np.uint64(8)) & np.uint64(BUCKETS - 1)
    return np.bincount(buckets.astype(np.int64), minlength=BUCKETS).astype(np.int32)
