"""Pages of organisations: reading, changing, adding; two who change the same thing at once."""

import re
from html import unescape

import pytest
from django.utils import timezone

from shiremoot.gateway.organisations import details, verbs
from shiremoot.gateway.organisations.details import Holder
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.forms import fields_of
from shiremoot.gateway.organisations.merging import merge
from shiremoot.gateway.organisations.models import Organisation, User
from shiremoot.gateway.organisations.offices import Office
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Viewer
from tests.permitted import HOST, OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    entries = [OrganisationEntry(identifier=HOST, name="The host", kind="county council", host=True)] + [
        OrganisationEntry(identifier=f"charity-{number}", name=f"Charity {number:02}", kind="charity")
        for number in range(1, 31)
    ]
    verbs.register_organisations(entries, by=OPERATOR, at=timezone.now())


def act_as(client, email: str, organisation: str, *duties: Duty) -> Viewer:
    """Somebody with these duties, signed in."""
    verbs.add_member(
        email=email,
        name=email.partition("@")[0].title(),
        organisation=organisation,
        role="officer",
        duties=duties,
        by=OPERATOR,
        at=timezone.now(),
    )
    user = User.objects.get(email=email)
    client.force_login(user)
    return Viewer(organisation, "officer", str(user.pk))


def text(response) -> str:
    return response.content.decode()


def hidden(response, name: str) -> str:
    """The value of a hidden field of a page."""
    return unescape(re.search(f'type="hidden" name="{name}" value="([^"]*)"', text(response)).group(1))


def typed(response) -> dict[str, str]:
    """The value of every text field of a page."""
    tags = [tag for tag in re.findall(r"<input [^>]*>", text(response)) if 'type="text"' in tag]
    value = re.compile('value="([^"]*)"')
    return {
        re.search('name="([^"]*)"', tag).group(1): unescape(found.group(1))
        if (found := value.search(tag))
        else ""
        for tag in tags
    }


def form_of(client, address: str) -> dict[str, str]:
    """What a browser would send back from the form of a page."""
    page = client.get(address)
    known = fields_of(details.details_of(Organisation.objects.get(pk=address.split("/")[2])))
    return {**known, "version": hidden(page, "version"), "was": hidden(page, "was")}


def test_organisations_are_found_by_name_number_and_kind_page_by_page(client):
    act_as(client, "kit@host.example", HOST, Duty.PRACTISE)
    charity = Organisation.objects.get(pk="charity-7")
    charity.identifiers.create(scheme="charity", value="9999007")
    page = text(client.get("/organisations/"))
    assert "31 organisations" in page
    assert "Charity 07" in page
    assert "Charity 29" not in page
    assert "Charity 29" in text(client.get("/organisations/?page=2"))
    assert "1 organisation<" in text(client.get("/organisations/?text=99990"))
    assert "Charity 07" in text(client.get("/organisations/?text=charity+07"))
    assert "Charity" not in text(client.get("/organisations/?kind=county-council")).split("</form>")[-1]
    assert "No organisation here" in text(client.get("/organisations/?text=zebra"))


def test_one_organisation_says_who_is_responsible_and_what_is_vacant(client):
    act_as(client, "kit@host.example", HOST, Duty.PRACTISE)
    page = text(client.get(f"/organisations/{HOST}/"))
    assert "It runs this Shiremoot" in page
    assert page.count("Vacant") >= 3
    assert "Caldicott guardian" in page
    assert 'Officer</th><td class="govuk-table__cell">1<' in page
    assert "Change this" not in page
    assert "Nobody administers it" in page
    small = text(client.get("/organisations/charity-1/"))
    assert "need not name anybody" in small
    assert client.get("/organisations/none/").status_code == 404


def test_its_administrator_changes_it(client):
    act_as(client, "ada@helpers.example", "charity-1", Duty.ADMINISTER)
    address = "/organisations/charity-1/edit"
    sent = form_of(client, address) | {
        "phone": "01632 960001",
        "charity": "999 9001",
        "about_1": "Data protection",
        "email_1": "dp@helpers.example",
        "data-protection-officer": "Ada",
        "data-protection-officer-email": "Ada@helpers.example",
    }
    done = client.post(address, sent)
    assert done.status_code == 302
    page = text(client.get(done.url))
    assert "is changed" in page
    for said in ("01632 960001", "9999001", "Data protection officer", "dp@<wbr>helpers.<wbr>example"):
        assert said in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Enter the organisation&#39;s name"),
        ({"kind": "guild"}, "Choose what kind of body"),
        ({"urn": "12"}, "does not look like this"),
        ({"company": "00000002"}, "Charity 02 has this Company number already"),
        ({"phone_2": "1"}, "Enter what this contact is about"),
        ({"email_1": "x"}, "Enter an email address"),
        ({"asset-owner-email": "a@b.example"}, "Enter the name of the information asset owner"),
        ({"asset-owner": "A", "asset-owner-email": "a@b.example"}, "Nobody acts for Charity 01"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, changes, words):
    Organisation.objects.get(pk="charity-2").identifiers.create(scheme="company", value="00000002")
    act_as(client, "ada@helpers.example", "charity-1", Duty.ADMINISTER)
    sent = form_of(client, "/organisations/charity-1/edit") | {"gss": "E99000001"} | changes
    page = text(client.post("/organisations/charity-1/edit", sent))
    assert "There is a problem" in page
    assert words in page
    assert 'value="E99000001"' in page
    assert Organisation.objects.get(pk="charity-1").version == 1


