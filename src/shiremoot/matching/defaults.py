"""The model that a linkage begins with: what tells people in the United Kingdom apart, and whom to compare.

Names of every origin go through the same levels. Each level stands with three probabilities, rough ones from
experience, which learning replaces where there are records enough: how often two records of one person show
it, how often two records drawn at random, and how often two people of one household (where left out, as often
as at random).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from .conditions import All, Check, Condition, Some, Value, alike, either_way, missing, same
from .model import Classes, Comparison, Level, Model, Rarity, Rule

FEWEST_TO_COUNT = 500
"""Records; among fewer, how often a value occurs says nothing of how rare it is, nor can a model be learned.
"""
_ALIKE = 0.88  # Jaro-Winkler
_HOUSEMATES = 1.5  # pairs of records of two people of one household, for each record
_Rung = tuple[Level, float | None]  # a level, and how often households show it


def model_for(columns: Collection[str], records: int) -> Model:
    """A model, not yet learned, of the prepared columns at hand for so many records."""
    ladders = {name: make(columns) for name, make in _LADDERS.items() if name in columns}
    ladders["place"] = _place(columns)
    ladders = {name: ladder for name, ladder in ladders.items() if len(ladder) > 1}
    rules = tuple(rule for rule in _RULES if {name for pair in rule for name in pair} <= set(columns))
    prior = 1 / max(records, 2)
    counted = records >= FEWEST_TO_COUNT
    comparisons = tuple(
        Comparison(name, tuple(level if counted else replace(level, rarity=None) for level, _ in ladder))
        for name, ladder in ladders.items()
    )
    return Model(comparisons, rules, prior, _classes(ladders, prior))


def _classes(ladders: Mapping[str, list[_Rung]], prior: float) -> Classes:
    levels, by_chance = [], []
    for ladder in ladders.values():
        at_home = any(h is not None for _, h in ladder)
        levels.append(
            tuple((level.m or 0.0, level.u or 0.0 if h is None else h, level.u or 0.0) for level, h in ladder)
        )
        by_chance.append((False, not at_home, True))
    homes = min(_HOUSEMATES * prior, 0.25)
    return Classes(
        ("match", "household", "unrelated"),
        (prior, homes, 1 - prior - homes),
        tuple(levels),
        tuple(by_chance),
    )


def _ladder(absent: Condition, *rungs: _Rung) -> list[_Rung]:
    return [(Level(absent, "missing", missing=True), None), *rungs]


def _rung(
    condition: Condition | None,
    label: str,
    m: float,
    u: float,
    h: float | None = None,
    *,
    rarity: str | None = None,
) -> _Rung:
    return Level(condition, label, m, u, rarity=Rarity(rarity) if rarity else None), h


def _else(m: float, u: float, h: float | None = None) -> _Rung:
    return _rung(None, "everything else", m, u, h)


def _exchanged() -> Condition:
    """A first name stands where the other record has its last name."""
    return Some((same("first", "last"), same("last", "first")))


def _part(column: str, letters: int) -> Condition:
    """Of so many letters at least, one begins or ends the other."""

    def begins_or_ends(whole: Value, part: Value) -> Condition:
        test = Some((Check("starts", whole, part), Check("ends", whole, part)))
        return All((Check("at_least", part, None, letters), test))

    return either_way(begins_or_ends, column)


def _first_name(columns: Collection[str]) -> list[_Rung]:
    return _ladder(
        missing("first"),
        _rung(same("first"), "the same", 0.86, 0.006, rarity="first"),
        _rung(alike("sharing", "first_kin"), "everyday form", 0.03, 0.001),
        *([_rung(_exchanged(), "in the place of the last name", 0.003, 0.0002)] if "last" in columns else []),
        _rung(
            Some((alike("jaro_winkler", "first", _ALIKE), alike("damerau", "first", 1))),
            "written alike", 0.06, 0.006,
        ),
        _rung(_part("first", 2), "one begins or ends the other", 0.01, 0.003),
        _rung(same("first_sound"), "sounds alike", 0.007, 0.0028),
        _else(0.03, 0.981),
    )  # fmt: skip


def _last_name(columns: Collection[str]) -> list[_Rung]:
    changed = Some(
        (
            same("last", "previous_last"),
            same("previous_last", "last"),
            same("previous_last", "previous_last"),
        )
    )
    # Names in each other's place are evidence once: the first name's comparison has it.
    exchanged = [(Level(_exchanged(), "in the place of the first name", missing=True), None)]
    return _ladder(
        missing("last"),
        _rung(same("last"), "the same", 0.86, 0.002, 0.75, rarity="last"),
        *([_rung(changed, "changed name", 0.01, 0.0005, 0.01)] if "previous_last" in columns else []),
        *(exchanged if "first" in columns else []),
        _rung(alike("jaro_winkler", "last", _ALIKE), "written alike", 0.06, 0.004, 0.04),
        _rung(_part("last", 3), "part of a double name", 0.01, 0.001, 0.02),
        _rung(same("last_sound"), "sounds alike", 0.01, 0.001, 0.01),
        _else(0.05, 0.9915, 0.17),
    )


def _middle_names(_: Collection[str]) -> list[_Rung]:
    alone = either_way(lambda one, _: Check("at_most", one, None, 1), "middle")
    return _ladder(
        missing("middle"),
        _rung(same("middle"), "the same", 0.8, 0.01),
        _rung(All((same("middle_initial"), alone)), "initial", 0.08, 0.02),
        _rung(alike("jaro_winkler", "middle", _ALIKE), "written alike", 0.05, 0.01),
        _else(0.07, 0.96),
    )


def _date_of_birth(_: Collection[str]) -> list[_Rung]:
    return _ladder(
        missing("born"),
        # Some systems put 1 January where they know the year alone: such a date counts for less.
        _rung(same("born"), "the same", 0.93, 0.00004, 0.006, rarity="born"),
        _rung(same("born", "born_turned"), "day and month exchanged", 0.006, 0.00002, 0.00002),
        _rung(alike("damerau", "born", 1), "one digit, or two neighbours exchanged", 0.03, 0.001, 0.002),
        _rung(alike("levenshtein", "born", 2), "two digits", 0.015, 0.01194, 0.01198),
        _rung(same("born_year"), "the same year", 0.007, 0.01, 0.01),
        _else(0.012, 0.977, 0.97),
    )


def _number(name: str) -> Callable[[Collection[str]], list[_Rung]]:
    """A number that one person has and nobody else."""
    return lambda _: _ladder(
        missing(name),
        _rung(same(name), "the same", 0.985, 0.000001),
        _rung(alike("damerau", name, 1), "one slip", 0.01, 0.00001),
        _else(0.005, 0.999989),
    )


def _contact(name: str, h: float) -> Callable[[Collection[str]], list[_Rung]]:
    """What one person may share with another."""
    return lambda _: _ladder(
        missing(name),
        _rung(same(name), "the same", 0.7, 0.00001, h, rarity=name),
        _else(0.3, 0.99999, 1 - h),
    )


def _place(columns: Collection[str]) -> list[_Rung]:
    """One comparison for all that says where someone lives, since its parts do not vary by themselves."""
    rungs = []
    if "uprn" in columns:
        rungs.append(_rung(same("uprn"), "the same property", 0.75, 0.00003, 0.85))
    if {"postcode", "house"} <= set(columns):
        house = same("house")
        rungs.append(_rung(All((same("postcode"), house)), "the same house", 0.75, 0.00003, 0.85))
        slip = All((house, alike("damerau", "postcode", 1)))
        rungs.append(_rung(slip, "the same house, a slip in the postcode", 0.01, 0.00001, 0.005))
    if "postcode" in columns:
        rungs.append(_rung(same("postcode"), "the same postcode", 0.05, 0.0003, 0.03))
        rungs.append(_rung(alike("damerau", "postcode", 1), "a slip in the postcode", 0.01, 0.002, 0.004))
        rungs.append(_rung(same("sector"), "the same sector", 0.01, 0.003, 0.004))
        rungs.append(_rung(same("outward"), "the same district", 0.02, 0.03, 0.01))
    if rungs:
        rungs.append(_else(0.15, 0.96, 0.1))
    known = tuple(missing(name) for name in ("uprn", "postcode") if name in columns)
    return _ladder(All(known) if len(known) > 1 else known[0], *rungs) if known else []


def _exactly(name: str, m: float, u: float) -> Callable[[Collection[str]], list[_Rung]]:
    return lambda _: _ladder(
        missing(name), _rung(same(name), "the same", m, u, rarity=name), _else(1 - m, 1 - u)
    )


def _place_of_birth(_: Collection[str]) -> list[_Rung]:
    return _ladder(
        missing("birthplace"),
        _rung(same("birthplace"), "the same", 0.85, 0.03, rarity="birthplace"),
        _rung(_part("birthplace", 3), "one begins or ends the other", 0.03, 0.005),
        _rung(alike("jaro_winkler", "birthplace", _ALIKE), "written alike", 0.03, 0.005),
        _else(0.09, 0.96),
    )


_LADDERS: dict[str, Callable[[Collection[str]], list[_Rung]]] = {
    "first": _first_name,
    "last": _last_name,
    "middle": _middle_names,
    "born": _date_of_birth,
    "sex": _exactly("sex", 0.99, 0.5),
    "nhs_number": _number("nhs_number"),
    "upn": _number("upn"),
    "phone": _contact("phone", 0.3),
    "email": _contact("email", 0.05),
    "birthplace": _place_of_birth,
    "occupation": _exactly("occupation", 0.8, 0.03),
}


def _on(*names: str) -> Rule:
    return tuple((name, name) for name in names)


_RULES: tuple[Rule, ...] = (
    _on("nhs_number"),
    _on("upn"),
    _on("email"),
    _on("phone"),
    _on("first_sound", "born"),
    _on("last_sound", "born"),
    _on("born", "outward"),
    _on("born", "uprn"),
    _on("born", "birthplace"),
    _on("first_sound", "last_sound", "born_year"),
    _on("first_sound", "last_sound", "outward"),
    _on("first_sound", "last_sound", "birthplace"),
    _on("first_sound", "sector"),
    _on("last_sound", "sector"),
    _on("last_sound", "birthplace"),
    _on("first_sound", "last_sound"),
    _on("uprn"),
    _on("postcode", "house"),
    _on("postcode", "born_year"),
    _on("postcode", "birthplace"),
    _on("birthplace", "born_year"),
    _on("first_start", "last_start"),
    _on("last_start", "born_year"),
    (("first", "last"), ("last", "first"), ("born", "born")),
    (("last", "last"), ("first", "first"), ("born", "born_turned")),
    (("last", "previous_last"), ("first", "first")),
    (("previous_last", "last"), ("first", "first")),
)
"""What brings records together: the narrow rules first, which hold where the broad ones meet their limit."""
