"""Answers that are held are those that the kernel gives, whenever they are asked for."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access.deciding import decided
from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.kernel import decide
from tests.decisions import worlds

moments = st.lists(worlds.near_moments, min_size=2, max_size=6)


@given(st.lists(worlds.requests, min_size=1, max_size=3), st.lists(worlds.grants(), max_size=8), moments)
def test_a_held_answer_is_that_of_its_moment(requests, grants, at):
    compiled = Grants(grants)
    for moment in at:
        for request in requests:
            asked = replace(request, at=moment)
            held, fresh = decided(asked, compiled), decide(asked, compiled)
            assert held.request == asked
            assert (held.fields, held.hash, held.notes) == (fresh.fields, fresh.hash, fresh.notes)
            assert (held.showing, held.shown, held.flows) == (fresh.showing, fresh.shown, fresh.flows)
            for field in held.shown:
                assert held.rows_of(field) == fresh.rows_of(field)


@given(worlds.requests, st.lists(worlds.grants(), min_size=1, max_size=8))
def test_another_set_of_grants_is_another_answer(request, grants):
    whole, less = Grants(grants), Grants(grants[1:])
    decided(request, whole)
    assert decided(request, less).fields == decide(request, less).fields
