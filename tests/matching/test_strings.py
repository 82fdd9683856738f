"""Letters of every script, held to rapidfuzz."""

from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

from shiremoot.matching.strings import alike, jaro_winkler_similarity, within_edits

# Few letters, so that texts have something in common; from several planes, so that bytes will not do
LETTERS = st.one_of(st.sampled_from("abcé王𐍈ش"), st.characters())
TEXTS = st.one_of(st.text(st.sampled_from("ab王𐍈"), max_size=12), st.text(LETTERS, max_size=20))
LONG = "x" * 300


@given(TEXTS, TEXTS)
@example("", "")
@example(LONG, LONG + "y")
@example("a" * 257 + "b", "b" + "a" * 256)
def test_jaro_winkler_is_rapidfuzz(one: str, other: str) -> None:
    expected = JaroWinkler.similarity(one, other)
    assert abs(jaro_winkler_similarity(one, other) - expected) < 1e-12


@given(TEXTS, TEXTS, st.sampled_from([0.5, 0.7, 0.8, 0.88, 0.92, 1.0]))
def test_what_is_ruled_out_by_its_letters_is_ruled_out_rightly(one: str, other: str, least: float) -> None:
    assert alike(one, other, least) == (jaro_winkler_similarity(one, other) >= least)


@given(TEXTS, TEXTS, st.integers(0, 6))
@example(LONG, LONG + "yz", 1)
@example("ab" * 400, "ba" * 400, 2)
def test_edits_are_rapidfuzz(one: str, other: str, most: int) -> None:
    assert within_edits(one, other, most) == (Levenshtein.distance(one, other) <= most)
    exchanged = DamerauLevenshtein.distance(one, other) <= most
    assert within_edits(one, other, most, exchanged=True) == exchanged


def test_a_few_slips_are_told_for_every_pair_of_short_texts() -> None:
    texts = ["".join(letters) for length in range(5) for letters in product("abc", repeat=length)]
    for one, other in product(texts, repeat=2):
        distance = DamerauLevenshtein.distance(one, other)
        told = [within_edits(one, other, most, exchanged=True) for most in range(4)]
        assert told == [distance <= most for most in range(4)], (one, other)


@given(TEXTS, TEXTS, st.integers(0, 3))
def test_edits_are_the_same_both_ways(one: str, other: str, most: int) -> None:
    for exchanged in (False, True):
        both = [within_edits(*pair, most, exchanged=exchanged) for pair in ((one, other), (other, one))]
        assert both[0] == both[1]
