"""From records in our vocabulary to the columns that are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import lru_cache, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .columns import Column, letters
from .names import fold, kin, sound

COLUMNS = (
    "first_name", "middle_names", "last_name", "previous_last_name", "known_as", "date_of_birth", "sex",
    "nhs_number", "upn", "phone", "email", "postcode", "uprn", "address_line", "place_of_birth", "occupation",
)  # fmt: skip
"""What a table of records may have beside `record_id`; all text (dictionary-encoded or not) but the date of
birth.
"""

PREPARED = (
    "first", "first_kin", "first_start", "first_sound", "middle", "middle_initial", "last", "last_start",
    "last_sound", "previous_last", "born", "born_turned", "born_year", "sex", "nhs_number", "upn", "phone",
    "email", "postcode", "sector", "outward", "uprn", "house", "birthplace", "occupation",
)  # fmt: skip
"""What a model may compare."""

# Made once: to make one takes longer than all else that is done to a record that is sought. And not before it
# is needed: the first of them imports pandas, where that is installed.
_scalar = lru_cache(maxsize=None, typed=True)(pa.scalar)
_missing = partial(_scalar, None, pa.string())
_length = partial(_scalar, type=pa.int32())

_THREADS, _FEWEST_FOR_THREADS = 2, 10_000

LISTS = ("first_kin",)
"""Those of them that have several values for a record."""


def made_of(prepared: str) -> frozenset[str]:
    """The columns of a record that a prepared one is made of."""
    if prepared == "first_kin":
        return frozenset({"first_name", "known_as"})
    return frozenset({_GIVEN[_ROOTS.get(prepared, prepared)][0]})


def prepare(records: pa.Table, wanted: Collection[str] = PREPARED) -> dict[str, Column]:
    """The comparable columns that are wanted, a value for each record. Those that are missing throughout are
    left out.
    """
    roots = [name for name in _GIVEN if name in wanted or any(_ROOTS.get(each) == name for each in wanted)]
    made = dict(zip(roots, _at_once(lambda name: _root(records, name), roots, records.num_rows), strict=True))
    rest = [name for name in _DERIVED if name in wanted]
    made |= zip(
        rest, _at_once(lambda name: _DERIVED[name](made[_ROOTS[name]]), rest, records.num_rows), strict=True
    )
    if "first_kin" in wanted:
        made["first_kin"] = _kin(made["first"], _given(records, "known_as").each(fold))
    return {name: made[name] for name in PREPARED if name in wanted and not made[name].empty}


def _at_once(make: Callable[[str], Column], names: list[str], size: int) -> Iterable[Column]:
    """For few records to start threads takes longer than all else."""
    if size < _FEWEST_FOR_THREADS:
        return map(make, names)
    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(make, names))


def _root(records: pa.Table, name: str) -> Column:
    column, make = _GIVEN[name]
    return make(_given(records, column))


def _given(records: pa.Table, column: str) -> Column:
    if column in records.column_names:
        return _text(records[column])
    return Column.missing(records.num_rows)


def _each(change: Callable[[str], str | None]) -> Callable[[Column], Column]:
    return lambda column: column.each(change)


def _changed(change: Callable[[pa.Array], pa.Array]) -> Callable[[Column], Column]:
    return lambda column: column.changed(change)


def _text(column: pa.ChunkedArray) -> Column:
    if pa.types.is_temporal(column.type):
        return Column.of(column.cast(pa.date32())).changed(lambda values: values.cast(pa.string()))
    coded = Column.of(column)
    return coded.changed(lambda values: _known(pc.utf8_trim_whitespace(values.cast(pa.string()))))


def _known(values: pa.Array) -> pa.Array:
    """Empty text is missing."""
    return pc.if_else(pc.equal(values, _scalar("")), _missing(), values)


def _slice(column: Column, start: int, stop: int) -> Column:
    return column.changed(lambda values: _known(pc.utf8_slice_codeunits(values, start, stop)))


def _heard(name: str) -> str:
    """How a name sounds; one in letters that we cannot sound stands for itself, so that it meets its like
    too.
    """
    return sound(name) or name


def _kin(first: Column, known_as: Column) -> Column:
    """The names under which someone may be called, as lists."""
    names, others = [*first.values.to_pylist(), None], [*known_as.values.to_pylist(), None]
    # -1, missing, is the last of each list
    pairs = first.codes.astype(np.int64) % len(names) * len(others) + known_as.codes % len(others)
    both = Column.of(pa.array(pairs))
    found = [
        sorted(
            frozenset().union(
                *(kin(name) for name in (names[pair // len(others)], others[pair % len(others)]) if name)
            )
        )
        for pair in both.values.to_pylist()
    ]
    codes = both.codes
    if [] in found:
        codes = np.where(codes == found.index([]), np.int32(-1), codes)
    return Column(codes, pa.array(found, pa.list_(pa.string())))


def turned(born: str) -> str | None:
    """Day and month exchanged, where that is a date too."""
    if born[6:8] > "12":  # as of most; to try it takes longer
        return None
    turned = born[:4] + born[6:8] + born[4:6]
    try:
        date.fromisoformat(turned)
    except ValueError:
        return None
    return turned


def _plain(values: pa.Array) -> pa.Array:
    """Digits of every script as 0 to 9, letters in their usual width, all in capitals."""
    usual = pc.utf8_upper(pc.utf8_normalize(values, "NFKC"))
    if not _beyond_ascii(usual):
        return usual
    return pa.array([_ascii_digits(value) for value in usual.to_pylist()], pa.string())


def _ascii_digits(value: str) -> str:
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in value)


def _without(pattern: str, values: pa.Array) -> pa.Array:
    return _known(pc.replace_substring_regex(values, pattern, ""))


def _letters_and_digits(values: pa.Array) -> pa.Array:
    plain = _plain(values)
    return _without(_sign(plain), plain)


def _digits(values: pa.Array) -> pa.Array:
    return _without("[^0-9]+", _plain(values))


def _sign(plain: pa.Array) -> str:
    """What finds everything but letters and digits; of all scripts it takes longer than a search may."""
    return r"[^\pL\pN]+" if _beyond_ascii(plain) else "[^A-Z0-9]+"


def _beyond_ascii(values: pa.Array) -> bool:
    return pc.all(pc.string_is_ascii(values)).as_py() is False


def _nhs_numbers(values: pa.Array) -> pa.Array:
    """Ten digits whose last one checks the others (modulus 11; NHS Data Dictionary); anything else is
    missing.
    """
    digits = _digits(values)
    whole = pc.fill_null(pc.equal(pc.utf8_length(digits), _length(10)), _scalar(False))
    text, starts = letters(digits.filter(whole))
    figures = text[: starts[-1]].reshape(-1, 10) - ord("0")
    check = 11 - sum((10 - at) * figures[:, at].astype(np.int64) for at in range(9))
    right = np.zeros(len(values), bool)
    right[whole.to_numpy(zero_copy_only=False)] = check % 11 == figures[:, 9]
    return pc.if_else(pa.array(right), digits, _missing())


def _dates(values: pa.Array) -> pa.Array:
    """Eight digits, year first, of a date that may be mistyped; anything else is no evidence."""
    digits = _digits(pc.utf8_slice_codeunits(values, 0, 10))
    return pc.if_else(pc.equal(pc.utf8_length(digits), _length(8)), digits, _missing())


def _phones(values: pa.Array) -> pa.Array:
    """Digits, with 0 for the country's own prefix; fewer than six are no number."""
    national = pc.replace_substring_regex(_digits(values), "^(0044|44)0?", "0")
    return pc.if_else(pc.greater_equal(pc.utf8_length(national), _length(6)), national, _missing())


