"""The inner loop, held to a plain reading of the model: which pairs, which levels, which weights."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

from shiremoot.matching import blocking, pairs
from shiremoot.matching.blocking import blocked
from shiremoot.matching.columns import Column
from shiremoot.matching.compiled import Compiled
from shiremoot.matching.conditions import All, Check, Condition, Value
from shiremoot.matching.defaults import model_for
from shiremoot.matching.groups import ordered
from shiremoot.matching.model import Comparison, Level, Model
from shiremoot.matching.prepare import COLUMNS, prepare

NAMES = [None, "Anna", "Ann", "Bo", "Liz", "Elizabeth", "王", "王芳", "Zoë", "Smith", "Smith-Jones", "شريف"]
CHOICES = {
    "first_name": NAMES,
    "last_name": NAMES,
    "previous_last_name": NAMES,
    "middle_names": [None, "A", "Anna", "Bo"],
    "known_as": [None, "Liz", "Anna"],
    "date_of_birth": [None, "1984-03-07", "1984-07-03", "1984-03-17", "1800-01-01", "2090-12-31"],
    "sex": [None, "F", "M"],
    "postcode": [None, "XK1 2AB", "XK1 2AC", "XK1 2BA", "QV9 9ZZ"],
    "address_line": [None, "3 Mill Lane", "5 Mill Lane"],
    "phone": [None, "01632 960001", "01632 960002"],
}
WHOLE = {name: values[1] for name, values in CHOICES.items()}  # so that no column is empty throughout
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CHOICES.items()}),
    min_size=1,
    max_size=7,
).map(lambda rows: [WHOLE, *rows])
Values = dict[str, object]


def compiled(rows: list[Values]) -> Compiled:
    columns = prepare(records(rows))
    return Compiled(model_for(columns, 1000), columns)


def records(rows: list[Values]) -> pa.Table:
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in COLUMNS}
    return pa.table({"record_id": [f"r{at}" for at in range(len(rows))], **columns})


def decoded(made: Compiled) -> list[Values]:
    columns = {name: column.decoded().to_pylist() for name, column in made.columns.items()}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def holds(condition: Condition, left: Values, right: Values) -> bool:
    if not isinstance(condition, Check):
        each = [holds(part, left, right) for part in condition.parts]
        return all(each) if isinstance(condition, All) else any(each)
    a = _value(condition.a, left, right)
    if condition.name == "missing":
        return a is None
    b = _value(condition.b or condition.a, left, right)
    return a is not None and b is not None and _compared(condition, a, b)


def _value(value: Value, left: Values, right: Values) -> object:
    return (left if value.side == "l" else right)[value.column]


def _compared(check: Check, a: object, b: object) -> bool:
    if check.name == "sharing":
        assert isinstance(a, list) and isinstance(b, list)
        return bool(set(a) & set(b))
    assert isinstance(a, str) and isinstance(b, str)
    found = {
        "same": lambda: a == b,
        "jaro_winkler": lambda: JaroWinkler.similarity(a, b) >= check.bound,
        "levenshtein": lambda: Levenshtein.distance(a, b) <= check.bound,
        "damerau": lambda: DamerauLevenshtein.distance(a, b) <= check.bound,
        "starts": lambda: a.startswith(b),
        "ends": lambda: a.endswith(b),
        "at_least": lambda: len(a) >= check.bound,
        "at_most": lambda: len(a) <= check.bound,
    }[check.name]
    return bool(found())


def level_of(comparison: Comparison, left: Values, right: Values) -> int:
    conditions = (level.condition for level in comparison.levels)
    return next(
        at for at, condition in enumerate(conditions) if condition is None or holds(condition, left, right)
    )


def found_levels(made: Compiled, left: int, right: int) -> list[int]:
    patterns, _ = pairs.tally_cross(made.records, np.array([left, right]))
    return [int(level) for level in made.levels(patterns)[0]]


@given(ROWS)
def test_levels_are_those_of_a_plain_reading(rows: list[Values]) -> None:
    made = compiled(rows)
    values = decoded(made)
    for left, right in combinations(range(len(rows)), 2):
        expected = [
            level_of(comparison, values[left], values[right]) for comparison in made.model.comparisons
        ]
        assert found_levels(made, left, right) == expected


@given(ROWS)
def test_comparison_is_the_same_both_ways(rows: list[Values]) -> None:
    made, turned = compiled(rows), compiled(rows[::-1])
    last = len(rows) - 1
    for left, right in combinations(range(len(rows)), 2):
        assert found_levels(made, left, right) == found_levels(turned, last - right, last - left)


@given(ROWS)
def test_missing_is_never_disagreement(rows: list[Values]) -> None:
    """Where either record has nothing to compare, the comparison says nothing."""
    made = compiled(rows)
    values = decoded(made)
    for left, right in combinations(range(len(rows)), 2):
        levels = found_levels(made, left, right)
        for comparison, at in zip(made.model.comparisons, levels, strict=True):
            column = {"place": "postcode"}.get(comparison.name, comparison.name)
            if values[left][column] is None or values[right][column] is None:
                assert comparison.levels[at].missing


@given(ROWS)
def test_every_pair_of_the_rules_is_found_once(rows: list[Values]) -> None:
    made = compiled(rows)
    values = decoded(made)
    expected = {
        (left, right)
        for left, right in combinations(range(len(rows)), 2)
        if any(
            all(values[left][a] is not None and values[left][a] == values[right][b] for a, b in rule)
            for rule in made.model.rules
        )
    }
    seen, found, _, _ = pairs.score(
        made.records, blocked(made, made.model.rules).rules, made.weights(made.model), -np.inf, np.inf
    )
    assert seen == len(found) == len(expected)
    assert {(left, right) for left, right in found.tolist()} == expected


@given(ROWS)
def test_weights_are_the_odds_of_the_classes(rows: list[Values]) -> None:
    made = compiled(rows)
    assert made.model.classes is not None
    classes = made.model.classes
    _, _, weights, patterns = pairs.score(
        made.records,
        blocked(made, made.model.rules).rules,
        made.weights(without_rarity(made.model)),
        -np.inf,
        np.inf,
    )
    for pair, weight in enumerate(weights.tolist()):
        chances = np.array(classes.shares)
        for at, level in enumerate(made.levels(patterns)[pair]):
            if not made.model.comparisons[at].levels[level].missing:
                chances = chances * np.array(classes.levels[at][level])
        assert math.isclose(weight[0], np.log2(chances[0] / chances[1:].sum()), abs_tol=1e-9)
        assert math.isclose(weight[1], np.log2(chances[1] / (chances[0] + chances[2])), abs_tol=1e-9)


BITS = st.floats(-40, 40) | st.sampled_from([-np.inf, np.inf])


@given(ROWS, st.booleans(), st.booleans(), BITS, BITS)
def test_a_bound_keeps_the_pairs_that_reach_it(
    rows: list[Values], classes: bool, rarity: bool, least: float, second_least: float
) -> None:
    made = compiled(rows)
    model = made.model if rarity else without_rarity(made.model)
    weights = made.weights(model if classes else replace(model, classes=None))
    rules = blocked(made, model.rules).rules
    compared, every, weighed, patterns = pairs.score(made.records, rules, weights, -np.inf, -np.inf)
    seen, *kept = pairs.score(made.records, rules, weights, least, second_least)
    reach = (weighed[:, 0] >= least) | (weighed[:, 1] >= second_least)
    expected = [part[reach].tolist() for part in (every, weighed, patterns)]
    assert seen == compared
    assert sorted(zip(*[part.tolist() for part in kept], strict=True)) == sorted(zip(*expected, strict=True))


def without_rarity(model: Model) -> Model:
    comparisons = (
        replace(one, levels=tuple(replace(level, rarity=None) for level in one.levels))
        for one in model.comparisons
    )
    return replace(model, comparisons=tuple(comparisons))


def test_a_sample_of_pairs_stands_for_all_of_them() -> None:
    rows: list[Values] = [{"last_name": f"name{at % 7}", "first_name": f"a{at % 11}"} for at in range(2000)]
    made = compiled(rows)
    rules = blocked(made, [(("last", "last"),)]).rules
    patterns, counts = pairs.tally(made.records, rules)
    drawn, some = pairs.tally(made.records, rules, every=10)
    assert drawn.tolist() == patterns.tolist()
    assert np.all(np.abs(some * 10 / counts - 1) < 0.05)


def test_columns_of_many_values_make_exact_keys() -> None:
    """Three columns whose values would not fit into one number together are numbered anew, never mixed up."""
    size = 4096
    numbers = np.arange(size)
    far = 1 << 22
    columns = {
        name: Column((numbers % (size // 2)).astype(np.int32), pa.array([f"{name}{at}" for at in range(far)]))
        for name in ("first", "last", "postcode")
    }
    name = (
        Level(All((Check("same", Value("first", "l"), Value("first", "r")),)), m=0.5, u=0.5),
        Level(None, m=0.5, u=0.5),
    )
    rule = tuple((column, column) for column in columns)
    made = Compiled(Model((Comparison("first", name),), (rule,), 0.5), columns)
    _, found, _, _ = pairs.score(
        made.records, blocked(made, [rule]).rules, made.weights(made.model), -np.inf, np.inf
    )
    assert sorted(map(tuple, found.tolist())) == [(at, at + size // 2) for at in range(size // 2)]


def test_blocks_that_bring_too_many_pairs_are_left_out_and_named() -> None:
    """The smallest blocks are compared, as many as fit; the others are counted."""
    large = 3000
    rows: list[Values] = [{"last_name": "Smith", "first_name": f"f{at}"} for at in range(large)]
    rows += [{"last_name": f"rare{chr(ord('a') + at // 2)}", "first_name": f"g{at}"} for at in range(20)]
    made = compiled(rows)
    rule = (("last", "last"),)
    blocks = blocked(made, [rule])
    would_be = large * (large - 1) // 2
    assert would_be > max(blocking.MOST_PAIRS, blocking.MOST_PAIRS_OF_A_RECORD * len(rows))
    assert blocks.pairs == 10
    (capped,) = blocks.capped
    assert (capped.rule, capped.blocks, capped.pairs) == (rule, 1, would_be)
    assert str(capped) == "records alike in last (blocks: 1, pairs: 4,498,500)"


def test_a_pair_that_a_left_out_block_hides_is_found_by_a_later_rule() -> None:
    rows: list[Values] = [{"last_name": "Smith", "first_name": f"f{at}"} for at in range(3000)]
    rows[17]["first_name"] = rows[2017]["first_name"] = "Xanthippe"
    made = compiled(rows)
    rules = ((("last", "last"),), (("first", "first"),))
    _, found, _, _ = pairs.score(
        made.records, blocked(made, rules).rules, made.weights(made.model), -np.inf, np.inf
    )
    assert found.tolist() == [[17, 2017]]


@given(st.lists(st.integers(0, 2**64 - 1), max_size=50))
def test_keys_are_sorted_and_zero_left_out(keys: list[int]) -> None:
    order, in_order = ordered(np.array(keys, np.uint64), 64)
    assert order.tolist() == sorted((at for at, key in enumerate(keys) if key), key=lambda at: keys[at])
    assert in_order.tolist() == [keys[at] for at in order]
