"""Small random worlds for properties of decisions."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from shiremoot.decisions.grants import Citation, Grant
from shiremoot.decisions.kernel import FieldId, Request
from shiremoot.decisions.predicate import RowRule
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
        rows=draw(st.none() | st.builds(RowRule, st.just("visits.day"), st.integers(1, 24))),
        when_withheld=draw(st.sampled_from(("", "The police may hold more."))),
        obligations=draw(st.sampled_from(((), ("Delete after 90 days",)))),
    )


requests = st.builds(
    Request,
    organisation=st.sampled_from(ORGANISATIONS),
    role=st.sampled_from(ROLES),
    purpose=purposes,
    mode=modes,
    relationships=relationships,
    fields=st.frozensets(st.builds(FieldId, st.sampled_from(DATASETS), st.sampled_from(FIELDS)), min_size=1),
    at=near_moments,
)
