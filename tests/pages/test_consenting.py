"""Pages on which consents are recorded and withdrawn, on the few people of a small county."""

import json

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.access.models import ConsentGiven, Fact
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from tests.access.small import PURPOSE, Small, build
from tests.pages.test_reviewing import CORAS, member
from tests.permitted import HOST

ADA = "ada adult 3/2/1980"
TO_POLICE = f"police {PURPOSE}"
BOTH = [Duty.PRACTISE, Duty.PROTECT]


@pytest.fixture
def small(tmp_path, db):
    """What the police hold is shown to nobody without consent."""
    made = build(tmp_path)
    made.now = timezone.now()
    made.adopt({"dataset": "care"}, {"dataset": "crime", "rests_on_consent": True})
    with override_settings(HOME=made.home):
        yield made


def opened(client, small: Small) -> str:
    """The address of Ada's open record, opened by somebody who may record consents."""
    by = member(client, "dana@host.example", HOST, BOTH)
    return f"/openings/{small.open(ADA, by).pk}"


def police_flow(page: str) -> bool:
    return "The host&#39;s social-worker may have crime" in page


def given(client, address: str, **changes: str):
    sent = {"to": TO_POLICE, "reason": "Form signed today", "reference": "C 4"} | changes
    return client.post(f"{address}/consent", sent)


def test_a_consent_shows_what_rests_on_it_until_it_is_withdrawn(client, small):
    address = opened(client, small)
    page = client.get(address).content.decode()
    assert f"{address}/consent" in page
    assert not police_flow(page)

    done = client.get(given(client, address).url).content.decode()
    assert "The consent is recorded" in done
    assert "Police, for safeguarding children" in done
    assert "C 4</th>" in done
    assert "Ada" not in done
    assert police_flow(client.get(address).content.decode())

    withdrawal = f"/consents/{ConsentGiven.objects.get().pk}/withdraw"
    assert withdrawal in done
    assert withdrawal in client.get(f"{address}/consent").content.decode()
    asked = client.get(withdrawal).content.decode()
    assert "Do you want to withdraw this consent?" in asked
    assert "Form signed today" in asked
    without = client.post(withdrawal, {"reason": " "}).content.decode()
    assert "Enter how you know that consent is withdrawn" in without
    assert police_flow(client.get(address).content.decode())

    gone = client.get(client.post(withdrawal, {"reason": "By telephone"}).url).content.decode()
    assert "The consent is withdrawn" in gone
    assert withdrawal not in gone
    assert not police_flow(client.get(address).content.decode())
    assert client.get(withdrawal).status_code == 404
    acts = [json.loads(entry.body)["act"] for entry in Entry.objects.order_by("number")]
    assert (acts.count("give consent"), acts.count("withdraw consent")) == (1, 1)


def test_what_is_left_out_or_recorded_already_is_said_in_words(client, small):
    address = opened(client, small)
    page = client.post(f"{address}/consent", {"to": "carers early-help"}).content.decode()
    assert "Choose what the person agreed to" in page
    assert "Enter how you know that the person agreed" in page
    given(client, address)
    assert "This consent is recorded already" in given(client, address).content.decode()
    assert ConsentGiven.objects.count() == 1


def test_where_no_flow_in_force_needs_consent_none_is_offered(client, small):
    small.adopt({"dataset": "care"}, {"dataset": "crime"})
    address = opened(client, small)
    page = client.get(f"{address}/consent").content.decode()
    assert "No agreement in force needs a person" in page
    assert 'name="to"' not in page
    given(client, address)
    assert not ConsentGiven.objects.exists()


def test_a_consent_is_on_the_list_of_who_recorded_it_and_no_other(client, small):
    given(client, opened(client, small))
    member(client, "pat@police.example", "police", [Duty.PROTECT])
    assert "Your organisation has set nothing" in client.get("/facts").content.decode()
    assert client.get(f"/consents/{ConsentGiven.objects.get().pk}/withdraw").status_code == 404


def test_how_somebody_else_knows_of_a_consent_is_not_read_without_an_entry(client, small):
    given(client, opened(client, small))
    withdrawal = f"/consents/{ConsentGiven.objects.get().pk}/withdraw"
    client.get(withdrawal)
    assert not Entry.objects.filter(act=Act.VIEW_FACT).exists()
    member(client, "sam@host.example", HOST, [Duty.PROTECT])
    assert "Form signed today" in client.get(withdrawal).content.decode()
    assert Entry.objects.filter(act=Act.VIEW_FACT).count() == 1


def test_nobody_records_a_consent_in_somebody_else_s_opening(client, small):
    address = opened(client, small)
    member(client, "eve@host.example", HOST, BOTH)
    assert given(client, address).status_code == 404
    assert not ConsentGiven.objects.exists()


def test_what_ended_comes_after_what_is_in_force(client, small):
    address = opened(client, small)
    given(client, address, reference="C 1")
    client.post(f"/consents/{ConsentGiven.objects.get().pk}/withdraw", {"reason": "By telephone"})
    sent = {"nhs_number": CORAS, "kind": "objection", "reason": "Upheld", "reference": "F 2"}
    client.post("/facts/new", sent)
    given(client, address, reference="C 3")
    page = client.get("/facts").content.decode()
    places = [page.index(reference) for reference in ("C 3</th>", "F 2</th>", "C 1</th>")]
    assert places == sorted(places)


def test_one_person_s_national_opt_out_is_set_and_lifted_by_page(client, small):
    small.adopt({"dataset": "care", "opt_out_applies": True}, {"dataset": "crime"})
    member(client, "sam@host.example", HOST, [Duty.PROTECT])
    assert "National opt-out" in client.get("/facts/new").content.decode()
    sent = {"nhs_number": CORAS, "kind": "national opt-out", "purpose": PURPOSE, "reason": "By letter"}
    done = client.post("/facts/new", sent)
    assert "Flows to which it applies" in client.get(done.url).content.decode()
    assert small.find("cora child 6/5/2015") == []
    fact = Fact.objects.get()
    assert fact.purpose == ""
    client.post(f"/facts/{fact.pk}/lift", {"reason": "She chose again"})
    assert small.find("cora child 6/5/2015")
