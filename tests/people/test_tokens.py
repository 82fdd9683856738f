from hypothesis import given
from hypothesis import strategies as st

from shiremoot.people.tokens import tokens_of


def test_each_kind_of_value_has_its_tokens():
    assert tokens_of("name", "Zoë O’Neill-Smith") == ["n:oneill", "n:oneillsmith", "n:smith", "n:zoe"]
    assert tokens_of("date", "2014-03-12") == ["d:2014-03-12"]
    assert tokens_of("postcode", "xk1 2ab") == ["o:XK1", "p:XK12AB"]
    assert tokens_of("postcode", "unknown") == []
    assert tokens_of("number", "999 123 4567") == ["i:9991234567"]
    assert tokens_of("phone", "+44 7700 900123") == tokens_of("phone", "07700 900123") == ["t:07700900123"]
    assert tokens_of("phone", "none") == []
    assert tokens_of("address", "Flat 2, 14a Mill Lane") == ["a:14amill"]
    assert tokens_of("address", "No fixed abode") == []


@given(st.sampled_from(["name", "postcode", "number", "phone", "address"]), st.text())
def test_any_text_gives_tokens_without_repeats_and_the_same_in_other_cases(kind, text):
    tokens = tokens_of(kind, text)
    assert len(set(tokens)) == len(tokens)
    assert all(token[1] == ":" and len(token) > 2 for token in tokens)
    if text.isascii():
        assert tokens == tokens_of(kind, text.upper())
