"""Whole names taken apart."""

import pytest

from shiremoot.people.records import split_name


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("SMITH Jonathan", ("Jonathan", "SMITH")),
        ("EL SAYED Mona Amal", ("Mona Amal", "EL SAYED")),
        ("Smith, Jo Ann", ("Jo Ann", "Smith")),
        ("Jo Ann Smith", ("Jo Ann", "Smith")),
        ("SMITH", (None, "SMITH")),
        ("  ", (None, None)),
        (None, (None, None)),
        (",", (None, None)),
    ],
)
def test_whole_names_come_apart(whole: str | None, parts: tuple[str | None, str | None]) -> None:
    assert split_name(whole) == parts
