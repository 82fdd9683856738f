"""What of Splink's settings is read, and how the rest is refused. No Splink is needed for it."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.errors import UserError
from shiremoot.matching import link
from shiremoot.matching.conditions import All, Check, Condition, Some, Value
from shiremoot.matching.defaults import model_for
from shiremoot.matching.prepare import PREPARED
from shiremoot.matching.splink_json import from_splink, read_splink, to_splink
from shiremoot.matching.sql import NotUnderstood, read_condition, read_rule

VALUES = st.builds(
    Value, st.sampled_from(["first", "last_sound", 'od"d', "a_l"]), st.sampled_from(["l", "r"])
)
CHECKS = st.one_of(
    st.builds(Check, st.sampled_from(["same", "starts", "ends", "sharing"]), VALUES, VALUES),
    st.builds(Check, st.just("missing"), VALUES),
    st.builds(
        Check, st.sampled_from(["jaro", "jaro_winkler"]), VALUES, VALUES, st.sampled_from([0.5, 0.88, 0.925])
    ),
    st.builds(
        Check, st.sampled_from(["levenshtein", "damerau"]), VALUES, VALUES, st.integers(0, 9).map(float)
    ),
    st.builds(
        Check, st.sampled_from(["at_least", "at_most"]), VALUES, st.none(), st.integers(0, 99).map(float)
    ),
)
SEVERAL = st.lists(CHECKS, min_size=2, max_size=3).map(tuple)
CONDITIONS = st.one_of(
    CHECKS,
    st.builds(All, SEVERAL),
    st.builds(Some, st.lists(st.one_of(CHECKS, st.builds(All, SEVERAL)), min_size=2).map(tuple)),
)


@given(CONDITIONS)
def test_a_condition_is_read_as_it_was_written(condition: Condition) -> None:
    assert read_condition(str(condition)) == condition


@pytest.mark.parametrize(
    "sql",
    [
        "", "first_l", '"first_l" =', "first_l <> first_r", "NOT first_l = first_r", "abs(a_l - a_r) < 1",
        "levenshtein(first_l, first_r) >= 1", "first = last", "first_l = 'Anna'", "(first_l = first_r",
        "array_length(list_intersect(a_l, a_r)) >= 2", "first_l = first_r; drop table people",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_not_guessed(sql: str) -> None:
    with pytest.raises(NotUnderstood):
        read_condition(sql)


def test_rules_join_columns_of_both_records() -> None:
    assert read_rule('(l."first" = r."first") AND (r.last = l.previous_last)') == (
        ("first", "first"),
        ("previous_last", "last"),
    )
    for sql in (
        "l.first = l.last",
        "l.first = r.first OR l.last = r.last",
        "levenshtein(l.first, r.first) <= 1",
    ):
        with pytest.raises(NotUnderstood):
            read_rule(sql)


def settings(**changes: Any) -> dict[str, Any]:
    return {**to_splink(model_for(PREPARED, 1000)), **changes}


def comparison(sql: str, **level: Any) -> dict[str, Any]:
    probabilities = {"m_probability": 0.5, "u_probability": 0.5}
    levels = [{"sql_condition": sql, **probabilities, **level}, {"sql_condition": "ELSE", **probabilities}]
    return {"output_column_name": "odd one", "comparison_levels": levels}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"comparisons": [comparison("ABS(EPOCH(a_l) - EPOCH(a_r)) <= 1")]}, "odd one.*cannot"),
        ({"comparisons": [comparison("first_l = first_r", m_probability=None)]}, "odd one.*not trained"),
        ({"comparisons": [comparison("ELSE")]}, "no settings"),
        ({"blocking_rules_to_generate_predictions": ["substr(l.first, 1, 2) = r.first"]}, "rule.*cannot"),
        ({"sql_dialect": "spark"}, "written for spark"),
        ({"probability_two_random_records_match": None}, "no settings"),
    ],
)
def test_what_the_engine_cannot_do_is_refused_by_name(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        from_splink(settings(**changes))


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    for text in ("no", "[]", "{}"):
        (tmp_path / "model.json").write_text(text)
        with pytest.raises(UserError, match=r"no JSON|no settings"):
            read_splink(tmp_path / "model.json")


def test_a_model_of_other_columns_is_refused_by_name() -> None:
    people = pa.table({"record_id": ["a", "b"], "first_name": ["Anna", "Anna"]})
    other = from_splink(settings(comparisons=[comparison("hair_l = hair_r")]))
    with pytest.raises(UserError, match=r"odd one.*hair"):
        link(people, model=other)
    other = from_splink(settings(blocking_rules_to_generate_predictions=["l.hair = r.hair"]))
    with pytest.raises(UserError, match=r"rule.*hair"):
        link(people, model=other)
