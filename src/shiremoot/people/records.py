"""What is said of a person, by meaning, in the words that matching knows. Pure."""

from collections.abc import Mapping

COLUMN_OF = {
    "person.first_name": "first_name",
    "person.middle_names": "middle_names",
    "person.last_name": "last_name",
    "person.previous_last_name": "previous_last_name",
    "person.known_as": "known_as",
    "person.date_of_birth": "date_of_birth",
    "person.sex": "sex",
    "person.nhs_number": "nhs_number",
    "person.upn": "upn",
    "person.phone": "phone",
    "person.email": "email",
    "person.ethnicity": "ethnic_group",  # compared by nobody: linkage is held to be as good for each
    "address.postcode": "postcode",
    "address.uprn": "uprn",
    "address.line": "address_line",
}
FULL_NAME = "person.full_name"


def record_of(said: Mapping[str, str]) -> dict[str, str]:
    """One record in the words that matching knows, from what is said of it: meaning → text."""
    first, last = split_name(said.get(FULL_NAME))
    whole = {name: part for name, part in (("first_name", first), ("last_name", last)) if part}
    return whole | {name: said[meaning] for meaning, name in COLUMN_OF.items() if meaning in said}


def split_name(name: str | None) -> tuple[str | None, str | None]:
    """First and last name: "SMITH Jo Ann" and "Smith, Jo Ann" as well as "Jo Smith"."""
    if not name or not name.strip():
        return None, None
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip() or None, last.strip() or None
    words = name.split()
    capitals = 0
    while capitals < len(words) and words[capitals].isupper():
        capitals += 1
    if 0 < capitals < len(words):
        return " ".join(words[capitals:]), " ".join(words[:capitals])
    return " ".join(words[:-1]) or None, words[-1]
