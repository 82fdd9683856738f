"""Adopting through the public door: entries, immutability, unknown parties."""

from datetime import UTC, date, datetime

import pytest

from shiremoot.access import grants
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import compiling, overview, verbs
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.models import Entry
from tests import permitted
from tests.gateway.agreement_text import CONTRACT, agreement, flow
from tests.permitted import assure

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
OPERATOR = Viewer("council", "data-engineer", "test")


@pytest.fixture
def home(tmp_path) -> Home:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "incidents.odcs.yaml").write_text(CONTRACT)
    entries = [
        OrganisationEntry(identifier=name, name=name.title(), kind="charity", host=name == "council")
        for name in ("police", "council", "charity")
    ]
    organisations.register_organisations(entries, by=OPERATOR, at=NOW)
    assure((entry.identifier for entry in entries), at=NOW)
    return Home(tmp_path)


def adoptions() -> int:
    return Entry.objects.filter(body__contains='"act":"adopt agreement"').count()


def adopt(home: Home, text: str) -> verbs.Adoption:
    return permitted.adopt(home, text, by=OPERATOR, at=NOW)


def test_adopting_puts_the_grants_in_use_and_writes_one_entry(home):
    done = adopt(home, agreement())
    assert (done.flows, done.in_force, done.to_confirm) == (1, 1, ())
    assert [grant.flow for grant in grants.current().all] == ["front-door v1 4.1"]
    assert adoptions() == 1


def test_adopting_the_same_text_again_changes_nothing(home):
    adopt(home, agreement())
    assert adopt(home, agreement()).unchanged
    assert adoptions() == 1


def test_other_words_under_an_adopted_version_are_refused_and_the_old_stay(home):
    adopt(home, agreement())
    with pytest.raises(UserError, match="never changes"):
        adopt(home, agreement(flows=[flow(fields=["people.name"])]))
    (grant,) = grants.current().all
    assert "visits.day" in grant.fields


def test_a_faulty_flow_leaves_nothing_behind(home):
    with pytest.raises(UserError, match="no contract"):
        adopt(home, agreement(flows=[flow(dataset="unknown")]))
    assert overview.overview(at=NOW) == []
    assert adoptions() == 0


def test_an_unknown_party_is_named(home):
    with pytest.raises(UserError, match="fire"):
        adopt(home, agreement(parties=["police", "council", "fire"]))


def test_a_field_that_a_contract_gains_later_is_in_no_agreement_adopted_before(home):
    adopt(home, agreement())
    contract = home.contracts / "incidents.odcs.yaml"
    contract.write_text(
        contract.read_text() + "      - {name: secret, physicalName: S, logicalType: string}\n"
    )
    compiling.compile_all()
    (grant,) = grants.current().all
    assert "visits.day" in grant.fields
    assert "visits.secret" not in grant.fields


def test_a_contract_that_has_gone_does_not_hinder_another_adoption(home):
    adopt(home, agreement())
    (home.contracts / "incidents.odcs.yaml").unlink()
    assert adopt(home, agreement(agreement="memorandum", flows=[])).flows == 0


def test_nobody_can_share_what_is_another_organisation_s(home):
    theirs = flow(provider="charity", recipients=[{"organisation": "charity", "roles": ["worker"]}])
    signed = [{"organisation": "charity", "by": "Somebody", "signed_on": date(2026, 1, 5)}]
    text = agreement(parties=["charity"], signed=signed, flows=[theirs])
    with pytest.raises(UserError, match="police's to share"):
        adopt(home, text)
    assert grants.current().all == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"under": "nothing-there"}, "has not been adopted"),
        (
            {"signed": [{"organisation": "police", "by": "S", "signed_on": date(2031, 1, 1)}]},
            "still to come",
        ),
    ],
)
def test_what_cannot_come_into_force_is_refused(home, changes, words):
    with pytest.raises(UserError, match=words):
        adopt(home, agreement(**changes))


def test_the_state_follows_from_the_same_spans_as_the_grants(home):
    adopt(home, agreement(agreement="memorandum", flows=[]))
    adopt(home, agreement(under="memorandum"))
    assert states() == {("memorandum", 1): "in force", ("front-door", 1): "in force"}
    ended = {"from": date(2026, 1, 10), "until": date(2026, 2, 1)}
    adopt(home, agreement(agreement="memorandum", flows=[], version=2, **ended))
    assert states() == {
        ("memorandum", 1): "superseded",
        ("memorandum", 2): "ended",
        ("front-door", 1): "ended",
    }
    assert not any(grant.in_force(NOW) for grant in grants.current().all)


def states() -> dict[tuple[str, int], str]:
    return {(v.file.agreement, v.file.version): v.state for v in overview.overview(at=NOW)}


def test_a_set_of_grants_that_was_in_use_can_be_read_again(home):
    adopt(home, agreement())
    before = grants.current()
    adopt(home, agreement(version=2, flows=[]))
    assert grants.current().hash != before.hash
    assert grants.as_of.__wrapped__(before.hash).all == before.all
