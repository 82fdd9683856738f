"""Who shares what with whom: lines of agreements and grants, and a drawing that shows each pair once."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access import grants
from shiremoot.gateway.agreements import overview
from shiremoot.gateway.agreements.states import State
from shiremoot.gateway.flow_map.drawing import MARGIN, THICKEST, THINNEST, draw
from shiremoot.gateway.flow_map.lines import NOT_BOTH, Wanted, lines, narrowed, pairs
from shiremoot.gateway.organisations.models import User

ORGANISATIONS = ("council", "police", "charity", "fire", "schools")
counts = st.dictionaries(
    st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from(ORGANISATIONS)),
    st.integers(1, 500),
    max_size=25,
)


@given(counts, st.integers(300, 1000), st.integers(50, 120))
def test_every_pair_is_one_band_between_rows_that_do_not_touch(found, width, names):
    drawing = draw(found, {}, width=width, names=names, letters=20)
    assert {(band.provider, band.recipient): band.count for band in drawing.bands} == found
    assert all(THINNEST <= band.thickness <= THICKEST for band in drawing.bands)
    for side in (drawing.providers, drawing.recipients):
        assert all(MARGIN <= node.y <= drawing.height - MARGIN for node in side)
        assert all(other.y - one.y > THICKEST for one, other in pairwise(side))
        assert sum(node.count for node in side) == sum(found.values())
    places = [
        {node.organisation: node.y for node in side} for side in (drawing.providers, drawing.recipients)
    ]
    for band in drawing.bands:
        assert band.path.startswith(f"M{drawing.left:g} {places[0][band.provider]:g} ")
        assert band.path.endswith(f" {drawing.right:g} {places[1][band.recipient]:g}")


@given(st.text(), st.integers(5, 40))
def test_a_name_has_one_line_or_two_of_so_many_letters(name, letters):
    (node,) = draw({("it", "it"): 1}, {"it": name}, width=900, names=100, letters=letters).providers
    assert 1 <= len(node.name) <= 2
    assert all(len(line) <= letters for line in node.name)


@given(counts)
def test_a_thicker_band_has_no_fewer_flows(found):
    bands = draw(found, {}, width=900, names=100, letters=20).bands
    for one in bands:
        for other in bands:
            assert one.thickness <= other.thickness or one.count > other.count


@pytest.fixture
def reader(client, world):
    client.force_login(User.objects.get(email="social.worker@ambershire.example"))
    with override_settings(HOME=world.home):
        yield client


def county(at):
    return lines(overview.overview(at=at), grants.current().all, at)


@pytest.mark.django_db
def test_what_is_in_force_is_what_the_grants_say_at_that_moment(world):
    at = timezone.now()
    living = {(each.flow, each.recipient) for each in grants.current().all if each.in_force(at)}
    drawn = [line for line in county(at) if line.state == State.IN_FORCE]
    assert {(f"{each.agreement} v{each.version} {each.clause}", each.recipient) for each in drawn} == living
    assert len(drawn) == len(living)
    later = [line for line in county(at + timedelta(days=4000)) if line.state == State.IN_FORCE]
    assert later == []


@pytest.mark.django_db
def test_a_pair_that_has_not_both_signed_is_not_in_force_though_others_are(world):
    at = timezone.now()
    without = [each for each in grants.current().all if each.recipient != "ambershire-council"]
    states = {
        line.state
        for line in lines(overview.overview(at=at), without, at)
        if line.recipient == "ambershire-council"
    }
    assert NOT_BOTH in states
    assert State.IN_FORCE not in states


@pytest.mark.django_db
def test_it_is_narrowed_by_organisation_purpose_and_state(world):
    found = county(timezone.now())
    police = narrowed(found, Wanted(organisation="ambershire-police"))
    assert police
    assert all("ambershire-police" in (line.provider, line.recipient) for line in police)
    for name, value in (("purpose", "linking"), ("state", State.IN_FORCE)):
        some = narrowed(found, Wanted(**{name: value}))
        assert 0 < len(some) < len(found)
        assert {getattr(line, name) for line in some} == {value}
    assert sum(len(some) for some in pairs(found).values()) == len(found)


@pytest.mark.django_db
def test_the_page_draws_and_lists_and_says_when_nothing_is_like_that(reader):
    page = reader.get("/flow-map/").content.decode()
    assert "Ambershire Police to Ambershire County Council" in page
    homes = reader.get("/flow-map/?organisation=amber-homes&purpose=housing-support").content.decode()
    assert "Homes and safety agreement, clause 2.1" in homes
    nothing = reader.get("/flow-map/?organisation=ambershire-police&purpose=housing-support").content.decode()
    assert "No flow is like that" in nothing
    assert reader.get("/flow-map/?organisation=nobody&state=nonsense&page=x").status_code == 200


@pytest.mark.django_db
def test_before_any_agreement_it_says_so(client):
    client.force_login(User.objects.create_user(email="a@example.org", name="A"))
    assert "No agreement has been adopted yet" in client.get("/flow-map/").content.decode()
