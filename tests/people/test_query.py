from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.people.query import Query, parse_query

TODAY = date(2026, 11, 2)
BORN = date(2014, 3, 12)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("jon smyth 12/3/2014 XK1", Query(names=("jon", "smyth"), dates=(BORN,), outwards=("XK1",))),
        ("Smyth, Jon 12.03.14", Query(names=("smyth", "jon"), dates=(BORN,))),
        ("dob 2014-03-12 Mrs Smyth-Jones", Query(names=("smyth", "jones"), dates=(BORN,))),
        ("12 March 2014 smyth", Query(names=("smyth",), dates=(BORN,))),
        ("12th mar 2014", Query(dates=(BORN,))),
        ("smyth 1/1/38", Query(names=("smyth",), dates=(date(1938, 1, 1),))),
        ("999 123 4567", Query(numbers=("9991234567",))),
        ("NHS number 9991234567", Query(numbers=("9991234567",))),
        ("A123456789012", Query(numbers=("A123456789012",))),
        ("07700 900123 XK1 2AB", Query(phones=("07700900123",), postcodes=("XK12AB",))),
        ("+44 7700 900123 4 Mill Lane", Query(phones=("07700900123",), houses=("4mill",))),
        ("4 Mill Lane smyth", Query(names=("smyth",), houses=("4mill",))),
        ("14a mill", Query(houses=("14amill",))),
        ("xk12ab", Query(postcodes=("XK12AB",))),
        ("Zoë O'Neill 31/02/2014", Query(names=("zoe", "oneill"))),
        ("", Query()),
    ],
)
def test_free_text_is_taken_apart(text, query):
    assert parse_query(text, TODAY) == query


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("smyth", False),
        ("jon smyth", False),
        ("12/3/2014", False),
        ("XK1", False),
        ("XK1 2AB XK1", False),
        ("smyth XK1", True),
        ("12/3/2014 XK1", True),
        ("smyth 12/3/2014", True),
        ("9991234567", True),
        ("07700 900123", True),
        ("4 Mill Lane smyth", True),
    ],
)
def test_too_little_says_what_to_add(text, enough):
    query = parse_query(text, TODAY)
    assert query.is_enough == enough
    assert bool(query.what_to_add) != enough


@given(st.text(max_size=80))
def test_any_text_can_be_typed(text):
    query = parse_query(text, TODAY)
    assert all(born.year <= 9999 for born in query.dates)
    assert query.is_enough or query.what_to_add


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("smyth 31/02/2015", "31/02/2015"),
        ("smyth 12/13/2014", "12/13/2014"),
        ("smyth 1/1/2090", "1/1/2090"),
        ("999 363 5678", "9993635678"),
    ],
)
def test_what_cannot_be_as_typed_is_said(text, doubt):
    (said,) = parse_query(text, TODAY).doubts
    assert said.startswith(doubt)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_an_nhs_number_has_one_right_last_figure_or_none(nine):
    right = [last for last in range(10) if not parse_query(f"{nine}{last}", TODAY).doubts]
    assert len(right) <= 1 or nine.startswith("0")
