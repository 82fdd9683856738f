"""Pages of options for sites: asked for, looked at, compared and decided on."""

import csv
import io
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.models import Entry
from shiremoot.roadmap.estate import options, weighing
from shiremoot.roadmap.estate.models import Decision, Option
from tests.pages.test_correcting import member
from tests.pages.test_evaluation import words
from tests.permitted import HOST, OPERATOR
from tests.roadmap.estate_options.world import AREAS, OF_POLICE, SITES, load, register, registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare(home):
    """Two bodies; neither sites nor areas."""
    entries = [
        OrganisationEntry(identifier=HOST, name="The host", kind="county-council", host=True),
        OrganisationEntry(identifier="police", name="Police", kind="police-force"),
    ]
    organisations.register_organisations(entries, by=OPERATOR, at=timezone.now())
    with override_settings(HOME=home):
        yield home


@pytest.fixture
def county(bare):
    load(bare)
    registers()
    return bare


@pytest.fixture
def large(county):
    """So many areas that whatever is asked for waits for the background work."""
    load(county, AREAS + "".join(f"E02{number:06},500000,200000,1,3\n" for number in range(6_000)))
    return county


def lead(client, name: str = "avery", organisation: str = HOST) -> None:
    member(client, name, organisation, "chief-executive", Duty.STEER)


def ask(client, query: str = "", **changes: object):
    sent = {
        "identifier": str(uuid4()),
        "title": "Two hubs",
        "choose": "2",
        "keep": "Oldford Library",
        "leave": "",
        "room": "",
    }
    return client.post(f"{reverse('propose-option')}?{query}", sent | changes)


def made(client, **changes: object) -> Option:
    answered = ask(client, **changes)
    assert answered.status_code == 302, words(answered)
    return Option.objects.get(pk=UUID(re.search(r"[0-9a-f-]{36}", answered.url).group()))


def at(option: Option, name: str = "option") -> str:
    return reverse(name, args=[option.pk])


def decide(client, option: Option, *beside: Option, **changes: object):
    """As the page that was opened just now would send it."""
    address = at(option) + "?" + "&".join(f"beside={each.pk}" for each in beside)
    page = client.get(address).content.decode()
    carried = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page).group(1)
        for name in ("identifier", "after", "basis")
    }
    return client.post(address, carried | {"outcome": "take up", "reason": "It is near to most"} | changes)


def acts() -> list[str]:
    return list(Entry.objects.filter(act__endswith="option").order_by("number").values_list("act", flat=True))


def test_with_nothing_there_it_is_said_what_is_missing(client, bare):
    lead(client)
    assert "Nobody of The host has asked for one yet." in words(client.get(reverse("options")))
    assert "shiremoot areas FILE" in words(client.get(reverse("propose-option")))
    assert "Nobody lives" not in words(ask(client))
    assert not Option.objects.exists()
    load(bare)
    page = words(client.get(reverse("propose-option")))
    assert "There are no sites with a place in the register" in page
    assert "Ask for it" not in page


def test_it_is_asked_among_the_sites_that_the_register_was_narrowed_to(client, county):
    lead(client)
    page = words(client.get(reverse("propose-option")))
    assert "chosen among the 5 sites of all bodies" in page
    assert "here 1 of 5." in page
    assert "Town Hall, P1" in page
    page = words(client.get(f"{reverse('propose-option')}?organisation=police"))
    assert "chosen among the one site of Police" in page
    assert "There are no sites with “xyzzy” with a place" in words(
        client.get(f"{reverse('propose-option')}?words=xyzzy")
    )


def test_an_option_says_what_it_comes_to(client, county):
    lead(client)
    option = made(client)
    page = words(client.get(at(option)))
    assert "2 of 5 sites: people go" in page
    assert "No other choice of 2 hubs would make the way shorter by more than 0.01 in 100." in page
    assert "Oldford Library (H1) , The host (to be kept)" in page
    assert "Most deprived fifth" in page
    assert "Front desk" in page
    assert "Running cost a year of all 5 sites £1,325,000, and what is not known of 1 site" in page
    assert "Maintenance due on the sites not kept" in page
    assert "Farley Store, The host" in page
    assert "7,200 people live in 6 small areas" in page
    assert "Two hubs" in words(client.get(reverse("options")))
    assert acts() == ["propose option"]


