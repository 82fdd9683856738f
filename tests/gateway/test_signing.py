"""Signing, withdrawing and suspending through the verbs: entries, grants at once, nothing half-signed."""

from datetime import date, datetime, timedelta

import pytest

from shiremoot.access import grants
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import overview, signing
from shiremoot.gateway.agreements import verbs as verbs_of_agreements
from shiremoot.gateway.agreements.models import Agreement, Signature
from shiremoot.gateway.agreements.signing import Signer
from shiremoot.gateway.organisations import closing, staff, verbs
from shiremoot.gateway.organisations.models import Membership
from shiremoot.gateway.organisations.posts import Wanted
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.models import Entry
from tests.gateway.agreement_text import agreement, flow
from tests.gateway.test_adopting import NOW, OPERATOR, adopt, home

__all__ = ["home"]
pytestmark = pytest.mark.django_db
COMMAND_LINE = Viewer("council", "data-engineer", verbs.COMMAND_LINE)
LATER = NOW + timedelta(hours=1)
OF = ("front-door", 1)
SIGNER = Signer("Ada Example", "Caldicott guardian")


def member(organisation: str) -> Viewer:
    return Viewer(organisation, "signatory", f"user-of-{organisation}")


@pytest.fixture
def unsigned(home) -> str:
    """The hash of a version that nobody has signed."""
    adopt(home, agreement(signed=[]))
    return Agreement.objects.get().text_hash


def sign(organisation: str, text_hash: str, at: datetime = LATER) -> Signature:
    return signing.sign(of=OF, text_hash=text_hash, signer=SIGNER, by=member(organisation), at=at)


def shown(at: datetime) -> list[str]:
    return [grant.flow for grant in grants.current().all if grant.in_force(at)]


def state(at: datetime) -> str:
    return overview.one(*OF, at=at).state


def party_states(at: datetime) -> list[str]:
    return [party.state for party in overview.parties(overview.one(*OF, at=at), at=at)]


def test_a_flow_opens_when_the_second_of_the_two_has_signed(unsigned):
    sign("police", unsigned)
    assert shown(LATER) == []
    assert state(LATER) == "out for signature"
    sign("council", unsigned, LATER + timedelta(minutes=5))
    assert shown(LATER + timedelta(minutes=4)) == []
    assert shown(LATER + timedelta(minutes=5)) == ["front-door v1 4.1"]
    assert state(LATER + timedelta(minutes=5)) == "in force"
    assert Entry.objects.filter(act="sign agreement").count() == 2


def test_another_text_than_the_one_read_is_not_signed(unsigned):
    with pytest.raises(UserError, match="not the text of this version"):
        sign("police", "0" * 64)
    assert Signature.objects.count() == 0
    assert not Entry.objects.filter(act="sign agreement").exists()


def test_a_version_that_was_overtaken_while_it_was_read_is_not_signed(home, unsigned):
    adopt(home, agreement(version=2, signed=[]))
    with pytest.raises(UserError, match="Version 2 has been sent out since"):
        sign("police", unsigned)
    assert Signature.objects.count() == 0


@pytest.mark.parametrize(("organisation", "words"), [("charity", "not a party"), ("police", "has signed")])
def test_only_a_party_signs_and_once(unsigned, organisation, words):
    sign("police", unsigned)
    with pytest.raises(UserError, match=words):
        sign(organisation, unsigned)
    assert Signature.objects.count() == 1


def test_an_agreement_that_has_ended_is_not_signed(home):
    over = agreement(agreement="over", signed=[], until=date(2026, 2, 1))
    adopt(home, over)
    with pytest.raises(UserError, match="has ended"):
        signing.sign(of=("over", 1), text_hash="", signer=SIGNER, by=member("police"), at=LATER)


def test_an_organisation_that_was_closed_meanwhile_does_not_sign(unsigned):
    closing.close("police", why="It moved to another county", by=COMMAND_LINE, at=LATER)
    with pytest.raises(UserError, match="has been closed"):
        sign("police", unsigned)
    assert Signature.objects.count() == 0


def test_a_withdrawal_is_dark_at_once_says_who_and_can_be_signed_again(unsigned):
    sign("police", unsigned)
    sign("council", unsigned)
    gone = LATER + timedelta(hours=1)
    signing.withdraw(of=OF, why="The hub closed", who="Ada Example", by=member("police"), at=gone)
    assert shown(gone) == []
    (grant,) = grants.current().all
    assert (grant.ends, grant.why_ends) == (gone, "ended when police withdrew")
    assert party_states(gone) == [
        "withdrew",
        "signed",
    ]
    assert state(gone) == "out for signature"
    again = gone + timedelta(hours=1)
    sign("police", unsigned, again)
    assert shown(again) == ["front-door v1 4.1"]
    assert shown(again - timedelta(minutes=1)) == []


def test_what_was_not_signed_cannot_be_withdrawn(unsigned):
    with pytest.raises(UserError, match="has not signed"):
        signing.withdraw(of=OF, why="", who="", by=member("police"), at=LATER)


