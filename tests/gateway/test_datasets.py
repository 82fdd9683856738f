"""The catalogue of datasets, one dataset's page, and the record of processing."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access import grants
from shiremoot.contracts import parse_contract
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.datasets import catalogue, usage
from shiremoot.gateway.datasets.freshness import Freshness, Load, bars, freshness, next_load
from shiremoot.gateway.datasets.processing import Names, record_of
from shiremoot.gateway.datasets.spreadsheet import workbook
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import User
from tests.access.conftest import SOCIAL_WORKER
from tests.decisions import worlds

DEMO = Path(catalogue.__file__).parents[2] / "demo" / "contracts"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
moments = st.integers(0, 5000).map(lambda hours: NOW - timedelta(hours=hours))


@pytest.fixture
def folder(home):
    """A home with the demo's contracts, and nothing loaded."""
    shutil.copytree(DEMO, home.contracts)
    with override_settings(HOME=home):
        yield home


def found(words: str = "", **narrowed) -> list[str]:
    return [each.dataset for each in catalogue.search(words, **narrowed)]


@pytest.fixture
def reader(client, world):
    """The social worker of a loaded county, signed in."""
    client.force_login(User.objects.get(email="social.worker@ambershire.example"))
    catalogue.refresh(world.home, longest=3600)  # a page waits a second for contracts, and the next goes on
    with override_settings(HOME=world.home):
        yield client


@pytest.mark.django_db
def test_every_contract_is_listed_and_found_by_any_of_its_words(folder):
    assert catalogue.refresh(folder) == 0
    assert len(found()) == len(list(DEMO.glob("*.odcs.yaml")))
    assert found("rent arrears") == ["housing"]
    assert found("ARREARS") == ["housing"]
    assert found("head of housing") == ["housing"]
    assert set(found("uprn")) > {"housing", "council-tax"}
    assert found("housing")[0] == "housing"
    assert found("no such thing") == []
    assert found("100%") == []


@pytest.mark.django_db
def test_it_says_where_the_words_stand_and_what_else_they_may_be(folder):
    catalogue.refresh(folder)
    (housing,) = catalogue.listed(catalogue.search("weeks owed"), "weeks owed")
    assert "Rent arrears: Weeks owed" in housing.matches
    assert "Tenants: First name" not in housing.matches
    assert "arrears" in catalogue.suggestions("arears")
    assert catalogue.suggestions("arrears") == []


@pytest.mark.django_db
def test_it_is_narrowed_by_organisation_and_by_category(folder):
    catalogue.refresh(folder)
    assert found(provider="amber-homes") == ["housing"]
    assert "council-tax" not in found(category="family")
    assert set(found(category="family")) < set(found(category="identity"))


@pytest.mark.django_db
def test_a_changed_a_new_and_a_removed_file_are_seen_and_a_bad_one_is_said(folder):
    catalogue.refresh(folder)
    housing = folder.contracts / "housing.odcs.yaml"
    text = housing.read_text()
    housing.write_text(text.replace("name: Housing\n", "name: Homes and tenants\n"))
    os.utime(housing, ns=(0, 0))  # a copied file may be older than the one that it replaces
    (folder.contracts / "schools.odcs.yaml").unlink()
    (folder.contracts / "empty.odcs.yaml").write_text("")
    (folder.contracts / "other.odcs.yaml").write_text(text)
    (folder.contracts / "binary.odcs.yaml").write_bytes(b"\xff\xfe\x00")
    catalogue.refresh(folder)
    assert catalogue.one("housing").name == "Homes and tenants"
    assert "schools" not in found()
    errors = {each.file: each.error for each in catalogue.unreadable()}
    assert set(errors) == {"empty.odcs.yaml", "other.odcs.yaml", "binary.odcs.yaml"}
    assert "must be named housing.odcs.yaml" in errors["other.odcs.yaml"]


@pytest.mark.django_db
def test_many_new_files_are_read_in_turns_and_none_is_left_out(folder):
    left = [catalogue.refresh(folder, longest=0) for _ in range(len(list(DEMO.glob("*.odcs.yaml"))))]
    assert left == list(range(len(left) - 1, -1, -1))
    assert len(found()) == len(left)


@pytest.mark.django_db
def test_the_pages_of_a_loaded_county(reader):
    page = reader.get("/datasets/").content.decode()
    assert "Police records" in page
    of_housing = [grant for grant in grants.current().all if grant.dataset == "housing"]
    in_force = {grant.flow for grant in of_housing if grant.in_force(timezone.now())}
    assert f"{len(in_force)} flows in force" in page
    housing = reader.get("/datasets/housing").content.decode()
    assert "Head of housing" in housing
    assert "agreement, clause 3.6" in housing
    assert "Weeks owed" in housing
    assert reader.get("/datasets/no-such-dataset").status_code == 404
    assert "Did you mean" in reader.get("/datasets/?words=arears").content.decode()
    file = reader.get("/datasets/housing/contract")
    assert file["Content-Disposition"].endswith('"housing.odcs.yaml"')
    assert parse_contract(file.content.decode()).dataset == "housing"


