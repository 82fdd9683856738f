"""The values of a standing linkage, each with a number that stays, in files that are mapped and not read.

Values that come later are written into room that the files have, in memory alone: a file is mapped so that
what is written stays with the process. Who keeps a base keeps the texts that came, in their order, and
writes them again when it is opened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .columns import Codes, Column, letters
from .lookup import find, hashes
from .mapped import RoomUsed, mapped, write
from .records import ENTRY, entries

Letters = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]

_BETWEEN = "\n"  # elements of a list that is kept as one text; no element has it, for names have only letters
_LETTERS_OF_A_VALUE, _ELEMENTS_OF_A_LIST = 32, 8  # that there is room for, on the average
_PASSING, _LETTERS_OF_PASSING, _LISTS_OF_PASSING = 2, 1 << 15, 1 << 10
"""Room at the very end for values that pass: of each column, and for their letters and elements."""
_LONGEST = 500  # of a value that passes; what is longer is cut
_FILE = "dictionaries.json"


@dataclass
class _Family:
    """Columns that share a dictionary, or the elements of a column of lists, which belongs to none.

    Its texts stand at `base` among the entries: `size` of them in files, then those that came, up to `room`.
    """

    columns: list[str]
    base: int
    size: int
    room: int
    lists: int = -1  # where its lists begin among the starts of lists; -1: its values are no lists
    elements: str = ""
    came: dict[str, int] = field(default_factory=dict)


class Dictionaries:
    """`entries`, `letters`, `lists` and `list_starts` are what `Records` is given."""

    def __init__(self, folder: Path) -> None:
        written = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        self._families = {name: _Family(**family) for name, family in written["families"].items()}
        self.entries, self.letters, self.lists, self.list_starts = (
            mapped(folder / f"{name}.npy") for name in ("entries", "letters", "lists", "list_starts")
        )
        self._used, self._used_lists = written["letters"], written["lists"]
        self._index = {
            name: (mapped(folder / f"hashes-{name}.npy"), mapped(folder / f"places-{name}.npy"))
            for name in self._families
        }
        self.family_of = {column: name for name, one in self._families.items() for column in one.columns}

    def base(self, column: str) -> int:
        return self._families[self.family_of[column]].base

    def list_base(self, column: str) -> int:
        return self._families[self.family_of[column]].lists

    def room(self, column: str) -> int:
        """How many values the column's dictionary can have in all."""
        family = self._families[self.family_of[column]]
        return family.size + family.room

    def came(self) -> dict[str, list[str]]:
        """The texts of each family that came after the files, in their order."""
        return {name: list(family.came) for name, family in self._families.items()}

    def come(self, texts: Mapping[str, Sequence[str]]) -> None:
        """Write again what had come before. Raises RoomUsed."""
        for name, some in texts.items():
            if some:
                self._append(name, [text for text in some if text not in self._families[name].came])

    def codes(self, column: str, made: Column) -> Codes:
        """The numbers of a prepared column's values; new ones get one. Raises RoomUsed."""
        if made.empty:
            return made.codes
        name = self.family_of[column]
        values = made.values
        texts = pc.binary_join(values, _BETWEEN) if pa.types.is_list(values.type) else values
        numbers = self._known(name, texts)
        if (numbers < 0).any():
            new = texts.filter(pa.array(numbers < 0)).to_pylist()
            self._append(name, list(dict.fromkeys(new)))
            numbers[numbers < 0] = [self._families[name].came[text] for text in new]
        return np.append(numbers, np.int32(-1))[made.codes]

    def passing(self, columns: Mapping[str, Column]) -> dict[str, Codes]:
        """The numbers of prepared values of one or two records, for once: one that is not known gets a number
        that the next call gives to another.
        """
        letter, member = len(self.letters) - _LETTERS_OF_PASSING, len(self.lists)
        taken = dict.fromkeys(self._families, 0)
        found = {}
        for column, made in columns.items():
            if made.empty:
                found[column] = made.codes
                continue
            name = self.family_of[column]
            family = self._families[name]
            texts = pc.binary_join(made.values, _BETWEEN) if family.lists >= 0 else made.values
            numbers = self._known(name, texts)
            for at in np.flatnonzero(numbers < 0).tolist():
                numbers[at] = family.size + family.room - 1 - taken[name]
                taken[name] += 1
                text, starts = letters(pa.array([texts[at].as_py()[:_LONGEST]]))
                place = family.base + int(numbers[at])
                self.entries[place : place + 1] = entries(text, starts, start=letter)
                self.letters[letter : letter + len(text)] = text
                letter += len(text)
                if family.lists >= 0:
                    known = np.sort(self._known(family.elements, made.values[at].values))
                    known = known[known >= 0][:_LONGEST]
                    place = family.lists + int(numbers[at])
                    self.list_starts[place : place + 2] = member - len(known), member
                    self.lists[member - len(known) : member] = known
                    member -= len(known)
            found[column] = np.append(numbers, np.int32(-1))[made.codes]
        return found

    def column(self, name: str, codes: Codes) -> Column:
        """A column of these values, with a dictionary of its own."""
        used, own = np.unique(codes, return_inverse=True)
        places = np.asarray(own - int((used < 0).sum()), np.int32)
        family = self._families[self.family_of[name]]
        texts = pa.array(self._texts(family, used[used >= 0]), pa.string())
        return Column(places, pc.split_pattern(texts, _BETWEEN) if family.lists >= 0 else texts)

    def _texts(self, family: _Family, codes: Codes) -> list[str]:
        found = self.entries[family.base + codes.astype(np.int64)]
        return [
            self.letters[start : start + length].tobytes().decode("utf-32-le")
            for start, length in zip(found["start"].tolist(), found["length"].tolist(), strict=True)
        ]

    def _known(self, name: str, texts: pa.Array) -> Codes:
        family = self._families[name]
        text, starts = letters(texts)
        part = self.entries[family.base : family.base + family.size]
        numbers = find(*self._index[name], part, self.letters, hashes(text, starts), text, starts)
        if family.came and (numbers < 0).any():
            for at in np.flatnonzero(numbers < 0).tolist():
                numbers[at] = family.came.get(texts[at].as_py(), -1)
        return numbers

    def _append(self, name: str, texts: Sequence[str]) -> None:
        family = self._families[name]
        start = family.size + len(family.came)
        text, starts = letters(pa.array(texts, pa.string()))
        room = family.room - _PASSING * len(family.columns)
        if len(family.came) + len(texts) > room:
            raise RoomUsed
        if self._used + starts[-1] > len(self.letters) - _LETTERS_OF_PASSING:
            raise RoomUsed
        at = family.base + start
        self.entries[at : at + len(texts)] = entries(text, starts, start=self._used)
        self.letters[self._used : self._used + starts[-1]] = text[: starts[-1]]
        self._used += int(starts[-1])
        family.came |= zip(texts, range(start, start + len(texts)), strict=True)
        if family.lists >= 0:
            self._append_lists(family, start, texts)

    def _append_lists(self, family: _Family, start: int, texts: Sequence[str]) -> None:
        for at, text in enumerate(texts, family.lists + start):
            parts = pa.array(text.split(_BETWEEN), pa.string())
            numbers = np.sort(self.codes(family.elements, Column.of(parts)))
            if self._used_lists + len(numbers) > len(self.lists) - _LISTS_OF_PASSING:
                raise RoomUsed
            self.lists[self._used_lists : self._used_lists + len(numbers)] = numbers
            self._used_lists += len(numbers)
            self.list_starts[at + 1] = self._used_lists


