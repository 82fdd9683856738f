"""What is compared, how, and which pairs are looked at: the model, in the terms of Splink."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import splink.comparison_level_library as level
import splink.comparison_library as library
from splink import block_on

_ALIKE = 0.88  # Jaro-Winkler
# How often an identifier agrees when both records of a person have one.
_IDENTIFIERS = {"nhs_number": 0.985, "upn": 0.985, "email": 0.8}


def comparisons(columns: Collection[str], records: int) -> list[Any]:
    """Comparisons over the columns at hand. Identifiers are given their weight, no sample shows it."""
    chosen = [make(columns) for column, make in _MAKERS.items() if column in columns]
    chosen += [
        _identifier(name, trusted, records) for name, trusted in _IDENTIFIERS.items() if name in columns
    ]
    place = _place(columns)
    return [*chosen, place] if place else chosen


def _custom(name: str, *levels: Any) -> Any:
    return library.CustomComparison(output_column_name=name, comparison_levels=[*levels, level.ElseLevel()])


def _sql(condition: str, label: str) -> Any:
    return level.CustomLevel(condition, label_for_charts=label)


def _exchanged_names(label: str) -> Any:
    """Too rare for learning."""
    return _given(_sql("first_l = last_r AND last_l = first_r", label), 0.002, 0.00001)


def _first_name(columns: Collection[str]) -> Any:
    exchanged = [_exchanged_names("exchanged with the last name")] if "last" in columns else []
    return _custom(
        "first",
        level.NullLevel("first"),
        level.ExactMatchLevel("first", term_frequency_adjustments=True),
        _sql("list_has_any(first_kin_l, first_kin_r)", "everyday form"),
        *exchanged,
        _sql(
            f"jaro_winkler_similarity(first_l, first_r) >= {_ALIKE} OR "
            "damerau_levenshtein(first_l, first_r) <= 1",
            "written alike",
        ),
        _sql("first_sound_l = first_sound_r", "sounds alike"),
    )


def _last_name(columns: Collection[str]) -> Any:
    changed = "last_l = previous_last_r OR previous_last_l = last_r OR previous_last_l = previous_last_r"
    part = (
        "length(least(last_l, last_r)) >= 3 AND (starts_with(last_l, last_r) OR starts_with(last_r, last_l) "
        "OR ends_with(last_l, last_r) OR ends_with(last_r, last_l))"
    )
    return _custom(
        "last",
        level.NullLevel("last"),
        level.ExactMatchLevel("last", term_frequency_adjustments=True),
        *([_sql(changed, "changed name")] if "previous_last" in columns else []),
        *([_exchanged_names("exchanged with the first name")] if "first" in columns else []),
        _sql(part, "part of a double name"),
        _sql(f"jaro_winkler_similarity(last_l, last_r) >= {_ALIKE}", "written alike"),
        _sql("last_sound_l = last_sound_r", "sounds alike"),
    )


def _middle_names(_: Collection[str]) -> Any:
    return _custom(
        "middle",
        level.NullLevel("middle"),
        level.ExactMatchLevel("middle"),
        _sql(
            "starts_with(middle_l, middle_r[1]) AND least(length(middle_l), length(middle_r)) = 1", "initial"
        ),
    )


def _date_of_birth(_: Collection[str]) -> Any:
    return _custom(
        "born",
        level.NullLevel("born"),
        level.ExactMatchLevel("born"),
        _sql("born_l = born_turned_r", "day and month exchanged"),
        _sql("length(born_l) = length(born_r) AND hamming(born_l, born_r) = 1", "one digit"),
        _sql("length(born_l) = length(born_r) AND hamming(born_l, born_r) = 2", "two digits"),
    )


def _identifier(name: str, trusted: float, records: int) -> Any:
    by_chance = 1 / max(records, 1000)
    same = _given(level.ExactMatchLevel(name), trusted, by_chance)
    different = _given(level.ElseLevel(), 1 - trusted, 1 - by_chance)
    return library.CustomComparison(
        output_column_name=name, comparison_levels=[level.NullLevel(name), same, different]
    )


def _given(made: Any, m: float, u: float) -> Any:
    """A level whose probabilities are not learned."""
    return made.configure(m_probability=m, u_probability=u, fix_m_probability=True, fix_u_probability=True)


def _place(columns: Collection[str]) -> Any | None:
    """One comparison for all that says where someone lives, since its parts do not vary by themselves."""
    conditions = []
    if "uprn" in columns:
        conditions.append(_sql("uprn_l = uprn_r", "same property"))
    if {"postcode", "house"} <= set(columns):
        conditions.append(_sql("postcode_l = postcode_r AND house_l = house_r", "same house"))
    if "postcode" in columns:
        conditions.append(_sql("postcode_l = postcode_r", "same postcode"))
        conditions.append(_sql("outward_l = outward_r", "same district"))
    if not conditions:
        return None
    known = [name for name in ("uprn", "postcode") if name in columns]
    missing = " AND ".join(f"({name}_l IS NULL OR {name}_r IS NULL)" for name in known)
    nothing = level.CustomLevel(missing, label_for_charts="missing").configure(is_null_level=True)
    return _custom("place", nothing, *conditions)


def _exactly(name: str, *, rarer_counts_more: bool = False) -> Callable[[Collection[str]], Any]:
    def make(_: Collection[str]) -> Any:
        return library.ExactMatch(name).configure(term_frequency_adjustments=rarer_counts_more)

    return make


_MAKERS: dict[str, Callable[[Collection[str]], Any]] = {
    "first": _first_name,
    "last": _last_name,
    "middle": _middle_names,
    "born": _date_of_birth,
    "sex": _exactly("sex"),
    "phone": _exactly("phone", rarer_counts_more=True),
}

_BLOCKS = (
    ("nhs_number",),
    ("upn",),
    ("email",),
    ("first", "born"),
    ("last", "born"),
    ("born", "postcode"),
    ("born", "uprn"),
    ("first", "last", "postcode"),
    ("first", "last", "uprn"),
    ("first", "uprn"),
    ("last", "house", "postcode", "sex"),
    ("first_sound", "last_sound", "born_year"),
    ("first", "last", "born_year"),
    ("first_sound", "born"),
    ("last_sound", "born"),
    ("first", "postcode"),
    ("last", "postcode"),
    ("postcode", "born_year"),
    ("first", "last"),
    ("first_start", "last_start"),
    ("last_start", "born_year"),
)


def blocks(columns: Collection[str]) -> list[tuple[str, ...]]:
    """Pairs that agree on all columns of any of these are worth comparing, where they are not too many."""
    return _usable(_BLOCKS, columns)


def blocking_rules(chosen: Iterable[tuple[str, ...]], columns: Collection[str]) -> list[Any]:
    """The chosen blocks, and the few pairs whose names or dates stand in each other's place."""
    return [*map(rule, chosen), *_exchanged(columns)]