def test_the_lead_suspends_and_resumes_and_nobody_else(unsigned):
    sign("police", unsigned)
    sign("council", unsigned)
    with pytest.raises(UserError, match="Only Council"):
        signing.suspend(of=OF, why="A breach", who="Bo", by=member("police"), at=LATER)
    stop, on = LATER + timedelta(hours=1), LATER + timedelta(hours=2)
    signing.suspend(of=OF, why="A breach", who="Bo", by=member("council"), at=stop)
    assert (shown(stop), state(stop)) == ([], "suspended")
    with pytest.raises(UserError, match="suspended already"):
        signing.suspend(of=OF, why="A breach", who="Bo", by=member("council"), at=stop)
    signing.resume(of=OF, by=member("council"), at=on)
    assert (shown(on), state(on)) == (["front-door v1 4.1"], "in force")
    with pytest.raises(UserError, match="not suspended"):
        signing.resume(of=OF, by=member("council"), at=on)


def test_a_signature_from_elsewhere_can_be_withdrawn_here(home):
    adopt(home, agreement())
    signing.withdraw(of=OF, why="Closed", who="Ada", by=member("police"), at=LATER)
    assert shown(LATER) == []


def test_a_party_is_invited_then_reads(unsigned):
    assert party_states(LATER) == [
        "invited",
        "invited",
    ]
    signing.note_reading(of=OF, by=member("council"), at=LATER)
    signing.note_reading(of=OF, by=member("charity"), at=LATER)
    assert party_states(LATER) == [
        "invited",
        "reading",
    ]


def test_an_agreement_may_not_come_to_stand_under_itself(home):
    adopt(home, agreement(agreement="above", flows=[]))
    adopt(home, agreement(under="above"))
    circular = agreement(agreement="above", version=2, flows=[], under="front-door")
    with pytest.raises(UserError, match="above under front-door under above"):
        adopt(home, circular)


def test_law_given_by_ids_is_cited_in_words(home):
    law = {"basis": "6.1.e", "condition": "9.2.g", "schedule_1": "S1.18", "powers": ["CA04.11"]}
    said = flow(provider_law=law, recipient_law=law | {"powers": ["CA89.17"]})
    del said["basis"], said["power"]
    adopt(home, agreement(flows=[said]))
    (grant,) = grants.current().all
    assert grant.citation.basis.startswith("UK GDPR, Article 6(1)(e), public task; UK GDPR, Article 9(2)(g)")
    assert grant.citation.power == (
        "Provider: Children Act 2004, section 11. Recipient: Children Act 1989, section 17"
    )


def test_what_was_signed_elsewhere_counts_from_the_confirmation_of_each_party(home):
    adopted = verbs_of_agreements.adopt(home=home, text=agreement(), by=OPERATOR, at=NOW)
    assert (adopted.in_force, adopted.to_confirm, adopted.unsigned) == (0, ("council", "police"), ())
    assert Signature.objects.count() == 0
    for minutes, party in enumerate(("police", "council")):
        at = LATER + timedelta(minutes=minutes)
        signing.confirm(of=OF, who="Bo Officer", by=member(party), at=at)
    assert shown(LATER) == []
    assert shown(LATER + timedelta(minutes=1)) == ["front-door v1 4.1"]
    (first, _) = Signature.objects.all()
    assert (first.by_name, first.signed_on, first.confirmed_by) == (
        "Somebody",
        date(2026, 1, 5),
        "Bo Officer",
    )
    assert Entry.objects.filter(act="confirm signature").count() == 2


def test_what_the_version_does_not_say_cannot_be_confirmed_and_a_confirmation_is_given_once(home):
    said = {"organisation": "police", "by": "Somebody", "signed_on": date(2026, 1, 5)}
    verbs_of_agreements.adopt(home=home, text=agreement(signed=[said]), by=OPERATOR, at=NOW)

    def confirm(party: str) -> None:
        signing.confirm(of=OF, who="Bo", by=member(party), at=LATER)

    with pytest.raises(UserError, match="does not say that your organisation signed"):
        confirm("council")
    confirm("police")
    with pytest.raises(UserError, match="has signed"):
        confirm("police")
    signing.withdraw(of=OF, why="Closed", who="Ada", by=member("police"), at=LATER)
    with pytest.raises(UserError, match="does not say"):
        confirm("police")
    assert Signature.objects.count() == 1


def test_closing_an_organisation_ends_what_it_gives_and_gets_and_its_people(unsigned):
    sign("police", unsigned)
    sign("council", unsigned)
    posted = join("officer@police.example", LATER)
    gone = LATER + timedelta(hours=1)
    assert shown(gone) == ["front-door v1 4.1"]
    closing.close("police", why="It moved to another county", by=COMMAND_LINE, at=gone)
    assert shown(gone) == []
    assert [grant.why_ends for grant in grants.current().all] == ["ended when police was closed"]
    posted.refresh_from_db()
    assert posted.ends == gone
    with pytest.raises(UserError, match="was closed"):
        join("new@police.example", gone)
    wanted = staff.Person("new@police.example", "N", (Wanted("officer", frozenset()),))
    with pytest.raises(UserError, match="was closed"):
        staff.apply(staff.plan([wanted], "police", at=gone), "police", by=COMMAND_LINE, at=gone)
    for name, words in (("police", "closed already"), ("council", "runs this Shiremoot")):
        with pytest.raises(UserError, match=words):
            closing.close(name, why="", by=COMMAND_LINE, at=gone)


def join(email: str, at: datetime) -> Membership:
    post = {"organisation": "police", "role": "officer", "duties": ()}
    return verbs.add_member(email=email, name="Bo", **post, by=OPERATOR, at=at)