def test_with_room_what_is_known_of_no_floor_is_left_out(client, county):
    lead(client)
    option = made(client, room="2.5", choose="3")
    assert "It is being worked out" in words(client.get(at(option)))
    assert options.work_out_next(county, at=timezone.now())
    page = words(client.get(at(option)))
    assert "Room taken" in page
    assert "1 site could not be chosen, as no floor area is registered." in page
    assert "2.5 people to a square metre" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Enter what the option is called"),
        ({"choose": ""}, "Enter how many hubs to choose"),
        ({"choose": "0"}, "Enter how many hubs to choose"),
        ({"room": "much"}, "Enter how many people one square metre can serve"),
        ({"room": "nan"}, "Enter how many people one square metre can serve"),
        ({"keep": "Oldford Libary"}, "Line 1: no site among these is called “Oldford Libary”. Do you mean"),
        ({"leave": "H4\n\ntown hall"}, "Line 3: 2 sites are called “town hall”: “Town Hall, P1” or"),
        ({"keep": "\n".join(["?"] * 14)}, "4 more lines cannot be read"),
        ({"leave": "Oldford Library"}, "Sites that must be kept must also not be chosen: Oldford Library."),
        (
            {"choose": "6"},
            "6 sites are to be chosen, and 4 remain of those that may be. Change what you wish",
        ),
        ({"keep": "H1\nH2\nH3"}, "3 sites must be kept, and only 2 may be chosen."),
        ({"room": "1"}, "2 sites hold everybody"),
    ],
)
def test_what_cannot_be_asked_is_told_and_what_was_typed_stays(client, county, changes, said):
    lead(client)
    answered = ask(client, **{"title": "A title typed", "leave": "H4", **changes})
    assert answered.status_code == 200
    page = words(answered)
    assert said in page
    for typed in ({"keep": "Oldford Library", "leave": "H4"} | changes).values():
        assert typed in answered.content.decode().replace("&#34;", '"')
    assert not Option.objects.exists()


def test_too_many_sites_are_not_weighed(client, county):
    lead(client)
    register("police", tuple({**SITES[0], "asset": f"P{number}"} for number in range(1_000)))
    for answered in (client.get(reverse("propose-option")), ask(client, keep="")):
        said = words(answered)
        assert "There are 1,004 sites, and an option weighs 1,000 at most. Narrow the" in said
        assert "Ask for it" not in said
    assert not Option.objects.exists()


def test_sent_twice_it_is_one(client, county):
    lead(client)
    identifier = str(uuid4())
    first, second = (made(client, identifier=identifier) for _ in range(2))
    assert first == second
    assert acts() == ["propose option"]


def test_what_is_large_is_worked_out_in_the_background(client, large):
    lead(client)
    option = made(client)
    page = words(client.get(at(option)))
    assert "It is being worked out. Load this page again in a minute." in page
    assert "What is decided?" not in page
    assert client.get(at(option, "option-hubs-file")).status_code == 404
    refused = client.post(at(option), {"identifier": str(uuid4()), "after": "0", "basis": "x"})
    assert refused.status_code == 200
    assert options.work_out_next(large, at=timezone.now())
    assert not options.work_out_next(large, at=timezone.now())
    assert "people go" in words(client.get(at(option)))


def test_what_cannot_be_met_once_people_are_counted_anew_says_why(client, large):
    lead(client)
    option = made(client, room="3", choose="3")
    load(large, AREAS.replace(",1000,1", ",99000,1"))
    assert options.work_out_next(large, at=timezone.now())
    page = words(client.get(at(option)))
    assert "It cannot be met. No 3 sites hold everybody" in page
    assert "Ask for another with wishes like these" in page


