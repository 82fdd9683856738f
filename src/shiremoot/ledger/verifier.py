"""Check a log of a Shiremoot's ledger by yourself, from an export of it. This one file is all you need.

    python3 -m pip install cryptography
    python3 verifier.py EXPORT [--kept FILE_OR_FOLDER ...] [--key FILE]

EXPORT is the .zip, or the folder it was unpacked to; `--kept` are checkpoints you kept from earlier exports,
which a changed past is measured against; `--key` is the log's key as you were given it. Nothing is sent out.
Ends with 0: whole; 1: something was removed, changed, reordered or rolled back; 2: it cannot be checked.

A log is a Merkle tree (RFC 6962) over its entries; a checkpoint is its size and root, signed (c2sp.org:
signed-note, tlog-checkpoint). An entry commits to a detail by SHA-256 over a 16-byte nonce and its text.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519, MOST_SIGNATURES, MOST_NAMED, NONCE_BYTES = b"\x01", 100, 5, 16


class CannotCheck(Exception):
    """A file, key or checkpoint is of no use."""


class BadSignature(CannotCheck):
    """A signature by the right key that does not fit the text."""


def commitment(nonce: bytes, detail: str) -> str:
    return hashlib.sha256(nonce + detail.encode()).hexdigest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A Merkle tree that grows by leaf hashes and keeps its right edge: whole subtrees, largest first."""

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size, self.edge = size, list(edge)

    def add(self, leaf: bytes) -> None:
        joined, size = leaf, self.size
        while size & 1:
            joined, size = node_hash(self.edge.pop(), joined), size >> 1
        self.edge.append(joined)
        self.size += 1

    def root(self) -> bytes:
        if not self.edge:
            return hashlib.sha256(b"").digest()
        joined = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            joined = node_hash(left, joined)
        return joined


