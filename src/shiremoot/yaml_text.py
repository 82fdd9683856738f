"""Reading YAML that a person wrote, with errors in words."""

from collections.abc import Mapping
from typing import Any

import yaml

from shiremoot.errors import UserError

# the same language, ten times as fast, wherever PyYAML was built with libyaml
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, what: str) -> Any:
    """Raises UserError where the text is no YAML, or holds a date that no calendar has."""
    try:
        return yaml.load(text, LOADER)
    except yaml.YAMLError as error:
        raise UserError(f"The {what} is not valid YAML.", str(error)) from None
    except ValueError as error:
        # a scalar that looks like a date, such as 2026-02-31
        raise UserError(f"The {what} holds a date that no calendar has: {error}.", "Correct it.") from None


def place_in_words(location: tuple[int | str, ...]) -> str:
    """Where in a list of entries something is wrong: `entry 3, kind`."""
    words = (f"entry {part + 1}" if isinstance(part, int) else part for part in location)
    return ", ".join(words) or "the top"


_WORDS = {
    "missing": "is missing",
    "union_tag_not_found": "must say its kind",
    "extra_forbidden": "is not a key here; look at its spelling",
    "string_type": "must be text; put it in quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "too_short": "must name at least one",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be small letters, digits and hyphens, beginning with a letter",
}


def in_words(fault: Mapping[str, Any]) -> str:
    """What is wrong with one value, as somebody who wrote YAML would say it."""
    kind = str(fault["type"])
    if kind.startswith("date"):
        return "must be a date written as 2026-11-30"
    if kind == "union_tag_invalid":
        return f"must be of a kind that there is: {fault['ctx']['expected_tags']}"
    if kind in ("enum", "literal_error"):
        return f"must be one of {fault['ctx']['expected']}"
    return _WORDS.get(kind) or str(fault["msg"]).removeprefix("Value error, ")