def test_what_fails_is_told_and_not_tried_again(client, large):
    lead(client)
    option = made(client)
    option.asked["wishes"]["room"] = -1  # of what no form lets through
    option.save()
    with pytest.raises(ValueError, match="from nought up"):
        options.work_out_next(large, at=timezone.now())
    assert not options.work_out_next(large, at=timezone.now())
    assert "It could not be worked out" in words(client.get(at(option)))


def test_what_was_begun_is_left_to_whoever_began_it_and_after_an_hour_it_failed(client, large):
    lead(client)
    option, at_first = made(client), timezone.now()
    Option.objects.update(begun_at=at_first)  # by work that was ended in the middle
    assert not options.work_out_next(large, at=at_first + timedelta(minutes=59))
    assert "It is being worked out" in words(client.get(at(option)))
    assert not options.work_out_next(large, at=at_first + timedelta(minutes=61))
    assert "It could not be worked out" in words(client.get(at(option)))


def test_the_same_form_with_other_wishes_is_no_option(client, county):
    lead(client)
    identifier = str(uuid4())
    made(client, identifier=identifier)
    said = words(ask(client, identifier=identifier, choose="1"))
    assert "You have sent this form before, and said something else in it." in said
    assert Option.objects.count() == 1


def test_more_hubs_with_room_than_can_be_weighed_are_refused(client, large, monkeypatch):
    monkeypatch.setattr(weighing, "MOST_WITH_ROOM", 1)
    lead(client)
    assert "Choose fewer hubs, or leave room out." in words(ask(client, room="3"))


def test_what_another_worked_out_meanwhile_stays(client, county):
    lead(client)
    option = made(client)
    options._keep(Option.objects.get(), weighing.Failed(), timezone.now())
    assert "people go" in words(client.get(at(option)))


def test_an_option_stays_what_it_was_and_says_that_a_register_changed(client, county):
    lead(client)
    option = made(client, leave="Town Hall, P1")
    before = words(client.get(at(option)))
    assert "Since then" not in before
    register(HOST, SITES[1:])
    load(county, AREAS.replace("1500", "1600"))
    page = words(client.get(at(option)))
    assert (
        "Since then the register of The host was sent in again. Since then it changed how many people live"
        in page
    )
    assert "2 of 5 sites: people go" in page
    again = re.search(
        r'href="(/estate/options/propose\?again[^"]*)"', client.get(at(option)).content.decode()
    )
    form = client.get(again.group(1)).content.decode()
    assert "among the 4 sites" in form
    assert "Town Hall, P1</textarea>" in form
    assert "Oldford Library</textarea>" in form
    refused = ask(client, **{"leave": "Town Hall, P1"})
    assert "no site among these is called “Oldford Library”" in words(refused)


def test_a_body_that_registers_for_the_first_time_is_a_change_where_all_bodies_count(client, county):
    lead(client)
    whole, narrow = made(client), ask(client, "organisation=police", keep="", choose="1")
    register("fire", OF_POLICE)
    assert "the register of fire was sent in again" in words(client.get(at(whole)))
    assert "Since then" not in words(client.get(narrow.url))


def test_files_say_what_they_rest_on(client, county):
    lead(client)
    option = made(client)
    hubs, displaced = (
        list(csv.reader(io.StringIO(client.get(at(option, name)).content.decode("utf-8-sig"))))
        for name in ("option-hubs-file", "option-displaced-file")
    )
    assert hubs[0][:3] == ["Site", "Body", "Asset"]
    assert "Oldford Library" in {row[0] for row in hubs[1 : hubs.index([])]}
    assert {row[5] for row in displaced[1 : displaced.index([])]} >= {"Registrar", "Front desk"}
    for rows in (hubs, displaced):
        assert ["Option", "Two hubs"] in rows
        assert any(row[:1] == ["How it was worked out"] for row in rows)