def _uprns(values: pa.Array) -> pa.Array:
    """Digits without the zeros that some systems put before them."""
    return _known(pc.utf8_ltrim(_digits(values), "0"))


def _houses(values: pa.Array) -> pa.Array:
    """The first two words of an address: "12 Mill Lane" and "12, Mill La." both give 12MILL."""
    plain = _plain(values)
    words = pc.utf8_trim_whitespace(pc.replace_substring_regex(plain, _sign(plain), " "))
    return _known(pc.replace_substring_regex(words, r"^(\S+)(?: (\S+))?.*$", r"\1\2"))


# What is made of a column of the record as it was given
_GIVEN: dict[str, tuple[str, Callable[[Column], Column]]] = {
    "first": ("first_name", _each(fold)),
    "middle": ("middle_names", _each(fold)),
    "last": ("last_name", _each(fold)),
    "previous_last": ("previous_last_name", _each(fold)),
    "born": ("date_of_birth", _changed(_dates)),
    "sex": ("sex", _each(lambda value: value[:1].upper())),
    "nhs_number": ("nhs_number", _changed(_nhs_numbers)),
    "upn": ("upn", _changed(_letters_and_digits)),
    "phone": ("phone", _changed(_phones)),
    "email": ("email", _changed(pc.utf8_lower)),
    "postcode": ("postcode", _changed(_letters_and_digits)),
    "uprn": ("uprn", _changed(_uprns)),
    "house": ("address_line", _changed(_houses)),
    "birthplace": ("place_of_birth", _each(fold)),
    "occupation": ("occupation", _each(fold)),
}
# And of another prepared column
_DERIVED: dict[str, Callable[[Column], Column]] = {
    "first_start": lambda first: _slice(first, 0, 3),
    "first_sound": _each(_heard),
    "middle_initial": lambda middle: _slice(middle, 0, 1),
    "last_start": lambda last: _slice(last, 0, 4),
    "last_sound": _each(_heard),
    "born_turned": _each(turned),
    "born_year": lambda born: _slice(born, 0, 4),
    "sector": lambda postcode: _slice(postcode, 0, -2),
    "outward": lambda postcode: _slice(postcode, 0, -3),
}
_ROOTS = {
    name: "postcode" if name in ("sector", "outward") else name.split("_")[0]
    for name in (*_DERIVED, "first_kin")
}
