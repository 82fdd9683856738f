"""A set of grants that changes agreement by agreement is the set that would be compiled whole."""

from hypothesis import given

from shiremoot.decisions.compiled import Grants, Part
from shiremoot.decisions.kernel import decide
from tests.decisions import worlds
from tests.decisions.test_kernel import many_grants


@given(many_grants, many_grants, worlds.requests)
def test_a_set_that_changed_agreement_by_agreement_is_the_set_compiled_whole(before, after, request):
    parts = {name: Part(g for g in after if g.citation.agreement == name) for name in ("a", "b")}
    changed, whole = Grants(before).changed(parts), Grants(after)
    assert (changed.hash, changed.all) == (whole.hash, whole.all)
    assert set(whole.all) == set(after)
    assert decide(request, changed).fields == decide(request, whole).fields
    assert changed.stretch(request.at) == whole.stretch(request.at)
    assert decide(request, changed).hash == decide(request, whole).hash


@given(many_grants, many_grants, worlds.requests)
def test_of_a_set_that_changed_in_part_the_rest_stays(before, after, request):
    changed = Grants(before).changed({"a": Part(g for g in after if g.citation.agreement == "a")})
    new = [grant for grant in after if grant.citation.agreement == "a"]
    whole = Grants([*new, *(grant for grant in before if grant.citation.agreement != "a")])
    assert (changed.hash, changed.all) == (whole.hash, whole.all)
    assert decide(request, changed).fields == decide(request, whole).fields


@given(many_grants, worlds.requests)
def test_a_set_is_not_changed_by_what_is_made_of_it(grants, request):
    kept = Grants(grants)
    before = decide(request, kept).fields
    kept.changed({"a": Part(())})
    assert decide(request, kept).fields == before
