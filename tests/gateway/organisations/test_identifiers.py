"""Public identifiers: what each looks like, and the one way it is kept."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.errors import UserError
from shiremoot.gateway.organisations.identifiers import SCHEMES, check

GOOD = [
    ("ods", "zz9", "ZZ9"),
    ("ods", "G3472185", "G3472185"),
    ("gss", "e99 000 001", "E99000001"),
    ("urn", "999001", "999001"),
    ("ico", "z123456x", "Z123456X"),
    ("ico", "ZA123456", "ZA123456"),
    ("company", "1234567", "01234567"),
    ("company", "sc123456", "SC123456"),
    ("company", "IP12345R", "IP12345R"),
    ("company", "R0000001", "R0000001"),
    ("charity", "999001", "999001"),
    ("charity", "1999001-2", "1999001-2"),
    ("charity", "SC099001", "SC099001"),
    ("charity", "nic 100001", "NIC100001"),
]
BAD = [
    ("ods", "Z9"),
    ("ods", "ZZ99999999"),
    ("ods", "ZZ-9"),
    ("gss", "I99000001"),
    ("gss", "E9900001"),
    ("urn", "099001"),
    ("urn", "99900"),
    ("company", "123456789"),
    ("company", "ABC12345"),
    ("charity", "12345"),
    ("charity", "NIC12"),
    ("charity", "٣٣٣٣٣٣"),
    ("ico", ""),
    ("ods", "  "),
    ("passport", "1"),
]


@pytest.mark.parametrize(("scheme", "written", "kept"), GOOD)
def test_what_is_right_is_kept_in_one_way(scheme, written, kept):
    assert check(scheme, written) == check(scheme, kept)
    assert check(scheme, written).value == kept
    assert check(scheme, written).warning == ""


@pytest.mark.parametrize(("scheme", "written"), BAD)
def test_what_cannot_be_is_refused_in_words(scheme, written):
    with pytest.raises(UserError) as refused:
        check(scheme, written)
    assert refused.value.next_step


def test_a_registration_with_the_commissioner_that_looks_odd_only_warns():
    found = check("ico", "A1")
    assert found.value == "A1"
    assert "does not look like this" in found.warning


@given(st.sampled_from(sorted(SCHEMES)), st.data())
def test_a_value_that_is_kept_is_kept_the_same_again(scheme, data):
    found = check(
        scheme, data.draw(st.from_regex(re.compile(SCHEMES[scheme].pattern, re.ASCII), fullmatch=True))
    )
    assert check(scheme, found.value) == found
    spaced = " ".join(found.value.lower())
    assert check(scheme, spaced) == found


def test_every_scheme_says_how_it_is_written_and_who_says_so():
    assert all(scheme.written and scheme.source for scheme in SCHEMES.values())
