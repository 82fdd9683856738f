"""Small random worlds for properties of decisions."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from shiremoot.decisions.grants import Citation, Grant
from shiremoot.decisions.predicate import RowRule, ValueRule
from shiremoot.decisions.request import Consent, FieldId, ForbiddingFact, Forbids, Request
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind

START = datetime(2026, 1, 1, tzinfo=UTC)
ORGANISATIONS = ("council", "police", "charity")
ROLES = ("social-worker", "officer")
FIELDS = ("people.name", "people.born", "visits.day")
DATASETS = ("homes", "visits")

moments = st.integers(0, 10).map(lambda hours: START + timedelta(hours=hours))
near_moments = st.tuples(moments, st.integers(-1, 1)).map(lambda each: each[0] + timedelta(seconds=each[1]))
relationships = st.frozensets(st.sampled_from(RelationshipKind), max_size=2)
purposes = st.sampled_from((Purpose.EARLY_HELP, Purpose.HOUSING_SUPPORT))
modes = st.sampled_from((Mode.IDENTIFIED, Mode.AGGREGATE))


row_rules = (
    st.none()
    | st.builds(RowRule, st.just("visits.day"), st.integers(1, 24))
    | st.builds(ValueRule, st.just("visits.kind"), st.sampled_from(("Priority", "Other")))
)


@st.composite
def grants(draw: st.DrawFn) -> Grant:
    citation = Citation(
        agreement=draw(st.sampled_from(("a", "b"))),
        title="An agreement",
        version=draw(st.integers(1, 2)),
        clause=draw(st.sampled_from(("1", "2", "3"))),
        sentence="Says what is shared.",
        basis="public task",
        power="an Act",
    )
    return Grant(
        citation=citation,
        provider=draw(st.sampled_from(ORGANISATIONS)),
        dataset=draw(st.sampled_from(DATASETS)),
        fields=draw(st.frozensets(st.sampled_from(FIELDS), min_size=1)),
        recipient=draw(st.sampled_from(ORGANISATIONS)),
        roles=draw(st.frozensets(st.sampled_from(ROLES), min_size=1)),
        purpose=draw(purposes),
        mode=draw(modes),
        relationships=draw(relationships),
        begins=draw(moments),
        ends=draw(moments),
        why_ends=draw(st.sampled_from(("ended", "was replaced by version 2"))),
        rests_on_consent=draw(st.booleans()),
        opt_out_applies=draw(st.booleans()),
        rows=draw(row_rules),
        when_withheld=draw(st.sampled_from(("", "The police may hold more."))),
        obligations=draw(st.sampled_from(((), ("Delete after 90 days",)))),
    )


fields = st.builds(FieldId, st.sampled_from(DATASETS), st.sampled_from(FIELDS))
facts = st.builds(
    ForbiddingFact,
    kind=st.sampled_from(Forbids),
    provider=st.none() | st.sampled_from(ORGANISATIONS),
    purpose=st.none() | purposes,
    fields=st.none() | st.frozensets(fields, min_size=1),
)
consents = st.builds(Consent, st.sampled_from(ORGANISATIONS), purposes)
requests = st.builds(
    Request,
    organisation=st.sampled_from(ORGANISATIONS),
    role=st.sampled_from(ROLES),
    purpose=purposes,
    mode=modes,
    relationships=relationships,
    fields=st.frozensets(fields, min_size=1),
    at=near_moments,
    consents=st.frozensets(consents, max_size=3),
    forbidding=st.frozensets(facts, max_size=2),
)
PLAIN = Grant(
    citation=Citation("a", "An agreement", 1, "1", "Says what is shared.", "public task", "an Act"),
    provider="police",
    dataset="homes",
    fields=frozenset({"people.name"}),
    recipient="council",
    roles=frozenset({"officer"}),
    purpose=Purpose.EARLY_HELP,
    mode=Mode.IDENTIFIED,
    relationships=frozenset(),
    begins=START,
    ends=START + timedelta(hours=1),
)
