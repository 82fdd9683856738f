"""Signing in with an account of one's own, and acting as one membership at a time."""

import json

import pytest
from django.utils import timezone

from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.models import Entry

pytestmark = pytest.mark.django_db
PASSWORD = "a password of some length"
OPERATOR = Viewer("council", "data-engineer", "test")


@pytest.fixture
def worker():
    names = ("council", "health")
    entries = [
        OrganisationEntry(identifier=name, name=name.title(), kind="charity", host=name == "council")
        for name in names
    ]
    verbs.register_organisations(entries, by=OPERATOR, at=timezone.now())
    for organisation, duty in (("council", Duty.PRACTISE), ("health", Duty.REVIEW)):
        verbs.add_member(
            email="Worker@Council.example",
            name="Worker",
            organisation=organisation,
            role="social-worker",
            duties=[duty],
            by=OPERATOR,
            at=timezone.now(),
            password=PASSWORD,
        )
    return User.objects.get()


def sign_in(client, **changes):
    return client.post("/sign-in", {"email": "worker@council.example", "password": PASSWORD} | changes)


def acts() -> list[str]:
    return [json.loads(entry.body)["act"] for entry in Entry.objects.order_by("number")]


def test_signing_in_and_out_are_entries(client, worker):
    assert sign_in(client).url == "/"
    assert client.post("/sign-out").url == "/sign-in"
    assert acts()[-2:] == ["sign-in", "sign-out"]
    assert client.get("/").url.startswith("/sign-in")


@pytest.mark.parametrize(
    "changes", [{"password": "wrong"}, {"email": "nobody@council.example"}, {"email": ""}, {"password": ""}]
)
def test_what_is_wrong_signs_nobody_in(client, worker, changes):
    response = sign_in(client, **changes)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert "sign-in" not in acts()


@pytest.mark.parametrize(
    ("wanted", "goes"), [("/my-access", "/my-access"), ("https://elsewhere.example/", "/")]
)
def test_after_signing_in_one_goes_on_within_this_site(client, worker, wanted, goes):
    assert sign_in(client, next=wanted).url == goes


def test_one_acts_as_an_own_membership_and_no_other(client, worker):
    sign_in(client)
    assert client.get("/find").status_code == 200
    own = {str(each.organisation_id): each.pk for each in worker.memberships.all()}
    client.post("/acting-as", {"membership": own["health"]})
    assert client.get("/find").status_code == 403
    client.post("/acting-as", {"membership": own["council"]})
    assert client.get("/find").status_code == 200
    for other in ("999", "", "x"):
        client.post("/acting-as", {"membership": other})
        assert client.get("/find").status_code == 200


def test_a_membership_that_ends_is_no_longer_acted_as(client, worker):
    sign_in(client)
    worker.memberships.filter(organisation="council").update(ends=timezone.now())
    assert client.get("/find").status_code == 403
