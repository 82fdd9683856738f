"""Grants follow signatures, suspensions, tiers and assurance: held against a plain reading of them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.dates import start_of
from shiremoot.gateway.agreements.compile import Adopted, County, compile_grants
from shiremoot.gateway.agreements.file import parse_agreement
from shiremoot.gateway.agreements.spans import FOR_EVER, Span, lasting, overlaps, without
from tests.gateway.agreement_text import agreement

START = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = {"4.1": frozenset({"people.name"})}
days = st.integers(0, 40).map(lambda each: START + timedelta(days=10 * each))


@st.composite
def some_spans(draw, at_most: int = 2) -> tuple[Span, ...]:
    """Spans that follow each other; the last may have no end."""
    ends = sorted(draw(st.lists(days, max_size=2 * at_most, unique=True)))
    found = [Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    if len(ends) % 2:
        found.append(Span(ends[-1], FOR_EVER))
    return tuple(found)


def signatures():
    return st.fixed_dictionaries({"police": some_spans(), "council": some_spans()})


@st.composite
def versions(draw, name: str, version: int, **changes: object) -> Adopted:
    text = agreement(agreement=name, version=version, signed=[], **changes)
    return Adopted(parse_agreement(text), draw(days), FIELDS, draw(signatures()), draw(some_spans(1)))


@st.composite
def counties(draw) -> tuple[Adopted, ...]:
    """Two versions of an agreement, and one or two of the memorandum above them."""
    above = [draw(versions("memorandum", each, flows=[])) for each in range(1, draw(st.integers(2, 3)))]
    return (
        draw(versions("front-door", 1, under="memorandum")),
        draw(versions("front-door", 2, under="memorandum", **{"from": date(2026, 3, 1)})),
        *above,
    )


def both_signed(version: Adopted, at: datetime) -> bool:
    signed = all(any(span.holds(at) for span in version.signed[name]) for name in ("police", "council"))
    return signed and version.adopted_at <= at and version.span.holds(at)


def moments(*versions: Adopted) -> list[datetime]:
    """Whenever anything can change."""
    found = {start_of(day) for each in versions for day in (each.file.begins, each.file.until)}
    for each in versions:
        found.add(each.adopted_at)
        for span in (*each.signed["police"], *each.signed["council"], *each.suspended):
            found |= {span.begins, span.ends}
    return sorted(moment for moment in found if moment < FOR_EVER)


def in_force(version: Adopted, county: tuple[Adopted, ...], at: datetime) -> bool:
    """As the glossary says it, moment by moment and without arithmetic on spans."""
    if not both_signed(version, at) or any(span.holds(at) for span in version.suspended):
        return False
    name, number = version.name
    newer = [each for each in county if each.file.agreement == name and each.file.version > number]
    if any(both_signed(each, then) for each in newer for then in moments(*county) if then <= at):
        return False
    above = [each for each in county if each.file.agreement == version.file.under]
    return version.file.under is None or any(in_force(each, county, at) for each in above)


@given(counties())
def test_a_flow_is_in_force_exactly_while_everything_that_it_needs_is(county):
    grants = compile_grants(County(county))
    for at in moments(*county):
        for version in county[:2]:
            expected = in_force(version, county, at)
            found = [grant for grant in grants if grant.citation.of == version.name and grant.in_force(at)]
            assert len(found) <= 1
            assert bool(found) == expected, (version.name, at)


@given(counties())
def test_no_two_versions_are_in_force_for_a_pair_at_once(county):
    grants = compile_grants(County(county))
    for at in moments(*county):
        assert len([grant for grant in grants if grant.in_force(at)]) <= 1


@given(counties(), some_spans())
def test_nothing_is_in_force_while_a_party_is_not_assured(county, assured):
    for party in ("police", "council"):
        plain = compile_grants(County(county))
        held = compile_grants(County(county, {(party, "police"): assured}))
        for at in [*moments(*county), *(span.begins for span in assured), *(span.ends for span in assured)]:
            stands = any(span.holds(at) for span in assured)
            before = {grant.flow for grant in plain if grant.in_force(at)}
            assert {grant.flow for grant in held if grant.in_force(at)} == (before if stands else set())


@given(counties(), some_spans())
def test_assurance_for_what_another_gives_changes_nothing(county, assured):
    others = {(party, "council"): assured for party in ("police", "council")}
    assert compile_grants(County(county, others)) == compile_grants(County(county))


def test_a_withdrawal_says_who_ended_it():
    left = Span(START, START + timedelta(days=100), "ended when police withdrew")
    signed = {"police": (left,), "council": (Span(START, FOR_EVER),)}
    version = Adopted(parse_agreement(agreement(signed=[])), START, FIELDS, signed)
    (grant,) = compile_grants(County((version,)))
    assert (grant.ends, grant.why_ends) == (left.ends, "ended when police withdrew")


def test_a_suspension_closes_a_flow_and_its_end_opens_it_again():
    signed = {name: (Span(START, FOR_EVER),) for name in ("police", "council")}
    gap = Span(START + timedelta(days=30), START + timedelta(days=40))
    version = Adopted(parse_agreement(agreement(signed=[])), START, FIELDS, signed, (gap,))
    first, second = compile_grants(County((version,)))
    assert (first.ends, first.why_ends, second.begins) == (gap.begins, "was suspended", gap.ends)


@given(some_spans(), some_spans(), days)
def test_overlaps_hold_where_both_do(ones, others, at):
    both = any(span.holds(at) for span in ones) and any(span.holds(at) for span in others)
    assert any(span.holds(at) for span in overlaps(ones, others)) == both


@given(some_spans(), some_spans(), days)
def test_gaps_are_cut_out(ones, gaps, at):
    left = any(span.holds(at) for span in ones) and not any(span.holds(at) for span in gaps)
    assert any(span.holds(at) for span in without(ones, gaps, "was suspended")) == left


@given(some_spans())
def test_of_spans_that_do_not_last_all_stay_so_that_a_refusal_can_say_why(found):
    over = [Span(span.ends, span.begins, "ended") for span in found]
    assert lasting(over) == over


def test_a_version_that_both_signed_but_never_at_once_replaces_nothing():
    for_good = {name: (Span(START, FOR_EVER),) for name in ("police", "council")}
    first = Adopted(parse_agreement(agreement(signed=[])), START, FIELDS, for_good)
    middle = START + timedelta(days=100)
    apart = {"police": (Span(START, middle),), "council": (Span(middle, FOR_EVER),)}
    second = Adopted(parse_agreement(agreement(signed=[], version=2)), START, FIELDS, apart)
    (grant,) = compile_grants(
        County(
            (
                first,
                second,
            )
        )
    )
    assert (grant.citation.version, grant.ends) == (1, first.span.ends)


def test_a_version_that_a_party_left_before_it_began_replaces_nothing():
    for_good = {name: (Span(START, FOR_EVER),) for name in ("police", "council")}
    first = Adopted(parse_agreement(agreement(signed=[])), START, FIELDS, for_good)
    left = for_good | {"council": (Span(START, START + timedelta(days=10)),)}
    later = agreement(signed=[], version=2, **{"from": date(2026, 3, 1)})
    grants = compile_grants(
        County(
            (
                first,
                Adopted(parse_agreement(later), START, FIELDS, left),
            )
        )
    )
    assert [grant.ends for grant in grants if grant.citation.version == 1] == [first.span.ends]
