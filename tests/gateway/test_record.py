"""The pages of those who check, on a real look: each reader sees their own part of it and no more."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from shiremoot.access.recording import Refused
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.record import listing, verbs
from shiremoot.gateway.record.verbs import Reads
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger import verifier
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.errors import ClockSetBack
from shiremoot.ledger.models import Detail, Entry
from shiremoot.ledger.sequencer import sequence
from tests.access.conftest import SOCIAL_WORKER
from tests.access.small import PEOPLE
from tests.permitted import OPERATOR as SMALL_OPERATOR

OPERATOR = Viewer("ambershire-council", "data-engineer", "command line")


@pytest.fixture
def look(world) -> Entry:
    """A social worker has looked at a child; its entry."""
    world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    return Entry.objects.filter(act=Act.VIEW_PERSON).get()


def reviewer(client, organisation: str, *duties: Duty) -> Viewer:
    """Sign in as somebody of an organisation."""
    member = organisations.add_member(
        email=f"officer@{organisation}.example",
        name="Officer",
        organisation=organisation,
        role="governance-officer",
        duties=duties or (Duty.REVIEW,),
        by=OPERATOR,
        at=timezone.now() - timedelta(seconds=1),
    )
    client.force_login(User.objects.get(pk=member.user_id))
    return Viewer(organisation, "governance-officer", str(member.user_id))


def test_a_provider_sees_who_looked_at_its_data_for_what_and_how_much(client, look):
    reviewer(client, "ambershire-police")
    page = client.get("/record/our-data").content.decode()
    assert f"/record/entries/{look.number}" in page
    assert "Social worker" in page
    assert "Safeguarding children" in page
    detail = json.loads(Detail.objects.get(entry__about=look.identifier, part="ambershire-police").content)
    assert detail["records"]


def test_a_provider_sees_its_own_flows_alone_and_never_the_reason(client, look):
    reviewer(client, "ambershire-police")
    page = client.get(f"/record/entries/{look.number}").content.decode()
    assert "Same answer" in page
    assert "police-records." in page
    assert "housing." not in page
    assert "must stay private" not in page
    assert "dana" not in page


def test_who_provided_nothing_finds_no_entry(client, look):
    reviewer(client, "harbour-light")
    assert client.get(f"/record/entries/{look.number}").status_code == 404
    assert "Nothing was seen of your data" in client.get("/record/our-data").content.decode()


def test_the_viewer_s_own_reviewer_reads_the_reason_and_that_is_recorded(client, look):
    reviewer(client, "ambershire-council")
    page = client.get(f"/record/entries/{look.number}").content.decode()
    assert "must stay private" in page
    newest = Entry.objects.order_by("-number").first()
    assert newest.act == Act.READ_RECORD
    assert f"entry {look.number}" in Detail.objects.get(entry=newest, part="viewer").content


def test_without_the_duty_one_reads_one_s_own_entries_alone(look, world):
    mine = verbs.one_entry(world.home, look.number, by=SOCIAL_WORKER, may_review=False, at=world.now)
    assert mine.reads is Reads.AUTHOR
    colleague = Viewer("ambershire-council", "social-worker", "another")
    assert verbs.one_entry(world.home, look.number, by=colleague, may_review=False, at=world.now) is None


def test_reading_one_s_own_entry_is_no_new_entry(look, world):
    before = Entry.objects.count()
    verbs.one_entry(world.home, look.number, by=SOCIAL_WORKER, may_review=False, at=world.now)
    assert Entry.objects.count() == before


def test_why_i_was_refused_is_said_from_the_agreements(world):
    opening = world.open(SOCIAL_WORKER)
    world.pass_time(days=4000)
    with pytest.raises(Refused) as refused:
        world.search(SOCIAL_WORKER)
    found = verbs.one_entry(
        world.home, refused.value.number, by=SOCIAL_WORKER, may_review=False, at=world.now
    )
    assert found.replay.same
    assert found.replay.shown_by() == []
    assert any("lapsed on" in words for _, words in found.replay.near_misses())
    assert opening.purpose == Purpose.SAFEGUARDING_CHILDREN


def test_an_entry_whose_detail_is_erased_says_so_and_is_not_decided_again(client, look):
    Detail.objects.filter(entry=look, part="viewer").update(content=None, nonce=None, user_id="")
    reviewer(client, "ambershire-council")
    page = client.get(f"/record/entries/{look.number}").content.decode()
    assert "Erased" in page
    assert "Decided again" not in page


def test_a_decision_that_would_come_out_otherwise_is_said_loudly(client, look):
    body = json.loads(look.body) | {"decision": "0" * 64}
    Entry.objects.filter(pk=look.pk).update(body=json.dumps(body))
    reviewer(client, "ambershire-council")
    assert "Another answer" in client.get(f"/record/entries/{look.number}").content.decode()


@pytest.mark.parametrize(
    "query", ["?period=nonsense", "?page=99", "?purpose=nonsense", "?organisation=nobody"]
)
def test_odd_filters_are_answered(client, look, query):
    reviewer(client, "ambershire-council")
    for page in ("our-data", "our-people"):
        assert client.get(f"/record/{page}{query}").status_code == 200


def test_counts_are_those_of_the_list(look, world):
    wanted = listing.wanted("30", at=world.now)
    by = Viewer("ambershire-police", "governance-officer", "noor")
    tally, entries = verbs.seen_of_ours(wanted, by=by, at=world.now)
    found = list(entries)
    assert tally.total == len(found) == sum(tally.by_day.values())
    assert "childrens-front-door v1" in listing.agreements(tally)


def test_an_organisation_s_log_is_its_to_download_and_whole(client, look, world, tmp_path):
    reviewer(client, "ambershire-police")
    assert "no log yet" in client.get("/record/export/seen").content.decode()
    sequence(settings.HOME, say=lambda words: None)
    given = client.get("/record/export/seen")
    assert given.headers["Content-Disposition"].startswith('attachment; filename="ambershire-police-seen-')
    export = tmp_path / "export.zip"
    export.write_bytes(b"".join(given.streaming_content))
    said, faults = verifier.check(export, [], None)
    assert faults == []
    assert any(line.startswith("Entries: ") for line in said)
    assert Entry.objects.order_by("-number").first().act == Act.EXPORT_RECORD


def test_there_are_no_logs_but_those_two(client, look):
    reviewer(client, "ambershire-police")
    assert client.get("/record/export/all").status_code == 404


def test_a_log_that_is_late_is_said(client, look):
    reviewer(client, "ambershire-police")
    assert "to come into the signed logs" not in client.get("/record/our-data").content.decode()
    Entry.objects.filter(number=1).update(at=timezone.now() - timedelta(minutes=12))
    assert "waited 12 minutes" in client.get("/record/our-data").content.decode()


def test_counts_of_reads_stand_beside_the_record(client, look):
    reviewer(client, "ambershire-police")
    page = client.get("/record/our-data/counts?month=nonsense").content.decode()
    assert "Counts of reads" in page


def test_where_reads_cannot_be_counted_nothing_is_shown_and_the_page_says_what_to_do(client, world, tmp_path):
    home = Home(tmp_path / "home")
    home.root.mkdir()
    home.counts.write_bytes(b"no counts at all" * 300)
    reviewer(client, "ambershire-police")
    with override_settings(HOME=home):
        given = client.get("/record/our-data/counts")
    page = given.content.decode()
    assert given.status_code == 503
    assert "Nothing is shown just now" in page
    assert "What is read cannot be counted" in page
    assert "move that file away" in page


def test_who_looked_at_one_person_is_told_from_the_ledger_alone(look, world):
    person = Detail.objects.get(entry=look, part="subject 1").person_id
    found = verbs.looked_at(world.home, person, by=OPERATOR, at=world.now)
    assert [each.body["act"] for each in found][:2] == [Act.SERVED, Act.VIEW_PERSON]
    assert {each.body["by"]["organisation"] for each in found} == {"ambershire-council"}
    assert all("user" not in (each.detail or {}) for each in found)
    read = Entry.objects.order_by("-number").first()
    assert read.act == Act.READ_RECORD
    assert Detail.objects.get(entry=read, part="subject 1").person_id == person


def test_who_looked_is_told_of_whoever_two_people_were_before_they_were_one(small, tmp_path):
    adult, adulte = (small.person(number) for number in ("9000000009", "9000000033"))
    small.view(small.open("ada adult 3/2/1980"))
    small.view(small.open("ada adulte 3/2/1980 9 high street"))
    rows = PEOPLE["care"] | {"4": PEOPLE["care"]["1"]}
    small.republish(tmp_path, PEOPLE | {"care": rows})
    now = small.person("9000000009")
    assert {small.publish.follow(each) for each in (adult, adulte)} == {now}
    told = [
        [each.number for each in verbs.looked_at(small.home, person, by=SMALL_OPERATOR, at=small.now)]
        for person in (adult, adulte)
    ]
    assert told[0] == told[1]
    assert len(set(told[0])) == len(told[0])
    views = Entry.objects.filter(act=Act.VIEW_PERSON).values_list("number", flat=True)
    assert len(views) == 2
    assert set(views) <= set(told[0])


def test_a_clock_that_was_ahead_is_confirmed_and_looks_go_on(world):
    """An entry of tomorrow stops every look of today, until somebody says that today is right."""
    opening = world.open(SOCIAL_WORKER)
    with transaction.atomic():
        ledger.append(
            Draft(act=Act.SEARCH, at=world.now + timedelta(days=1), by=SOCIAL_WORKER, outcome="refused")
        )
    with pytest.raises(ClockSetBack):
        world.view(opening, SOCIAL_WORKER)
    verbs.confirm_clock(by=OPERATOR, at=world.now)
    assert world.view(opening, SOCIAL_WORKER).blocks
