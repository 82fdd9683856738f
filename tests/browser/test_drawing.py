"""Journey 4, drawn: the addresses in danger are taken from a map, with a pointer or with a keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from shiremoot.gazetteer import store
from shiremoot.gazetteer.geometry import box_of
from tests.browser.test_emergency import newest, postcodes, recorded

__all__ = ["postcodes"]
COUNCIL = "ambershire-council"
OPENED = [
    (COUNCIL, "emergency at places", "allowed"),
    ("amber-homes", "announce", "done"),
    (COUNCIL, "announce", "done"),
    ("ambershire-health", "announce", "done"),
    (COUNCIL, "view emergency", "allowed"),
    (COUNCIL, "served", "served"),
]


@pytest.fixture
def addresses(demo, postcodes):
    """Those of the first flooded postcode."""
    return store.current(demo.home).with_postcode(postcodes[0])


def typed_places(site) -> list[str]:
    return site.page.get_by_label("Places in danger, one a line").input_value().splitlines()


def test_a_duty_officer_draws_the_flood_and_sees_who_is_there(site, demo, postcodes, addresses):
    """Given a duty officer who has said what is happening, and typed a postcode,
    When they click around some houses on the map, Then the addresses inside are counted and listed,
    When they use them, Then they stand beneath what was typed, and nothing has been looked up,
    When they show who is there, Then the list and its map open, as the record says.
    """
    site.be("Ren Imaginary")
    since = newest(demo)
    site.go("/emergency")
    site.page.get_by_label("What is happening?").fill("The river Amber is over its bank")
    site.page.get_by_label("Places in danger, one a line").fill(postcodes[1])
    site.page.get_by_role("button", name="Draw the area on a map").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("Draw the area in danger")
    site.page.get_by_label("Postcode, street, address or UPRN").fill(postcodes[0])
    site.page.get_by_role("button", name="Show on the map").click()
    expect(site.page.get_by_role("heading", level=2, name="Nothing is drawn yet")).to_be_visible()
    picture = site.page.get_by_alt_text(re.compile("Set a corner where you click"))
    for x, y in ((140, 60), (440, 60), (440, 400), (140, 400), (10, 230)):
        picture.locator("visible=true").click(position={"x": x, "y": y})
    site.page.get_by_role("button", name="Undo last corner").click()
    inside = site.page.get_by_role("heading", level=2, name=re.compile(r"^\d+ addresses inside$"))
    expect(inside).to_be_visible()
    expect(site.page.get_by_role("region", name="Addresses inside")).to_contain_text(addresses[0].street)
    site.is_right("draw-area")
    site.page.get_by_role("button", name="Nearer").click()
    site.is_right("draw-area-near")
    assert re.search(r"/emergency/map(#map)?$", site.page.url)

    site.page.get_by_role("button", name="Use these addresses").click()
    places = typed_places(site)
    assert places[0] == postcodes[1]
    assert any(addresses[0].street in line for line in places[1:])
    expect(site.page.get_by_label("What is happening?")).to_have_value("The river Amber is over its bank")
    assert recorded(demo, since) == []

    site.page.get_by_role("button", name="Show who is there").click()
    heading = site.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile(rf"at {len(places)} places$"))
    expect(site.page.locator("main")).to_contain_text(f"at the {len(places)} places that you gave")
    site.is_right("emergency-drawn")
    assert recorded(demo, since) == OPENED


def test_the_same_with_a_keyboard_alone(site, demo, addresses):
    """Given a duty officer without a pointer, When they ask for everything near an address,
    Then its addresses are listed, When they write corners instead, Then those are drawn and may be used.
    """
    site.be("Ren Imaginary")
    site.go("/emergency")
    since, keys = newest(demo), site.page.keyboard
    site.page.get_by_label("What is happening?").focus()
    keys.type("Smell of gas")
    for name in ("Places in danger, one a line", "Show who is there", "Draw the area on a map"):
        keys.press("Tab")
        expect(site.page.locator(":focus")).to_have_accessible_name(name)
    keys.press("Enter")
    site.page.get_by_label("Postcode, street, address or UPRN").focus()
    keys.type(addresses[0].uprn)
    keys.press("Tab")
    keys.type("All within 100")
    keys.press("Tab")
    keys.press("Enter")
    expect(site.page.get_by_role("heading", level=2, name=re.compile("addresses inside$"))).to_be_visible()
    site.is_right("draw-area-near-an-address")
    site.page.locator("summary", has_text="Write the corners instead").focus()
    keys.press("Enter")
    keys.press("Tab")
    expect(site.page.locator(":focus")).to_have_accessible_name("Corners, one a line")
    box = box_of(each.at for each in addresses)
    corners = (box.west, box.south), (box.east, box.south), (box.east, box.north), (box.west, box.north)
    keys.type("Mill Lane")
    keys.press("Tab")
    keys.press("Enter")
    expect(site.page.get_by_role("alert")).to_contain_text("Line 1, “Mill Lane”, is no grid reference")
    site.is_right("draw-area-errors")
    site.page.get_by_label("Corners, one a line").focus()
    keys.press("Control+a")
    keys.type("\n".join(f"{east}, {north}" for east, north in corners))
    keys.press("Tab")
    keys.press("Enter")
    expect(site.page.get_by_role("region", name="Addresses inside")).to_contain_text(addresses[0].postcode)
    site.page.get_by_role("button", name="Use these addresses").press("Enter")
    lines = {f"{each.line}, {each.postcode}" for each in addresses}
    assert lines <= set(typed_places(site))
    assert recorded(demo, since) == []
