"""Pages of agreements: reading, comparing, signing, withdrawing, suspending."""

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.gateway.agreements import verbs as agreements
from shiremoot.gateway.agreements.models import Agreement, Signature
from shiremoot.gateway.assurance import verbs as assurance
from shiremoot.gateway.assurance.models import AssuranceItem
from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Viewer
from tests import permitted
from tests.gateway.agreement_text import agreement, flow
from tests.gateway.test_adopting import OPERATOR, home

__all__ = ["home"]
pytestmark = pytest.mark.django_db
ADDRESS = "/agreements/front-door/v1"


@pytest.fixture
def adopt(home):
    with override_settings(HOME=home):
        yield lambda **changes: permitted.adopt(home, agreement(**changes), by=OPERATOR, at=timezone.now())


@pytest.fixture
def be(client):
    """Sign in as somebody of an organisation, with duties."""

    def become(organisation: str, *duties: Duty) -> None:
        email = f"{'.'.join(duties) or 'nobody'}@{organisation}.example"
        verbs.add_member(
            email=email,
            name=f"Officer of {organisation}",
            organisation=organisation,
            role="governance-officer",
            duties=duties,
            by=OPERATOR,
            at=timezone.now(),
        )
        client.force_login(User.objects.get(email=email))

    return become


def words(response) -> str:
    return " ".join(response.content.decode().split())


def sign(client, text_hash: str, **typed: str):
    form = {"title": "Guardian", "text_hash": text_hash, "read": "yes"} | typed
    return client.post(f"{ADDRESS}/sign", form, follow=True)


def test_two_parties_sign_and_the_page_says_it_is_in_force(client, adopt, be):
    adopt(signed=[])
    text_hash = Agreement.objects.get().text_hash
    for organisation in ("police", "council"):
        be(organisation, Duty.SIGN)
        listed = words(client.get("/agreements/"))
        assert f"For {organisation.title()} to sign" in listed
        done = words(sign(client, text_hash))
        assert "Your organisation has signed" in done
    assert "2 of 2 parties signed" in done
    assert "in force for 2 of them since" in done
    assert "Officer of police, Guardian" in done


def test_a_form_of_another_text_signs_nothing_and_keeps_what_was_typed(client, adopt, be):
    adopt(signed=[])
    be("police", Duty.SIGN)
    page = words(sign(client, "0" * 64, title="Assistant chief constable"))
    assert "The text that you read is not the text of this version" in page
    assert "Assistant chief constable" in page
    assert Signature.objects.count() == 0


def test_a_party_confirms_what_it_signed_elsewhere_and_nothing_is_shared_before(client, home, be):
    with override_settings(HOME=home):
        agreements.adopt(home=home, text=agreement(), by=OPERATOR, at=timezone.now())
        be("charity")
        assert words(client.get(ADDRESS)).count("before it confirms that") == 2
        for organisation in ("police", "council"):
            be(organisation, Duty.SIGN)
            assert "Confirm our signature" in words(client.get(ADDRESS))
            page = words(client.get(f"{ADDRESS}/sign"))
            assert f"says that Somebody signed it for {organisation.title()} on 5 January 2026" in page
            assert 'href="#signed"' in words(client.post(f"{ADDRESS}/sign", {"signed": ""}))
            done = words(client.post(f"{ADDRESS}/sign", {"signed": "yes"}, follow=True))
            assert "Your organisation has confirmed that it signed" in done
    assert "in force for 2 of them since" in done
    assert "Signed elsewhere. Confirmed" in done


def test_a_party_whose_assurance_lapsed_is_said_to_give_and_get_nothing(client, adopt, be):
    adopt()
    be("charity")
    assert "Nothing is shared with or by it" not in words(client.get(ADDRESS))
    fee = AssuranceItem.objects.get(organisation="police", kind="ico-fee")
    by = Viewer("council", "officer", verbs.COMMAND_LINE)
    assurance.withdraw_item(fee.pk, reason="Not paid", by=by, at=timezone.now())
    page = words(client.get(ADDRESS))
    assert "sharing stopped as the assurance of Police lapsed on" in page
    assert "in force for" not in page


