"""The kernel's laws, as properties over small random worlds, against a plain reference."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.decisions.grants import Grant, from_json, set_hash, to_json
from shiremoot.decisions.kernel import Decision, FieldId, Grants, Request, decide
from shiremoot.decisions.words import Outcome, RelationshipKind
from tests.decisions import worlds

many_grants = st.lists(worlds.grants(), max_size=12)


def reference(request: Request, grants: list[Grant]) -> dict[FieldId, set[str]]:
    """Which flows show which field, written as the semantics read."""
    showing: dict[FieldId, set[str]] = {field: set() for field in request.fields}
    for grant in grants:
        suffices = (not grant.relationships) or any(k in request.relationships for k in grant.relationships)
        if (
            grant.recipient == request.organisation
            and request.role in grant.roles
            and grant.purpose == request.purpose
            and grant.mode == request.mode
            and grant.begins <= request.at
            and request.at < grant.ends
            and suffices
        ):
            for field in request.fields:
                if field.dataset == grant.dataset and field.field in grant.fields:
                    showing[field].add(grant.flow)
    return showing


def decided(request: Request, grants: list[Grant]) -> Decision:
    return decide(request, Grants(grants))


@given(worlds.requests, many_grants)
def test_shows_exactly_what_the_reference_shows_and_names_the_same_flows(request, grants):
    decision = decided(request, grants)
    for field, flows in reference(request, grants).items():
        assert (decision.fields[field].outcome is Outcome.SHOWN) == bool(flows)
        if flows:
            assert {grant.flow for grant in decision.fields[field].flows} == flows


@given(worlds.requests, many_grants, st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(request, grants, random):
    shuffled = [*grants, *grants[: len(grants) // 2]]
    random.shuffle(shuffled)
    first, second = decided(request, grants), decided(request, shuffled)
    assert first.fields == second.fields
    assert first.grants_hash == second.grants_hash


@given(worlds.requests, many_grants, worlds.grants())
def test_an_irrelevant_agreement_changes_no_outcome(request, grants, other):
    irrelevant = replace(other, recipient="somebody else")
    before, after = decided(request, grants), decided(request, [*grants, irrelevant])
    assert before.shown == after.shown
    assert before.flows == after.flows


@given(worlds.requests, st.lists(worlds.grants(), min_size=1, max_size=12), st.data())
def test_a_revocation_never_permits_more(request, grants, data):
    gone = data.draw(st.sampled_from(grants))
    fewer = [grant for grant in grants if grant is not gone]
    assert set(decided(request, fewer).shown) <= set(decided(request, grants).shown)


@given(worlds.grants())
def test_boundaries_are_exact_to_the_second(grant):
    grant = replace(grant, begins=worlds.START, ends=worlds.START + timedelta(hours=1))
    second = timedelta(seconds=1)
    shown_at = [
        bool(decided(meeting(grant, at), [grant]).shown)
        for at in (grant.begins - second, grant.begins, grant.ends - second, grant.ends)
    ]
    assert shown_at == [False, True, True, False]


def meeting(grant: Grant, at) -> Request:
    """A request that meets every condition of the grant but perhaps its time."""
    return Request(
        organisation=grant.recipient,
        role=min(grant.roles),
        purpose=grant.purpose,
        mode=grant.mode,
        relationships=frozenset(list(grant.relationships)[:1]),
        fields=frozenset(FieldId(grant.dataset, field) for field in grant.fields),
        at=at,
    )


@given(worlds.grants(), st.sampled_from(("organisation", "role", "purpose", "mode")))
def test_a_near_miss_names_the_one_condition_that_failed(grant, condition):
    grant = replace(grant, begins=worlds.START, ends=worlds.START + timedelta(hours=1))
    request = meeting(grant, worlds.START)
    value = {
        "organisation": "somebody-else",
        "role": "visitor",
        "purpose": next(p for p in type(grant.purpose) if p is not grant.purpose),
        "mode": next(m for m in type(grant.mode) if m is not grant.mode),
    }[condition]
    decision = decided(replace(request, **{condition: value}), [grant])
    misses = {miss.condition for field in decision.fields.values() for miss in field.near_misses}
    assert misses == {condition}
    assert not decision.shown


@given(worlds.grants())
def test_a_flow_that_may_say_so_notes_what_the_relationship_withholds(grant):
    grant = replace(
        grant,
        begins=worlds.START,
        ends=worlds.START + timedelta(hours=1),
        relationships=frozenset({RelationshipKind.CASELOAD}),
        when_withheld="The police may hold more.",
    )
    stranger = replace(meeting(grant, worlds.START), relationships=frozenset())
    assert decided(stranger, [grant]).notes == ("The police may hold more.",)
    assert decided(stranger, [replace(grant, when_withheld="")]).notes == ()
    assert decided(meeting(grant, worlds.START), [grant]).notes == ()


@given(worlds.requests, many_grants)
def test_rows_are_open_where_any_flow_opens_them(request, grants):
    decision = decided(request, grants)
    for field in decision.shown:
        flows = decision.fields[field].flows
        where = decision.rows_of(field)
        assert (where is None) == any(grant.rows is None for grant in flows)
        if where is not None:
            longest = max(grant.rows.within_months for grant in flows)
            oldest = next(g.rows for g in flows if g.rows.within_months == longest).on(request.at.date())
            assert where.holds({"visits.day": oldest.value})


@given(worlds.grants())
def test_a_grant_survives_being_written_and_read(grant):
    assert from_json(to_json(grant)) == grant


@given(many_grants, worlds.grants())
def test_the_hash_of_a_set_tells_sets_apart(grants, other):
    same = set_hash(grants) == set_hash([*grants, other])
    assert same == (to_json(other) in {to_json(grant) for grant in grants})
