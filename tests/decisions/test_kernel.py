"""The kernel's laws, as properties over small random worlds, against a plain reference."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.grants import Citation, Grant, canonical, from_json
from shiremoot.decisions.kernel import Decision, decide
from shiremoot.decisions.predicate import RowRule
from shiremoot.decisions.request import (
    Consent,
    FieldId,
    ForbiddingFact,
    Forbids,
    Request,
    from_plain,
    to_plain,
)
from shiremoot.decisions.words import Mode, Outcome, Purpose, RelationshipKind
from tests.decisions import reference, worlds
from tests.proofs import random_worlds

many_grants = st.lists(worlds.grants(), max_size=12)
some_grants = st.lists(worlds.grants(), min_size=1, max_size=12)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def decided(request: Request, grants: list[Grant]) -> Decision:
    return decide(request, Grants(grants))


def open_for_an_hour(grant: Grant, **changes: object) -> Grant:
    changes = {"rests_on_consent": False} | changes
    return replace(grant, begins=worlds.START, ends=worlds.START + HOUR, **changes)


def meeting(grant: Grant, **changes: object) -> Request:
    """A request that meets every condition of a grant that is open from START on."""
    request = Request(
        organisation=grant.recipient,
        role=min(grant.roles),
        purpose=grant.purpose,
        mode=grant.mode,
        relationships=frozenset(sorted(grant.relationships)[:1]),
        fields=frozenset(FieldId(grant.dataset, field) for field in grant.fields),
        at=worlds.START,
    )
    return replace(request, **changes)


@given(worlds.requests, many_grants)
def test_shows_exactly_what_the_reference_shows_and_names_the_same_flows(request, grants):
    decision = decided(request, grants)
    for field, flows in reference.showing(request, grants).items():
        assert (decision.fields[field].outcome is Outcome.SHOWN) == bool(flows)
        if flows:
            assert {grant.flow for grant in decision.fields[field].flows} == flows
    assert {grant.flow for grant in decision.flows} == set().union(
        *reference.showing(request, grants).values()
    )


@given(st.integers(0, 2**32))
def test_agrees_with_the_reference_at_the_boundaries(seed):
    """Requests made from a grant, then changed in one place: half of them show something."""
    random = Random(seed)
    grants = random_worlds.world(random, random_worlds.SMALL, random.randint(1, 8))
    compiled = Grants(grants)
    for _ in range(10):
        request = random_worlds.aimed(random, random_worlds.SMALL, grants)
        decision = decide(request, compiled)
        expected = reference.showing(request, grants)
        assert {field for field, flows in expected.items() if flows} == set(decision.shown)
        for field in decision.shown:
            assert {grant.flow for grant in decision.fields[field].flows} == expected[field]
        assert {grant.flow for grant in decision.flows} == set().union(*expected.values())


@given(worlds.requests, many_grants, st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(request, grants, random):
    shuffled = [*grants, *grants[: len(grants) // 2]]
    random.shuffle(shuffled)
    first, second = decided(request, grants), decided(request, shuffled)
    assert first.fields == second.fields
    assert first.hash == second.hash
    assert first.grants_hash == second.grants_hash == Grants(grants).hash


@given(worlds.requests, many_grants, worlds.grants())
def test_an_irrelevant_agreement_changes_no_outcome(request, grants, other):
    irrelevant = replace(other, recipient="somebody else")
    before, after = decided(request, grants), decided(request, [*grants, irrelevant])
    assert before.shown == after.shown
    assert before.flows == after.flows
    assert before.hash == after.hash


@given(worlds.requests, some_grants, st.data())
def test_a_revocation_never_permits_more(request, grants, data):
    gone = data.draw(st.sampled_from(grants))
    fewer = [grant for grant in grants if grant is not gone]
    assert set(decided(request, fewer).shown) <= set(decided(request, grants).shown)


@given(worlds.requests, many_grants, worlds.facts)
def test_a_forbidding_fact_never_permits_more_and_changes_no_note(request, grants, fact):
    before = decided(request, grants)
    after = decided(replace(request, forbidding=request.forbidding | {fact}), grants)
    assert set(after.shown) <= set(before.shown)
    assert all(after.fields[f].outcome is not Outcome.SHOWN or f in before.shown for f in request.fields)


@given(worlds.grants(), st.sampled_from([kind for kind in Forbids if kind is not Forbids.NATIONAL_OPT_OUT]))
def test_a_fact_without_limits_beats_any_permit(grant, kind):
    grant = open_for_an_hour(grant)
    assert decided(meeting(grant), [grant]).shown
    forbidding = frozenset({ForbiddingFact(kind)})
    assert decided(meeting(grant, forbidding=forbidding), [grant]).shown == ()


@given(worlds.grants(), st.data())
def test_a_fact_about_some_fields_leaves_the_others(grant, data):
    grant = open_for_an_hour(grant)
    wanted = meeting(grant).fields
    forbidden = data.draw(st.frozensets(st.sampled_from(sorted(wanted)), min_size=1))
    fact = ForbiddingFact(Forbids.PROTECTION, fields=forbidden)
    decision = decided(meeting(grant, forbidding=frozenset({fact})), [grant])
    assert set(decision.shown) == wanted - forbidden


@given(worlds.grants(), st.booleans())
def test_the_national_opt_out_reaches_flows_to_which_it_applies(grant, applies):
    grant = open_for_an_hour(grant, opt_out_applies=applies)
    opted_out = meeting(grant, forbidding=frozenset({ForbiddingFact(Forbids.NATIONAL_OPT_OUT)}))
    assert bool(decided(opted_out, [grant]).shown) == (not applies)


@given(worlds.grants(), worlds.consents)
def test_a_flow_that_rests_on_consent_needs_this_one(grant, other):
    grant = open_for_an_hour(grant, rests_on_consent=True)
    given_one = Consent(grant.provider, grant.purpose)
    assert decided(meeting(grant), [grant]).shown == ()
    assert decided(meeting(grant, consents=frozenset({given_one})), [grant]).shown
    if other != given_one:
        assert decided(meeting(grant, consents=frozenset({other})), [grant]).shown == ()


@given(worlds.grants(), worlds.facts)
def test_what_is_forbidden_is_not_told_by_near_misses_or_notes(grant, fact):
    """Somebody refused learns the same of a protected person as of any other."""
    grant = open_for_an_hour(grant, relationships=frozenset({RelationshipKind.CASELOAD}))
    stranger = meeting(grant, relationships=frozenset())
    with_fact = replace(stranger, forbidding=frozenset({fact}))
    assert decided(stranger, [grant]).fields == decided(with_fact, [grant]).fields


@given(worlds.grants(), st.sampled_from([kind for kind in Forbids if kind is not Forbids.NATIONAL_OPT_OUT]))
def test_a_field_that_a_fact_takes_away_is_refused_in_silence(grant, kind):
    """Another flow could note or nearly show it; saying so of this person alone would tell of the fact."""
    showing = open_for_an_hour(grant, relationships=frozenset())
    noting = replace(
        showing,
        citation=replace(showing.citation, clause="9"),
        relationships=frozenset({RelationshipKind.CASELOAD}),
        when_withheld="The police may hold more.",
    )
    request = meeting(showing, relationships=frozenset())
    assert decided(request, [showing, noting]).notes == ()
    protected = replace(request, forbidding=frozenset({ForbiddingFact(kind)}))
    decision = decided(protected, [showing, noting])
    assert decision.shown == decision.notes == ()
    assert all(field.near_misses == () for field in decision.fields.values())


@given(worlds.grants())
def test_boundaries_are_exact_to_the_second(grant):
    grant = open_for_an_hour(grant)
    moments = (grant.begins - SECOND, grant.begins, grant.ends - SECOND, grant.ends)
    shown_at = [bool(decided(meeting(grant, at=at), [grant]).shown) for at in moments]
    assert shown_at == [False, True, True, False]


@given(worlds.grants(), st.sampled_from(("organisation", "role", "purpose", "mode")))
def test_a_near_miss_names_the_one_condition_that_failed(grant, condition):
    grant = open_for_an_hour(grant)
    value = {
        "organisation": "somebody-else",
        "role": "visitor",
        "purpose": next(p for p in type(grant.purpose) if p is not grant.purpose),
        "mode": next(m for m in type(grant.mode) if m is not grant.mode),
    }[condition]
    decision = decided(meeting(grant, **{condition: value}), [grant])
    assert {miss.condition for field in decision.fields.values() for miss in field.near_misses} == {condition}
    assert not decision.shown


@pytest.mark.parametrize(
    ("before", "words"), [(HOUR, "ended on 2026-01-01"), (-SECOND, "starts on 2026-01-01")]
)
def test_a_near_miss_in_time_says_when_and_why(before, words):
    grant = open_for_an_hour(worlds.PLAIN)
    decision = decided(meeting(grant, at=worlds.START + before), [grant])
    ((miss,),) = {field.near_misses for field in decision.fields.values()}
    assert miss.words == words
    replaced = replace(grant, why_ends="was replaced by version 2")
    decision = decided(meeting(replaced, at=worlds.START + HOUR), [replaced])
    ((miss,),) = {field.near_misses for field in decision.fields.values()}
    assert miss.words == "was replaced by version 2 on 2026-01-01"


@given(worlds.grants())
def test_two_conditions_unmet_are_no_near_miss(grant):
    grant = open_for_an_hour(grant)
    far = meeting(grant, organisation="somebody-else", role="visitor")
    assert all(not field.near_misses for field in decided(far, [grant]).fields.values())


def test_what_can_be_mended_soonest_comes_first():
    near = open_for_an_hour(worlds.PLAIN, relationships=frozenset({RelationshipKind.CASELOAD}))
    far = open_for_an_hour(worlds.PLAIN, recipient="police")
    request = meeting(worlds.PLAIN, at=worlds.START)
    (field,) = decided(request, [far, near]).fields.values()
    assert [miss.condition for miss in field.near_misses] == ["relationship", "organisation"]


@given(worlds.grants())
def test_a_flow_that_may_say_so_notes_what_the_relationship_withholds(grant):
    words = "The police may hold more."
    grant = open_for_an_hour(grant, relationships=frozenset({RelationshipKind.CASELOAD}), when_withheld=words)
    stranger = meeting(grant, relationships=frozenset())
    assert decided(stranger, [grant]).notes == (words,)
    assert decided(stranger, [replace(grant, when_withheld="")]).notes == ()
    assert decided(meeting(grant), [grant]).notes == ()
    assert decided(replace(stranger, role="visitor"), [grant]).notes == ()


@given(worlds.grants(), worlds.grants())
def test_obligations_are_those_of_the_flows_that_show(one, other):
    one = open_for_an_hour(one, obligations=("Delete after 90 days",))
    other = replace(other, recipient="somebody-else", obligations=("Tell nobody",))
    assert decided(meeting(one), [one, other]).obligations == ("Delete after 90 days",)


@given(worlds.requests, many_grants)
def test_rows_are_open_where_any_flow_opens_them(request, grants):
    decision = decided(request, grants)
    for field in decision.shown:
        flows = decision.fields[field].flows
        where = decision.rows_of(field)
        assert (where is None) == any(grant.rows is None for grant in flows)
        if where is not None:
            rules = [grant.rows.on(request.at.date()) for grant in flows]
            said = ("1999-01-01", *(rule.value for rule in rules))
            for day, kind in product(said, said):
                row = {"visits.day": day, "visits.kind": kind}
                assert where.holds(row) == any(rule.holds(row) for rule in rules)


@given(worlds.grants(), st.integers(1, 24), st.integers(1, 24))
def test_two_row_rules_let_through_what_either_does(grant, one, other):
    rules = (RowRule("visits.day", one), RowRule("visits.day", other))
    grants = [open_for_an_hour(grant, rows=rule) for rule in rules]
    decision = decided(meeting(grants[0]), grants)
    longest = RowRule("visits.day", max(one, other)).on(worlds.START.date())
    before = (date.fromisoformat(longest.value) - timedelta(days=1)).isoformat()
    for field in decision.shown:
        where = decision.rows_of(field)
        assert where.holds({"visits.day": longest.value})
        assert not where.holds({"visits.day": before})
    unlimited = open_for_an_hour(grant, rows=None)
    decision = decided(meeting(unlimited), [*grants, unlimited])
    assert all(decision.rows_of(field) is None for field in decision.shown)


@given(worlds.requests, many_grants)
def test_a_decision_is_replayed_from_its_record(request, grants):
    again = [from_json(canonical(grant)) for grant in grants]
    replayed = decided(from_plain(json.loads(json.dumps(to_plain(request)))), again)
    original = decided(request, grants)
    assert (replayed.request, replayed.hash, replayed.grants_hash) == (
        original.request,
        original.hash,
        original.grants_hash,
    )


@given(worlds.requests, many_grants, worlds.near_moments, worlds.near_moments)
def test_an_answer_is_the_same_until_a_grant_begins_or_ends(request, grants, one, other):
    compiled = Grants(grants)
    began = compiled.stretch(one)
    changes = {at for grant in grants for at in (grant.begins, grant.ends)}
    assert began <= one
    assert not any(began < at <= one for at in changes)
    assert began in changes or not any(at <= one for at in changes)
    if compiled.stretch(other) == began:
        first, second = (decide(replace(request, at=at), compiled) for at in (one, other))
        assert (first.fields, first.hash) == (second.fields, second.hash)


@given(worlds.requests, many_grants)
def test_the_flows_that_show_a_field_are_those_that_determined_it(request, grants):
    decision = decided(request, grants)
    for field, outcome in decision.fields.items():
        shown = outcome.flows if outcome.outcome is Outcome.SHOWN else ()
        assert decision.showing_flows(field) == shown


@given(many_grants, worlds.grants())
def test_the_hash_of_a_set_tells_sets_apart(grants, other):
    same = Grants(grants).hash == Grants([*grants, other]).hash
    assert same == (canonical(other) in {canonical(grant) for grant in grants})


@given(worlds.requests, many_grants, st.data())
def test_a_decision_s_hash_tells_outcomes_apart(request, grants, data):
    one = decided(request, grants)
    other = decided(data.draw(worlds.requests), grants)

    def outcomes(decision: Decision) -> dict[FieldId, tuple[Outcome, frozenset[str]]]:
        return {f: (d.outcome, frozenset(g.flow for g in d.flows)) for f, d in decision.fields.items()}

    assert (one.hash == other.hash) == (outcomes(one) == outcomes(other))


@pytest.fixture
def housing() -> Grant:
    """One flow of everyday, spelt out: what is said of it is what people read."""
    citation = Citation("homes", "Homes agreement", 2, "3.1", "Homes share tenancies.", "6(1)(e)", "Act 2004")
    return Grant(
        citation=citation,
        provider="homes",
        dataset="housing",
        fields=frozenset({"tenancies.start"}),
        recipient="council",
        roles=frozenset({"social-worker", "housing-officer"}),
        purpose=Purpose.EARLY_HELP,
        mode=Mode.IDENTIFIED,
        relationships=frozenset({RelationshipKind.CASELOAD, RelationshipKind.REFERRAL}),
        begins=worlds.START,
        ends=worlds.START + HOUR,
    )


MISSES = {
    "organisation": ({"organisation": "police"}, "shares with council, not police"),
    "purpose": (
        {"purpose": Purpose.FIRE_PREVENTION},
        "is for Early help for families; you chose Fire prevention at home",
    ),
    "role": ({"role": "clerk"}, "covers housing-officer or social-worker; you act as clerk"),
    "mode": ({"mode": Mode.AGGREGATE}, "shares identified data, not aggregate"),
    "relationship": ({"relationships": frozenset()}, "needs a relationship of kind caseload or referral"),
}


@pytest.mark.parametrize(("condition", "changes", "words"), [(c, *rest) for c, rest in MISSES.items()])
def test_a_near_miss_says_in_words_which_flow_and_which_condition(housing, condition, changes, words):
    decision = decided(meeting(housing, **changes), [housing])
    (miss,) = decision.fields[FieldId("housing", "tenancies.start")].near_misses
    assert (miss.condition, miss.words, miss.flow) == (condition, words, "homes v2 3.1")


def test_a_flow_is_named_by_agreement_version_and_clause(housing):
    assert housing.flow == housing.citation.flow == "homes v2 3.1"
    assert housing.citation.of == ("homes", 2)


def test_a_grant_that_cannot_be_written_is_an_error(housing):
    with pytest.raises(TypeError, match="cannot write object"):
        canonical(replace(housing, why_ends=object()))