@pytest.mark.django_db
def test_when_the_flows_of_a_dataset_end_nobody_is_said_to_receive_it(reader):
    grants.replace([grant for grant in grants.current().all if grant.dataset != "housing"])
    housing = reader.get("/datasets/housing").content.decode()
    assert "No agreement in force shares any of it" in housing
    assert "Amber Homes (housing officer)" not in housing


@pytest.mark.django_db
def test_with_no_contract_the_catalogue_says_what_to_do(client, home):
    organisations.register_organisations([], by=SOCIAL_WORKER, at=timezone.now())
    user = User.objects.create_user(email="a@example.org", name="A")
    client.force_login(user)
    with override_settings(HOME=home):
        page = client.get("/datasets/").content.decode()
    assert "No dataset has a contract here yet" in page


@pytest.mark.django_db
def test_a_record_of_processing_is_that_of_the_agreements_and_a_spreadsheet_of_it(reader):
    page = reader.get("/record-of-processing/").content.decode()
    assert "What it processes for others (6)" in page
    assert "Safeguarding children" in page
    police = reader.get("/record-of-processing/ambershire-police").content.decode()
    assert (
        "Ambershire County Council: analyst, data engineer, link reviewer, rights officer, social worker"
        in police
    )
    assert "What it processes for others" not in police
    file = reader.get("/record-of-processing/ambershire-police/file")
    book = openpyxl.load_workbook(BytesIO(file.content))
    assert book.sheetnames == ["What we hold", "What we receive", "What we process for others"]
    heads, line = book["What we hold"].iter_rows(values_only=True)
    told = dict(zip(heads, line, strict=True))
    assert told["Activity"] == "Police records"
    assert told["Kept for"] == "6 years"
    assert "social worker" in told["Recipients"]
    assert reader.get("/record-of-processing/nobody").status_code == 404


def test_what_begins_like_a_formula_is_text_in_the_spreadsheet():
    contract = parse_contract(
        (DEMO / "housing.odcs.yaml").read_text().replace("name: Housing\n", "name: =1+1\n")
    )
    record = record_of(contract.provider, [contract], [], Names({}), NOW)
    book = openpyxl.load_workbook(BytesIO(workbook(record, name="Amber Homes", at=NOW)))
    cell = book["What we hold"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@given(st.lists(worlds.grants(), max_size=8), worlds.near_moments)
def test_a_use_is_a_flow_in_force_with_all_that_it_names(many, at):
    for dataset in worlds.DATASETS:
        living = [grant for grant in many if grant.dataset == dataset and grant.begins <= at < grant.ends]
        found = usage.uses(many, dataset, at)
        assert {use.grant.flow for use in found} == {grant.flow for grant in living}
        assert len(found) == usage.flows_in_force(many, at).get(dataset, 0)
        for use in found:
            flows = [grant for grant in living if grant.flow == use.grant.flow]
            assert set(use.recipients) == {grant.recipient for grant in flows}
            assert all(grant.fields <= use.fields for grant in flows)
        named = usage.by_field(found)
        assert all(use in named[field] for use in found for field in use.fields)


@given(moments, st.none() | st.timedeltas(min_value=timedelta(hours=1), max_value=timedelta(days=400)))
def test_a_load_is_late_from_the_moment_that_the_next_was_due(as_at, every):
    due = next_load(as_at, every)
    if due is None:
        assert freshness(as_at, every, NOW) is Freshness.LOADED
        return
    assert freshness(as_at, every, due - timedelta(microseconds=1)) is Freshness.FRESH
    assert freshness(as_at, every, due) is Freshness.LATE
    assert freshness(None, every, NOW) is Freshness.NOT_LOADED


counts = st.integers(0, 10**7)
loads = st.lists(st.builds(Load, moments, moments, counts, counts, counts), max_size=20)


@given(loads)
def test_bars_fit_their_box_and_keep_their_order_and_shares(many):
    drawn = bars(many)
    assert [bar.load for bar in drawn] == many
    for bar in drawn:
        assert 0 <= bar.x <= bar.x + bar.width <= 900
        assert 0 <= bar.accepted + bar.rejected <= 118.02
        assert 0 <= bar.load.quarantined_share <= 1
    for one, other in pairwise(drawn):
        assert one.x + one.width <= other.x


@given(st.lists(worlds.grants(), max_size=8), worlds.near_moments, st.sampled_from(worlds.ORGANISATIONS))
def test_a_record_of_processing_names_every_recipient_of_what_is_received(many, at, organisation):
    record = record_of(organisation, [], many, Names({}), at)
    living = [grant for grant in many if grant.in_force(at) and grant.recipient == organisation]
    others = [grant for grant in living if grant.provider != organisation]
    purposes = {grant.purpose.label for grant in others if grant.purpose is not Purpose.LINKING}
    assert {each.name for each in record.received} == purposes
    assert record.held == ()
    for each in record.received:
        flows = [grant for grant in others if grant.purpose.label == each.name]
        assert set(each.source.split("; ")) == {f"{grant.provider}: {grant.dataset}" for grant in flows}
