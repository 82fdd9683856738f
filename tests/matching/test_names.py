"""Names in comparable form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.matching.names import fold, kin, sound


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Łukasz", "LUKASZ"), ("O'Neill", "Oneill"), ("Summer-Rose", "summer rose"), ("Zoë", "Zoe")],
)
def test_ways_of_writing_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_vowel_signs_are_letters_and_ornaments_are_not() -> None:
    assert fold("राम") != fold("रमा")
    assert fold("شَريف") == fold("شريف")
    assert fold("Anna\ufe0f\u034f\u202e") == "anna"


@pytest.mark.parametrize(
    ("one", "other"), [("bill", "william"), ("mohammed", "muhammad"), ("kate", "catherine")]
)
def test_everyday_forms_meet(one: str, other: str) -> None:
    assert kin(one) & kin(other)


def test_every_name_is_its_own_kin() -> None:
    assert kin("xanthippe") == {"xanthippe"}


def test_what_cannot_be_heard_has_no_sound() -> None:
    assert sound(fold("王")) is None
    assert sound("catherine") == sound("katherine")
