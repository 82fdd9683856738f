"""What would go dark: exactly what no grant that stays would show, and for whom."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.decisions.grants import Citation, Grant
from shiremoot.decisions.words import Mode, Purpose
from shiremoot.gateway.assurance.effect import effect

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BODIES, ROLES, FIELDS = ["council", "police", "homes"], ["worker", "officer"], ["a.x", "a.y", "b.z"]


def grant(clause: str, provider: str, recipient: str, roles, fields, days: int = 30) -> Grant:
    return Grant(
        citation=Citation("front-door", "Front door", 1, clause, "A sentence.", "task", "power"),
        provider=provider,
        dataset=provider,
        fields=frozenset(fields),
        recipient=recipient,
        roles=frozenset(roles),
        purpose=Purpose.SAFEGUARDING_CHILDREN,
        mode=Mode.IDENTIFIED,
        relationships=frozenset(),
        begins=NOW - timedelta(days=1),
        ends=NOW + timedelta(days=days),
    )


GRANTS = st.lists(
    st.builds(
        grant,
        st.integers(1, 99).map(str),
        st.sampled_from(BODIES),
        st.sampled_from(BODIES),
        st.sets(st.sampled_from(ROLES), min_size=1),
        st.sets(st.sampled_from(FIELDS), min_size=1),
        st.sampled_from([-1, 30]),
    ),
    max_size=8,
)
HOLDERS = {
    (body, role): frozenset(f"{body} {role} {number}" for number in range(place + 1))
    for place, (body, role) in enumerate((body, role) for body in BODIES for role in ROLES)
}


def shown(grants) -> set[tuple[str, str, str, str]]:
    """(recipient, role, dataset, field) of everything in force."""
    return {
        (each.recipient, role, each.dataset, field)
        for each in grants
        if each.in_force(NOW)
        for role in each.roles
        for field in each.fields
    }


@given(GRANTS, st.sets(st.sampled_from(BODIES)))
def test_what_is_lost_is_what_is_shown_now_and_would_not_be_then(grants, lapsing):
    stays = [each for each in grants if each.provider not in lapsing and each.recipient not in lapsing]
    gone = shown(grants) - shown(stays)
    found = effect(grants, HOLDERS, lapsing, at=NOW)
    said = {(each.recipient, each.dataset, field) for each in found.lost for field in each.fields}
    assert said == {(recipient, dataset, field) for recipient, _, dataset, field in gone}
    places = {(each.organisation, each.role) for each in found.affected}
    assert places == {(recipient, role) for recipient, role, _, _ in gone}
    assert found.people == sum(len(HOLDERS[place]) for place in places)


def test_somebody_with_two_roles_is_counted_once_and_a_role_that_nobody_has_not_at_all():
    grants = [
        grant("1", "police", "council", ROLES, ["a.x"]),
        grant("2", "police", "homes", ["worker"], ["a.x"]),
    ]
    holders = {("council", "worker"): frozenset({"ann"}), ("council", "officer"): frozenset({"ann", "bea"})}
    found = effect(grants, holders, {"police"}, at=NOW)
    assert (found.people, found.organisations, len(found.lost)) == (2, 1, 2)


def test_what_another_provider_s_grant_shows_still_is_not_lost():
    twice = [
        grant("1", "homes", "council", ["worker"], ["a.x", "a.y"]),
        grant("2", "homes", "council", ["worker"], ["a.x"]),
    ]
    assert effect(twice, HOLDERS, {"police"}, at=NOW).lost == ()
    (first, second) = effect(twice, HOLDERS, {"homes"}, at=NOW).lost
    assert (first.fields, second.fields) == (("a.x", "a.y"), ("a.x",))