def test_of_two_who_change_it_at_once_the_second_sees_what_changed_and_loses_nothing(client):
    by = act_as(client, "ada@helpers.example", "charity-1", Duty.ADMINISTER)
    address = "/organisations/charity-1/edit"
    mine = form_of(client, address) | {"phone": "01632 960009", "gss": "E99000001"}
    found = Organisation.objects.get(pk="charity-1")
    theirs = details.Details(
        "Charity One", found.kind, "01632 960001", offices={Office.ASSET_OWNER: Holder("Bea")}
    )
    verbs.edit_organisation("charity-1", theirs, version=1, by=by, at=timezone.now())
    page = client.post(address, mine)
    said = text(page)
    assert "Somebody else changed this while you were writing" in said
    rows = re.findall(r"<tr.*?</tr>", said, re.DOTALL)
    phone = next(row for row in rows if "Telephone" in row)
    assert "01632 960001" in phone
    assert "01632 960009" in phone
    assert any("Charity One" in row for row in rows)
    assert not any("GSS" in row for row in rows)
    again = mine | typed(page) | {"version": hidden(page, "version"), "was": hidden(page, "was")}
    assert client.post(address, again).status_code == 302
    now = details.details_of(Organisation.objects.get(pk="charity-1"))
    assert (now.name, now.phone, now.identifiers) == ("Charity One", "01632 960009", {"gss": "E99000001"})
    assert now.offices[Office.ASSET_OWNER].name == "Bea"


def test_merging_takes_what_one_alone_changed():
    was = {"a": "1", "b": "1", "c": "1", "d": "1"}
    merged = merge(was, {"a": "1", "b": "2", "c": "2", "d": "3"}, {"a": "4", "b": "1", "c": "2", "d": "5"})
    assert merged.values == {"a": "4", "b": "2", "c": "2", "d": "3"}
    assert merged.changed == {"a": ("4", "4"), "d": ("5", "3")}


def test_an_odd_registration_with_the_commissioner_is_kept_and_said(client):
    act_as(client, "ada@helpers.example", "charity-1", Duty.ADMINISTER)
    sent = form_of(client, "/organisations/charity-1/edit") | {"ico": "A 1"}
    page = text(client.get(client.post("/organisations/charity-1/edit", sent).url))
    assert "does not look like others" in page
    assert "A1" in page


def test_others_do_not_change_it(client):
    act_as(client, "ada@helpers.example", "charity-1", Duty.ADMINISTER)
    assert client.get("/organisations/charity-2/edit").status_code == 404
    assert client.get("/organisations/new").status_code == 404
    assert client.get("/organisations/charity-2/administrator").status_code == 404


def test_the_host_adds_an_organisation_and_its_administrator_sets_a_password(client):
    act_as(client, "harry@host.example", HOST, Duty.ADMINISTER)
    assert "Add an organisation" in text(client.get("/organisations/"))
    taken = client.post("/organisations/new", {"name": "X", "identifier": "charity-1", "kind": "charity"})
    assert "This short name is taken" in text(taken)
    sent = {"name": "Lantern", "identifier": "lantern", "kind": "charity", "sponsor": HOST}
    page = text(client.get(client.post("/organisations/new", sent).url))
    assert "The organisation is added" in page
    assert "Nobody administers it" in page
    address = "/organisations/lantern/administrator"
    assert "Enter their name" in text(client.post(address, {"email": "x"}))
    done = text(client.post(address, {"name": "Lena", "email": "Lena@lantern.example"}))
    code = re.search(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", done).group()
    assert client.get(address).status_code == 404

    client.logout()
    new = {"email": "lena@lantern.example", "code": code.lower(), "password": "a long enough one"}
    assert "Your password is set" in text(client.post("/join", new))
    assert "do not belong together" in text(client.post("/join", new))
    assert client.post("/sign-in", new).url == "/"
    assert client.get("/organisations/lantern/edit").status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "AAAA-BBBB-CCCC-DDDD"}, "do not belong together"),
        ({"email": "harry@host.example"}, "do not belong together"),
        ({"email": "nobody@host.example"}, "do not belong together"),
        ({"password": "short"}, "too short"),
        ({"code": ""}, "Enter the code"),
    ],
)
def test_a_code_that_is_wrong_sets_nothing(client, changes, words):
    act_as(client, "harry@host.example", HOST, Duty.ADMINISTER)
    sent = {"name": "Lena", "email": "lena@lantern.example"}
    done = text(client.post("/organisations/charity-1/administrator", sent))
    code = re.search(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", done).group()
    client.logout()
    new = {"email": "lena@lantern.example", "code": code, "password": "a long enough one"} | changes
    assert words in text(client.post("/join", new))
    assert not User.objects.get(email="lena@lantern.example").has_usable_password()