def _exchanged(columns: Collection[str]) -> Iterator[str]:
    if {"first", "last", "born"} <= set(columns):
        yield "l.first = r.last AND l.last = r.first AND l.born = r.born"
        yield "l.last = r.last AND l.first = r.first AND l.born = r.born_turned"
    if {"last", "previous_last", "first"} <= set(columns):
        yield "l.last = r.previous_last AND l.first = r.first"
        yield "l.previous_last = r.last AND l.first = r.first"


_TRAINING = (("nhs_number",), ("first", "last", "postcode"), ("first", "last", "born"), ("born", "postcode"))


_FEWEST_LEFT = 2  # comparisons that a block must leave free to vary


def training_blocks(columns: Collection[str]) -> list[tuple[str, ...]]:
    """Blocks in which pairs of one person are common enough to learn from, and something is left to learn."""
    compared = [name for name in (*_MAKERS, *_IDENTIFIERS) if name in columns]
    compared += ["postcode"] if "postcode" in columns else []
    return [
        names
        for names in _usable(_TRAINING, columns)
        if len(set(compared) - _settled_by(names)) >= _FEWEST_LEFT
    ]


def _settled_by(block: tuple[str, ...]) -> set[str]:
    """Comparisons that cannot vary inside a block; both names are compared with each other."""
    return {*block, *(("first", "last") if {"first", "last"} & set(block) else ())}


def certain_blocks(columns: Collection[str]) -> list[tuple[str, ...]]:
    """Blocks that hardly ever pair two people: for a first guess at how many pairs there are."""
    return _usable((("nhs_number",), ("first", "last", "born")), columns)


def rule(block: tuple[str, ...]) -> Any:
    return block_on(*block)


def _usable(rules: tuple[tuple[str, ...], ...], columns: Collection[str]) -> list[tuple[str, ...]]:
    return [names for names in rules if set(names) <= set(columns)]
