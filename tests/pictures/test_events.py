"""Changes around a start: each month once, its interval through its point, within the picture."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.pictures.events import MOST_MONTHS, Event, events
from shiremoot.pictures.marks import Mark
from tests.pictures.values import begins_inside, size_of

shares = st.floats(-99, 500, allow_nan=False)
some = st.dictionaries(
    st.integers(-40, 60), st.lists(shares, min_size=3, max_size=3).map(sorted), min_size=1
).map(
    lambda found: [
        Event(since, middle, low, high, f"{middle:.0f}%")
        for since, (low, middle, high) in sorted(found.items())
    ]
)


def fell(since: int) -> Event:
    return Event(since, -9, -14, -4, "9% lower, likely between 14% and 4% lower")


@given(some)
def test_each_month_has_its_point_and_its_interval_within_the_picture(found):
    for picture in events(found):
        assert len(picture.points) == len(found)
        lowest = float(picture.ticks[0].words.strip("+%").replace("−", "-"))
        per_hundredth = (picture.base - picture.nought) / -lowest
        for event, point in zip(found, picture.points, strict=True):
            x, low, high = map(float, re.fullmatch(r"M([\d.]+) ([\d.]+)V([\d.]+)", point.reach).groups())
            assert picture.left <= x <= picture.width
            assert 0 <= high <= low <= picture.base + 0.01
            assert (x > picture.start) == (event.since_start >= 0)
            assert point.look == (Mark.ORDINARY if event.since_start >= 0 else Mark.BEFORE)
            middle = float(re.match(r"M\S+ ([\d.]+)", point.path).group(1))
            assert middle == pytest.approx(picture.nought - event.change * per_hundredth, abs=0.3)
            assert high - 0.1 <= middle <= low + 0.1
        size = size_of(picture.kind)
        assert all(tick.x - 6 - size.length(tick.words) >= 0 for tick in picture.ticks)
        for label in picture.labels:
            half = size.length(label.words) / 2
            assert label.x - half >= 0
            assert label.x + half <= picture.width
        assert all(begins_inside(words, picture) for each in picture.key for words in each.lines)


def test_no_change_is_on_the_axis_and_the_start_between_two_months():
    for picture in events([fell(since) for since in range(-6, 13)]):
        assert "0%" in [tick.words for tick in picture.ticks]
        (nought,) = (tick.y for tick in picture.ticks if tick.words == "0%")
        assert nought == picture.nought
        before, after = (
            float(re.match(r"M(\S+)", point.reach).group(1))
            for point in (picture.points[5], picture.points[6])
        )
        assert picture.start == pytest.approx((before + after) / 2, abs=0.01)


def test_an_interval_that_goes_too_far_is_cut():
    wild = Event(1, 10, -60, 900, "10% higher")
    (wide, _) = events([fell(0), wild])
    assert [tick.words for tick in wide.ticks] == ["−20%", "−10%", "0%", "+10%", "+20%"]
    assert wide.points[1].reach.endswith(f"V{wide.ticks[-1].y}")


def test_it_is_told_in_words():
    (wide, _) = events([fell(-1), Event(0, 1, -3, 5, "1% higher"), fell(1)])
    assert [point.words.split(":")[0] for point in wide.points] == [
        "1 month before it began",
        "The month it began",
        "1 month after it began",
    ]
    assert wide.description == (
        "At last, 1 month after it began: 9% lower, likely between 14% and 4% lower."
        " Of 1 month before it began, 1 likely differs from no change."
        " Of 2 months since it began, 1 likely differs from no change."
    )


@pytest.mark.parametrize("since", [[], [1, 0], [0, 0], [0, MOST_MONTHS]])
def test_no_months_months_out_of_order_and_too_many_are_refused(since):
    with pytest.raises(ValueError, match="months"):
        events([fell(each) for each in since])
