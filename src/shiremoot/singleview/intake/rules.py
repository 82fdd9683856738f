"""What a contract asks of each cell, as SQL: its typed value, and the first fault that it has."""

from collections.abc import Iterator
from dataclasses import dataclass

from shiremoot.contracts import Field, Table
from shiremoot.contracts.dates import shape_of, strptime_of

from . import sql

_TRUE = ("y", "yes", "true", "t", "1")
_FALSE = ("n", "no", "false", "f", "0")
_FORMULA = r"^(=.|[+@-][A-Za-z(])"
_WHOLE = r"[+-]?\d{1,18}(\.0+)?"
_NUMBER = r"£?[+-]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})?(\.\d{1,15})?([eE][+-]?\d{1,2})?"
_KNOWN_STYLES = (
    "dd/MM/yyyy",
    "yyyy-MM-dd",
    "MM/dd/yyyy",
    "dd-MM-yyyy",
    "dd.MM.yyyy",
    "dd MMM yyyy",
    "dd-MMM-yyyy",
    "dd MMMM yyyy",
    "yyyy/MM/dd",
    "yyyyMMdd",
    "yyyy-MM-dd'T'HH:mm:ss",
    "yyyy-MM-dd HH:mm:ss",
    "dd/MM/yyyy HH:mm",
)


@dataclass(frozen=True)
class Fault:
    column: str
    kind: str
    reason: str


@dataclass(frozen=True)
class Rule:
    """A cell that meets `when` has `fault`. SQL has the text as "raw.<field>", the value as "<field>"."""

    when: str
    fault: Fault


def typed(field: Field) -> str:
    """SQL of the value of a cell, null when it cannot be one; the text of the cell is column "<field>"."""
    cell = sql.name(field.name)
    return _TYPED[field.type](field, cell)


def rules_of(table: Table) -> dict[str, list[Rule]]:
    """The rules of each field, in order; the first that a cell meets is its fault."""
    return {field.name: list(_rules(field)) for field in table.fields}


def _text(field: Field, cell: str) -> str:
    if field.codes is None:
        return cell
    branches = " ".join(
        f"WHEN {sql.text(code)} THEN {sql.text(words)}" for code, words in field.codes.items()
    )
    return f"CASE {cell} {branches} END"


def _whole(field: Field, cell: str) -> str:
    plain = f"split_part({cell}, '.', 1)"
    return f"CASE WHEN regexp_full_match({cell}, '{_WHOLE}') THEN try_cast({plain} AS BIGINT) END"


def _number(field: Field, cell: str) -> str:
    plain = f"translate({cell}, '£,', '')"
    return f"CASE WHEN regexp_full_match({cell}, '{_NUMBER}') THEN try_cast({plain} AS DOUBLE) END"


def _truth(field: Field, cell: str) -> str:
    true = [word.casefold() for word in field.true_values] or _TRUE
    false = [word for word in _FALSE if word not in true]
    low = f"lower({cell})"
    return f"CASE WHEN {low} IN {sql.texts(true)} THEN true WHEN {low} IN {sql.texts(false)} THEN false END"


def _moment(field: Field, cell: str) -> str:
    in_style = [_in_style(cell, style) for style in field.formats]
    native = f"CASE WHEN _native THEN try_cast({cell} AS TIMESTAMP) END"
    return f"coalesce({', '.join([*in_style, native])})"


def _day(field: Field, cell: str) -> str:
    return f"CAST({_moment(field, cell)} AS DATE)"


def _in_style(cell: str, style: str) -> str:
    shape, pattern = sql.text(shape_of(style)), sql.text(strptime_of(style))
    return f"CASE WHEN regexp_full_match({cell}, {shape}) THEN try_strptime({cell}, {pattern}) END"


_TYPED = {
    "string": _text,
    "integer": _whole,
    "number": _number,
    "boolean": _truth,
    "date": _day,
    "timestamp": _moment,
}


def _rules(field: Field) -> Iterator[Rule]:
    raw, value = sql.name(f"raw.{field.name}"), sql.name(field.name)

    def rule(when: str, kind: str, reason: str) -> Rule:
        return Rule(when, Fault(field.header, kind, reason))

    if field.required:
        yield rule(f"{raw} IS NULL", "missing", "must not be empty")
    if field.type == "string":
        yield rule(
            f"regexp_matches({raw}, '{_FORMULA}')",
            "looks like a formula",
            "begins like a spreadsheet formula",
        )
    unreadable = f"{raw} IS NOT NULL AND {value} IS NULL"
    for when, kind, reason in _unreadable(field, raw):
        yield rule(f"{unreadable} AND {when}", kind, reason)
    for when, kind, reason in _out_of_bounds(field, raw, value):
        yield rule(when, kind, reason)


def _unreadable(field: Field, raw: str) -> Iterator[tuple[str, str, str]]:
    if field.codes is not None:
        yield "true", "unknown code", f"is none of the {len(field.codes)} codes of the contract"
    elif field.type == "integer":
        yield "true", "not a number", "is not a whole number"
    elif field.type == "number":
        yield "true", "not a number", "is not a number"
    elif field.type == "boolean":
        words = " or ".join(field.true_values) or "yes"
        yield "true", "neither true nor false", f"is neither {words} nor no"
    elif field.formats:
        yield from _not_dates(field, raw)


def _not_dates(field: Field, raw: str) -> Iterator[tuple[str, str, str]]:
    said = " or ".join(field.formats)
    for style in field.formats:
        shape = sql.text(shape_of(style))
        looks_american = f"{_in_style(raw, 'MM/dd/yyyy')} IS NOT NULL"
        yield (
            f"regexp_full_match({raw}, {shape}) AND NOT {looks_american}",
            "no such day",
            "is no day of the calendar",
        )
    for style in _KNOWN_STYLES:
        if style not in field.formats:
            reason = f"the contract says {said}; this looks like {style}"
            yield f"{_in_style(raw, style)} IS NOT NULL", "another date style", reason
    yield "true", "not a date", f"is not a date in the style {said}"


def _out_of_bounds(field: Field, raw: str, value: str) -> Iterator[tuple[str, str, str]]:
    if field.min_length is not None:
        words = f"must have at least {field.min_length} characters"
        yield f"length({raw}) < {field.min_length}", "too short", words
    if field.max_length is not None:
        words = f"must have at most {field.max_length} characters"
        yield f"length({raw}) > {field.max_length}", "too long", words
    if field.pattern is not None:
        yield (
            f"NOT regexp_matches({raw}, {sql.text(field.pattern)})",
            "wrong pattern",
            "has not the agreed form",
        )
    if field.minimum is not None:
        yield f"{value} < {_bound(field, field.minimum)}", "too low", f"must be {field.minimum} or more"
    if field.maximum is not None:
        yield f"{value} > {_bound(field, field.maximum)}", "too high", f"must be {field.maximum} or less"


def _bound(field: Field, bound: float | str) -> str:
    return f"TIMESTAMP {sql.text(str(bound))}" if field.formats else str(float(bound))
