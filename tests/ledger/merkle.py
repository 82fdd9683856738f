"""RFC 6962, section 2.1, as it is written there: recursion over the whole list of leaf hashes."""

from collections.abc import Sequence

from shiremoot.ledger.verifier import Tree, node_hash

Hashes = Sequence[bytes]


def root(leaves: Hashes) -> bytes:
    if not leaves:
        return Tree().root()
    if len(leaves) == 1:
        return leaves[0]
    half = _half(len(leaves))
    return node_hash(root(leaves[:half]), root(leaves[half:]))


def inclusion(index: int, leaves: Hashes) -> list[bytes]:
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion(index, leaves[:half]), root(leaves[half:])]
    return [*inclusion(index - half, leaves[half:]), root(leaves[:half])]


def consistency(old_size: int, leaves: Hashes, *, whole: bool = True) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [root(leaves)]
    half = _half(len(leaves))
    if old_size <= half:
        return [*consistency(old_size, leaves[:half], whole=whole), root(leaves[half:])]
    return [*consistency(old_size - half, leaves[half:], whole=False), root(leaves[:half])]


def _half(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1
