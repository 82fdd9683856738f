"""Alerts about people, and of whom one of domestic abuse never shows: whoever may be its cause. Pure."""

from collections.abc import Iterable

ALERT = "involvement.alert"
DOMESTIC_ABUSE = "At risk of domestic abuse"
"""One of the words that the vocabulary lists for an alert."""

# Parts in an incident by which nobody is accused. Any other word counts against them: to keep an alert back
# is safe, to show it near who is feared is not.
_NOT_ACCUSED = {
    "aggrieved",
    "caller",
    "child present",
    "complainant",
    "informant",
    "injured party",
    "reporting person",
    "survivor",
    "victim",
    "witness",
}


def is_accused(parts: Iterable[tuple[str, str]]) -> bool:
    """Whether records name somebody as the alleged perpetrator of domestic abuse.

    `parts`: for each of their events its kind and their role in it, as text; empty where there is none.
    """
    return any(
        "domestic" in kind.casefold() and role.strip() and role.strip().casefold() not in _NOT_ACCUSED
        for kind, role in parts
    )