def write_dictionaries(
    folder: Path, columns: Mapping[str, Column], more: Mapping[str, pa.Array], room: int
) -> dict[str, pa.Array]:
    """The files for these columns, whose numbers stay as they are, and each column's values by number.

    `more`: by column, values that no record need have and that get numbers nevertheless. There is to be room
    for so many records that come.
    """
    numbered: dict[str, pa.Array] = {}
    whole = _Files(room)
    shared: dict[int, list[str]] = {}
    for name, column in columns.items():
        shared.setdefault(id(column.values), []).append(name)
    for names in shared.values():
        values = columns[names[0]].values
        if pa.types.is_list(values.type):
            whole.add_lists(names, values)
        else:
            others = [more[name] for name in names if name in more]
            fresh = pc.unique(pa.concat_arrays([values[:0], *others]))
            fresh = fresh.filter(pc.invert(pc.is_in(fresh, values)))
            values = pa.concat_arrays([values, fresh])
            whole.add(names[0], names, values)
        numbered |= dict.fromkeys(names, values)
    whole.write(folder)
    return numbered


class _Files:
    """The files of dictionaries in the making."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._families: dict[str, _Family] = {}
        self._index: dict[str, tuple[npt.NDArray[np.uint64], Codes]] = {}
        self._entries: list[npt.NDArray[np.void]] = []
        self._letters: list[Letters] = [np.zeros(1, np.uint32)]
        self._lists: list[Codes] = [np.zeros(1, np.int32)]
        self._list_starts: list[Ints] = [np.zeros(1, np.int64)]
        self._used, self._used_letters, self._used_lists, self._used_starts = 0, 1, 1, 1

    def add(self, name: str, columns: list[str], texts: pa.Array, each: int = 1) -> _Family:
        """A family of which a record brings a new value for each column, or so many for each."""
        text, starts = letters(texts)
        room = (self._room * each + _PASSING) * len(columns)
        family = _Family(columns, self._used, len(texts), room)
        self._families[name] = family
        self._entries += [entries(text, starts, start=self._used_letters), np.zeros(family.room, ENTRY)]
        self._letters.append(text[: starts[-1]])
        self._used += family.size + family.room
        self._used_letters += int(starts[-1])
        found = hashes(text, starts)
        order = np.argsort(found, kind="stable").astype(np.int32)
        self._index[name] = found[order], order
        return family

    def add_lists(self, columns: list[str], values: pa.Array) -> None:
        elements = Column.of(values.flatten())
        name = f"elements of {columns[0]}"
        self.add(name, [name], elements.values, _ELEMENTS_OF_A_LIST)
        family = self.add(columns[0], columns, pc.binary_join(values, _BETWEEN))
        family.elements, family.lists = name, self._used_starts
        lengths = pc.list_value_length(values).to_numpy(zero_copy_only=False).astype(np.int64)
        owner = np.repeat(np.arange(len(lengths)), lengths)
        self._lists.append(elements.codes[np.lexsort((elements.codes, owner))])
        starts = self._used_lists + np.concatenate([[0], np.cumsum(lengths)])
        self._list_starts += [starts, np.zeros(family.room, np.int64)]
        self._used_lists += int(lengths.sum())
        self._used_starts += len(starts) + family.room

    def write(self, folder: Path) -> None:
        rooms = sum(family.room for family in self._families.values())
        write(folder / "entries.npy", np.concatenate(self._entries))
        write(
            folder / "letters.npy",
            np.concatenate(self._letters),
            rooms * _LETTERS_OF_A_VALUE + _LETTERS_OF_PASSING,
        )
        room = self._room * _ELEMENTS_OF_A_LIST + _LISTS_OF_PASSING
        write(folder / "lists.npy", np.concatenate(self._lists), room)
        write(folder / "list_starts.npy", np.concatenate(self._list_starts))
        for name, (found, order) in self._index.items():
            write(folder / f"hashes-{name}.npy", found)
            write(folder / f"places-{name}.npy", order)
        families = {name: asdict(family) for name, family in self._families.items()}
        written = {"families": families, "letters": self._used_letters, "lists": self._used_lists}
        (folder / _FILE).write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
