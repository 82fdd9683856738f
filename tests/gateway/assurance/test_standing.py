"""Assurance at a moment, and the spans in which it sufficed: pure, and held against each other."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.dates import start_of
from shiremoot.gateway.assurance.standing import (
    Evidence,
    ExtendedHere,
    Known,
    Vouched,
    standings_at,
    suffices,
    valid_spans,
)
from shiremoot.law import law
from shiremoot.law.assurance import Extended, Held, Sponsored

LAW = law()
FIRST = datetime(2025, 11, 1, 9, tzinfo=UTC)
YES = frozenset(LAW.questions)
COMPANY, CHARITY = LAW.bodies["company"], LAW.bodies["charity"]
KINDS = ["ico-fee", "cyber-essentials", "training", "policies"]


def evidence(
    kind: str, issued: date, *, known: datetime | None = None, gone: datetime | None = None
) -> Evidence:
    level = "Cyber Essentials" if kind == "cyber-essentials" else ""
    return Evidence(Held(kind, issued, level), known or start_of(issued), gone)


def everything(issued: date, **known) -> tuple[Evidence, ...]:
    return tuple(evidence(kind, issued, **known) for kind in KINDS)


MOMENTS = st.integers(0, 3 * 365 * 24).map(lambda hours: FIRST + timedelta(hours=hours))


@st.composite
def items(draw) -> Evidence:
    known = draw(MOMENTS)
    issued = (known - timedelta(days=draw(st.integers(0, 200)))).date()
    gone = draw(st.none() | st.integers(1, 9000).map(lambda hours: known + timedelta(hours=hours)))
    return evidence(draw(st.sampled_from(KINDS)), issued, known=known, gone=gone)


@st.composite
def extensions(draw) -> ExtendedHere:
    made = draw(MOMENTS)
    requirement = draw(st.sampled_from(["need-fee", "need-cyber", "need-training"]))
    until = made.date() + timedelta(days=draw(st.integers(0, 20)))
    return ExtendedHere(Extended(requirement, "Olu", "renewal is late", until), made)


@st.composite
def words_given(draw) -> Vouched:
    known = draw(MOMENTS)
    gone = draw(st.none() | st.integers(1, 9000).map(lambda hours: known + timedelta(hours=hours)))
    answers = draw(st.sampled_from([YES, YES - {"q03"}]))
    return Vouched(Sponsored("big", known.date(), answers), known, gone)


KNOWN = st.builds(
    Known,
    st.sampled_from([COMPANY, CHARITY, None]),
    st.lists(items(), max_size=12).map(tuple),
    st.lists(extensions(), max_size=3).map(tuple),
    st.lists(words_given(), max_size=2).map(tuple),
)


@settings(max_examples=60)
@given(KNOWN, st.lists(MOMENTS, min_size=1, max_size=30))
def test_within_a_span_everything_is_there_and_outside_something_is_not(known, moments):
    spans = valid_spans(LAW, known)
    edges = [edge for span in spans for edge in (span.begins, span.ends) if edge]
    close = [edge + timedelta(seconds=step) for edge in edges for step in (-1, 0, 1)]
    for at in [*moments, *close]:
        inside = any(span.begins <= at and (span.ends is None or at < span.ends) for span in spans)
        assert suffices(standings_at(LAW, known, at)) == inside


@settings(max_examples=60)
@given(KNOWN)
def test_spans_are_in_order_apart_and_say_why_they_end(known):
    spans = valid_spans(LAW, known)
    for span in spans:
        assert span.ends is None or (span.begins < span.ends and span.why_ends)
    for before, after in pairwise(spans):
        assert before.ends is not None
        assert before.ends < after.begins


@settings(max_examples=60)
@given(KNOWN, items(), MOMENTS)
def test_more_evidence_never_makes_it_worse(known, more, at):
    richer = Known(known.body, (*known.evidence, more), known.extensions, known.vouched)
    if suffices(standings_at(LAW, known, at)):
        assert suffices(standings_at(LAW, richer, at))


def test_a_year_of_everything_ends_with_its_last_day_and_says_what_to_renew():
    (span,) = valid_spans(LAW, Known(COMPANY, everything(date(2026, 1, 10))))
    assert span.begins == start_of(date(2026, 1, 10))
    assert span.ends == start_of(date(2027, 1, 10))
    assert "Renew it" in span.why_ends


def test_nothing_is_backdated():
    known = datetime(2026, 3, 1, 15, tzinfo=UTC)
    (span,) = valid_spans(LAW, Known(COMPANY, everything(date(2026, 1, 10), known=known)))
    assert span.begins == known


def test_what_is_withdrawn_ends_at_that_moment():
    gone = datetime(2026, 6, 1, 15, tzinfo=UTC)
    kept = everything(date(2026, 1, 10))[1:]
    found = Known(COMPANY, (*kept, evidence("ico-fee", date(2026, 1, 10), gone=gone)))
    (span,) = valid_spans(LAW, found)
    assert span.ends == gone


def test_an_extension_carries_a_lapse_for_its_days_and_no_longer():
    made = start_of(date(2027, 1, 9))
    fee = ExtendedHere(Extended("need-fee", "Olu", "paid, not confirmed", date(2027, 1, 20)), made)
    longer = [evidence(kind, date(2026, 6, 1)) for kind in KINDS[1:]]
    known = Known(COMPANY, (evidence("ico-fee", date(2026, 1, 10)), *longer), (fee,))
    (span,) = valid_spans(LAW, known)
    assert span.ends == start_of(date(2027, 1, 21))
    too_long = ExtendedHere(Extended("need-fee", "Olu", "x", date(2027, 1, 25)), made)
    (span,) = valid_spans(LAW, Known(COMPANY, known.evidence, (too_long,)))
    assert span.ends == start_of(date(2027, 1, 10))


def test_a_sponsor_s_word_lasts_a_year_beside_the_fee_and_ends_when_it_is_taken_back():
    fee = evidence("ico-fee", date(2026, 3, 1))
    given_on = datetime(2026, 3, 2, 12, tzinfo=UTC)
    vouched = Vouched(Sponsored("big", date(2026, 3, 2), YES), given_on)
    (span,) = valid_spans(LAW, Known(CHARITY, (fee,), (), (vouched,)))
    assert (span.begins, span.ends) == (given_on, start_of(date(2027, 3, 1)))
    back = datetime(2026, 5, 1, 12, tzinfo=UTC)
    (span,) = valid_spans(LAW, Known(CHARITY, (fee,), (), (Vouched(vouched.sponsored, given_on, back),)))
    assert span.ends == back
    assert valid_spans(LAW, Known(COMPANY, (fee,), (), (vouched,))) == []


def test_a_body_of_no_known_kind_has_no_assurance():
    assert valid_spans(LAW, Known(None, everything(date(2026, 1, 10)))) == []
