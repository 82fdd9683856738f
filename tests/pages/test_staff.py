"""People who join, move and leave: by form and by file; a leaver is signed out with the next request."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import invitations, staff, uploads, verbs
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.models import Invitation, Membership, OfficeHeld, StaffUpload, User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from tests.pages.test_organising import act_as, hidden, text
from tests.permitted import HOST, OPERATOR

pytestmark = pytest.mark.django_db
CODE = r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}"
PASSWORD = "a password of some length"
HEAD = "email,name,role,duties,from,until\n"


@pytest.fixture(autouse=True)
def two_organisations():
    entries = [
        OrganisationEntry(identifier=HOST, name="The host", kind="county council", host=True),
        OrganisationEntry(identifier="police", name="Police", kind="police force"),
    ]
    verbs.register_organisations(entries, by=OPERATOR, at=timezone.now())


@pytest.fixture
def admin(client):
    return act_as(client, "ada@host.example", HOST, Duty.ADMINISTER)


def member(email: str, organisation: str = HOST, role: str = "social-worker", **options) -> User:
    """Somebody who is here already, with a password."""
    made = verbs.add_member(
        email=email,
        name=email.partition("@")[0].title(),
        organisation=organisation,
        role=role,
        duties=[Duty.PRACTISE],
        by=OPERATOR,
        at=timezone.now(),
        password=PASSWORD,
        **options,
    )
    return made.user


def signed_in(email: str) -> Client:
    client = Client()
    assert client.post("/sign-in", {"email": email, "password": PASSWORD}).url == "/"
    return client


def roles(user: User, organisation: str = HOST) -> set[str]:
    return {
        each.role
        for each in verbs.memberships(str(user.pk), at=timezone.now())
        if each.organisation == organisation
    }


def give(client, content: str | bytes):
    raw = content.encode() if isinstance(content, str) else content
    return client.post("/staff/upload", {"file": SimpleUploadedFile("staff.csv", raw)})


def boxes(name: str, day) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_a_joiner_is_added_with_a_code_and_an_entry(client, admin):
    sent = {
        "name": "Jo",
        "email": "Jo@host.example",
        "role": "Social worker",
        "duties": ["practise", "review"],
    }
    page = text(client.post("/staff/new", sent))
    assert re.search(CODE, page)
    user = User.objects.get(email="jo@host.example")
    assert roles(user) == {"social-worker"}
    assert Entry.objects.filter(act=Act.SET_MEMBERSHIP).count() == 2  # the administrator is one
    code = re.search(CODE, page).group()
    assert code not in Invitation.objects.get().code_hash
    assert not re.search(CODE, text(client.get(f"/staff/{user.pk}")))
    assert "They have a code" in text(client.get(f"/staff/{user.pk}"))
    assert "That is what they are already" in text(client.post("/staff/new", sent))


def test_a_code_works_for_a_week(client, admin):
    sent = {"name": "Jo", "email": "jo@host.example", "role": "Social worker", "duties": ["practise"]}
    code = re.search(CODE, text(client.post("/staff/new", sent))).group()
    new = {"email": "jo@host.example", "code": code, "password": PASSWORD}
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert "too old" in text(Client().post("/join", new))
        invitations.forget_ended(timezone.now())
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Enter their name"),
        ({"email": "jo"}, "Enter an email address"),
        ({"role": "wörker!"}, "Write the role with letters"),
        ({"duties": []}, "Choose what they may do"),
        ({"duties": ["rule"]}, "Choose from the list"),
        ({"begins-day": "31", "begins-month": "2", "begins-year": "2027"}, "Enter a day that there is"),
        (
            {
                "begins-day": "2",
                "begins-month": "2",
                "begins-year": "2027",
                "ends-day": "1",
                "ends-month": "2",
                "ends-year": "2027",
            },
            "The last day is before the first",
        ),
    ],
)
def test_what_is_wrong_with_a_joiner_is_said(client, admin, changes, words):
    sent = {"name": "Jo", "email": "jo@host.example", "role": "Social worker", "duties": ["practise"]}
    page = text(client.post("/staff/new", sent | changes))
    assert "There is a problem" in page
    assert words in page
    assert User.objects.count() == 1


def test_a_mover_is_what_they_were_until_the_day(client, admin):
    user = member("mo@host.example")
    post = user.memberships.get()
    day = day_of(timezone.now()) + timedelta(days=3)
    sent = {"role": "team manager", "duties": ["practise", "review"], **boxes("begins", day)}
    done = client.post(f"/staff/posts/{post.pk}", sent)
    page = text(client.get(done.url))
    assert "It is changed" in page
    assert "To come" in page
    assert roles(user) == {"social-worker"}
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert roles(user) == {"team-manager"}


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_leaver_s_next_request_is_a_stranger_s(client, admin, elsewhere):
    user = member("lee@host.example")
    if elsewhere:
        member("lee@host.example", "police")
    theirs, others = signed_in("lee@host.example"), signed_in(member("mo@host.example").email)
    OfficeHeld.objects.create(
        organisation_id=HOST, office="senior-risk-owner", name="Lee", user=user, begins=timezone.now()
    )
    assert theirs.get("/find").status_code == 200
    done = client.post(f"/staff/{user.pk}/leave", {"when": "now"})
    assert "are signed out" in text(client.get(done.url))
    assert theirs.get("/find").url.startswith("/sign-in")
    assert theirs.get("/").url.startswith("/sign-in")
    assert others.get("/find").status_code == 200
    assert roles(user) == set()
    assert roles(user, "police") == ({"social-worker"} if elsewhere else set())
    assert Entry.objects.filter(act=Act.END_MEMBERSHIP).count() == 1
    assert OfficeHeld.objects.get().ends is not None
    assert client.get(f"/staff/{user.pk}/leave").status_code == 404


def test_a_leaver_on_a_day_works_until_its_end(client, admin):
    user = member("lee@host.example")
    day = day_of(timezone.now()) + timedelta(days=2)
    missing = client.post(f"/staff/{user.pk}/leave", {"when": "day"})
    assert "Enter their last day" in text(missing)
    past = client.post(
        f"/staff/{user.pk}/leave", {"when": "day", **boxes("last_day", day - timedelta(days=9))}
    )
    assert "That day is over" in text(past)
    client.post(f"/staff/{user.pk}/leave", {"when": "day", **boxes("last_day", day)})
    assert roles(user) == {"social-worker"}
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=1)):
        assert roles(user) == set()


def test_nobody_ends_their_own_administering(client, admin):
    own = Membership.objects.get(user_id=admin.user_id)
    refused = client.post(f"/staff/{admin.user_id}/leave", {"when": "now"})
    assert "You cannot end your own administering" in text(refused)
    refused = client.post(f"/staff/posts/{own.pk}", {"role": "officer", "duties": ["draft"]})
    assert "You cannot end your own administering" in text(refused)
    upload = give(client, f"{HEAD}ada@host.example,Ada,officer,draft,,\n")
    shown = client.get(upload.url)
    refused = client.post(upload.url, {"shown": hidden(shown, "shown")})
    assert "You cannot end your own administering" in text(refused)
    assert client.get("/staff/").status_code == 200
    client.post(f"/staff/posts/{own.pk}", {"role": "officer", "duties": ["administer", "draft"]})
    assert client.get("/staff/").status_code == 200


def test_who_administers_no_longer_changes_nothing_with_a_page_that_is_still_open(admin):
    person = staff.Person("jo@host.example", "Jo", ())
    verbs.add_member(
        email="bea@host.example",
        name="Bea",
        organisation=HOST,
        role="officer",
        duties=[Duty.ADMINISTER],
        by=OPERATOR,
        at=timezone.now(),
    )
    Membership.objects.filter(user_id=admin.user_id).update(ends=timezone.now())
    with pytest.raises(UserError, match="those who administer"):
        staff.apply(staff.plan([person], HOST, at=timezone.now()), HOST, by=admin, at=timezone.now())


def test_staff_are_sought_without_a_name_in_any_address(client, admin):
    for number in range(60):
        member(f"worker{number:02}@host.example")
    left = member("gone@host.example", ends=timezone.now() - timedelta(hours=1))
    page = text(client.get("/staff/"))
    assert "61 roles held" in page
    assert "Worker59" not in page
    assert "Worker59" in text(client.get("/staff/?page=2"))
    answer = client.post("/staff/search", {"text": "worker59", "who": ""})
    assert answer.url == "/staff/"
    page = text(client.get("/staff/"))
    assert "1 role held" in page
    assert "Worker59" in page
    client.post("/staff/search", {"text": "nobody at all"})
    assert "Nobody has that name" in text(client.get("/staff/"))
    answer = client.post("/staff/search", {"text": "", "who": "left"})
    assert left.name in text(client.get(answer.url))


def test_another_organisation_s_people_are_not_there(client, admin):
    user = member("pat@police.example", "police")
    for address in (
        f"/staff/{user.pk}",
        f"/staff/{user.pk}/leave",
        f"/staff/posts/{user.memberships.get().pk}",
    ):
        assert client.get(address).status_code == 404
    assert client.post(f"/staff/{user.pk}/code").status_code == 404
    assert "Pat" not in text(client.get("/staff/"))


def test_a_code_is_not_given_for_somebody_who_acts_for_others_too(client, admin):
    user = member("pat@police.example", "police")
    member("pat@police.example")
    page = text(client.post(f"/staff/{user.pk}/code"))
    assert "They act for another organisation too" in page
    own = member("own@host.example")
    assert re.search(CODE, text(client.post(f"/staff/{own.pk}/code")))


def test_who_has_a_code_from_another_organisation_is_given_no_second_one_by_this_one(client, admin):
    verbs.add_member(
        email="pat@police.example",
        name="Pat",
        organisation="police",
        role="officer",
        duties=[Duty.PRACTISE],
        by=OPERATOR,
        at=timezone.now(),
    )
    sent = {"name": "Pat", "email": "pat@police.example", "role": "adviser", "duties": ["practise"]}
    page = text(client.post("/staff/new", sent))
    assert "a code from another organisation" in page
    assert not re.search(CODE, page)
    assert not Invitation.objects.exists()


FILE = f"""{HEAD}jo@host.example,Jo,Social worker,practise,,
mo@host.example,Mo,team manager,practise review,,
lee@host.example,Lee,social-worker,practise,,01/02/2020
sam@host.example,Sam,social-worker,practise,,
"""


def test_a_file_is_shown_first_and_then_applied_whole(client, admin):
    mo, lee = member("mo@host.example"), member("lee@host.example")
    member("sam@host.example")
    theirs = signed_in("lee@host.example")
    upload = give(client, FILE)
    page = client.get(upload.url)
    assert "1 join, 1 move, 1 leave, 1 unchanged" in " ".join(text(page).split())
    assert "@" not in upload.url
    assert roles(lee) == {"social-worker"}
    done = client.post(upload.url, {"shown": hidden(page, "shown")})
    assert "3 people were changed" in text(done)
    assert len(re.findall(CODE, text(done))) == 1
    assert (roles(mo), roles(lee)) == ({"team-manager"}, set())
    assert theirs.get("/find").url.startswith("/sign-in")
    assert not StaffUpload.objects.exists()
    assert client.get(upload.url).status_code == 404


def test_what_changed_since_it_was_shown_is_shown_again(client, admin):
    mo = member("mo@host.example")
    upload = give(client, f"{HEAD}mo@host.example,Mo,team manager,practise,,\n")
    shown = hidden(client.get(upload.url), "shown")
    mo.memberships.update(duties=["practise", "sign"])
    member("mo@host.example", role="adviser")
    again = client.post(upload.url, {"shown": shown})
    assert "Something changed since you looked" in text(again)
    assert roles(mo) == {"social-worker", "adviser"}
    client.post(upload.url, {"shown": hidden(again, "shown")})
    assert roles(mo) == {"team-manager"}


def test_an_upload_is_its_owner_s_for_an_hour_and_may_be_dropped(client, admin):
    upload = give(client, FILE)
    other = Client()
    act_as(other, "bea@host.example", HOST, Duty.ADMINISTER)
    assert other.get(upload.url).status_code == 404
    with time_machine.travel(timezone.now() + uploads.LASTS):
        uploads.forget_ended(timezone.now())
        assert not StaffUpload.objects.exists()
    upload = give(client, FILE)
    assert client.post(upload.url, {"do": "cancel"}).url == "/staff/"
    assert not StaffUpload.objects.exists()


WRONG = {
    "jo,Jo,worker,practise,,": (2, "The email address is missing or is none"),
    "jo@host.example,,worker,practise,,": (2, "The name is missing"),
    "jo@host.example,Jo,w!,practise,,": (2, "The role is missing or holds other characters"),
    "jo@host.example,Jo,worker,rule,,": (2, "There is no duty rule"),
    "jo@host.example,Jo,worker,,,": (2, "No duty is named"),
    "jo@host.example,Jo,worker,practise,soon,": (2, "The day in the column from is none"),
    "jo@host.example,Jo,worker,practise,2027-02-02,2027-02-01": (2, "is before from"),
    "jo@host.example,Jo,worker,practise,,\n\njo@host.example,Jo,Worker,review,,": (
        4,
        "are in line 2 already",
    ),
    "jo@host.example,Jo,worker,practise,,\njo@host.example,Joe,clerk,review,,": (3, "another name in line 2"),
}


@pytest.mark.parametrize(("lines", "said"), WRONG.items())
def test_one_wrong_line_keeps_the_whole_file_out(client, admin, lines, said):
    page = client.post("/staff/upload", {"file": SimpleUploadedFile("s.csv", (HEAD + lines + "\n").encode())})
    number, words = said
    found = text(page)
    assert "Nothing was changed" in found
    assert f'class="govuk-table__header">{number}</th>' in found
    assert words in found
    assert not StaffUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"email,name,role,duties\n\n", "has headings and no people"),
        (b"name;role\nJo;worker\n", "no column called email and none called duties"),
        (b"PK\x03\x04\x00\x00", "This is not a CSV file"),
    ],
)
def test_what_is_no_such_file_is_said(client, admin, content, words):
    assert words in text(give(client, content))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_files_come_from_spreadsheets_of_many_kinds(client, admin, encoding, mark):
    content = "E-mail;Name;Role;Duties\r\nzoe@host.example;Zoë O’Hara;adviser;practise\r\n".replace(";", mark)
    upload = give(client, content.encode(encoding))
    assert "Zoë O’Hara" in text(client.get(upload.url))


def test_five_thousand_lines_take_seconds(client, admin):
    lines = "".join(
        f"worker{number}@host.example,Worker {number},social worker,practise,,\n" for number in range(5000)
    )
    began = timezone.now()
    upload = give(client, HEAD + lines)
    shown = hidden(client.get(upload.url), "shown")
    done = client.post(upload.url, {"shown": shown})
    took = (timezone.now() - began).total_seconds()
    assert "5,000 people were changed" in text(done)
    assert Entry.objects.filter(act=Act.SET_MEMBERSHIP).count() == 5001
    assert took < 60, f"{took:.0f} seconds"


def test_no_name_or_address_of_staff_is_in_any_entry_s_body(client, admin):
    sent = {"name": "Zebedee", "email": "zebedee@host.example", "role": "adviser", "duties": ["practise"]}
    client.post("/staff/new", sent)
    bodies = " ".join(entry.body for entry in Entry.objects.all()).lower()
    assert "set membership" in bodies
    assert "zebedee" not in bodies
