"""Registers are loaded whole, one edition after another, each in the ledger; what changed is told."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import override_settings

from shiremoot.cli.roadmap import roadmap as command
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.models import Organisation
from shiremoot.gazetteer.geometry import Point
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Entry
from shiremoot.roadmap.estate import register, sending
from shiremoot.roadmap.estate.changes import Difference
from shiremoot.roadmap.estate.filters import Filters
from shiremoot.roadmap.estate.models import Edition, HeldBack, SentFile, SiteRecord
from shiremoot.roadmap.estate.reading import read
from tests.permitted import HOST, OPERATOR
from tests.roadmap.estate.world import DEPOT, EAST, LIBRARY, NORTH, NOW, build
from tests.roadmap.estate.world import register as written

pytestmark = pytest.mark.django_db
ESTATES = Viewer("carers", "estates-manager", "eve")
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def county(home):
    entries = [
        OrganisationEntry(identifier=HOST, name="The host", kind="county council", host=True),
        OrganisationEntry(identifier="carers", name="Carers", kind="charity"),
    ]
    organisations.register_organisations(entries, by=OPERATOR, at=NOW)
    build(home)
    with override_settings(HOME=home):
        yield home


def load(home, *lines: str, of: str = "carers", at=NOW, **options) -> Edition:
    return sending.load(home, written(*lines, **options), organisation=of, by=OPERATOR, at=at)


def look(home, sent: SentFile, *, at=NOW) -> sending.Preview:
    table = read(bytes(sent.content))
    return sending.preview(home, table, dict(sent.columns), sent.organisation, at=at)


def test_a_register_is_loaded_with_its_wards_and_what_was_held_back(county):
    made = load(county, LIBRARY, DEPOT, "B3,,,1,2,Freehold")
    assert [(each.name, each.ward) for each in register.current()] == [
        ("Oldford Library", "E05000001"),
        ("Weir Depot", "E05000002"),
    ]
    (held,) = made.held_back.all()
    assert (held.line, held.values) == (4, ["B3", "", "", "1", "2", "Freehold"])
    assert held.reasons == ["It has no name. Write what it is called."]
    assert Entry.objects.filter(act=Act.LOAD_SITES, outcome="done").count() == 1


def test_the_next_edition_replaces_the_first_and_both_are_kept(county):
    first = load(county, LIBRARY, DEPOT)
    load(county, LIBRARY.replace("Library", "Library and hub"), at=LATER)
    assert [each.name for each in register.current()] == ["Oldford Library and hub"]
    assert [each.taken for each in register.editions()] == [1, 2]
    first.refresh_from_db()
    assert first.replaced_at == LATER
    assert SiteRecord.objects.count() == 3
    newest, registered = register.history(register.current().get())
    assert newest.differences == (Difference("Name", "Oldford Library", "Oldford Library and hub"),)
    assert registered.edition == first


def test_of_held_back_lines_what_is_read_is_kept_and_only_for_the_register_now(county):
    heads = "UniqueAssetId,UPRN,Tenant,Name,GeoX,GeoY,TenureType"
    wrong = f"B3,,A Person,,{EAST},{NORTH},Freehold"
    first = load(county, wrong, LIBRARY.replace(",Oldford", ",Somebody,Oldford"), heads=heads)
    assert first.held_back.get().values == ["B3", "", "", str(EAST), str(NORTH), "Freehold"]
    second = load(county, LIBRARY, "B4,,,,,", "B5,,,,,", at=LATER)
    first.refresh_from_db()
    assert [each.edition for each in HeldBack.objects.all()] == [second, second]
    assert (first.held_back_count, second.held_back_count) == (1, 2)


def test_what_was_gone_for_a_while_is_registered_again(county):
    load(county, LIBRARY, DEPOT)
    load(county, DEPOT, at=LATER)
    load(county, LIBRARY, DEPOT, at=LATER + timedelta(days=1))
    (library, depot) = register.current()
    assert [step.differences for step in register.history(library)] == [(), ()]
    assert len(register.history(depot)) == 1


def test_a_file_is_looked_over_and_confirmed_once(county):
    load(county, LIBRARY, DEPOT)
    content = written(LIBRARY.replace("Freehold", "Leasehold"), f"B3,,Hall,{EAST},{NORTH},Other")
    sent = sending.keep(content, "sites.csv", by=ESTATES, at=LATER)
    seen = look(county, sent)
    assert [each.asset for each in seen.changes.new] == ["B3"]
    assert [each.asset for each in seen.changes.gone] == ["B2"]
    assert seen.changes.changed[0].differences == (Difference("Tenure", "freehold", "leasehold"),)
    assert Edition.objects.count() == 1
    made = sending.confirm(sent, seen, by=ESTATES, at=LATER)
    assert made and sending.confirm(sent, seen, by=ESTATES, at=LATER) == made
    assert Edition.objects.count() == 2
    assert Entry.objects.filter(act=Act.LOAD_SITES).count() == 2
    assert not SentFile.objects.exists()
    assert (made.loaded_by, made.file_name) == ("eve", "sites.csv")


def test_what_somebody_else_loaded_meanwhile_has_to_be_looked_over_again(county):
    sent = sending.keep(written(LIBRARY), "sites.csv", by=ESTATES, at=NOW)
    seen = look(county, sent)
    load(county, DEPOT)
    assert sending.confirm(sent, seen, by=ESTATES, at=LATER) is None
    assert [each.name for each in register.current()] == ["Weir Depot"]
    again = look(county, sent)
    assert again.mark != seen.mark
    assert sending.confirm(sent, again, by=ESTATES, at=LATER)


def test_a_file_is_its_sender_s_for_an_hour(county):
    sent = sending.keep(written(LIBRARY), "sites.csv", by=ESTATES, at=NOW)
    assert sending.kept(sent.pk, by=ESTATES, at=NOW) == sent
    for other in (Viewer("carers", "estates-manager", "flo"), Viewer(HOST, "estates-manager", "eve")):
        assert sending.kept(sent.pk, by=other, at=NOW) is None
    assert sending.kept(sent.pk, by=ESTATES, at=NOW + timedelta(hours=1)) is None
    sending.forget_ended(NOW + timedelta(hours=1))
    assert not SentFile.objects.exists()


def test_what_a_body_said_of_its_headings_holds_for_its_next_file(county):
    heads = "Site code,UPRN,Premises,GeoX,GeoY,TenureType"
    sent = sending.keep(written(LIBRARY, heads=heads), "sites.csv", by=ESTATES, at=NOW)
    assert sent.columns is None
    chosen = {"Site code": "asset", "Premises": "name", "UPRN": "uprn"}
    seen = sending.preview(county, read(bytes(sent.content)), chosen, "carers", at=NOW)
    sending.confirm(sent, seen, by=ESTATES, at=NOW)
    again = sending.keep(written(DEPOT, heads=heads), "sites.csv", by=ESTATES, at=LATER)
    assert dict(again.columns)["Premises"] == "name"
    assert dict(again.columns)["GeoX"] == ""
    of_host = Viewer(HOST, "estates-manager", "hal")
    assert sending.keep(written(DEPOT, heads=heads), "s.csv", by=of_host, at=LATER).columns is None


def test_columns_of_a_file_that_another_takes_the_place_of_are_asked_about_once(county):
    heads = "Site code,UPRN,Premises,GeoX,GeoY,TenureType"
    first = sending.keep(written(LIBRARY, heads=heads), "sites.csv", by=ESTATES, at=NOW)
    first.columns = [["Site code", "asset"], ["Premises", "name"], ["UPRN", "uprn"], ["GeoX", ""]]
    first.save()
    second = sending.keep(written(DEPOT, heads=f"{heads},Door"), "sites.csv", by=ESTATES, at=NOW)
    assert second.columns is None
    assert second.before["Premises"] == "name"
    third = sending.keep(written(DEPOT, heads=heads), "sites.csv", by=ESTATES, at=NOW)
    assert dict(third.columns)["Premises"] == "name"
    assert dict(third.columns)["GeoX"] == ""
    of_host = Viewer(HOST, "estates-manager", "eve")
    assert sending.keep(written(DEPOT, heads=heads), "sites.csv", by=of_host, at=NOW).before == {}


def test_a_register_without_names_or_with_no_line_to_take_is_refused(county):
    with pytest.raises(UserError, match="no column for Name"):
        load(county, "B1,1001", heads="UniqueAssetId,UPRN")
    load(county, LIBRARY)
    with pytest.raises(UserError, match="No line of the file can be taken"):
        load(county, "B1,x,,1,,Freehold")
    assert register.current().count() == 1


def test_an_organisation_that_is_unknown_or_closed_has_no_register(county):
    with pytest.raises(UserError, match="There is no organisation nobody"):
        load(county, LIBRARY, of="nobody")
    Organisation.objects.filter(pk="carers").update(closed_at=NOW)
    with pytest.raises(UserError, match="closed"):
        load(county, LIBRARY)


def test_two_owners_of_one_uprn_are_found_across_registers(county):
    load(county, LIBRARY, DEPOT)
    load(county, LIBRARY.replace("B1", "H1"), DEPOT.replace("Leasehold", "Freehold"), of=HOST)
    ours, theirs = register.owned_twice(register.current())
    assert {ours.asset, theirs.asset} == {"B1", "H1"}
    assert register.other_owners([ours]) == {ours.pk: [theirs]}
    assert set(register.other_registrations(ours)) == {theirs}
    assert set(Filters.of({"owners": "two"}).sites()) == {ours, theirs}
    load(county, LIBRARY.replace("Freehold", "Leasehold"), DEPOT, at=LATER)
    assert not register.owned_twice(register.current()).exists()


def test_neighbours_are_within_two_kilometres_nearest_first(county):
    load(
        county,
        LIBRARY,
        DEPOT,
        f"B3,,Far hall,{EAST},{NORTH + 2001},Freehold",
        f"B4,,Near hall,{EAST},{NORTH + 2000},Freehold",
        "B5,,Lost hall,,,Freehold",
    )
    library = SiteRecord.objects.get(asset="B1")
    found = [(each.site.asset, each.metres) for each in register.neighbours(library)]
    assert found == [("B2", 1000), ("B4", 2000)]
    assert register.neighbours(SiteRecord.objects.get(asset="B5")) == []
    assert register.site_of(library).at == Point(EAST, NORTH)


def test_filters_are_told_and_keep_their_address(county):
    heads = "UniqueAssetId,UPRN,Name,GeoX,GeoY,TenureType,Purpose"
    load(county, f"{LIBRARY},Library", f"{DEPOT},Depot", heads=heads)
    load(county, f"{LIBRARY.replace('B1', 'H1')},Library", of=HOST, heads=heads)
    names = organisations.names()

    def found(**query: str) -> set[str]:
        return {each.asset for each in Filters.of(query).sites()}

    assert found() == {"B1", "B2", "H1"}
    assert found(organisation="carers") == {"B1", "B2"}
    assert found(use="Depot") == found(tenure="leasehold") == found(words="weir DEPOT") == {"B2"}
    assert found(words="1001 library") == {"B1", "H1"}
    assert found(district="Oldford") == {"B1", "B2", "H1"}
    assert found(words="000000001001") == {"B1", "H1"}
    assert found(words="000") == found(words="0002") == set()
    assert found(words="%") == set()
    filters = Filters.of({"organisation": "carers", "use": "Depot", "tenure": "", "district": "Oldford"})
    assert filters.told(names) == "of Carers, used as Depot, in Oldford"
    assert filters.query == "organisation=carers&use=Depot&district=Oldford"
    for name in ("organisation", "use", "tenure", "district"):
        for unknown in ("Depo", "x" * 1000, "carers\0"):
            assert found(**{name: unknown}) == set()
            assert len(getattr(Filters.of({name: unknown}), name)) <= 200
    assert Filters.of({"owners": "v", "other": "x"}) == Filters()


def test_the_command_loads_a_register_and_says_what_it_held_back(county, tmp_path, monkeypatch):
    monkeypatch.setattr("shiremoot.cli.roadmap.prepare_control_store", lambda: None)
    file = tmp_path / "sites.csv"
    file.write_bytes(
        written(f"{LIBRARY},red", "B3,,,1,2,Freehold,blue", heads="Asset ID,UPRN,Name,X,Y,Tenure,Door")
    )
    done = CliRunner().invoke(
        command, ["sites", str(file), "--organisation", "carers"], catch_exceptions=False
    )
    assert done.output.splitlines() == [
        "Columns that are not read: Door.",
        "Line 3 is held back. It has no name. Write what it is called.",
        "Loaded: 1. Held back: 1. No longer registered: 0.",
    ]


def test_the_command_says_how_many_sites_are_gone_and_refuses_exchanged_columns(
    county, tmp_path, monkeypatch
):
    monkeypatch.setattr("shiremoot.cli.roadmap.prepare_control_store", lambda: None)
    load(county, LIBRARY, DEPOT, f"B3,,Hall,{EAST},{NORTH},Freehold")
    load(county, LIBRARY, of=HOST)
    file = tmp_path / "sites.csv"
    file.write_bytes(written(DEPOT, f"B4,,Annex,{EAST},{NORTH},Freehold", *["B5,,,,,"] * 21))
    done = CliRunner().invoke(
        command, ["sites", str(file), "--organisation", "carers"], catch_exceptions=False
    )
    assert done.output.splitlines()[-2:] == [
        "And 1 more.",
        "Loaded: 2. Held back: 21. No longer registered: 2.",
    ]
    with pytest.raises(UserError, match="with easting and northing exchanged"):
        load(county, f"B1,1001,Library,{NORTH},{EAST},Freehold")
    assert Edition.objects.filter(organisation="carers").count() == 2
