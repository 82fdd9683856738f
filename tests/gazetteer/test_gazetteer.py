"""The file of addresses, loaded whole or not at all, and what is found in it."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.cli.gazetteer import gazetteer as command
from shiremoot.errors import UserError
from shiremoot.gazetteer import store
from shiremoot.gazetteer.addresses import Address
from shiremoot.gazetteer.file import read
from shiremoot.gazetteer.geometry import Circle, Drawn, Point
from shiremoot.gazetteer.searching import spots
from shiremoot.gazetteer.store import Gazetteer
from shiremoot.gazetteer.verbs import load
from shiremoot.home import Home

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
HEAD = "uprn,address,town,postcode,easting,northing\n"
LANE = HEAD + (
    "000101,4 Mill Lane,Oldford,XK1 2AB,632100,530450\n"
    "102,6 Mill Lane,Oldford,xk12ab,632108.4,530450.6\n"
    '103,"Flat 2, 6 Mill Lane",Oldford,XK1 2AB,632108,530451\n'
    "104,Rose Cottage,Ambermouth,,658000,512000\n"
    "105,4 Mill Lane,Ambermouth,QV9 1AA,658100,512000\n"
)


def test_columns_are_found_by_name_and_values_written_as_one_way():
    heads = "\ufeffNORTHING,Extra,UPRN,Postcode,Address,Town,Easting\n"
    line = "530450.6,x,00012,xk12ab, 4  Mill Lane ,Oldford,632100\n\n"
    assert read((heads + line).encode()) == [
        Address("12", "4 Mill Lane", "Oldford", "XK1 2AB", Point(632100, 530451))
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("abc,4 Mill Lane,Oldford,XK1 2AB,1,1", "the UPRN “abc” is not one to twelve figures"),
        ("000,4 Mill Lane,Oldford,XK1 2AB,1,1", "the UPRN “000” is not one to twelve figures"),
        ("9,,Oldford,XK1 2AB,1,1", "the address is missing"),
        (f"9,{'x' * 201},Oldford,XK1 2AB,1,1", "longer than 200 characters"),
        ("9,4 Mill Lane,Oldford,XK1,1,1", "the postcode “XK1” is none"),
        ("9,4 Mill Lane,Oldford,XK1 2AB,east,1", "the easting “east” is not a number"),
        ("9,4 Mill Lane,Oldford,XK1 2AB,1", "the northing “” is not a number"),
        ("9,4 Mill Lane,Oldford,XK1 2AB,700001,1", "the easting 700001 is outside the British National Grid"),
        ("9,4 Mill Lane,Oldford,XK1 2AB,1,-1", "the northing -1 is outside the British National Grid"),
        ("9,4 Mill Lane,Oldford,XK1 2AB,nan,1", "the easting nan is outside the British National Grid"),
        ("101,6 Mill Lane,Oldford,XK1 2AB,1,1", "the UPRN 101 is in line 2 already"),
        ("0101,6 Mill Lane,Oldford,XK1 2AB,1,1", "the UPRN 101 is in line 2 already"),
    ],
)
def test_a_line_with_a_fault_is_told_by_its_number_and_nothing_is_read(line, words):
    with pytest.raises(UserError) as error:
        read((LANE + line + "\n").encode())
    assert "1 line of the file is wrong:\nLine 7: " in error.value.message
    assert words in error.value.message
    assert "Nothing was loaded" in error.value.next_step


def test_of_many_faults_the_first_are_told_and_all_are_counted():
    with pytest.raises(UserError) as error:
        read((HEAD + "x,,,,,\n" * 40).encode())
    assert error.value.message.startswith("40 lines of the file are wrong")
    assert error.value.message.endswith("Line 11: the UPRN “x” is not one to twelve figures\nand 30 more")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (HEAD.encode(), "headings and no addresses"),
        (b"PK\0\1", "not a CSV file"),
        (
            b"uprn,address,town\n",
            "no column called postcode and none called easting and none called northing",
        ),
    ],
)
def test_what_is_no_such_file_is_refused(content, words):
    with pytest.raises(UserError, match=words):
        read(content)


def test_a_load_is_switched_to_whole_and_one_with_faults_leaves_the_last_in_use(
    home: Home, tmp_path, monkeypatch
):
    assert store.current(home) is None
    monkeypatch.setenv("SHIREMOOT_HOME", str(home.root))
    file = tmp_path / "addresses.csv"
    file.write_text(LANE)
    done = CliRunner().invoke(command, [str(file)], catch_exceptions=False)
    assert "5 addresses in 2 towns, now in use" in done.output
    first = store.current(home)
    assert first is store.current(home)
    with pytest.raises(UserError, match="1 line"):
        load(home, (LANE + "x,,,,,\n").encode(), at=NOW)
    assert store.current(home) is first
    load(home, (HEAD + "7,1 High Street,Oldford,XK1 1AA,632000,530000\n").encode(), at=NOW)
    assert store.current(home) is not first
    assert [each.line for each in store.current(home).with_postcode("XK1 1AA")] == ["1 High Street"]
    with pytest.raises(UserError, match="cannot be read"):
        command.main([str(tmp_path / "none.csv")], standalone_mode=False)


def test_a_gazetteer_that_cannot_be_read_is_as_if_there_were_none(home: Home):
    load(home, LANE.encode(), at=NOW)
    (file,) = home.gazetteer.rglob(store.STORE)
    file.write_bytes(b"damaged")
    assert store.current(home) is None


@pytest.fixture
def lanes(home: Home) -> Gazetteer:
    load(home, LANE.encode(), at=NOW)
    return store.current(home)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("102", [("6 Mill Lane, Oldford", 1)]),
        ("000102", [("6 Mill Lane, Oldford", 1)]),
        ("xk1 2ab", [("XK1 2AB", 3)]),
        ("4 Mill Lane, XK12AB", [("4 Mill Lane, XK1 2AB", 1)]),
        ("Somewhere, XK1 2AB", [("XK1 2AB", 3)]),
        ("Mill Lane", [("Mill Lane, Oldford, XK1", 3), ("Mill Lane, Ambermouth, QV9", 1)]),
        ("mill", [("Mill Lane, Oldford, XK1", 3), ("Mill Lane, Ambermouth, QV9", 1)]),
        ("Mill Lane, Amber", [("Mill Lane, Ambermouth, QV9", 1)]),
        ("4 Mill Lane", [("4 Mill Lane, Ambermouth, QV9 1AA", 1), ("4 Mill Lane, Oldford, XK1 2AB", 1)]),
        ("Rose Cottage", [("Rose Cottage, Ambermouth", 1)]),
        ("XK9 9ZZ", []),
        ("Nowhere Lane", []),
        ("999", []),
        ("", []),
    ],
)
def test_a_place_is_found_as_people_type_it(lanes, typed, found):
    assert [(spot.words, spot.count) for spot in spots(lanes, typed)] == found


@pytest.mark.parametrize(
    ("line", "house", "street"),
    [
        ("4 Mill Lane", "4", "Mill Lane"),
        ("Flat 2, 14 Mill Lane", "Flat 2, 14", "Mill Lane"),
        ("12a High Street", "12a", "High Street"),
        ("Rose Cottage, Mill Lane", "Rose Cottage", "Mill Lane"),
        ("Rose Cottage", "", "Rose Cottage"),
    ],
)
def test_a_line_is_told_apart_into_house_and_street(line, house, street):
    address = Address("1", line, "Oldford", "XK1 2AB", Point(0, 0))
    assert (address.house, address.street) == (house, street)


near = st.builds(Point, st.integers(600_000, 600_060), st.integers(500_000, 500_060))


@given(
    st.lists(near, min_size=1, max_size=40),
    st.one_of(
        st.builds(Circle, near, st.integers(0, 60)),
        st.lists(near, min_size=1, max_size=6).map(lambda corners: Drawn(tuple(corners))),
    ),
)
def test_the_index_finds_what_asking_each_address_finds(tmp_path_factory, places, area):
    folder = tmp_path_factory.mktemp("gazetteer")
    addresses = [Address(str(n), f"{n} Mill Lane", "", "", at) for n, at in enumerate(places, start=1)]
    store.build(folder / store.STORE, addresses)
    found = {each.uprn for each in Gazetteer(folder).inside(area)}
    assert found == {each.uprn for each in addresses if area.holds(each.at)}
