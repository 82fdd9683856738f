"""Registers as bodies write them: each line is taken or held back, with reasons that say what to do."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.errors import UserError
from shiremoot.gazetteer.geometry import GRID_EAST, GRID_NORTH, Box, Point
from shiremoot.roadmap.estate import columns, files
from shiremoot.roadmap.estate.checking import Checked, check
from shiremoot.roadmap.estate.columns import COLUMNS
from shiremoot.roadmap.estate.placing import County
from shiremoot.roadmap.estate.reading import read
from shiremoot.roadmap.estate.site import Site, Tenure

TODAY = date(2026, 11, 28)
BOX = Box(600_000, 500_000, 602_000, 501_000)
PLACES = {"1001": Point(600_500, 500_500)}
COUNTY = County(PLACES.get, lambda points: ["E05000001" if BOX.holds(each) else "" for each in points], BOX)
HEADS = "UniqueAssetId,UPRN,Name,GeoX,GeoY,TenureType"


def as_csv(rows: list[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def checked(content: bytes, county: County = COUNTY) -> Checked:
    table = read(content)
    return check(table, columns.recognised(table.headings, {}), county, TODAY)


def one(heads: str, *values: str) -> Checked:
    """A line that has a name and a reference, and these values under these headings."""
    return checked(as_csv([["Asset ID", "Name", *heads.split(",")], ["B1", "Library", *values]]))


def site(heads: str, *values: str) -> Site:
    found = one(heads, *values)
    assert not found.held_back, found.held_back[0].reasons
    return found.taken[0].site


def reasons(heads: str, *values: str) -> str:
    return " ".join(one(heads, *values).held_back[0].reasons)


def doubts(heads: str, *values: str) -> str:
    return " ".join(one(heads, *values).taken[0].doubts)


ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
A_VALUE = ANY_TEXT | st.sampled_from(
    [
        "",
        "n/a",
        "Freehold",
        "£1,200.50",
        "12",
        "1001",
        "600500",
        "500500",
        "31/03/2027",
        "2020-01-01",
        "'=x",
        "C",
    ]
)


@given(st.lists(st.lists(A_VALUE, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=6))
def test_whatever_a_file_says_every_line_is_taken_or_held_back(rows):
    content = as_csv([[each.heading for each in COLUMNS], *rows])
    try:
        table = read(content)
    except UserError as error:
        assert not any(value.strip() for row in rows for value in row), error
        return
    found = check(table, columns.recognised(table.headings, {}), COUNTY, TODAY)
    lines = [each.line for each in (*found.taken, *found.held_back)]
    assert sorted(lines) == [line.number for line in table.lines]
    assert len(table.lines) == sum(any(value.strip() for value in row) for row in rows)
    assert all(each.reasons and all(each.reasons) for each in found.held_back)
    assert len({each.site.asset for each in found.taken}) == len(found.taken)
    for each in found.taken:
        assert each.site.name and each.site.asset
        assert each.site.at is None or each.site.at.on_the_grid


WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12).map(
    lambda words: f"{words} of Oldford"
)
FORMULAS = st.sampled_from(["=1+1", "-5 High Street", "@home", "+44"])
SITES = st.builds(
    Site,
    asset=st.uuids().map(str),
    name=WORDS | FORMULAS,
    uprn=st.just("") | st.integers(1, 10**12 - 1).map(str),
    street=st.just("") | WORDS | FORMULAS,
    town=st.just("") | WORDS,
    postcode=st.sampled_from(["", "XK1 2AB", "W1A 0AX"]),
    # nearer to the grid's corner numbers are read as degrees
    at=st.none() | st.builds(Point, st.integers(100, GRID_EAST), st.integers(100, GRID_NORTH)),
    tenure=st.sampled_from(list(Tenure)),
    holding=st.just("") | WORDS,
    use=st.just("") | WORDS,
    services=st.lists(WORDS, unique=True, max_size=3).map(tuple),
    lease_from=st.none() | st.dates(date(1900, 1, 1), date(1999, 1, 1)),
    lease_until=st.none() | st.dates(date(2000, 1, 1), date(2999, 1, 1)),
    floor_area=st.none() | st.integers(0, 10**6),
    running_cost=st.none() | st.integers(0, 10**9),
    maintenance=st.none() | st.integers(0, 10**9),
    condition=st.just("") | WORDS,
    energy=st.sampled_from(["", *"ABCDEFG"]),
    occupancy=st.none() | st.integers(0, 100),
)


@given(st.lists(SITES, min_size=1, max_size=5, unique_by=lambda each: each.asset))
def test_a_register_that_is_written_out_and_read_again_is_the_same(sites):
    found = checked(files.as_csv(("A body", each) for each in sites).encode("utf-8-sig"), County())
    assert found.held_back == ()
    assert [each.site for each in found.taken] == sites


@given(st.lists(SITES, min_size=1, max_size=4, unique_by=lambda each: each.asset), st.randoms())
def test_the_order_of_columns_does_not_matter(sites, random):
    rows = list(csv.reader(io.StringIO(files.as_csv(("A body", each) for each in sites))))
    order = list(range(len(rows[0])))
    random.shuffle(order)
    shuffled = as_csv([[row[place] for place in order] for row in rows])
    assert checked(shuffled, County()) == checked(as_csv(rows), County())


def test_a_file_as_councils_publish_it_is_read_without_a_question():
    content = (
        "Organisation,OrganisationLabel,UPRN,AssetCode,PropertyName,StreetName,PostTown,PostCode,GeoX,GeoY,"
        "TenureType,TenureDetail,HoldingType,,\r\n"
        'Oldford,23XX,000000001001,09/25/Land,Mill  Hall,High Street,Oldford,"XK1 2AB\n",600501.00,500499.00,'
        'Freehold ,Occupied by local authority,"Land and\nBuilding",,\r\n'
        ",,,,,,,,,,,,,,\r\n"
    ).encode("cp1252")
    table = read(content)
    assert columns.unknown(table.headings, {}) == []
    (taken,) = checked(content).taken
    assert taken.line == 2
    assert taken.site == Site(
        asset="09/25/Land",
        name="Mill Hall",
        uprn="1001",
        street="High Street",
        town="Oldford",
        postcode="XK1 2AB",
        at=Point(600_501, 500_499),
        tenure=Tenure.FREEHOLD,
        holding="Occupied by local authority",
        use="Land and Building",
    )
    assert taken.doubts == ()
    assert taken.ward == "E05000001"


def test_values_are_read_as_spreadsheets_write_them():
    assert site("Running cost", "£12,300.50").running_cost == 12_300
    assert site("Required maintenance", "N/A").maintenance is None
    assert site("Lease start,Lease expiry date", "01/04/2020", "2031-03-31 00:00:00").lease_until == date(
        2031, 3, 31
    )
    assert site("Size (m²)", "1,250 m2").floor_area == 1_250
    assert site("Size (ha)", "1,250 m2").floor_area == 1_250
    assert site("Size", "12,345,678.9").floor_area == 12_345_679
    assert site("Map E,Easting,Northing", "", "600,500", "500,500.4").at == Point(600_500, 500_500)
    assert site("Occupancy", "0.6%").occupancy == 1
    assert site("Occupancy", "0").occupancy == 0
    assert site("No,Street", "12", "High Street").street == "12 High Street"
    assert site("No,Street", "12", "12 High Street").street == "12 High Street"
    assert site("Services offered", "Library; Advice| Advice, Housing").services == (
        "Library",
        "Advice",
        "Housing",
    )
    assert site("EPC rating", "c (67)").energy == "C"
    assert site("Occupancy", "85%").occupancy == 85
    assert site("Map reference", "OW 005 005").at == site("Map reference", "600500, 500500").at


@pytest.mark.parametrize(
    ("heads", "values", "told"),
    [
        ("UPRN", ("1.00121E+11",), "UPRN is “1.00121E+11”. A UPRN is 1 to 12 figures."),
        ("Size", ("large",), "Floor area (m²) is “large”. Write it as a number such as 1234"),
        ("Running cost", ("-5",), "Write it as a number"),
        ("Running cost", ("3,000,000,000",), "Write it as a number"),
        ("Size", ("12,5",), "Floor area (m²) is “12,5”. Write it as a number"),
        ("Size", ("1,25 ha",), "Write it as a number"),
        ("Running cost", ("£12,34,500",), "Write it as a number"),
        ("Running cost", ("1234,500",), "Write it as a number"),
        ("Occupancy", ("0.6",), "60 or 60%, and not 0.6"),
        ("Occupancy", ("85,5",), "from 0 to 100"),
        ("GeoX,GeoY", ("60050,5", "500500"), "Write easting and northing in metres."),
        ("Tenure", ("Peppercorn",), "Tenure is “Peppercorn”. Write freehold, leasehold or other."),
        ("Occupancy", ("140",), "from 0 to 100"),
        ("Lease start", ("31/02/2020",), "Write it as 2027-03-31 or 31/03/2027."),
        (
            "Lease start,Lease end",
            ("2030-04-01", "2020-03-31"),
            "Its lease ends on 31 March 2020, before it begins on 1 April 2030. Correct the days.",
        ),
        ("GeoX,GeoY", ("500500", "600500"), "the other way round they lie inside it. Exchange them."),
        ("GeoX,GeoY", ("800000", "500500"), "outside the British National Grid"),
        ("GeoX,GeoY", ("600500", ""), "It has an easting and no northing."),
        ("GeoX,GeoY", ("here", "there"), "Write easting and northing in metres."),
        ("Map reference", ("somewhere",), "Its map reference is “somewhere”."),
        ("Town", ("x" * 201,), "Post town is longer than 200 characters. Shorten it."),
        ("No,Street", ("x" * 101, "y" * 101), "Its number and street are longer than 200 characters."),
    ],
)
def test_what_cannot_be_taken_is_held_back_with_what_to_do(heads, values, told):
    assert told in reasons(heads, *values)


@pytest.mark.parametrize(
    ("heads", "values", "told"),
    [
        ("UPRN", ("2002",), "The gazetteer has no UPRN 2002."),
        ("UPRN,GeoX,GeoY", ("1001", "601500", "500500"), "It stands 1,000 metres from where the gazetteer"),
        ("UPRN", ("1001",), "it is shown where the gazetteer has its UPRN."),
        ("Postcode", ("XK",), "“XK” is no postcode."),
        ("Lease end", ("2026-11-27",), "Its lease ended on 27 November 2026."),
        ("GeoX,GeoY", ("-2.1", "52.2"), "latitude and longitude, which are not read"),
        ("Map reference", ("52.2, -2.1",), "latitude and longitude, which are not read"),
        ("GeoX,GeoY", ("0", "0"), "0, 0, which is none"),
        ("GeoX,GeoY", ("100000", "200000"), "outside the county’s wards"),
        ("Size (ha)", ("1.25",), "Its size is in hectares, as land is measured"),
        ("Size", ("1.25 ha",), "so its floor area is not known."),
        ("Tenure", ("",), "Its tenure is not said."),
        ("EPC", ("Exempt",), "Its energy band is “Exempt”, which is none of A to G."),
        ("Town", ("Oldford",), "so it is on no map"),
    ],
)
def test_what_is_odd_is_taken_and_said(heads, values, told):
    assert told in doubts(heads, *values)


def test_what_is_measured_as_land_is_no_floor_area():
    assert site("Size (ha)", "1.25").floor_area is None
    assert site("Size (m²)", "3 hectares").floor_area is None


def test_words_for_nothing_are_nothing_in_every_column():
    found = site("Use,Street,Postcode,Town,Holding,Condition", "N/A", "-", "none", "n/a", "None", "Unknown")
    assert found == Site(asset="B1", name="Library")
    assert "postcode" not in doubts("Postcode", "n/a")
    assert site("Services", "Library; n/a; -").services == ("Library",)
    (taken,) = checked(as_csv([["Asset ID", "UPRN", "Name"], ["n/a", "1001", "Library"]])).taken
    assert taken.site.asset == "1001"
    (held,) = checked(as_csv([["Asset ID", "UPRN", "Name"], ["B1", "1001", "TBC"]])).held_back
    assert held.reasons == ("It has no name. Write what it is called.",)


def test_a_lease_that_ends_today_has_not_ended():
    assert "lease" not in doubts("Lease end", "2026-11-28")


def test_what_no_place_is_given_of_stands_where_the_gazetteer_has_it():
    assert site("UPRN,GeoX,GeoY", "1001", "-2.1", "52.2").at == PLACES["1001"]


def test_without_a_gazetteer_and_wards_nothing_is_said_of_them():
    found = checked(
        as_csv([HEADS.split(","), ["B1", "1001", "Library", "500500", "600500", "Freehold"]]), County()
    )
    assert found.taken[0].doubts == ()


def test_every_reason_of_a_line_is_told_and_the_others_are_taken():
    found = checked(
        as_csv(
            [
                HEADS.split(","),
                ["", "", "", "", "", "Peppercorn"],
                ["B1", "1001", "Library", "600500", "500500", "Freehold"],
                ["B1", "", "Depot", "600500", "500500", "Freehold"],
                ["", "1001", "Annex", "600500", "500500", "Freehold"],
                ["", "n/a", "Shed", "600500", "500500", "Freehold"],
            ]
        )
    )
    assert [(each.line, each.site.asset) for each in found.taken] == [(3, "B1"), (5, "1001")]
    first, again, shed = found.held_back
    assert len(first.reasons) == 3
    assert "It has no name." in first.reasons[0]
    assert "neither an asset reference nor a UPRN" in first.reasons[1]
    assert again.reasons == ("The asset B1 is in line 3 already. Give each one of its own.",)
    assert again.values["Name"] == "Depot"
    assert "neither an asset reference nor a UPRN" in shed.reasons[0]


def test_columns_are_exchanged_where_most_lines_are():
    rows = [[f"B{number}", "", "Site", "500500", "600500", "Freehold"] for number in range(3)]
    good = [[f"C{number}", "", "Site", "600500", "500500", "Freehold"] for number in range(2)]
    assert checked(as_csv([HEADS.split(","), *rows, *good])).exchanged
    assert not checked(
        as_csv([HEADS.split(","), *rows, *good, ["C9", "", "Site", "600500", "500500", "F"]])
    ).exchanged


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty."),
        (b" \r\n\r\n", "The file is empty."),
        (b",,,\r\n,,,", "The file is empty."),
        (b"UPRN,Name\r\n", "headings and no sites"),
        (b"PK\x03\x04\0\0", "This is not a CSV file."),
        (b"a," * 250 + b"\n1", "more than 200 columns"),
        (b"UPRN,Name\n1,x\n" * 11_000, "more than 20,000 lines"),
        (b'UPRN,Name\n1,"' + b"x" * 140_000, "cannot be read"),
    ],
)
def test_what_is_no_register_is_refused_in_words(content, told):
    with pytest.raises(UserError, match=told):
        read(content)


def test_lines_are_counted_as_an_editor_does():
    table = read(b'Name,UPRN\r\n"a\r\nb",1\r\n\r\nc,2\r\n')
    assert [line.number for line in table.lines] == [2, 5]


def test_headings_that_are_missing_or_there_twice_are_told_apart():
    table = read(b"Name;Name;Name (2);\n1;2;3;4\n")
    assert table.headings == ("Name", "Name (3)", "Name (2)", "Column 4")
    assert list(table.lines[0].values.values()) == ["1", "2", "3", "4"]
