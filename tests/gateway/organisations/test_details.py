"""What is known of an organisation: from a file, and changed by those who administer it."""

from dataclasses import replace

import pytest
from django.utils import timezone

from shiremoot.errors import UserError
from shiremoot.gateway.organisations import details, verbs
from shiremoot.gateway.organisations.details import Details, Holder
from shiremoot.gateway.organisations.file import parse_organisations
from shiremoot.gateway.organisations.models import OfficeHeld, Organisation
from shiremoot.gateway.organisations.offices import Office
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Entry
from tests.permitted import HOST, OPERATOR

pytestmark = pytest.mark.django_db

FILE = """
- {identifier: the-host, name: The host, kind: County council, host: true}
- identifier: helpers
  name: Helpers
  kind: charity
  identifiers: {charity: "999 9001", company: "9999001"}
  contacts: [{about: Data protection, phone: 01632 960000, email: dp@helpers.example}]
  roles: [{role: data-protection-officer, name: Pat Invented}]
  sponsor: the-host
  succeeds: [{organisation: old-helpers, since: 2026-04-01}]
- {identifier: old-helpers, name: Old Helpers, kind: charity}
"""


@pytest.fixture
def registered() -> Organisation:
    verbs.register_organisations(parse_organisations(FILE), by=OPERATOR, at=timezone.now())
    return Organisation.objects.get(pk="helpers")


def administrator(organisation: str, name: str = "ada") -> Viewer:
    made = verbs.add_member(
        email=f"{name}@{organisation}.example",
        name=name.title(),
        organisation=organisation,
        role="officer",
        duties=[Duty.ADMINISTER],
        by=OPERATOR,
        at=timezone.now(),
    )
    return Viewer(organisation, "officer", str(made.user_id))


def edit(organisation: Organisation, by: Viewer, **changes: object) -> Organisation:
    wanted = replace(details.details_of(organisation), **changes)
    return verbs.edit_organisation(
        organisation.pk, wanted, version=organisation.version, by=by, at=timezone.now()
    )


def test_a_file_says_everything_about_an_organisation(registered):
    found = details.details_of(registered)
    assert found.kind == "charity"
    assert found.identifiers == {"charity": "9999001", "company": "09999001"}
    assert found.contacts[0].email == "dp@helpers.example"
    assert found.offices == {Office.DATA_PROTECTION_OFFICER: Holder("Pat Invented")}
    assert found.sponsor == HOST
    assert registered.succeeds.get().predecessor_id == "old-helpers"


def test_what_a_later_file_leaves_out_stays(registered):
    again = "[{identifier: helpers, name: Helpers Ltd, kind: company}]"
    verbs.register_organisations(parse_organisations(again), by=OPERATOR, at=timezone.now())
    found = details.details_of(Organisation.objects.get(pk="helpers"))
    assert (found.name, found.kind) == ("Helpers Ltd", "company")
    assert found.identifiers
    assert found.offices


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{identifier: a, name: A, kind: guild}", "no kind of body called guild"),
        ("{identifier: a, name: A, kind: charity, identifiers: {urn: x}}", "does not look like this"),
        ("{identifier: a, name: A, kind: charity, roles: [{role: boss, name: B}]}", "must be one of"),
        ("{identifier: viewer, name: A, kind: charity}", "a word of the ledger"),
    ],
)
def test_a_mistake_in_a_file_is_said_in_words(entry, words):
    with pytest.raises(UserError, match=words):
        parse_organisations(f"[{entry}]")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{identifier: a, name: A, kind: charity, identifiers: {charity: '9999001'}}", "of Helpers already"),
        ("{identifier: a, name: A, kind: charity, sponsor: a}", "cannot be the sponsor"),
        ("{identifier: a, name: A, kind: charity, sponsor: nobody}", "cannot be the sponsor"),
        (
            "{identifier: the-host, name: H, kind: county council, sponsor: helpers}",
            "sponsors Helpers|Choose",
        ),
        (
            "{identifier: a, name: A, kind: charity, succeeds: [{organisation: b, since: 2026-01-01}]}",
            "not registered",
        ),
        (
            "{identifier: a, name: A, kind: charity, roles: [{role: data-steward, name: B, email: b@c.de}]}",
            "Nobody acts for A",
        ),
    ],
)
def test_what_cannot_be_registers_nothing(registered, entry, words):
    before = Organisation.objects.count()
    with pytest.raises(UserError, match=words):
        verbs.register_organisations(parse_organisations(f"[{entry}]"), by=OPERATOR, at=timezone.now())
    assert Organisation.objects.count() == before


def test_its_administrators_edit_it_and_the_entry_says_which_parts(registered):
    by = administrator("helpers")
    edited = edit(registered, by, phone="01632 960001", offices={})
    assert edited.phone == "01632 960001"
    assert edited.version == registered.version + 1
    entry = Entry.objects.filter(act=Act.EDIT_ORGANISATION).get()
    assert entry.organisation == "helpers"
    held = OfficeHeld.objects.get()
    assert held.ends is not None


def test_nothing_changed_is_no_entry(registered):
    edit(registered, administrator("helpers"))
    assert not Entry.objects.filter(act=Act.EDIT_ORGANISATION).exists()


def test_who_edits_what_somebody_else_changed_meanwhile_is_told(registered):
    by = administrator("helpers")
    edit(registered, by, phone="01632 960001")
    stale = Organisation(pk="helpers", version=1)
    with pytest.raises(verbs.Changed):
        verbs.edit_organisation(
            "helpers", Details("Mine", "charity"), version=stale.version, by=by, at=timezone.now()
        )
    assert Organisation.objects.get(pk="helpers").name == "Helpers"


def test_others_administrators_edit_nothing_and_the_host_s_only_where_there_is_none(registered):
    host = administrator(HOST, "harry")
    assert edit(registered, host, phone="01632 960002").phone == "01632 960002"
    administrator("helpers")
    with pytest.raises(UserError, match="those who administer"):
        edit(Organisation.objects.get(pk="helpers"), host, phone="01632 960003")


def test_an_office_is_linked_to_the_user_who_holds_it(registered):
    by = administrator("helpers")
    offices = {Office.SENIOR_RISK_OWNER: Holder("Ada", "ada@helpers.example")}
    edit(registered, by, offices=offices)
    held = OfficeHeld.objects.get(office=Office.SENIOR_RISK_OWNER)
    assert str(held.user_id) == by.user_id
    assert details.details_of(registered).offices == offices
