"""Alerts at the top of a page: of what is open, each once, in the vocabulary's order."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access.reading import Block, Row
from shiremoot.contracts import ALERT, DOMESTIC_ABUSE, vocabulary
from shiremoot.portal.alerts import alerts

TODAY = date(2026, 11, 27)
WORDS = vocabulary()[ALERT].values
days = st.dates(date(2020, 1, 1), TODAY).map(date.isoformat)
rows = st.fixed_dictionaries(
    {},
    optional={
        ALERT: st.sampled_from(WORDS),
        "involvement.status": st.sampled_from(["Open", "Closed", "CEASED"]),
        "involvement.start": days,
        "involvement.end": days,
    },
)


def block(provider: str, *values: dict[str, str]) -> Block:
    found = tuple(Row("p", each) for each in values)
    at = datetime(2026, 11, 26, tzinfo=UTC)
    return Block("d", "t", provider, "Police", "involvement", at, found, flows={ALERT: ()})


def still_open(values: dict[str, str]) -> bool:
    return "involvement.end" not in values and values.get("involvement.status", "Open") == "Open"


@given(st.lists(st.tuples(st.sampled_from(["police", "council"]), rows)))
def test_each_alert_of_what_is_open_stands_once_since_it_began_and_nothing_else(said):
    found = alerts([block(provider, values) for provider, values in said], {"police": "The police"}, TODAY)
    expected = {
        (values[ALERT], "The police" if provider == "police" else "council"): min(
            (
                other.get("involvement.start", "")
                for who, other in said
                if (who, other.get(ALERT)) == (provider, values[ALERT]) and still_open(other)
            ),
            key=lambda start: start or "9999",
        )
        for provider, values in said
        if ALERT in values and still_open(values)
    }
    assert {(each.words, each.organisation): each.since for each in found} == expected
    assert len(found) == len(expected)
    assert [each.words for each in found] == sorted((each.words for each in found), key=WORDS.index)


def test_an_end_that_is_still_to_come_leaves_it_an_alert():
    ends = (TODAY + timedelta(days=1)).isoformat()
    (found,) = alerts([block("police", {ALERT: DOMESTIC_ABUSE, "involvement.end": ends})], {}, TODAY)
    assert "Do not speak of it" in found.advice
