"""The file of wards, loaded whole or not at all; which addresses lie in which; what is drawn of them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.cli.gazetteer import gazetteer as gazetteer_command
from shiremoot.cli.gazetteer import wards as command
from shiremoot.errors import UserError
from shiremoot.gazetteer import store, verbs, wards
from shiremoot.gazetteer.addresses import Address
from shiremoot.gazetteer.geometry import Box, Point
from shiremoot.gazetteer.outlines import Ward
from shiremoot.gazetteer.store import Gazetteer
from shiremoot.gazetteer.ward_file import read
from shiremoot.home import Home

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
WEST, SOUTH = 600_000, 500_000


def ring(west: float, south: float, size: float = 1000) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(number: int = 1, coordinates=None, kind: str = "Polygon", **properties) -> dict:
    """One of a row of squares."""
    named = {"code": f"E05{number:06d}", "name": f"Ward {number}", "district": "Oldford"}
    return {
        "type": "Feature",
        "properties": {**named, **properties},
        "geometry": {"type": kind, "coordinates": coordinates or [ring(WEST + 1000 * (number - 1), SOUTH)]},
    }


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def gazetteer(folder, addresses: list[tuple[str, int, int]]) -> Gazetteer:
    """Addresses by postcode and place, numbered from 1."""
    store.build(
        folder / store.STORE,
        (
            Address(str(number), f"{number} Mill Lane", "Oldford", postcode, Point(east, north))
            for number, (postcode, east, north) in enumerate(addresses, start=1)
        ),
    )
    return Gazetteer(folder)


def loaded(home: Home, *features: dict) -> wards.Wards:
    verbs.load_wards(home, collection(*features), at=NOW)
    return wards.current(home)


def test_properties_are_named_as_ours_or_as_the_statistics_office_does_in_any_year():
    official = feature()
    official["properties"] = {
        "FID": 3,
        "WD24CD": "W05000123",
        "WD24NM": "Oldford  Weir",
        "WD24NMW": "Cored Hendref",
        "LAD24CD": "W06000001",
        "LAD24NM": "Oldford",
        "BNG_E": 1,
    }
    first, second = read(collection(official, feature(2)))
    assert (first.code, first.name, first.district) == ("W05000123", "Oldford Weir", "Oldford")
    assert (second.code, second.name, second.district) == ("E05000002", "Ward 2", "Oldford")


def test_a_ward_may_have_islands_and_holes():
    island, hole = ring(WEST + 5000, SOUTH), ring(WEST + 400, SOUTH + 400, 100)
    (ward,) = read(
        collection(feature(coordinates=[[ring(WEST, SOUTH), hole], [island]], kind="MultiPolygon"))
    )
    assert ward.shape.area == 2 * 1000**2 - 100**2


BOW = [[WEST, SOUTH], [WEST + 1000, SOUTH + 1000], [WEST + 1000, SOUTH], [WEST, SOUTH + 1000], [WEST, SOUTH]]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (feature(1, name="Again"), "(Again): the ward E05000001 is feature 1 already"),
        (feature(3, code="E05"), "the code “E05” is not a letter and eight figures"),
        (feature(3, name=" "), "Feature 3: it has no name"),
        (feature(3, district=None), "(Ward 3): it has no district"),
        (feature(3, name="x" * 201), "its name is longer than 200 characters"),
        (feature(3, [[BOW]], "MultiPolygon"), "crosses itself near 600500, 500500"),
        (feature(3, [[[WEST, SOUTH], [WEST, SOUTH]]]), "no Polygon or MultiPolygon"),
        (feature(3, [ring(WEST, SOUTH)[:4]]), "no Polygon or MultiPolygon"),
        (feature(3, [WEST, SOUTH], "Point"), "no Polygon or MultiPolygon"),
        (feature(3, ["x"]), "no Polygon or MultiPolygon"),
        ({**feature(3), "geometry": None}, "no Polygon or MultiPolygon"),
        ({**feature(3), "geometry": {"type": "Polygon", "coordinates": []}}, "its outline is empty"),
        (feature(3, [ring(699_500, SOUTH)]), "outside the British National Grid (0 to 700,000 metres east"),
        (feature(3, [ring(-1, 52, 0.1)]), "(Ward 3): its outline is in degrees"),
        (feature(3, [ring(WEST, SOUTH), ring(WEST + 2000, SOUTH)]), "is not sound near"),
        (feature(3, [ring(WEST + 500, SOUTH)]), "(Ward 3): it overlaps feature 1 (Ward 1)"),
        (7, "Feature 3: it has no code"),
    ],
)
def test_a_feature_with_a_fault_is_told_and_nothing_is_read(wrong, words):
    with pytest.raises(UserError) as error:
        read(collection(feature(1), feature(2), wrong))
    assert "of the file " in error.value.message.splitlines()[0]
    assert words in error.value.message
    assert "Nothing was loaded" in error.value.next_step


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-100, 1_400_000) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometries", "code"]), inner, max_size=3)
    ),
    max_leaves=12,
)
kinds = st.sampled_from(
    ["Polygon", "MultiPolygon", "Point", "LineString", "GeometryCollection", "Feature", 3]
)
geometries = st.fixed_dictionaries({"type": kinds, "coordinates": anything, "geometries": anything})


@given(
    st.lists(
        st.one_of(anything, st.builds(lambda each: {**feature(), "geometry": each}, geometries)), min_size=1
    )
)
def test_whatever_the_file_holds_is_read_or_told(features):
    try:
        found = read(collection(*features))
    except UserError:
        return
    assert len(found) == len(features)


@pytest.mark.parametrize(
    ("content", "message", "step"),
    [
        (b"", "empty", "feature for each ward"),
        (b"PK\0\1\xff", "not a GeoJSON file", "as GeoJSON"),
        (b"[" * 100_000, "not a GeoJSON file", "as GeoJSON"),
        (b"[]", "no list of wards", "FeatureCollection"),
        (json.dumps(feature()).encode(), "no list of wards", "FeatureCollection"),
        (collection(), "no wards", "feature for each ward"),
        (collection(feature(1, [ring(-1, 52, 0.1)])), "degrees of longitude and latitude", "EPSG:27700"),
    ],
)
def test_what_is_no_such_file_is_refused(content, message, step):
    with pytest.raises(UserError, match=message) as error:
        read(content)
    assert step in error.value.next_step


def test_a_load_is_switched_to_whole_and_one_with_faults_leaves_the_last_in_use(
    home: Home, tmp_path, monkeypatch
):
    assert wards.current(home) is None
    monkeypatch.setenv("SHIREMOOT_HOME", str(home.root))
    file = tmp_path / "wards.geojson"
    file.write_bytes(collection(feature(1), feature(2, district="Ambermouth")))
    done = CliRunner().invoke(command, [str(file)], catch_exceptions=False)
    assert "2 wards in 2 districts, now in use" in done.output
    first = wards.current(home)
    assert [ward.name for ward in first] == ["Ward 2", "Ward 1"], "by district, then by name"
    assert first.districts == ("Ambermouth", "Oldford")
    with pytest.raises(UserError, match="1 feature"):
        verbs.load_wards(home, collection(feature(1), feature(1)), at=NOW)
    assert wards.current(home) is first
    assert len(loaded(home, feature(3))) == 1
    with pytest.raises(UserError, match="cannot be read"):
        command.main([str(tmp_path / "none.geojson")], standalone_mode=False)


def test_addresses_in_no_ward_are_counted_whichever_is_loaded_last(home: Home, tmp_path, monkeypatch):
    monkeypatch.setenv("SHIREMOOT_HOME", str(home.root))
    row, addresses = tmp_path / "wards.geojson", tmp_path / "addresses.csv"
    row.write_bytes(collection(feature(1)))
    addresses.write_text(
        "uprn,address,town,postcode,easting,northing\n"
        f"1,1 Mill Lane,Oldford,XK1 1AA,{WEST},{SOUTH}\n2,2 Mill Lane,Oldford,XK1 1AA,{WEST - 1},{SOUTH}\n"
    )
    outside = "1 of the gazetteer's 2 addresses are in none of the wards"

    def said(loading: click.Command, file: Path) -> str:
        return CliRunner().invoke(loading, [str(file)], catch_exceptions=False).output

    assert "none of the wards" not in said(command, row), "there is no gazetteer yet"
    assert outside in said(gazetteer_command, addresses)
    assert outside in said(command, row)
    row.write_bytes(collection(feature(1), feature(2, [ring(WEST - 1000, SOUTH)])))
    assert "none of the wards" not in said(command, row)


def test_wards_that_cannot_be_read_are_as_if_there_were_none(home: Home):
    verbs.load_wards(home, collection(feature()), at=NOW)
    (file,) = home.wards.rglob(wards.STORE)
    file.write_bytes(b"damaged")
    assert wards.current(home) is None


def test_addresses_lie_in_the_ward_around_them_and_on_a_border_in_the_first(home: Home, tmp_path):
    hole = ring(WEST + 1400, SOUTH + 400, 100)
    found = loaded(home, feature(1), feature(2, [ring(WEST + 1000, SOUTH), hole]))
    standing = found.of_addresses(
        gazetteer(
            tmp_path,
            [
                ("XK1 1AA", WEST + 10, SOUTH + 10),
                ("XK1 1AA", WEST + 1010, SOUTH + 10),
                ("XK1 1AA", WEST + 1020, SOUTH + 10),
                ("XK1 1AB", WEST + 1030, SOUTH + 10),
                ("XK1 1AB", WEST + 1000, SOUTH + 10),
                ("XK1 1AC", WEST + 1450, SOUTH + 450),
                ("XK1 1AD", WEST + 1450, SOUTH + 450),
                ("XK1 1AD", WEST + 1040, SOUTH + 10),
                ("", WEST, SOUTH),
            ],
        )
    )
    addresses = standing.addresses.to_pylist()
    assert {int(each["uprn"]): each["ward"] for each in addresses} == {
        1: 0, 2: 1, 3: 1, 4: 1, 5: 0, 6: None, 7: None, 8: 1, 9: 0,
    }  # fmt: skip
    assert {each["postcode"]: each["ward"] for each in standing.postcodes.to_pylist()} == {
        "XK1 1AA": 1,  # two of three
        "XK1 1AB": 0,  # one each: the first
        "XK1 1AC": None,  # in the hole
        "XK1 1AD": 1,  # as far as they are in any
    }


def test_without_addresses_there_is_nothing_to_place(home: Home, tmp_path):
    standing = loaded(home, feature(1)).of_addresses(gazetteer(tmp_path, []))
    assert (standing.addresses.num_rows, standing.postcodes.num_rows) == (0, 0)


places = st.tuples(
    st.sampled_from(["XK1 1AA", "XK1 1AB", "XK1 1AC"]),
    st.integers(WEST - 10, WEST + 40),
    st.integers(SOUTH - 5, SOUTH + 15),
)


@given(st.lists(places, max_size=30))
def test_placing_all_at_once_is_placing_each(tmp_path_factory, addresses):
    squares = [
        Ward(str(n), str(n), "Oldford", shapely.Polygon(ring(WEST + 10 * n, SOUTH, 10))) for n in range(3)
    ]
    boxes = [Box(WEST + 10 * n, SOUTH, WEST + 10 * n + 10, SOUTH + 10) for n in range(3)]

    def ward_at(east: int, north: int) -> int | None:
        return next((n for n, box in enumerate(boxes) if box.holds(Point(east, north))), None)

    standing = wards.Wards(squares, [ward.shape for ward in squares]).of_addresses(
        gazetteer(tmp_path_factory.mktemp("gazetteer"), addresses)
    )
    expected = [ward_at(east, north) for _, east, north in addresses]
    found = {int(each["uprn"]): each["ward"] for each in standing.addresses.to_pylist()}
    assert [found[number] for number in range(1, len(addresses) + 1)] == expected
    for each in standing.postcodes.to_pylist():
        of_it = [
            ward
            for (postcode, *_), ward in zip(addresses, expected, strict=True)
            if postcode == each["postcode"] and ward is not None
        ]
        assert each["ward"] == min(of_it, key=lambda ward: (-of_it.count(ward), ward), default=None)


def test_what_is_drawn_has_fewer_corners_and_borders_in_common(home: Home):
    def ragged(west: int, left: bool, right: bool) -> list[list[float]]:
        """A strip whose inner sides swing a little every ten metres."""
        up = [[west + (n % 2 if left else 0), SOUTH + 10 * n] for n in range(1001)]
        down = [[west + 5000 + (n % 2 if right else 0), SOUTH + 10 * n] for n in range(1000, -1, -1)]
        return [*up, *down, up[0]]

    found = loaded(
        home,
        feature(1, [ragged(WEST, False, True)]),
        feature(2, [ragged(WEST + 5000, True, False)], district="Thornwick"),
        feature(3, [ring(WEST + 12_000, SOUTH)]),
    )
    first, third, second = found.outlines
    assert len(first.rings[0]) < 20
    assert len(third.rings[0]) == 5
    shared = set(first.rings[0]) & set(second.rings[0])
    assert len(shared) >= 2
    for outline in (*found.outlines, *found.district_outlines):
        assert any(shapely.Polygon(ring).contains(shapely.Point(outline.middle)) for ring in outline.rings)
    oldford, thornwick = found.district_outlines
    assert len(oldford.rings) == 2
    assert sorted(thornwick.rings[0][:-1]) == sorted(second.rings[0][:-1])


@pytest.mark.proof
def test_a_whole_county_is_placed(home: Home, tmp_path):
    squares = [
        feature(n, [ring(WEST + 1000 * (n % 10), SOUTH + 1000 * (n // 10))], name=f"W{n:03}")
        for n in range(70)
    ]
    found = loaded(home, *squares)
    addresses = [
        (f"XK{n % 90} {n % 7}AB", WEST + n * 7919 % 10_000, SOUTH + n * 104_729 % 7000)
        for n in range(300_000)
    ]
    everywhere = gazetteer(tmp_path, addresses)
    standing = found.of_addresses(everywhere)
    assert standing.addresses["ward"].null_count == 0
