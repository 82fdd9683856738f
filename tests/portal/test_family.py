"""Family in words: each person once, and who has parental responsibility for a child."""

from datetime import UTC, date, datetime
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access.openings import Member
from shiremoot.access.reading import Block, Row
from shiremoot.portal.family import family

TODAY = date(2026, 11, 27)
AT = datetime(2026, 11, 26, tzinfo=UTC)
PEOPLE = ("p1", "p2", "p3")


def block(entity: str, *rows: Row) -> Block:
    meanings = {meaning for row in rows for meaning in row.values}
    return Block("d", entity, "council", "Care", entity, AT, rows, flows=dict.fromkeys(meanings, ()))


def member(person_id: str) -> Member:
    row = Row(person_id, {"person.first_name": person_id, "person.date_of_birth": "1980-01-01"})
    return Member(uuid4(), person_id, [block("person", row)])


ties = st.lists(
    st.builds(
        lambda other, kind, responsible: Row(
            "child",
            {"tie.kind": kind} | ({"tie.parental_responsibility": responsible} if responsible else {}),
            other,
        ),
        st.sampled_from([*PEOPLE, ""]),
        st.sampled_from(["Mother", "Father", "Brother or sister"]),
        st.sampled_from(["", "true", "false"]),
    )
)


@given(
    ties, st.sets(st.sampled_from(PEOPLE)), st.sets(st.sampled_from(PEOPLE)), st.integers(-1, 40) | st.none()
)
def test_everybody_stands_once_and_responsibility_is_told_of_children_alone(rows, seen, at_home, age):
    members = [member(each) for each in sorted(seen)]
    found = family([block("tie", *rows)], members, at_home, age, TODAY)
    named = {row.other_person_id for row in rows} - {""}
    unnamed = [row for row in rows if not row.other_person_id]
    assert len(found.lines) == len(named) + len(unnamed)
    assert {line.name for line in found.lines if line.candidate} == {each.upper() for each in ()} | (
        named & seen
    )
    assert all(line.candidate is None for line in found.lines if line.name == "Name not shown")

    is_child = age is None or age < 18
    responsible = {
        row.other_person_id for row in rows if row.values.get("tie.parental_responsibility") == "true"
    }
    told = [line.name for line in found.lines if line.responsible]
    assert {name for name in told if name != "Name not shown"} == (responsible & seen if is_child else set())
    is_told = any("tie.parental_responsibility" in row.values for row in rows)
    assert bool(found.responsibility) == (is_child and is_told)
    for name in told:
        assert name in found.responsibility


def test_shared_responsibility_names_everybody_who_has_it():
    rows = [
        Row("child", {"tie.kind": kind, "tie.parental_responsibility": has}, other)
        for kind, has, other in (("Mother", "true", "p1"), ("Father", "true", "p2"), ("Aunt", "false", "p3"))
    ]
    found = family([block("tie", *rows)], map(member, PEOPLE), {"p1"}, 9, TODAY)
    assert found.responsibility.startswith("p1 and p2 are recorded as having parental responsibility.")
    assert [line.words for line in found.lines] == [
        "mother, has parental responsibility, recorded at this address",
        "father, has parental responsibility",
        "aunt",
    ]
