"""A list of people at places is ordered by the facts that its reader chooses, and by nothing else."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access.emergencies import Resident
from shiremoot.access.reading import Block, Row
from shiremoot.access.typed_places import places_in
from shiremoot.portal.residents import First, chosen, lines, offered, ordered
from tests.access.small import NOW

TODAY = date(2026, 11, 28)
PLACES, _ = places_in(["XK1 2AB"])


def resident(person_id: str, values: dict[str, str], *, services: int = 0) -> Resident:
    said = {"address.postcode": "XK1 2AB", "person.first_name": person_id} | values
    rows = Row(person_id, said)
    blocks = [Block("care", "people", "carers", "Care", "person", NOW, (rows,))]
    open_now = {"involvement.service": "Home care", "involvement.status": "Open"}
    found = tuple(Row(person_id, open_now) for _ in range(services))
    if found:
        blocks.append(
            Block(
                "care",
                "services",
                "carers",
                "Care",
                "involvement",
                NOW,
                found,
                flows=dict.fromkeys(open_now, ()),
            )
        )
    return Resident(person_id, 0, blocks)


PEOPLE = st.lists(
    st.builds(
        lambda born, needs, house, services: (
            ({"person.date_of_birth": born.isoformat()} if born else {})
            | dict.fromkeys(needs, "true")
            | ({"address.line": f"{house} Mill Lane"} if house else {}),
            services,
        ),
        st.none() | st.dates(date(1930, 1, 1), date(2026, 1, 1)),
        st.sets(st.sampled_from(["person.help_to_leave", "person.equipment", "person.lives_alone"])),
        st.integers(0, 30),
        st.integers(0, 1),
    ),
    max_size=12,
)
FIRSTS = st.lists(st.sampled_from(list(First)), unique=True, max_size=3)


def made(people):
    found = [resident(f"P{n}", values, services=services) for n, (values, services) in enumerate(people)]
    return lines(found, PLACES, {}, TODAY)


@given(PEOPLE, FIRSTS)
def test_nobody_is_lost_and_those_come_first_of_whom_the_first_fact_is_true(people, firsts):
    found = ordered(made(people), firsts)
    assert sorted(each.who.name for each in found) == sorted(f"P{n}" for n in range(len(people)))
    for earlier, later in pairwise(found):
        for first in firsts:
            a, b = true_of(earlier, first), true_of(later, first)
            if a != b:
                assert a > b, (first, earlier.who.name, later.who.name)
                break


def true_of(line, first: First) -> float:
    """More is earlier."""
    if first in (First.OLDEST, First.YOUNGEST):
        if not line.who.born:
            return float("-inf")
        born = date.fromisoformat(line.who.born).toordinal()
        return -born if first is First.OLDEST else born
    return bool(line.involved) if first is First.INVOLVED else first.meaning in line.needs


@given(PEOPLE)
def test_without_a_choice_neighbours_stand_together(people):
    numbers = [int(line.address.split()[0]) for line in ordered(made(people), []) if "Mill" in line.address]
    assert numbers == sorted(numbers)


@given(PEOPLE, st.randoms())
def test_the_order_hangs_on_nothing_else(people, random):
    found = made(people)
    mixed = list(found)
    random.shuffle(mixed)
    for firsts in ([], [First.OLDEST], [First.HELP, First.YOUNGEST]):
        assert ordered(mixed, firsts) == ordered(found, firsts)


def test_only_what_flows_show_can_be_chosen_and_each_once():
    few = offered({"person.date_of_birth", "person.equipment"})
    assert few == [First.EQUIPMENT, First.OLDEST, First.YOUNGEST]
    assert chosen(["help", "oldest", "oldest", "", "<script>", "equipment"], few) == [
        First.OLDEST,
        First.EQUIPMENT,
    ]


def test_a_closed_service_is_not_involved_and_an_address_is_written_as_most_do():
    flat = {"address.uprn": "100", "address.line": "4 Mill Lane"}
    many = [resident(name, flat) for name in ("A", "B")]
    found = lines(
        [*many, resident("C", {"address.uprn": "100", "address.line": "4 MILL LN"})], PLACES, {}, TODAY
    )
    assert {line.address for line in found} == {"4 Mill Lane, XK1 2AB"}
    assert {line.elsewhere for line in found} == {()}
    moved = resident("D", flat)
    old = Row("D", {"address.line": "1 Far Road", "address.postcode": "XK9 9ZZ"})
    moved.blocks.append(Block("crime", "people", "police", "Police", "person", NOW, (old,)))
    (line,) = lines([moved], PLACES, {}, TODAY)
    assert line.elsewhere == ("1 Far Road, XK9 9ZZ",)
