"""The timeline shows what falls into the period, of the service chosen, and says how much is older."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access.reading import Block
from shiremoot.dates import months_before
from shiremoot.portal.cards import Card, Happening
from shiremoot.portal.timeline import PERIODS, choice, timeline

TODAY = date(2026, 11, 27)
AT = datetime(2026, 11, 26, tzinfo=UTC)
SERVICES = {"schools": "School", "police-records": "Police", "housing": "Housing"}
days = st.dates(date(1950, 1, 1), TODAY + timedelta(days=40)).map(date.isoformat)
events = st.lists(
    st.builds(
        lambda dataset, day: Happening(dataset, SERVICES[dataset], day, "x"),
        st.sampled_from([*SERVICES]),
        days,
    )
)
cards = st.lists(
    st.builds(
        lambda dataset, start, end, is_open: Card(
            dataset, f"Team of {dataset}", "An organisation", is_open, True, AT, (), start=start, end=end
        ),
        st.sampled_from([*SERVICES]),
        days | st.just(""),
        days | st.just(""),
        st.booleans(),
    )
)
sent = st.fixed_dictionaries(
    {},
    optional={
        "service": st.sampled_from(["", "0", "1", "2", "3", "4", "-1", "police-records"]),
        "period": st.sampled_from([*PERIODS, "", "7"]),
    },
)


def blocks(shown: set[str]) -> list[Block]:
    return [Block(each, "t", "p", SERVICES[each], "event", AT, ()) for each in sorted(shown)]


@given(cards, events, sent, st.sets(st.sampled_from([*SERVICES])))
def test_it_lists_and_draws_what_was_chosen_and_counts_what_is_older(cards, events, sent, shown):
    cards = [card for card in cards if card.dataset in shown]
    events = [event for event in events if event.dataset in shown]
    found = timeline(cards, events, choice(sent, blocks(shown)), TODAY)
    of_service = [event for event in events if found.choice.dataset in ("", event.dataset)]
    within = [event for event in of_service if date.fromisoformat(event.day) >= found.begins]
    assert list(found.events) == within
    assert found.older == len(of_service) - len(within)
    if found.choice.period == "all":
        assert found.older == 0
    else:
        assert found.begins == months_before(TODAY, int(found.choice.period))

    dots = sum(date.fromisoformat(event.day) <= TODAY for event in within)
    for picture, most in ((found.wide, 8), (found.narrow, 4)):
        assert sum(len(lane.dots) for lane in picture.lanes if picture) == dots if picture else dots == 0
        if picture:
            assert len(picture.ticks) <= most + 1
            marks = [dot.x for lane in picture.lanes for dot in lane.dots]
            marks += [bar.x for lane in picture.lanes for bar in lane.bars]
            assert all(
                picture.left <= x <= picture.right for x in [*marks, *(tick.x for tick in picture.ticks)]
            )
            assert all(0 < lane.y < picture.height for lane in picture.lanes)


@given(sent, st.sets(st.sampled_from([*SERVICES])))
def test_a_choice_is_a_place_in_the_list_and_nothing_that_is_not_there_can_be_chosen(sent, shown):
    made = choice(sent, blocks(shown))
    assert made.dataset in {"", *shown}
    assert made.period in PERIODS
    names = sorted(SERVICES[each] for each in shown)
    assert [text for _, text in made.services] == ["All services", *names]
    assert all(place == "" or place.isdigit() for place, _ in made.services)
    if made.dataset:
        assert names[int(made.service) - 1] == SERVICES[made.dataset]


def test_a_narrow_picture_has_as_much_in_it_as_a_wide_one_in_fewer_words():
    many = [Happening("schools", "School", months_before(TODAY, back).isoformat(), "x") for back in range(24)]
    found = timeline([], many, choice({}, blocks({"schools"})), TODAY)
    assert [tick.label for tick in found.wide.ticks] == [
        f"{month} {year}" for year in (2025, 2026) for month in ("Jan", "Apr", "Jul", "Oct")
    ]
    assert [tick.label for tick in found.narrow.ticks] == ["Jan 2025", "Jul 2025", "Jan 2026", "Jul 2026"]
    assert len(found.narrow.lanes[0].dots) == len(found.wide.lanes[0].dots) == 24
