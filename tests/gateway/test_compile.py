"""Agreements become grants: signed by both, within their tiers, never before they were adopted."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.contracts import parse_contract
from shiremoot.dates import start_of
from shiremoot.errors import UserError
from shiremoot.gateway.agreements.compile import Adopted, County, compile_grants, expand
from shiremoot.gateway.agreements.file import Clause, parse_agreement
from shiremoot.gateway.agreements.spans import FOR_EVER, Span
from tests.access import visited
from tests.gateway.agreement_text import CONTRACT, agreement, flow

CONTRACTS = {"incidents": parse_contract(CONTRACT)}
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
BOTH = ("police", "council")


def signatures(*names: str) -> list[dict[str, object]]:
    return [{"organisation": name, "by": "Somebody", "signed_on": date(2026, 1, 5)} for name in names]


def adopted(text: str, at: datetime) -> Adopted:
    """As if signed elsewhere and taken over at that moment."""
    file = parse_agreement(text)
    fields = {flow.clause: expand(flow, CONTRACTS) for flow in file.flows}
    return Adopted(file, at, fields, {each.organisation: (Span(at, FOR_EVER),) for each in file.signed})


def compiled(*texts: str, adopted_at: datetime = LONG_AGO):
    return compile_grants(County(tuple(adopted(text, adopted_at) for text in texts)))


def test_a_signed_flow_is_a_grant_with_its_citation_and_its_fields_written_out():
    (grant,) = compiled(agreement())
    assert grant.fields == {"people.name", "visits.key", "visits.day"}
    assert grant.citation.sentence == "The police share incidents with social workers."
    assert grant.flow == "front-door v1 4.1"
    assert (grant.begins, grant.ends) == (start_of(date(2026, 1, 10)), start_of(date(2027, 1, 10)))


@pytest.mark.parametrize("signed", [(), ("police",), ("council",)])
def test_nothing_is_granted_until_provider_and_recipient_have_both_signed(signed):
    assert compiled(agreement(signed=signatures(*signed))) == []


@given(st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda each: each.replace(tzinfo=UTC)))
def test_nothing_is_backdated(adopted_at):
    (grant,) = compiled(agreement(), adopted_at=adopted_at)
    assert grant.begins >= adopted_at


def test_a_flow_lasts_no_longer_than_the_tier_above():
    above = agreement(agreement="memorandum", until=date(2026, 6, 1), flows=[])
    (grant,) = compiled(agreement(under="memorandum"), above)
    assert grant.ends == start_of(date(2026, 6, 1))


def test_a_flow_needs_the_tier_above_to_be_signed_by_the_same_two():
    unsigned = agreement(agreement="memorandum", signed=signatures("council"), flows=[])
    assert compiled(agreement(under="memorandum")) == []
    assert compiled(agreement(under="memorandum"), unsigned) == []


def test_a_new_version_of_the_tier_above_leaves_no_gap():
    old = agreement(agreement="memorandum", flows=[])
    new = agreement(agreement="memorandum", flows=[], version=2, **{"from": date(2026, 6, 1)})
    grants = sorted(compiled(agreement(under="memorandum"), old, new), key=lambda grant: grant.begins)
    change = start_of(date(2026, 6, 1))
    assert [(grant.begins, grant.ends) for grant in grants] == [
        (start_of(date(2026, 1, 10)), change),
        (change, start_of(date(2027, 1, 10))),
    ]


def test_agreements_that_stand_under_each_other_grant_nothing():
    assert (
        compiled(agreement(under="memorandum"), agreement(agreement="memorandum", under="front-door")) == []
    )


def test_a_new_version_takes_over_only_when_both_have_signed_it():
    second = {"version": 2, "from": date(2026, 6, 1)}
    old_and_new = compiled(agreement(), agreement(**second))
    assert [grant.ends for grant in old_and_new if grant.citation.version == 1] == [
        start_of(date(2026, 6, 1))
    ]
    (old,) = compiled(agreement(), agreement(**second, signed=signatures("police")))
    assert old.ends == start_of(date(2027, 1, 10))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dataset": "unknown"}, "no contract"),
        ({"fields": ["people.colour"]}, "people.colour"),
        ({"fields": ["nothing.*"]}, "nothing"),
        ({"rows": {"field": "people.when", "within_months": 3}}, "people.when"),
        ({"rows": {"field": "visits.key", "within_months": 3}}, "no date"),
        ({"rows": {"field": "visits.*", "within_months": 3}}, "no date"),
        ({"rows": {"field": "people.name", "value": "Ada"}}, "no word that it may hold"),
        ({"rows": {"field": "people.colour", "value": "Red"}}, "no word that it may hold"),
        (
            {"rows": {"field": "visits.day", "within_months": 3}},
            "rows do not have it",
        ),
        ({"provider": "council"}, "police's to share"),
    ],
)
def test_a_flow_that_names_what_no_contract_has_is_explained(changes, words):
    with pytest.raises(UserError, match=words):
        compiled(agreement(flows=[flow(**changes)]))


def test_a_row_rule_does_not_grant_the_field_it_looks_at():
    rows = {"field": "visits.day", "within_months": 24}
    (grant,) = compiled(agreement(flows=[flow(fields=["visits.key"], rows=rows)]))
    assert grant.fields == {"visits.key"}


def test_what_chooses_rows_by_its_words_is_shared_as_well_and_says_one_of_its_words():
    care = {"care": parse_contract(visited.CONTRACTS["care"])}
    said = {"clause": "1", "provider": "carers", "dataset": "care"}
    rows = {"field": "people.priority", "value": "Priority"}
    shared = Clause(**said, fields=("people.line", "people.priority"), rows=rows)
    assert expand(shared, care) == {"people.line", "people.priority"}
    with pytest.raises(UserError, match="and so tells it"):
        expand(shared.model_copy(update={"fields": ("people.line",)}), care)
    with pytest.raises(UserError, match="no word that it may hold"):
        expand(Clause(**said, fields=shared.fields, rows=rows | {"value": "Low"}), care)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not an agreement"),
        ("[1, 2]", "not an agreement"),
        ("agreement: [", "not valid YAML"),
        (agreement(until=date(2026, 1, 1)), "before it begins"),
        (agreement(flows=[flow(), flow()]), "used twice"),
        (agreement(flows=[flow(provider="stranger")]), "stranger is named but is not among the parties"),
        (agreement(flows=[flow(purpose="curiosity")]), "clause 4.1, purpose"),
        (agreement(flows=[flow(fields=[])]), "clause 4.1, fields"),
        (agreement(tier="top"), "tier"),
        (agreement(under="front-door"), "under itself"),
        (agreement(signed=[*signatures("police"), *signatures("police")]), "signs twice"),
        (agreement().replace("2027-01-10", "2027-02-31"), "no calendar has"),
        (agreement(flows=[flow(rows={"field": "visits.day", "within_months": 30000})]), "within_months"),
        (agreement(flows=[flow(rows={"field": "visits.day"})]), "say one of the two"),
        (agreement(flows=[flow(rows={"field": "a.b", "within_months": 2, "value": "c"})]), "one of the two"),
        (agreement(colour="red"), "colour"),
    ],
)
def test_a_faulty_file_is_explained_in_words(text, words):
    with pytest.raises(UserError, match=words):
        parse_agreement(text)
