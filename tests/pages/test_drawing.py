"""The page on which an area is drawn: what it says, what it keeps, and that nobody is looked up by it."""

import re

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.access import facts
from shiremoot.access.models import Emergency
from shiremoot.access.protection import FactKind
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gazetteer.verbs import load
from shiremoot.ledger.models import Entry
from tests.access.small import PROTECTOR, PURPOSE, Small, build
from tests.pages.readings import typed_in
from tests.pages.test_reviewing import member
from tests.permitted import HOST
from tests.standing import copied

MAP = "/emergency/map"
TYPED = {"purpose": PURPOSE, "reason": "The river is over the bank", "places": "XK2 3CD\r\n"}
HEAD = "uprn,address,town,postcode,easting,northing\n"
LANE = HEAD + "".join(
    f"{100 + n},{n} Mill Lane,Oldford,XK1 2AB,{632_000 + 12 * n},{530_000 + 20 * (n % 2)}\n"
    for n in range(1, 9)
)
ELSEWHERE = (
    '201,"Flat 1, 2 High Street",Oldford,XK2 3CD,632500,530300\n'
    '202,"Flat 2, 2 High Street",Oldford,XK2 3CD,632500,530300\n'
    "203,Rose Cottage,Oldford,,632510,530300\n"
    "301,1 Mill Lane,Ambermouth,QV9 1AA,658000,512000\n"
)


@pytest.fixture(scope="module")
def stands(standing):
    made = build(standing)
    made.now = timezone.now()
    made.adopt({"dataset": "care", "relationships": ["emergency"]})
    return made


@pytest.fixture
def small(stands, tmp_path, db, client):
    made = copied(stands, tmp_path)
    member(client, "dana@host.example", HOST, [Duty.PRACTISE])
    with override_settings(HOME=made.home):
        yield made


@pytest.fixture
def county(small: Small) -> Small:
    load(small.home, (LANE + ELSEWHERE).encode(), at=small.now)
    return small


def sent(client, **fields: str) -> str:
    response = client.post(MAP, TYPED | fields)
    assert response.status_code == 200
    return response.content.decode()


def state(said: str) -> dict[str, str]:
    """What the map's own form carries."""
    form = said.partition('<div class="sm-area"')[2].partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def shown(client, **fields: str) -> dict[str, str]:
    return state(sent(client, do="where", where="XK1 2AB", **fields))


def test_it_is_only_for_roles_with_a_flow_for_it(client, county):
    county.adopt({"dataset": "care"})
    assert client.get(MAP).url == "/emergency"
    assert client.post(MAP, TYPED | {"do": "where", "where": "XK1 2AB"}).url == "/emergency"


def test_without_a_gazetteer_it_says_so_and_nothing_typed_is_lost(client, small):
    said = sent(client)
    assert "nobody has loaded where the county’s addresses stand" in said
    assert "shiremoot gazetteer" in said
    form = client.post(MAP, state_of_the_page(said) | {"do": "back"}).content.decode()
    assert "The river is over the bank" in form
    assert typed_in(form)["places"] == [TYPED["places"]]


