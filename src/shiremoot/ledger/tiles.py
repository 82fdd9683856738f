"""A log as files: bundles of 256 leaves and tiles of 256 hashes, as c2sp.org/tlog-tiles has them.

A hash in a tile of level 0 is that of a leaf; in a tile of level L + 1, that of a full tile of level L. The
last tile of a level may be partial, and is then another file for each width.
"""

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shiremoot.ledger.verifier import Tree, leaf_hash, node_hash
from shiremoot.pointer import make_durable

WIDTH, HASH = 256, 32
_SIDE_BY_SIDE = 8
BUNDLES = "entries"


class Damaged(Exception):
    """A file of a log is missing, too short, or not what the log's root says."""


class Growing:
    """The unfinished right edge of a log: what is needed to add leaves to it."""

    def __init__(self, size: int, leaves: list[bytes], levels: list[list[bytes]]) -> None:
        self.size, self._leaves, self._levels = size, leaves, levels

    @classmethod
    def empty(cls) -> "Growing":
        return cls(0, [], [[]])

    @classmethod
    def read(cls, folder: Path, size: int) -> "Growing":
        """From the partial files of a log of this size. Raises Damaged."""
        levels = [_tile(folder, level, size, size >> 8 * (level + 1)) for level in _levels_of(size)] or [[]]
        bundle = _name(BUNDLES, size // WIDTH, size % WIDTH)
        leaves = _unpacked(_content(folder / bundle)) if size % WIDTH else []
        if [leaf_hash(leaf) for leaf in leaves] != levels[0]:
            raise Damaged(bundle)
        return cls(size, leaves, levels)

    def add(self, leaf: bytes) -> dict[str, bytes]:
        """Add a leaf; the files that are full with it, by name."""
        self._leaves.append(leaf)
        self._levels[0].append(leaf_hash(leaf))
        self.size += 1
        if self.size % WIDTH:
            return {}
        full = {_name(BUNDLES, self.size // WIDTH - 1): _packed(self._leaves)}
        self._leaves, level = [], 0
        while len(self._levels[level]) == WIDTH:
            tile, self._levels[level] = self._levels[level], []
            full[_name(level, (self.size >> 8 * (level + 1)) - 1)] = b"".join(tile)
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(_joined(tile))
        return full

    def partial(self) -> dict[str, bytes]:
        """The files that are not full yet, by name."""
        files = {
            _name(level, self.size >> 8 * (level + 1), len(hashes)): b"".join(hashes)
            for level, hashes in enumerate(self._levels)
            if hashes
        }
        if self._leaves:
            files[_name(BUNDLES, self.size // WIDTH, len(self._leaves))] = _packed(self._leaves)
        return files

    def root(self) -> bytes:
        edge = []
        for hashes in reversed(self._levels):
            tree = Tree()
            for each in hashes:
                tree.add(each)
            edge += tree.edge
        return Tree(self.size, edge).root()


def root_at(folder: Path, size: int, earlier: int) -> bytes:
    """The root that a log, now of this size, had at an earlier one. Raises Damaged."""
    edge, start = [], 0
    for bit in reversed(range(earlier.bit_length())):
        if earlier >> bit & 1:
            edge.append(_subtree(folder, size, bit, start >> bit))
            start += 1 << bit
    return Tree(earlier, edge).root()


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files whole and lastingly: each appears under its name with all of its content, or not at all."""
    paths = {folder / name: content for name, content in files.items()}
    parents = {path.parent for path in paths}
    for parent in parents:
        make_folder(parent)
    # who waits for the disk side by side waits once
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        list(pool.map(_write, paths, paths.values()))
        list(pool.map(make_durable, parents))


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def make_folder(folder: Path) -> None:
    """Make a folder, and those it is in, lastingly."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        make_durable(folder.parent)


def forget_partial(folder: Path, full: Iterable[str]) -> None:
    """Remove the partial files of what is full by now."""
    for name in full:
        shutil.rmtree(folder / f"{name}.p", ignore_errors=True)


def _levels_of(size: int) -> range:
    return range((max(size.bit_length(), 1) + 7) // 8)


def _name(level: int | str, index: int, width: int = 0) -> str:
    thousands, rest = divmod(index, 1000)
    digits = [f"{rest:03}"]
    while thousands:
        thousands, rest = divmod(thousands, 1000)
        digits.insert(0, f"x{rest:03}")
    return f"tile/{level}/{'/'.join(digits)}" + (f".p/{width}" if width else "")


def _subtree(folder: Path, size: int, height: int, index: int) -> bytes:
    """The hash over the leaves from `index << height`, `1 << height` of them."""
    level, height = divmod(height, 8)
    first = index << height
    tile = _tile(folder, level, size, first >> 8)
    return _joined(tile[first % WIDTH : first % WIDTH + (1 << height)])


def _tile(folder: Path, level: int, size: int, index: int) -> list[bytes]:
    """The hashes of a tile in a log of this size; none where it would be empty."""
    width = min((size >> 8 * level) - index * WIDTH, WIDTH)
    if not width:
        return []
    raw = _content(folder / _name(level, index, width % WIDTH))
    if len(raw) != width * HASH:
        raise Damaged(_name(level, index, width % WIDTH))
    return [raw[place : place + HASH] for place in range(0, len(raw), HASH)]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Damaged(path.name) from None


def _joined(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [node_hash(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def _packed(leaves: Sequence[bytes]) -> bytes:
    return b"".join(len(leaf).to_bytes(2) + leaf for leaf in leaves)


def _unpacked(bundle: bytes) -> list[bytes]:
    leaves, place = [], 0
    while place < len(bundle):
        end = place + 2 + int.from_bytes(bundle[place : place + 2])
        leaves.append(bundle[place + 2 : end])
        place = end
    if place != len(bundle):
        raise Damaged("a bundle ends within a leaf")
    return leaves
