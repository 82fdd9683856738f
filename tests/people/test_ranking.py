"""Who is meant, by the model that links: misspelt, partial, in any order, on what may be compared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.matching import Model
from shiremoot.matching.defaults import model_for
from shiremoot.matching.prepare import PREPARED
from shiremoot.people.query import parse_query
from shiremoot.people.ranking import LIKELIHOODS, Common, chances_of, tokens, words

TODAY = date(2026, 11, 27)
LILY = {
    "person.first_name": "Lily", "person.last_name": "Fraser", "person.date_of_birth": "2020-10-12",
    "address.postcode": "QV2 3JF", "person.nhs_number": "9000000009", "person.phone": "01632 960001",
}  # fmt: skip
ISLA = LILY | {
    "person.first_name": "Isla",
    "person.date_of_birth": "2018-03-04",
    "person.nhs_number": "9000000017",
}


@pytest.fixture(scope="module")
def model() -> Model:
    """As it is before it has learned, of records enough to count how rare values are."""
    return model_for(PREPARED, 10_000)


def chances(
    model: Model, typed: str, said: dict[str, list[dict[str, str]]], people: int = 5_000, holders: int = 3
):
    query = parse_query(typed, TODAY)
    return chances_of(query, said, model, Common(people, dict.fromkeys(tokens(query), holders)))


@pytest.mark.parametrize(
    "typed",
    [
        "Lily Fraser 12/10/2020",
        "fraser lily 12.10.2020",
        "Lilly Freser 12/10/2020",
        "Lily Fraser 10/12/2020 QV2 3JF",
        "9000000009",
        "01632 960001 Lily",
    ],
)
def test_who_is_meant_is_likelier_than_her_sister_however_it_is_typed(model, typed):
    found = chances(model, typed, {"lily": [LILY], "isla": [ISLA]})
    assert found["lily"] > found["isla"]
    assert found["lily"] > 0.5


@given(st.permutations(sorted(LILY)), st.integers(0, len(LILY)))
def test_what_may_not_be_compared_tells_nothing(order, kept):
    """A row without a field is as a row in which it was never known."""
    model = model_for(PREPARED, 10_000)
    shown = {meaning: LILY[meaning] for meaning in order[:kept]}
    unlike = dict.fromkeys(order[kept:], "")
    found = chances(model, "Lily Fraser 12/10/2020", {"a": [shown], "b": [shown | unlike]})
    assert found.get("a") == pytest.approx(found.get("b"))


def test_the_rarer_what_agrees_the_likelier(model):
    rare, common = (chances(model, "Lily Fraser QV2 3JF", {"lily": [LILY]}, holders=n) for n in (2, 500))
    assert rare["lily"] > common["lily"]


def test_of_several_rows_the_best_counts_and_of_none_nothing_is_said(model):
    both = chances(model, "Lily Fraser 12/10/2020", {"lily": [ISLA, LILY], "nobody": []})
    assert both == {"lily": chances(model, "Lily Fraser 12/10/2020", {"lily": [LILY]})["lily"]}
    assert chances(model, "Lily Fraser", {}) == {}


@given(st.floats(0, 1), st.floats(0, 1))
def test_words_follow_the_probability(one, other):
    low, high = sorted((one, other))
    assert LIKELIHOODS.index(words(high)) <= LIKELIHOODS.index(words(low))
