"""Conditions and blocking rules read from the SQL in which Splink keeps them."""

import re
from typing import Literal, cast

from .conditions import All, Check, Condition, Name, Some, Value

_TOKEN = re.compile(r'\s*(?:("(?:[^"]|"")+"|[A-Za-z_]\w*)|(\d+(?:\.\d+)?(?:[eE]-?\d+)?)|(>=|<=|[=(),.]))')
_FUNCTIONS: dict[str, tuple[Name, str]] = {
    "jaro_similarity": ("jaro", ">="),
    "jaro_winkler_similarity": ("jaro_winkler", ">="),
    "levenshtein": ("levenshtein", "<="),
    "damerau_levenshtein": ("damerau", "<="),
    "starts_with": ("starts", ""),
    "ends_with": ("ends", ""),
    "list_has_any": ("sharing", ""),
}
_LENGTHS: dict[str, Name] = {">=": "at_least", "<=": "at_most"}


class NotUnderstood(Exception):
    """The SQL says something that the engine cannot do."""


def read_condition(sql: str) -> Condition:
    """Raises NotUnderstood."""
    return _Reader(sql).whole()


def read_rule(sql: str) -> tuple[tuple[str, str], ...]:
    """The pairs of columns, of the left and the right record, that must be equal. Raises NotUnderstood."""
    condition = read_condition(sql)
    parts = condition.parts if isinstance(condition, All) else (condition,)
    pairs = []
    for part in parts:
        if not isinstance(part, Check) or part.name != "same" or part.b is None or part.a.side == part.b.side:
            raise NotUnderstood(sql)
        sides = {part.a.side: part.a.column, part.b.side: part.b.column}
        pairs.append((sides["l"], sides["r"]))
    return tuple(pairs)


class _Reader:
    """By recursive descent: OR binds less than AND, AND less than a test."""

    def __init__(self, sql: str) -> None:
        self._sql = sql
        self._tokens: list[str] = []
        at = 0
        while at < len(sql.rstrip()):
            found = _TOKEN.match(sql, at)
            if found is None:
                raise NotUnderstood(sql)
            self._tokens.append(found[0].strip())
            at = found.end()
        self._at = 0

    def whole(self) -> Condition:
        condition = self._some()
        if self._at < len(self._tokens):
            raise NotUnderstood(self._sql)
        return condition

    def _next(self) -> str:
        return self._tokens[self._at].lower() if self._at < len(self._tokens) else ""

    def _take(self, *expected: str) -> str:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ""
        if expected and token.lower() not in expected:
            raise NotUnderstood(self._sql)
        self._at += 1
        return token

    def _some(self) -> Condition:
        parts = [self._all()]
        while self._next() == "or":
            self._take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._next() == "and":
            self._take()
            parts.append(self._one())
        if len(parts) == 1:
            return parts[0]
        flat = [part.parts if isinstance(part, All) else (part,) for part in parts]
        return All(tuple(one for group in flat for one in group))

    def _one(self) -> Condition:
        if self._next() == "(":
            self._take()
            condition = self._some()
            self._take(")")
            return condition
        if self._next() in ("length", "array_length", *_FUNCTIONS):
            return self._function(self._take().lower())
        value = self._value()
        if self._next() == "is":
            self._take()
            self._take("null")
            return Check("missing", value)
        self._take("=")
        return Check("same", value, self._value())

    def _function(self, name: str) -> Check:
        self._take("(")
        if name == "array_length":
            return self._overlap()
        a = self._value()
        if name == "length":
            self._take(")")
            return Check(_LENGTHS[self._take(">=", "<=")], a, None, self._number())
        self._take(",")
        b = self._value()
        self._take(")")
        test, compared = _FUNCTIONS[name]
        if not compared:
            return Check(test, a, b)
        self._take(compared)
        return Check(test, a, b, self._number())

    def _overlap(self) -> Check:
        """array_length(list_intersect(a, b)) >= 1, what Splink's array comparison writes."""
        self._take("list_intersect")
        self._take("(")
        a = self._value()
        self._take(",")
        b = self._value()
        self._take(")")
        self._take(")")
        self._take(">=")
        if self._number() != 1:
            raise NotUnderstood(self._sql)
        return Check("sharing", a, b)

    def _number(self) -> float:
        token = self._take()
        if not token[:1].isdigit():
            raise NotUnderstood(self._sql)
        return float(token)

    def _value(self) -> Value:
        """`"first_l"` in a condition, `l."first"` in a rule."""
        name = self._name()
        if self._next() == "." and name.lower() in ("l", "r"):
            self._take()
            return Value(self._name(), cast(Literal["l", "r"], name.lower()))
        column, _, side = name.rpartition("_")
        if side not in ("l", "r") or not column:
            raise NotUnderstood(self._sql)
        return Value(column, cast(Literal["l", "r"], side))

    def _name(self) -> str:
        token = self._take()
        if token.startswith('"'):
            return token[1:-1].replace('""', '"')
        if not token[:1].isalpha() and token[:1] != "_":
            raise NotUnderstood(self._sql)
        return token
