"""Models as Splink 5's settings in JSON: what is trained here runs there, and the other way round.

Splink keeps conditions as SQL. Only those that the inner loop can test are read; anything else is refused by
name. What Splink has no word for, the classes of pairs, it does not get: there the model weighs by m and u
alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shiremoot.errors import UserError

from .conditions import Condition
from .model import Comparison, Level, Model, Rarity, Rule
from .sql import NotUnderstood, read_condition, read_rule

_DIALECT = "duckdb"


def to_splink(model: Model) -> dict[str, Any]:
    """Settings for Splink's Linker on DuckDB, over prepared columns with `unique_id`."""
    return {
        "link_type": "dedupe_only",
        "sql_dialect": _DIALECT,
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": model.prior,
        "comparisons": [
            {
                "output_column_name": comparison.name,
                "comparison_levels": [_written_level(level) for level in comparison.levels],
            }
            for comparison in model.comparisons
        ],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": _written_rule(rule), "sql_dialect": _DIALECT} for rule in model.rules
        ],
    }


def from_splink(settings: Mapping[str, Any]) -> Model:
    """A trained model. Raises UserError, naming the comparison or rule, for what the engine does not have."""
    if not isinstance(settings, Mapping):
        raise UserError("These are no settings of Splink 5.", "Name the file that Splink saved.")
    if settings.get("sql_dialect", _DIALECT) != _DIALECT:
        raise UserError(
            f"The model is written for {settings['sql_dialect']}.", "Save it from Splink's DuckDB linker."
        )
    try:
        comparisons = tuple(_comparison(comparison) for comparison in settings["comparisons"])
        rules = tuple(_rule(rule) for rule in settings["blocking_rules_to_generate_predictions"])
        prior = float(settings["probability_two_random_records_match"])
    except (KeyError, TypeError, ValueError) as error:
        raise UserError("These are no settings of Splink 5.", f"What is wrong: {error}.") from None
    return Model(comparisons, rules, prior)


def read_splink(file: Path) -> Model:
    """A trained model from Splink's JSON file. Raises UserError."""
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UserError(f"{file.name} is no JSON file.", "Name the file that Splink saved.") from None
    return from_splink(settings)


def write_splink(model: Model, file: Path) -> None:
    file.write_text(json.dumps(to_splink(model), indent=1) + "\n", encoding="utf-8")


def _written_level(level: Level) -> dict[str, Any]:
    written: dict[str, Any] = {
        "sql_condition": "ELSE" if level.condition is None else str(level.condition),
        "label_for_charts": level.label,
    }
    if level.missing:
        return {**written, "is_null_level": True}
    written |= {"m_probability": level.m, "u_probability": level.u}
    written |= {"fix_m_probability": level.fixed_m, "fix_u_probability": level.fixed_u}
    if level.rarity:
        written |= {
            "tf_adjustment_column": level.rarity.column,
            "tf_adjustment_weight": level.rarity.weight,
            "tf_minimum_u_value": level.rarity.least,
            "disable_tf_exact_match_detection": level.rarity.of_this_level,
        }
    return written


def _written_rule(rule: Rule) -> str:
    return " AND ".join(f'l."{left}" = r."{right}"' for left, right in rule)


def _comparison(settings: Mapping[str, Any]) -> Comparison:
    name = str(settings["output_column_name"])
    levels = tuple(_level(name, level) for level in settings["comparison_levels"])
    return Comparison(name, levels)


def _level(comparison: str, settings: Mapping[str, Any]) -> Level:
    condition = _condition(comparison, settings["sql_condition"])
    label = str(settings.get("label_for_charts") or "")
    if settings.get("is_null_level"):
        return Level(condition, label, missing=True)
    m, u = settings.get("m_probability"), settings.get("u_probability")
    if m is None or u is None:
        raise UserError(
            f"The comparison “{comparison}” has a level that is not trained: {label}.",
            "Train it in Splink, or give the level its probabilities, before saving the model.",
        )
    return Level(
        condition,
        label,
        float(m),
        float(u),
        fixed_m=bool(settings.get("fix_m_probability")),
        fixed_u=bool(settings.get("fix_u_probability")),
        rarity=_rarity(settings),
    )


def _rarity(settings: Mapping[str, Any]) -> Rarity | None:
    column = settings.get("tf_adjustment_column")
    weight = float(settings.get("tf_adjustment_weight", 1.0 if column else 0.0))
    if not column or weight == 0:
        return None
    return Rarity(
        str(column),
        weight,
        float(settings.get("tf_minimum_u_value", 0.0)),
        bool(settings.get("disable_tf_exact_match_detection")),
    )


def _condition(comparison: str, sql: str) -> Condition | None:
    if sql.strip().upper() == "ELSE":
        return None
    try:
        return read_condition(sql)
    except NotUnderstood:
        raise UserError(
            f"The comparison “{comparison}” asks what this engine cannot: {sql}",
            "Use levels of equality, Jaro, Jaro-Winkler, Levenshtein, Damerau-Levenshtein, common elements, "
            "beginnings, endings and lengths of columns as they are, joined by AND and OR.",
        ) from None


def _rule(settings: Mapping[str, Any] | str) -> Rule:
    sql = settings if isinstance(settings, str) else settings["blocking_rule"]
    try:
        return read_rule(sql)
    except NotUnderstood:
        raise UserError(
            f"A blocking rule asks what this engine cannot: {sql}",
            "Use rules that ask columns of both records to be equal, joined by AND.",
        ) from None
