"""What the site's templates draw of pictures."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.template import engines

from shiremoot.pictures.bars import bars, grouped
from shiremoot.pictures.control import Level, Month, control
from shiremoot.pictures.events import Event, events
from shiremoot.pictures.maps import shaded
from shiremoot.pictures.marks import Mark
from shiremoot.pictures.months import months
from shiremoot.pictures.values import Value
from tests.pictures.test_maps import board
from tests.pictures.values import HIDDEN

THREE = Value(3, "3")
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(macro: str, pictures) -> list[ElementTree.Element]:
    source = '{% import "site/pictures.jinja" as site %}{{ site[macro](found, "by-ward", "People & wards") }}'
    page = engines["jinja2"].env.from_string(source).render(found=pictures, macro=macro)
    assert "style=" not in page
    svgs = re.findall(r"<svg.*?</svg>", page, re.S)
    return [ElementTree.fromstring(each.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1)) for each in svgs]


@pytest.mark.parametrize(
    ("macro", "pictures", "marks", "hatched"),
    [
        ("bars", bars([("<Oldford>", THREE), ("Thornwick", HIDDEN)]), "sm-chart__bar sm-chart__bar--1", 1),
        ("bars", grouped([("Oldford", [("0 to 17", HIDDEN), ("older", THREE)])]), "sm-chart__bar--2", 1),
        ("months", months([(JANUARY, THREE), (FEBRUARY, HIDDEN)]), "sm-chart__bar--1", 2),
        (
            "control",
            control(
                [Month(JANUARY, THREE, Mark.CONCERN, "above"), Month(FEBRUARY, HIDDEN)],
                [Level(JANUARY, FEBRUARY, 2, 1, 3)],
                target=2,
            ),
            "sm-chart__point--concern",
            2,
        ),
        ("shaded", shaded(board([THREE, HIDDEN, None])), "sm-chart__area--3", 2),
    ],
)
def test_each_size_has_a_name_words_and_a_mark_for_each_value(macro, pictures, marks, hatched):
    svgs = drawn(macro, pictures)
    assert [each.get("class") for each in svgs] == ["sm-chart sm-chart--wide", "sm-chart sm-chart--narrow"]
    names = [each.get("id") for svg in svgs for each in svg.iter() if each.get("id")]
    assert len(names) == len(set(names)) == 6
    for svg in svgs:
        assert svg.get("role") == "img"
        title, description = (svg.find(f"*[@id='{each}']") for each in svg.get("aria-labelledby").split())
        assert title.text == "People & wards"
        assert "Not shown: 1 of 2." in description.text
        assert any(marks in each.get("class", "") for each in svg.iter())
        pattern = svg.find(f".//{SVG}pattern").get("id")
        # one for the value, another for the key of pictures that have one
        assert sum(each.get("fill") == f"url(#{pattern})" for each in svg.iter()) == hatched


def test_changes_around_a_start_are_drawn_with_their_intervals():
    found = [Event(since, -9, -14, -4, "9% lower") for since in (-2, 0, 1)]
    for svg in drawn("events", events(found)):
        looks = [each.get("class", "") for each in svg.iter(f"{SVG}path")]
        assert sum("sm-chart__point--reach" in each for each in looks) == 3 + 1, "and one in the key"
        assert sum("sm-chart__point--before" in each for each in looks) == 1 + 1
        titles = [each.text for each in svg.iter(f"{SVG}title")]
        assert titles[1:] == [
            "2 months before it began: 9% lower",
            "The month it began: 9% lower",
            "1 month after it began: 9% lower",
        ]
