"""What was served of many people is noted in as many entries as it takes, and nothing of it twice."""

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access.recording import Served
from shiremoot.ledger.verbs import MOST_PERSONS


@given(st.integers(0, 3 * MOST_PERSONS + 1), st.frozensets(st.integers(0, 3 * MOST_PERSONS), max_size=9))
def test_every_person_and_reference_is_in_one_part(count, seen):
    persons = tuple(f"p{number:05}" for number in range(count))
    records = {"police": tuple(f"{persons[each]} crime.events: 2" for each in sorted(seen) if each < count)}
    parts = Served(persons, records).parts()
    assert parts
    assert all(len(part.persons) <= MOST_PERSONS for part in parts)
    assert tuple(person for part in parts for person in part.persons) == persons
    assert tuple(what for part in parts for what in part.records["police"]) == records["police"]
    for part in parts:
        assert {what.split(" ")[0] for what in part.records["police"]} <= set(part.persons)