def test_options_are_compared_and_a_decision_says_beside_what(client, county):
    lead(client)
    two, three = made(client), made(client, title="Three hubs", choose="3")
    listed = client.get(reverse("options")).content.decode()
    assert "Compare options" in words(client.get(reverse("options")))
    assert str(two.pk) in listed
    address = f"{reverse('compare-options')}?a={two.pk}&b={three.pk}&c="
    page = client.get(address)
    assert "Option A: Two hubs" in words(page)
    assert "Not kept" in words(page)
    assert f"?beside={three.pk}#decide" in page.content.decode()
    assert decide(client, two, three).status_code == 302
    assert list(Decision.objects.get().beside.all()) == [three]
    page = words(client.get(at(two)))
    assert "Known then: 2 of 5 sites" in page
    assert "Beside it, “Three hubs”: 3 of 5 sites" in page
    assert acts() == ["propose option", "propose option", "decide option"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("a=&b={b}", "Choose the first option"),
        ("a={a}&b=", "Choose the second option"),
        ("a={a}&b={a}", "Choose options that differ"),
        ("a={a}&b={b}&c=x", "Choose from the list"),
        ("", "Choose the first option"),
    ],
)
def test_what_cannot_be_compared_is_told(client, county, query, said):
    lead(client)
    two, three = made(client), made(client, title="Three hubs", choose="3")
    answered = client.get(f"{reverse('compare-options')}?{query.format(a=two.pk, b=three.pk)}")
    assert said in words(answered)
    assert "Two hubs" in words(answered)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": ""}, "Choose what is decided"),
        ({"reason": ""}, "Say why, for whoever asks later"),
        ({"after": "7"}, "Somebody has decided since you opened the page."),
        ({"basis": "x"}, "What is known has changed since you opened the page."),
    ],
)
def test_what_cannot_be_decided_is_told(client, county, changes, said):
    lead(client)
    answered = decide(client, made(client), **changes)
    assert answered.status_code == 200
    assert said in words(answered)
    assert not Decision.objects.exists()


def test_decisions_follow_each_other_and_one_sent_twice_is_one(client, county):
    lead(client)
    option, identifier = made(client), str(uuid4())
    assert decide(client, option, identifier=identifier, outcome="look further").status_code == 302
    again = {"identifier": identifier, "after": "0", "basis": "x"}
    assert decide(client, option, **again, outcome="look further").status_code == 302
    otherwise = decide(client, option, **again, outcome="turn down")
    assert "You have sent this form before, and said something else in it." in words(otherwise)
    assert decide(client, option, outcome="turn down", reason="Too far").status_code == 302
    assert [each.outcome for each in Decision.objects.all()] == ["look further", "turn down"]
    page = words(client.get(at(option)))
    assert page.index("Turned down") < page.index("To be looked into further")
    assert "Turned down" in words(client.get(reverse("options")))


def test_what_is_sent_after_reading_again_is_kept(client, county):
    lead(client)
    option = made(client)
    refused = decide(client, option, after="7").content.decode()
    after = re.search(r'name="after" value="([^"]*)"', refused).group(1)
    assert decide(client, option, after=after).status_code == 302


def test_options_are_those_of_an_organisation(client, county):
    lead(client)
    mine = made(client)
    addresses = [
        at(mine),
        at(mine, "option-hubs-file"),
        at(mine, "option-displaced-file"),
        f"{reverse('propose-option')}?again={mine.pk}",
    ]
    assert [client.get(each).status_code for each in addresses] == [200] * 4
    lead(client, "pat", "police")
    theirs = made(client, title="Theirs")
    before = Entry.objects.count()
    assert [client.get(each).status_code for each in addresses] == [404] * 4
    assert client.get(f"{at(theirs)}?beside={mine.pk}").status_code == 404
    assert client.get(f"{at(theirs)}?beside=x").status_code == 404
    sent = {"outcome": "take up", "reason": "Mine now", "after": "0", "basis": "", "identifier": str(uuid4())}
    assert client.post(at(mine), sent).status_code == 404
    assert "Two hubs" not in words(client.get(reverse("options")))
    compared = words(client.get(f"{reverse('compare-options')}?a={theirs.pk}&b={mine.pk}"))
    assert "Two hubs" not in compared
    assert Entry.objects.count() == before
