"""Row rules mean the same in Python and in SQL."""

import sqlite3
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.decisions.predicate import Both, Compare, Either, Predicate, RowRule, ValueRule, either

COLUMNS = ("a", "b")
texts = st.sampled_from(("", "2026-01-01", "2026-05-03", "o'hara", "z"))
compares = st.builds(Compare, st.sampled_from(COLUMNS), st.sampled_from(("=", "<", "<=", ">", ">=")), texts)
predicates = st.recursive(
    compares,
    lambda parts: (
        st.lists(parts, max_size=3)
        .map(tuple)
        .flatmap(lambda chosen: st.sampled_from((Both(chosen), Either(chosen))))
    ),
    max_leaves=8,
)
rows = st.fixed_dictionaries({column: st.none() | texts for column in COLUMNS})


def sqlite_says(predicate: Predicate, row: dict[str, str | None]) -> bool:
    sql, values = predicate.to_sql(lambda name: f'"{name}"')
    with sqlite3.connect(":memory:") as store:
        store.execute('CREATE TABLE t ("a" TEXT, "b" TEXT)')
        store.execute("INSERT INTO t VALUES (?, ?)", [row["a"], row["b"]])
        found = store.execute(f"SELECT count(*) FROM t WHERE {sql}", values).fetchone()[0]
    store.close()
    return bool(found)


@given(predicates, rows)
def test_python_and_sql_agree(predicate, row):
    assert predicate.holds(row) == sqlite_says(predicate, row)


@given(st.lists(compares, min_size=1, max_size=4).map(tuple), rows)
def test_either_is_the_union(parts, row):
    assert either(parts).holds(row) == any(part.holds(row) for part in parts)


def test_an_unknown_operator_is_refused():
    with pytest.raises(ValueError, match="unknown operator"):
        Compare("a", "LIKE", "%")


@given(st.dates(date(2000, 1, 31), date(2030, 12, 31)), st.integers(1, 60))
def test_a_row_rule_lets_the_day_itself_through_and_no_earlier_one(day, months):
    rule = RowRule("a", months).on(day)
    assert rule.holds({"a": rule.value})
    earlier = date.fromordinal(date.fromisoformat(rule.value).toordinal() - 1)
    assert not rule.holds({"a": earlier.isoformat()})


@given(texts, st.none() | texts, st.dates())
def test_a_rule_by_a_word_lets_through_the_rows_that_say_it_and_no_other(word, said, day):
    rule = ValueRule("a", word).on(day)
    row = {"a": said, "b": word}
    assert rule.holds(row) == sqlite_says(rule, row) == (said == word)


def test_a_rule_says_which_fields_it_needs():
    old, near = Compare("since", "<", "2020"), Compare("distance", ">=", "3")
    assert old.fields == {"since"}
    assert Both((old, near)).fields == Either((old, near)).fields == {"since", "distance"}
    assert Both(()).fields == Either(()).fields == frozenset()
