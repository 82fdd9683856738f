"""The file of small areas, loaded whole or not at all."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.cli.gazetteer import areas as command
from shiremoot.errors import UserError
from shiremoot.gazetteer import areas
from shiremoot.gazetteer.area_file import read
from shiremoot.gazetteer.areas import SmallArea
from shiremoot.gazetteer.geometry import GRID_EAST, GRID_NORTH, Point
from shiremoot.gazetteer.verbs import load_areas
from shiremoot.home import Home

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
HEAD = "code,easting,northing,people,deprivation decile\n"
TWO = HEAD + "E01000001,632100.4,530450,1512,1\nE01000002,632900,530450,0,\n"
small_areas = st.lists(
    st.builds(
        SmallArea,
        st.integers(0, 99_999_999).map("E{:08d}".format),
        st.builds(Point, st.integers(0, GRID_EAST), st.integers(0, GRID_NORTH)),
        st.integers(1, 9_999_999),
        st.none() | st.integers(1, 10),
    ),
    min_size=1,
    unique_by=lambda area: area.code,
)


def test_headings_of_the_statistics_office_are_known_in_any_order():
    found = read(b'LSOA21CD,IMD decile,Y,Population,X,Ward\nE01000001,10,530450.6,"1,512",632100,Weir\n')
    assert found == [SmallArea("E01000001", Point(632100, 530451), 1512, 10)]


def test_deciles_are_found_under_the_heading_of_the_ministry():
    decile = "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
    found = read(f"LSOA21CD,X,Y,Population,{decile}\nE01000001,632100,530450,1512,3\n".encode())
    assert found == [SmallArea("E01000001", Point(632100, 530450), 1512, 3)]


@given(small_areas)
def test_what_is_written_is_read_and_what_is_loaded_comes_back(tmp_path_factory, written):
    lines = (f"{a.code},{a.at[0]},{a.at[1]},{a.people},{a.decile or ''}\n" for a in written)
    content = (HEAD + "".join(lines)).encode()
    assert read(content) == written
    home = Home(tmp_path_factory.mktemp("home"))
    load_areas(home, content, at=NOW)
    assert areas.current(home) == tuple(written)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("E0100,632100,530450,12,1", "the code “E0100” is not a letter and eight figures"),
        ("E01000001,632100,530450,12,1", "the area E01000001 is in line 2 already"),
        ("E01000009,632100,530450,many,1", "the number of people “many” is not a whole number"),
        ("E01000009,632100,530450,-3,1", "the number of people “-3” is not a whole number"),
        ("E01000009,632100,530450,12,11", "the deprivation decile “11” is not from 1 to 10"),
        ("E01000009,east,530450,12,1", "the easting “east” is not a number"),
        ("E01000009,-0.6,51.2,12,1", "the easting -0.6 is outside the British National Grid"),
    ],
)
def test_a_line_with_a_fault_is_told_by_its_number(line, words):
    with pytest.raises(UserError) as error:
        read((TWO + line).encode())
    assert f"Line 4: {words}" in error.value.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "The file is empty"),
        (HEAD, "headings and no areas"),
        ("code,easting,northing\n", "no column called people and none called deprivation decile"),
        (HEAD + "E01000001,632100,530450,0,1\n", "Nobody lives in any"),
    ],
)
def test_what_is_no_such_file_is_refused(content, words):
    with pytest.raises(UserError, match=words):
        read(content.encode())


def test_a_load_is_switched_to_whole_and_one_with_faults_leaves_the_last_in_use(tmp_path, monkeypatch):
    home = Home(tmp_path)
    monkeypatch.setenv("SHIREMOOT_HOME", str(tmp_path))
    assert areas.current(home) is None
    (tmp_path / "areas.csv").write_text(TWO)
    done = CliRunner().invoke(command, [str(tmp_path / "areas.csv")], catch_exceptions=False)
    assert "2 small areas with 1,512 people, now in use" in done.output
    with pytest.raises(UserError, match="1 line"):
        load_areas(home, (TWO + "x,,,,\n").encode(), at=NOW)
    assert [each.code for each in areas.current(home)] == ["E01000001", "E01000002"]
    (file,) = home.areas.rglob(areas.STORE)
    load_areas(home, TWO.encode(), at=NOW)
    (damaged,) = {*home.areas.rglob(areas.STORE)} - {file}
    damaged.write_bytes(b"damaged")
    assert areas.current(home) is None
