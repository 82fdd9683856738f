"""Whose word stands: most services', however many records each has, and what is shown says who says so."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.portal.survivorship import Survivor, survivor

SERVICES = st.sampled_from(["Police", "School", "Housing", "Health"])
SAID = st.lists(st.tuples(SERVICES, st.sampled_from(["", "Jo", "JO", "Joanne", "Anne"])))


@given(SAID)
def test_what_stands_is_said_by_no_fewer_services_than_anything_else(said):
    found = survivor(said)
    services = defaultdict(set)
    for service, value in said:
        services[value.casefold()].add(service)
    services.pop("", None)
    assert set(found.by) == services.get(found.value.casefold(), set())
    assert all(len(others) <= len(found.by) for others in services.values())
    assert set(found.others) == set().union(*services.values()) - set(found.by)


@given(SAID, st.randoms())
def test_neither_order_nor_a_second_record_of_a_service_changes_it(said, random):
    twice = [*said, *said]
    random.shuffle(twice)
    one, other = survivor(said), survivor(twice)
    assert (one.value, set(one.by)) == (other.value, set(other.by))


def test_of_equals_the_longest_stands_and_of_nothing_nothing():
    assert survivor([("Police", "Jo"), ("School", "Joanne")]) == Survivor("Joanne", ("School",), ("Police",))
    assert survivor([("Police", "")]) == Survivor()


def test_capitals_make_no_other_name_and_give_way():
    assert survivor([("Police", "JO"), ("School", "Jo")]) == Survivor("Jo", ("Police", "School"))