def _climb(place: int, last: int, start: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots that a path leads to: of the tree ending at `place`, and of the one ending at `last`."""
    old = new = start
    for each in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, each)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Is `leaf` (a leaf hash) the leaf at `index` of the tree of this size and root? RFC 9162, 2.1.3.2."""
    if not 0 <= index < size or any(len(each) != 32 for each in (leaf, root, *proof)):
        return False
    return (_climb(index, size - 1, leaf, proof) or (b"", b""))[1] == root


def verify_consistency(old_size: int, old: bytes, new_size: int, new: bytes, proof: Sequence[bytes]) -> bool:
    """Does the tree of root `new` begin with the whole one of root `old`, not empty? RFC 9162, 2.1.4.2."""
    if not 0 < old_size <= new_size or any(len(each) != 32 for each in (old, new, *proof)):
        return False
    if old_size == new_size:
        return not proof and old == new
    path = list(proof) if old_size & (old_size - 1) else [old, *proof]
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    return bool(path) and _climb(place, last, path[0], path[1:]) == (old, new)


class Key(NamedTuple):
    """A public key and the name it signs under; its text is `name+id+base64`."""

    name: str
    public: bytes

    @property
    def identifier(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.identifier.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


class Checkpoint(NamedTuple):
    size: int
    root: bytes


def read_key(text: str) -> Key:
    """Raises CannotCheck for what is no Ed25519 verifier key, or whose id is not its own."""
    found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", text.strip())
    raw = _from_base64(found[3]) if found else b""
    if not found or len(raw) != 33 or raw[:1] != ED25519:
        raise CannotCheck("This is no verifier key.")
    if (key := Key(found[1], raw[1:])).identifier.hex() != found[2]:
        raise CannotCheck("The verifier key is damaged: its id does not fit.")
    return key


def open_note(data: bytes, key: Key) -> str:
    """The text of a note that the key signed. Raises BadSignature where it does not fit, else CannotCheck."""
    whole = data.decode(errors="replace")
    text, _, signatures = whole.rpartition("\n\n")
    lines, text, ours = signatures.split("\n"), text + "\n", []
    strange = re.search(r"[\x00-\x09\x0b-\x1f\ufffd]", whole)
    if lines.pop() or strange or not 0 < len(lines) <= MOST_SIGNATURES:
        raise CannotCheck("not a signed note")
    for line in lines:
        found = re.fullmatch(r"\u2014 ([^\s+]+) (\S+)", line)
        raw = _from_base64(found[2]) if found else b""
        if not found or len(raw) < 5:
            raise CannotCheck("not a signed note: a signature line is malformed")
        if (found[1], raw[:4]) == (key.name, key.identifier):
            ours.append(raw[4:])
    if len(ours) != 1:
        raise CannotCheck("signed twice by one key" if ours else f"not signed by {key}")
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(ours[0], text.encode())
    except (InvalidSignature, ValueError):
        raise BadSignature("changed after it was signed") from None
    return text


def read_checkpoint(data: bytes, key: Key) -> Checkpoint:
    """Raises as open_note does, and CannotCheck for a checkpoint of a log that is not the key's."""
    found = re.fullmatch(r"(.+)\n(0|[1-9][0-9]{0,17})\n(\S{44})\n(?:.+\n)*", open_note(data, key))
    root = _from_base64(found[3]) if found else b""
    if not found or len(root) != 32:
        raise CannotCheck("not a checkpoint")
    if found[1] != key.name:
        raise CannotCheck(f"of another log: {found[1]}")
    return Checkpoint(int(found[2]), root)


def _from_base64(text: str) -> bytes:
    """The bytes, or none for what is not the one base64 text of some bytes."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""


class Walk:
    """What was met on the way through the entries; `roots` has the tree's root at each size asked for."""

    def __init__(self, asked: frozenset[int]) -> None:
        self.asked, self.tree, self.roots = asked, Tree(), {0: Tree().root()}
        self.details = self.erased = self.expected = 0
        self.gaps: list[tuple[int, int]] = []
        self.late: set[int] = set()
        self.when: list[str] = []
        self.changed: list[str] = []

    def through(self, lines: Iterable[bytes]) -> "Walk":
        for line in lines:
            try:
                self._entry(**json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                where = f"line {self.tree.size + 1} of entries.jsonl"
                raise CannotCheck(f"Damaged or altered: {where}.") from None
            if self.tree.size in self.asked:
                self.roots[self.tree.size] = self.tree.root()
        return self

    def _entry(self, leaf: str, details: Mapping[str, Mapping[str, str]]) -> None:
        said = json.loads(leaf)
        n, committed = int(said["n"]), dict(said["commitments"])
        self.when[1:] = [str(said["at"])]
        if n > self.expected:
            self.gaps.append((self.expected, n))
        elif n < self.expected:
            self.late.add(n)
        self.expected = max(self.expected, n + 1)
        for part, each in details.items():
            nonce, expected = bytes.fromhex(each["nonce"]), committed.pop(part, None)
            if len(nonce) == NONCE_BYTES and commitment(nonce, each["detail"]) == expected:
                self.details += 1
            else:
                self.changed.append(f"Changed: in entry {n} the detail {part} is not what it commits to.")
        self.erased += len(committed)
        self.tree.add(leaf_hash(leaf.encode()))

    def faults(self) -> list[str]:
        """What is missing, what stands after a later one or twice, and changed details: a few of each."""
        late, most = self.late, MOST_NAMED
        missing = [(a, b) for a, b in self.gaps if b - a > len(late) or not late.issuperset(range(a, b))]
        found = [f"Removed: missing are entries {a:,} to {b - 1:,}." for a, b in missing[:most]]
        if late:
            found.append(f"Reordered: {len(late):,} stand twice or out of order: {sorted(late)[:most]}.")
        return found + self.changed[:most]


def judge(walk: Walk, last: Checkpoint, kept: Mapping[str, Checkpoint]) -> tuple[list[str], list[str]]:
    """What to say of each kept checkpoint, and the faults."""
    said, faults, held, agreed = [], walk.faults(), walk.tree.size, ""
    if held != last.size:
        what = "Removed" if held < last.size else "Put in"
        faults.append(f"{what}: the checkpoint counts {last.size:,} entries, the export holds {held:,}.")
    located = bool(walk.gaps or walk.late)
    for name, each in sorted([*kept.items(), ("this export", last)], key=lambda pair: pair[1].size):
        of = f"the checkpoint of {name} ({each.size:,} entries)"
        agrees = walk.roots.get(each.size) == each.root
        if each is not last:
            said.append(f"Kept: {of} {'agrees' if agrees else 'does NOT agree'}.")
        if each.size > last.size:
            faults.append(f"Rolled back: {of} was signed; now the log ends at {last.size:,}.")
        elif each.size == last.size and each.root != last.root:
            faults.append(f"Split view: {of} and that of this export have one size and two contents.")
        elif agrees:
            agreed = of
        elif each.size <= held and not located:
            after = f"after {agreed}, which agrees, and before" if agreed else "before"
            faults.append(f"Changed: something {after} {of}, which does not agree.")
            located = True
    return said, faults


def check(export: Path, kept: Sequence[Path], key_file: Path | None) -> tuple[list[str], list[str]]:
    """What was checked, in words, and the faults. Raises CannotCheck."""
    folder: Any = export if export.is_dir() else zipfile.Path(export)
    key = read_key((key_file or folder / "key").read_text(encoding="utf-8"))
    trust = "as you gave it" if key_file else "TAKEN FROM THE EXPORT: better name your own with --key"
    said, had = [f"Log: {key.name}", f"Key: {key}, {trust}."], {}
    for file in (file for path in kept for file in (sorted(path.iterdir()) if path.is_dir() else [path])):
        try:
            had[str(file)] = read_checkpoint(file.read_bytes(), key)
        except CannotCheck as error:
            raise CannotCheck(f"The kept checkpoint {file} is of no use: {error}") from None
    try:
        last = read_checkpoint((folder / "checkpoint").read_bytes(), key)
    except BadSignature as error:
        return said, [f"Changed: the export's checkpoint was {error}."]
    with (folder / "entries.jsonl").open("rb") as entries:
        walk = Walk(frozenset(each.size for each in (*had.values(), last))).through(entries)
    about_kept, faults = judge(walk, last, had)
    said.append(f"Entries: {walk.tree.size:,}, from {' to '.join(walk.when) or 'never'}.")
    said.append(f"Details: {walk.details:,} checked, {walk.erased:,} erased.")
    return said + (about_kept or ["Kept: none given, so an older or rewritten log would pass."]), faults


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check an export of a log of a Shiremoot's ledger.")
    parser.add_argument("export", type=Path, help="the .zip, or the folder it was unpacked to")
    parser.add_argument("--kept", type=Path, nargs="*", default=[], help="checkpoints that you kept")
    parser.add_argument("--key", type=Path, help="a file with the log's key, as you were given it")
    given = parser.parse_args(words)
    try:
        said, faults = check(given.export, given.kept, given.key)
    except (CannotCheck, OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        print(f"CANNOT BE CHECKED. {error}", file=sys.stderr)
        return 2
    whole = "WHOLE: nothing was removed, changed, reordered or rolled back."
    print("\n".join([*said, *faults, "NOT WHOLE: keep this as evidence." if faults else whole]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