def state_of_the_page(said: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(purpose|reason|places)" value="([^"]*)"', said))


def test_it_begins_where_it_is_told_to_or_where_the_places_are_that_were_typed(client, county):
    assert "Say above where the map is to begin" in client.get(MAP).content.decode()
    assert state(sent(client))["middle"] == "632500, 530300"
    assert "Say above where" in sent(client, places="what, XK12\nXK9 9ZZ")
    assert shown(client)["middle"] == "632054, 530010"
    assert "Enter a postcode, street, address or UPRN" in sent(client, do="where", where="")
    unknown = sent(client, do="where", where="Nowhere Lane")
    assert "No address here is like that" in unknown
    assert unknown.index('id="map"') < unknown.index("There is a problem")


def test_of_several_streets_one_is_chosen(client, county):
    said = sent(client, do="where", where="Mill Lane", within="100")
    assert "Mill Lane, Oldford, XK1" in said
    assert "Mill Lane, Ambermouth, QV9" in said
    chosen = re.search(r'name="spot" value="([^"]+)">Mill Lane, Ambermouth', said).group(1)
    said = sent(client, do="spot", spot=chosen, where="Mill Lane", within="100")
    assert state(said)["circle"] == "658000, 512000, 100"
    assert "1 address inside" in said


def test_everything_within_some_metres_needs_no_picture(client, county):
    said = sent(client, do="where", where="101", within="100")
    assert "8 addresses inside" in said
    assert "<strong>Mill Lane, XK1 2AB</strong>: 1, 2, 3, 4, 5, 6, 7, 8" in said
    assert "Start again" in said
    assert "Undo last corner" not in said
    assert "Nothing is drawn yet" in sent(client, **state(said), do="clear")


def test_each_click_sets_a_corner_in_either_picture_and_each_is_undone(client, county):
    begun = shown(client)
    said = sent(client, **begun | {"wide.x": "190", "wide.y": "130"})
    assert "1 corner set" in said
    said = sent(client, **state(said) | {"wide.x": "390", "wide.y": "130"})
    said = sent(client, **state(said) | {"wide.x": "390", "wide.y": "330"})
    said = sent(client, **state(said) | {"wide.x": "190", "wide.y": "330"})
    corners = state(said)["corners"].split("\n")
    assert len(corners) == 4
    assert "8 addresses inside" in said
    assert "metres across: 8 addresses inside what is drawn" in said
    assert said.count('<circle class="sm-area__corner"') == 8  # in two pictures
    said = sent(client, **state(said), do="undo")
    assert state(said)["corners"].split("\n") == corners[:3]
    assert state(sent(client, **state(said), do="nonsense")) == state(said)
    narrow = sent(client, **begun | {"narrow.x": "165", "narrow.y": "165"})
    assert state(narrow)["corners"] == begun["middle"]


def test_a_picture_that_is_chosen_with_a_key_says_what_to_do_instead(client, county):
    said = sent(client, **shown(client) | {"wide.x": "0", "wide.y": "0"})
    assert "No spot was clicked. With a keyboard, write the corners" in said
    assert "Nothing is drawn yet" in said


def test_corners_are_written_as_well(client, county):
    written = "631990 529990\nOW 32200 29990\n\n632200, 530100\n631990, 530100"
    said = sent(client, do="corners", corners=written)
    assert "8 addresses inside" in said
    assert "632200, 529990" in typed_in(said)["corners"][0]
    wrong = sent(client, do="corners", corners="631990 529990\nMill Lane")
    assert "Line 2, “Mill Lane”, is no grid reference" in wrong
    assert "631990 529990\nMill Lane</textarea>" in wrong
    assert "at least three corners" in sent(client, do="corners", corners="631990 529990")
    assert "60 corners or fewer" in sent(client, do="corners", corners="1, 1\n" * 61)


def test_more_corners_than_an_area_has_are_not_set_and_that_is_said(client, county):
    drawn = shown(client) | {"corners": "\n".join(["632000, 530000"] * 60)}
    said = sent(client, **drawn | {"wide.x": "10", "wide.y": "10"})
    assert "60 corners at most" in said
    assert state(said)["corners"] == drawn["corners"]


def test_of_more_streets_than_are_listed_it_says_how_to_find_the_others(client, small):
    streets = "".join(f"{n},1 Mill Lane,Town {n},XK{n} 2AB,{6000 * n},530000\n" for n in range(1, 15))
    load(small.home, (HEAD + streets).encode(), at=small.now)
    assert "There are more. Is it none of these?" in sent(client, do="where", where="Mill Lane")
    assert "There are more" not in sent(client, do="where", where="Mill Lane, Town 1")


def test_an_area_in_which_nothing_stands_or_that_is_too_large_says_what_to_do(client, county):
    assert "No address stands there" in sent(client, do="corners", corners="1, 1\n1, 9\n9, 9")
    said = sent(client, do="corners", corners="600000, 500000\n611000, 500000\n600000, 510000")
    assert "more than 10 kilometres long" in said
    assert "Use these addresses" not in said


def test_its_addresses_go_beneath_what_was_typed_and_open_as_if_they_had_been_typed(client, county):
    begun = Entry.objects.count()
    drawn = state(sent(client, do="where", where="203", within="500"))
    form = client.post(MAP, drawn | {"do": "use"}).content.decode()
    places = typed_in(form)["places"][0].splitlines()
    assert places == ["XK2 3CD", "2 High Street, XK2 3CD", "203"]
    assert "The river is over the bank" in form
    assert Entry.objects.count() == begun  # nobody was looked up
    opened = client.post("/emergency", TYPED | {"places": "\n".join(places)})
    assert re.fullmatch(r"/emergency/[0-9a-f-]{36}", opened.url)
    assert Emergency.objects.get().places == places


def test_more_than_go_together_are_told_and_not_taken(client, small):
    many = "".join(f"{n},{n} Mill Lane,Oldford,XK1 2AB,632000,530000\n" for n in range(1, 502))
    load(small.home, (HEAD + many).encode(), at=small.now)
    said = sent(client, do="where", where="XK1 2AB", within="100")
    assert "501 addresses inside" in said
    assert "They are at more than the 500 doors that go together" in said
    assert "Use these addresses" not in said
    assert "more than the 500" in client.post(MAP, state(said) | {"do": "use"}).content.decode()


def test_flats_of_a_house_are_one_of_the_doors_that_go_together(client, small):
    flats = "".join(f'{n},"Flat {n}, 4 Mill Lane",Oldford,XK1 2AB,632000,530000\n' for n in range(1, 502))
    load(small.home, (HEAD + flats).encode(), at=small.now)
    said = sent(client, do="where", where="XK1 2AB", within="100")
    assert "501 addresses inside" in said
    form = client.post(MAP, state(said) | {"do": "use"}).content.decode()
    assert typed_in(form)["places"][0].splitlines() == ["XK2 3CD", "4 Mill Lane, XK1 2AB"]


def test_a_whole_town_is_counted_and_not_listed(client, small):
    town = "".join(f"{n},{n} Mill Lane,Oldford,XK1 2AB,632000,530000\n" for n in range(1, 5002))
    load(small.home, (HEAD + town).encode(), at=small.now)
    said = sent(client, do="where", where="XK1 2AB", within="100")
    assert "5,001 addresses inside" in said
    assert "They are at more than the 500 doors" in said
    assert "Mill Lane, XK1 2AB" not in said


def where_it_is(client, places: str) -> str:
    address = client.post("/emergency", TYPED | {"places": places}).url
    said = client.get(address).content.decode()
    return said.partition("Where it is")[2].partition("<details")[0]


def test_the_list_has_a_map_of_the_places_asked_for_and_says_which_are_on_none(client, county):
    said = where_it_is(client, "XK1 2AB\n2 High Street, XK2 3CD\n999\n")
    assert "9 doors at 2 of the 3 places that you gave" in said
    assert "What is not in the county’s list of addresses" in said
    assert said.count("<svg") == 2
    alone = where_it_is(client, "101")
    assert "1 door at the 1 place that you gave" in alone
    assert "on no map" not in alone
    assert re.search(r'sm-area__marked" d="M\d+ \d+h0"', alone)


def test_the_map_is_the_same_whether_anybody_is_shown_there_or_not(client, county):
    shown = where_it_is(client, "4 Mill Lane, XK1 2AB\n5 Mill Lane, XK1 2AB")
    assert "Ada" in client.get(f"/emergency/{Emergency.objects.get().pk}").content.decode()
    for address in "XK1 2AB", "XK2 3CD":
        assert address not in shown
    for number in ("9000000009", "9000000017", "9000000025"):
        facts.set_fact_by_number(
            nhs_number=number,
            kind=FactKind.HIDDEN_PERSON,
            reason="In danger",
            by=PROTECTOR,
            at=timezone.now(),
        )
    assert where_it_is(client, "4 Mill Lane, XK1 2AB\n5 Mill Lane, XK1 2AB") == shown


def test_places_that_the_county_s_list_lacks_have_no_map(client, county):
    assert where_it_is(client, "999\nXK9 9ZZ") == ""


def test_without_a_gazetteer_the_list_has_no_map(client, small):
    assert where_it_is(client, "XK1 2AB") == ""
