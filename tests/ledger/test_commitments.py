"""Commitments and chains, as properties."""

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.ledger.commitments import canonical, chained, commitment

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), values, max_size=4))
def test_one_value_has_one_text(value):
    backwards = dict(reversed(list(value.items())))
    assert canonical(value) == canonical(backwards)


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), st.text(), st.text())
def test_a_commitment_binds_both_detail_and_nonce(nonce, other_nonce, detail, other_detail):
    same = commitment(nonce, detail) == commitment(other_nonce, other_detail)
    assert same == ((nonce, detail) == (other_nonce, other_detail))


@given(st.text(), st.text(), st.text())
def test_a_chain_depends_on_what_went_before(previous, other, body):
    assert (chained(previous, body) == chained(other, body)) == (previous == other)