def test_what_is_missing_on_the_form_is_said_at_the_field(client, adopt, be):
    adopt(signed=[])
    be("police", Duty.SIGN)
    page = words(sign(client, Agreement.objects.get().text_hash, title="", read=""))
    assert 'href="#title"' in page
    assert "Say that you have read this version" in page
    assert Signature.objects.count() == 0


def test_whoever_signed_before_sees_what_has_changed_since(client, adopt, be):
    adopt()
    adopt(version=2, signed=[], flows=[flow(fields=["people.name"])])
    be("police", Duty.SIGN)
    page = words(client.get("/agreements/front-door/v2/sign"))
    assert "What has changed since you signed version 1" in page
    assert "Taken out: <del>visits.*</del>" in page
    assert "There is a newer version" in words(client.get(ADDRESS))


def test_withdrawing_asks_why_and_shows_who_withdrew(client, adopt, be):
    adopt()
    be("police", Duty.SIGN)
    assert "Enter why your organisation withdraws" in words(client.post(f"{ADDRESS}/withdraw", {"why": ""}))
    page = words(client.post(f"{ADDRESS}/withdraw", {"why": "We left"}, follow=True))
    assert "Your signature is withdrawn" in page
    assert "by Officer of police" in page
    assert client.get(f"{ADDRESS}/withdraw").status_code == 404


def test_the_host_suspends_what_was_adopted_and_resumes_it(client, adopt, be):
    adopt()
    be("council", Duty.SIGN)
    page = words(client.post(f"{ADDRESS}/suspend", {"why": "A breach"}, follow=True))
    assert "Resume the agreement" in page
    assert "In force" in words(client.post(f"{ADDRESS}/resume", follow=True))
    be("police", Duty.SIGN)
    assert client.get(f"{ADDRESS}/suspend").status_code == 404


def test_versions_are_compared_side_by_side(client, adopt, be):
    adopt()
    adopt(version=2, flows=[flow(sentence="The police share visits with social workers.")])
    be("charity")
    page = words(client.get("/agreements/front-door/v2/compare"))
    assert "<del>incidents </del>" in page
    assert "<ins>visits </ins>" in page
    assert client.get("/agreements/none/v1/compare").status_code == 404


def test_one_version_alone_has_nothing_to_be_compared_with(client, adopt, be):
    adopt()
    be("charity")
    assert client.get(f"{ADDRESS}/compare").status_code == 404


def test_the_list_is_narrowed_by_state_party_and_purpose(client, adopt, be):
    adopt()
    adopt(agreement="hub", title="Hub agreement", signed=[], parties=["police", "council", "charity"])
    be("charity")
    for query, shown in (
        ("state=in+force", ["Front door"]),
        ("state=out+for+signature", ["Hub"]),
        ("organisation=charity", ["Hub"]),
        ("purpose=safeguarding-children", ["Front door", "Hub"]),
    ):
        page = words(client.get(f"/agreements/?{query}"))
        assert [name for name in ("Front door", "Hub") if f">{name} agreement<" in page] == shown
    assert "No agreement is like this" in words(client.get("/agreements/?purpose=linking"))


def test_law_by_ids_is_checked_on_the_page_and_law_in_words_is_not(client, adopt, be):
    law = {"basis": "6.1.ea", "recognised_interest": "A1.6", "powers": ["CA04.11"]}
    verbs.register_organisations(
        [
            verbs.OrganisationEntry(identifier="police", name="Police", kind="police force"),
            verbs.OrganisationEntry(identifier="council", name="Council", kind="county council", host=True),
        ],
        by=OPERATOR,
        at=timezone.now(),
    )
    adopt(flows=[flow(clause="1.1", provider_law=law, recipient_law=law), flow(clause="1.2")])
    be("charity")
    page = words(client.get(ADDRESS))
    assert "is a public authority and cannot rest its tasks on recognised legitimate interest" in page
    assert "1 clause states its law only in words" in page
    assert "points: clause 1.1" in page


def test_what_would_go_dark_is_counted(client, adopt, be):
    adopt()
    verbs.add_member(
        email="dana@council.example",
        name="Dana",
        organisation="council",
        role="social-worker",
        duties=[Duty.PRACTISE],
        by=OPERATOR,
        at=timezone.now(),
    )
    be("charity")
    assert "1 practitioner in 1 organisation would lose 3 fields" in words(client.get(ADDRESS))
