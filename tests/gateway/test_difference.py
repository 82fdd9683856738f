"""The difference of two versions: nothing missed, nothing invented."""

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gateway.agreements.difference import differences, pieces
from shiremoot.gateway.agreements.file import parse_agreement
from shiremoot.gateway.agreements.wording import Names
from shiremoot.law import law
from tests.gateway.agreement_text import agreement, flow

NAMES = Names({"police": "Police", "council": "Council"}, {}, law())
texts = st.text(alphabet="ab \n", max_size=30)


def between(old: str, new: str):
    return differences(parse_agreement(old), parse_agreement(new), NAMES)


def test_the_same_version_has_no_difference():
    assert between(agreement(), agreement()) == []


@given(texts, texts)
def test_the_pieces_of_each_side_are_that_side_and_what_is_unchanged_is_the_same_on_both(before, after):
    left, right = pieces(before, after)
    assert "".join(piece.words for piece in left) == before
    assert "".join(piece.words for piece in right) == after
    assert [p.words for p in left if not p.changed] == [p.words for p in right if not p.changed]


def test_a_field_added_and_one_taken_out_are_named():
    (change,) = between(
        agreement(flows=[flow(fields=["people.name", "visits.key"])]),
        agreement(flows=[flow(fields=["people.name", "visits.day"])]),
    )
    (line,) = change.lines
    assert (change.place, change.what, line.label) == ("4.1", "changed", "Fields")
    assert (line.added, line.removed) == (("visits.day",), ("visits.key",))


def test_a_clause_that_is_new_and_one_that_is_gone_are_said():
    changes = between(
        agreement(flows=[flow(clause="1.1"), flow(clause="1.2")]),
        agreement(flows=[flow(clause="1.1"), flow(clause="1.3")]),
    )
    assert [(each.heading, each.what) for each in changes] == [
        ("Clause 1.3", "new"),
        ("Clause 1.2", "taken out"),
    ]


def test_changed_words_are_marked_and_the_rest_is_not():
    (change,) = between(
        agreement(flows=[flow(sentence="Police share incidents of a year.")]),
        agreement(flows=[flow(sentence="Police share incidents of two years.")]),
    )
    (line,) = change.lines
    assert [piece.words for piece in line.after if piece.changed] == ["two years."]


def test_law_given_by_another_id_is_a_difference_in_words():
    law_of = {"basis": "6.1.e", "powers": ["CA04.11"]}
    (change,) = between(
        agreement(flows=[flow(basis="", power="", provider_law=law_of, recipient_law=law_of)]),
        agreement(
            flows=[flow(basis="", power="", provider_law=law_of, recipient_law={**law_of, "basis": "6.1.c"})]
        ),
    )
    assert [line.label for line in change.lines] == ["Lawful basis"]
