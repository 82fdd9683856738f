"""Pages of the register: everybody's to read, each body's own to send in."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from shiremoot.roadmap.estate import register_views, sending
from shiremoot.roadmap.estate.models import Edition, SentFile, SiteRecord
from tests.pages.test_correcting import member
from tests.pages.test_organising import hidden
from tests.pages.test_roadmap import main
from tests.permitted import HOST, OPERATOR
from tests.roadmap.estate.world import DEPOT, EAST, LIBRARY, NORTH, build
from tests.roadmap.estate.world import register as written

pytestmark = pytest.mark.django_db
HEADS = "UniqueAssetId,UPRN,Name,GeoX,GeoY,TenureType,SizeM2,RunningCosts,Purpose"


@pytest.fixture(autouse=True)
def county(home):
    entries = [
        OrganisationEntry(identifier=HOST, name="The host", kind="county council", host=True),
        OrganisationEntry(identifier="carers", name="Carers", kind="charity"),
    ]
    organisations.register_organisations(entries, by=OPERATOR, at=timezone.now())
    build(home)
    with override_settings(HOME=home):
        yield home


@pytest.fixture
def manager(client):
    return member(client, "eve", "carers", "estates-manager", Duty.ESTATE)


def load(home, *lines: str, of: str = "carers", **options) -> Edition:
    content = written(*lines, **options)
    return sending.load(home, content, organisation=of, by=OPERATOR, at=timezone.now())


def give(client, *lines: str, **options):
    return client.post("/estate/send", {"file": SimpleUploadedFile("sites.csv", written(*lines, **options))})


def names(response) -> list[str]:
    """Of the table, in its order."""
    table = main(response).partition('id="table"')[2].partition("</table>")[0]
    return re.findall(r'/estate/sites/\d+">([^<]+)<', table)


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_before_any_register_it_says_what_to_do(client, county):
    member(client, "avery", HOST, "chief-executive")
    assert "No body has sent in its register yet. Whoever looks after land" in main(client.get("/estate/"))
    assert "Send in" not in main(client.get("/estate/registers/carers")).partition("<h1")[2]
    assert client.get("/estate/registers/nobody").status_code == 404
    assert client.get("/estate/sites/1").status_code == 404
    member(client, "eve", "carers", "estates-manager", Duty.ESTATE)
    assert "Send in our register" in main(client.get("/estate/"))
    assert "Send in our register" in main(client.get("/estate/registers/carers"))
    assert "Send in our register" not in main(client.get(f"/estate/registers/{HOST}"))
    assert client.get("/estate/held-back.csv").status_code == 404


def test_sites_are_sorted_both_ways_with_what_is_not_known_last(client, county):
    load(
        county,
        f"{LIBRARY},100,5000,Library",
        f"{DEPOT},200,4000,Depot",
        f"B3,,Annex,{EAST},{NORTH},Other,,,",
        heads=HEADS,
    )
    member(client, "avery", HOST, "chief-executive")
    assert names(client.get("/estate/")) == ["Annex", "Oldford Library", "Weir Depot"]
    assert names(client.get("/estate/?sort=-name")) == ["Weir Depot", "Oldford Library", "Annex"]
    assert names(client.get("/estate/?sort=area")) == ["Oldford Library", "Weir Depot", "Annex"]
    assert names(client.get("/estate/?sort=-area")) == ["Weir Depot", "Oldford Library", "Annex"]
    assert names(client.get("/estate/?sort=each")) == ["Weir Depot", "Oldford Library", "Annex"]
    assert names(client.get("/estate/?sort=-each")) == ["Oldford Library", "Weir Depot", "Annex"]
    assert names(client.get("/estate/?sort=nonsense")) == ["Annex", "Oldford Library", "Weir Depot"]
    said = main(client.get("/estate/?sort=-cost&use=Depot"))
    assert 'aria-sort="descending"' in said and "?use=Depot&amp;sort=cost#table" in said
    assert "1 site used as Depot" in said
    assert "Floor area 200 m², known of 1. Running cost £4,000 a year, known of 1." in said
    taken = rows(client.get("/estate/sites.csv?use=Depot"))
    assert [(each["Organisation"], each["Name"], each["Floor area (m²)"]) for each in taken] == [
        ("Carers", "Weir Depot", "200")
    ]


def test_a_filter_that_nothing_fits_any_more_shows_nothing_and_is_still_set(client, county):
    load(county, f"{LIBRARY},100,5000,Library", heads=HEADS)
    member(client, "avery", HOST, "chief-executive", Duty.STEER)
    for query, told, choice in (
        ("use=Depot", "used as Depot", "Depot"),
        (f"organisation={HOST}", "of The host", "The host"),
        ("organisation=nobody", "of nobody", "nobody"),
        ("district=Ambermouth", "in Ambermouth", "Ambermouth"),
        ("tenure=lent", "of tenure lent", "lent"),
        ("use=Depot%00", "used as Depot�", "Depot�"),
        (f"use={'x' * 5000}", f"used as {'x' * 200}", "x" * 200),
    ):
        said = main(client.get(f"/estate/?{query}"))
        assert f"No site {told} is known. <a" in said
        assert re.search(rf"selected>{choice} \(none now\)</option>", said), query
        assert rows(client.get(f"/estate/sites.csv?{query}")) == []
        assert client.get(f"/estate/options/propose?{query}").status_code == 200
    assert "(none now)" not in main(client.get("/estate/?use=Library&tenure=freehold"))


def test_a_page_of_the_table_keeps_filter_and_order(client, county):
    lines = [f"B{number},,Hall {number:03},{EAST},{NORTH},Freehold" for number in range(60)]
    load(county, *lines, "C1,,Nowhere,,,Freehold")
    member(client, "avery", HOST, "chief-executive")
    first = client.get("/estate/?words=hall&sort=-name")
    assert names(first) == [f"Hall {number:03}" for number in range(59, 9, -1)]
    following = re.search(r'href="(\?[^"]+page=2)"', main(first)).group(1).replace("&amp;", "&")
    assert names(client.get(f"/estate/{following}")) == [f"Hall {number:03}" for number in range(9, -1, -1)]
    assert "60 sites with “hall”" in main(first)
    assert "1 site has no known place, and is on no map" in main(client.get("/estate/"))
    assert "No site with “castle” is known" in main(client.get("/estate/?words=castle"))


def test_a_file_is_sent_in_looked_over_and_becomes_the_register(client, county, manager):
    sent = give(client, LIBRARY, DEPOT, "B3,,,1,2,Freehold").url
    said = main(client.get(sent))
    assert "2 lines are taken, 1 line is held back" in said
    assert "It has no name. Write what it is called." in said
    assert not Edition.objects.exists()
    mark = hidden(client.get(sent), "shown")
    done = client.post(sent, {"shown": mark})
    assert done.url == "/estate/registers/carers?done=loaded"
    assert client.post(sent, {"shown": mark}).url == done.url
    assert Edition.objects.count() == 1
    assert Entry.objects.filter(act=Act.LOAD_SITES).count() == 1
    said = main(client.get(done.url))
    assert "2 sites</a>, as loaded on" in said and "1 line was held back" in said
    assert rows(client.get("/estate/held-back.csv")) == [
        {
            "Line": "4",
            "Why it was held back": "It has no name. Write what it is called.",
            **{"UniqueAssetId": "B3", "UPRN": "", "Name": "", "GeoX": "1", "GeoY": "2"},
            "TenureType": "Freehold",
        }
    ]
    member(client, "avery", HOST, "estates-officer", Duty.ESTATE)
    said = main(client.get("/estate/registers/carers"))
    assert "1 line was held back" in said and "It has no name" not in said
    assert client.get("/estate/held-back.csv").status_code == 404, "it is of one's own register"


def test_what_is_not_published_is_asked_to_be_left_out(client, county, manager):
    assert "Leave out refuges, safe houses" in main(client.get("/estate/send"))


def test_what_was_shown_is_what_is_confirmed(client, county, manager):
    load(county, LIBRARY, DEPOT)
    sent = give(client, LIBRARY).url
    shown = client.get(sent)
    assert "1 site is registered now and not among the lines that are taken" in main(shown)
    load(county, LIBRARY.replace("Library", "Hub"), DEPOT)
    again = client.post(sent, {"shown": hidden(shown, "shown")})
    assert "Something changed since you looked" in main(again)
    assert Edition.objects.count() == 2
    assert "Name: Oldford Library (was Oldford Hub)" in main(again)
    assert client.post(sent, {"shown": hidden(again, "shown")}).status_code == 302
    assert Edition.objects.count() == 3


def test_a_file_can_be_given_up_and_is_gone_after_an_hour(client, county, manager):
    sent = give(client, LIBRARY).url
    assert client.post(sent, {"do": "cancel"}).url == "/estate/registers/carers"
    assert client.get(sent).status_code == 404
    sent = give(client, LIBRARY).url
    SentFile.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert client.get(sent).status_code == client.get(f"{sent}/columns").status_code == 404
    assert client.post(sent, {"shown": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\0", "This is not a CSV file."),
        (b"x" * (4 * 1024**2 + 1), "larger than 4 MB"),
    ],
)
def test_what_is_no_register_is_refused_in_words(client, county, manager, content, words):
    said = client.post("/estate/send", {"file": SimpleUploadedFile("sites.csv", content)})
    assert words in main(said)
    assert "Choose a file" in main(client.post("/estate/send"))
    assert not SentFile.objects.exists()


def test_unknown_headings_are_asked_about_and_what_is_said_is_checked(client, county, manager):
    heads = "Site code,Property ref,Premises,GeoX,GeoY,TenureType"
    sent = give(client, LIBRARY, heads=heads).url
    assert client.get(sent).url == f"{sent}/columns"
    page = client.get(f"{sent}/columns")
    assert "Site code, Property ref, Premises" in main(page)
    assert "Premises: Oldford Library" in main(page)
    said = main(client.post(f"{sent}/columns", {"easting": "GeoX", "northing": "GeoX"}))
    assert "“GeoX” is chosen for Easting already" in said
    assert "Choose the column that holds Name" in said
    assert "Choose the column that holds Asset reference or UPRN" in said
    assert "Choose one of the file’s columns" in main(client.post(f"{sent}/columns", {"name": "Other"}))
    chosen = {"asset": "Site code", "uprn": "Property ref", "name": "Premises", "tenure": "TenureType"}
    assert client.post(f"{sent}/columns", chosen).url == sent
    said = client.get(sent)
    assert "GeoX, GeoY." in main(said)
    client.post(sent, {"shown": hidden(said, "shown")})
    assert SiteRecord.objects.get().name == "Oldford Library"
    assert (
        give(client, DEPOT, heads=heads).url
        and client.get(SentFile.objects.get() and f"/estate/send/{SentFile.objects.get().pk}").status_code
        == 200
    )


def test_exchanged_columns_are_exchanged_back_with_one_click(client, county, manager):
    sent = give(client, f"B1,1001,Library,{NORTH},{EAST},Freehold").url
    said = main(client.get(sent))
    assert "Easting and northing seem to be exchanged" in said
    assert "Make this our register" not in said
    form = main(client.get(f"{sent}/columns?exchange"))
    chosen = dict(
        re.search(
            rf'name="({name})".*?<option value="([^"]+)" selected',
            form.partition(f'id="{name}"')[2] and form[form.index(f'id="{name}"') :],
        ).groups()
        for name in ("asset", "uprn", "name", "easting", "northing", "tenure")
    )
    assert (chosen["easting"], chosen["northing"]) == ("GeoY", "GeoX")
    client.post(f"{sent}/columns", chosen)
    assert "1 line is taken" in main(client.get(sent))


def test_a_site_tells_what_is_known_of_it_and_leads_on_to_how_it_is_now(client, county):
    load(county, f"{LIBRARY},100,5000,Library", "B9,9,Lost hall,,,Freehold,,,", heads=HEADS)
    old = SiteRecord.objects.get(asset="B1")
    lost = SiteRecord.objects.get(asset="B9")
    load(county, f"{LIBRARY},120,5000,Library", f"{DEPOT},,,", heads=HEADS)
    load(county, f"{LIBRARY.replace('B1', 'H1')},,,", of=HOST, heads=HEADS)
    member(client, "avery", HOST, "chief-executive")
    now = client.get(f"/estate/sites/{old.pk}").url
    said = main(client.get(now))
    assert "Also registered as freehold by The host: one of the two is wrong." in said
    assert "120 m²" in said and "£5,000 a year, £42 a m²" in said
    assert "Floor area (m²): 120 (was 100)" in said
    assert "Ward 1, Oldford" in said
    assert "1,000</td>" in said.partition("Neighbours within two kilometres")[2]
    said = main(client.get(f"/estate/sites/{lost.pk}"))
    assert "It is not in the register now." in said
    assert "Where it stands is not known" in said and "The gazetteer has no UPRN 9." in said
    assert "Odd, and taken all the same" not in main(client.get(f"/estate/registers/{HOST}"))
    said = main(client.get("/estate/"))
    assert "2 sites are registered as freehold by two bodies" in said and "Two owners" in said
    for body in ("carers", HOST):
        assert "Two owners for one UPRN (1)" in main(client.get(f"/estate/registers/{body}"))


def test_a_file_of_another_body_or_another_sender_is_nobody_else_s(client, county, manager):
    sent = give(client, LIBRARY).url
    for name, organisation in (("flo", "carers"), ("hal", HOST)):
        member(client, name, organisation, "estates-manager", *Duty)
        for address in (sent, f"{sent}/columns"):
            assert (
                client.get(address).status_code == client.post(address, {"do": "cancel"}).status_code == 404
            )
    assert SentFile.objects.exists() and not Edition.objects.exists()


def test_whoever_sends_in_sends_in_for_the_body_they_act_for(client, county, manager):
    give(client, LIBRARY)
    assert SentFile.objects.get().organisation == "carers"
    member(client, "avery", HOST, "chief-executive", Duty.STEER)
    assert client.get("/estate/send").status_code == 403


def test_long_lists_are_told_by_fifties(client, county):
    lines = [f"B{number},{5000 + number},Hall {number},{EAST},{NORTH},Freehold" for number in range(60)]
    load(county, *lines, *(f"C{number},,,,,Freehold" for number in range(55)))
    load(county, *(line.replace("B", "H") for line in lines), of=HOST)
    member(client, "eve", "carers", "estates-manager", Duty.ESTATE)
    said = main(client.get("/estate/registers/carers"))
    assert "Two owners for one UPRN (60)" in said and "And 10 more." in said
    assert "Lines held back (55)" in said and "And 5 more in the download." in said
    assert "Odd, and taken all the same (60)" in said and "?&amp;page=2" in said
    assert "Hall 59" in main(client.get("/estate/registers/carers?page=2"))
    assert "And 69 more, further away." in main(
        client.get(f"/estate/sites/{SiteRecord.objects.filter(asset='B1').get().pk}")
    )


def test_lines_held_back_are_read_for_those_who_may_see_them_alone(client, county):
    load(county, LIBRARY, "C1,,,,,Freehold")

    def asked() -> bool:
        with CaptureQueriesContext(connection) as queries:
            client.get("/estate/registers/carers")
        return any("estate_heldback" in each["sql"] for each in queries)

    for name, organisation, duties, wanted in (
        ("avery", HOST, [Duty.ESTATE], False),
        ("flo", "carers", [], False),
        ("eve", "carers", [Duty.ESTATE], True),
    ):
        member(client, name, organisation, "officer", *duties)
        assert asked() == wanted, name


def test_a_site_that_is_not_registered_now_has_no_other_owner(client, county):
    load(county, LIBRARY, DEPOT)
    load(county, LIBRARY.replace("B1", "H1"), of=HOST)
    load(county, DEPOT)
    member(client, "avery", HOST, "chief-executive")
    said = main(client.get(f"/estate/sites/{SiteRecord.objects.get(asset='B1').pk}"))
    assert "It is not in the register now." in said
    assert "Also registered as freehold" not in said


def test_words_of_a_file_are_never_markup(client, county):
    load(
        county,
        f"<b>B1</b>,1001,<i>Library</i>,{EAST},{NORTH},Freehold,1,1,<u>Use</u>",
        "<s>,x,,,,<s>,,,",
        heads=HEADS,
    )
    member(client, "avery", HOST, "chief-executive")
    for address in (
        "/estate/",
        f"/estate/sites/{SiteRecord.objects.get().pk}",
        "/estate/registers/carers",
        "/estate/?words=<i>",
    ):
        said = main(client.get(address))
        assert not re.search(r"<[bisu]>", said), address


def test_the_map_is_of_those_that_fit_and_says_where_it_leaves_some_out(client, county, monkeypatch):
    monkeypatch.setattr(register_views.listing, "MOST_DRAWN", 1)
    load(county, LIBRARY, DEPOT)
    member(client, "avery", HOST, "chief-executive")
    said = main(client.get("/estate/"))
    assert "The map shows the first 1 by name" in said
    assert "Marks for 1 of 2 sites, over" in said
    assert "The map shows" not in main(client.get("/estate/?tenure=leasehold"))
    assert (
        "Leasehold"
        in main(client.get("/estate/?tenure=leasehold")).partition("<svg")[2].partition("</svg>")[0]
    )
