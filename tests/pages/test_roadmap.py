"""The roadmap as pages: for everybody signed in, with nobody's data, and empty where nothing was loaded."""

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.gateway.organisations.models import Membership
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.models import Entry
from shiremoot.roadmap.usecases import verbs
from shiremoot.roadmap.usecases.model import parse_use_cases
from tests.access.small import PEOPLE, build
from tests.pages.test_correcting import member
from tests.permitted import HOST, OPERATOR
from tests.roadmap.test_verbs import VISITS

pytestmark = pytest.mark.django_db
UNMET = VISITS.replace("agreement: front-door", "agreement: never-drafted")


@pytest.fixture
def county(tmp_path):
    made = build(tmp_path)
    with override_settings(HOME=made.home):
        yield made


def load(text: str) -> None:
    verbs.load(parse_use_cases(text), by=OPERATOR, at=timezone.now())


def main(response) -> str:
    return " ".join(response.content.decode().partition("<main")[2].partition("</main>")[0].split())


def test_before_anything_was_loaded_it_says_what_to_do(client, county):
    member(client, "avery", HOST, "chief-executive")
    assert "shiremoot roadmap usecases FILE" in main(client.get("/roadmap/"))
    assert client.get("/roadmap/use-cases/visits").status_code == 404
    assert "next best step" not in main(client.get("/"))


def test_what_others_wait_for_is_told_to_each_organisation_of_its_own(client, county):
    load(UNMET)
    member(client, "avery", HOST, "chief-executive")
    assert "Steps that others wait for from us (1)" in main(client.get("/"))
    assert "Draft Never drafted agreement, and send it out for signature" in main(client.get("/"))
    assert "1 step that others wait for from us" in main(client.get("/roadmap/"))
    member(client, "cass", "carers", "director", Duty.SIGN)
    assert "Steps that others wait for" not in main(client.get("/"))
    assert "Nothing: no use case waits for" in main(client.get("/roadmap/"))


def test_a_use_case_says_what_is_missing_and_nothing_of_anybody(client, county):
    load(UNMET)
    member(client, "avery", HOST, "chief-executive")
    before = Entry.objects.count()
    for page in ("/roadmap/", "/roadmap/use-cases/visits"):
        said = main(client.get(page))
        assert "Never drafted agreement" in said
        names = {row.split(",")[2] for rows in PEOPLE.values() for row in rows.values()}
        assert not [name for name in names if f" {name} " in said]
    assert Entry.objects.count() == before


def test_somebody_without_a_role_sees_the_board_and_no_organisation_s_part(client, county):
    load(UNMET)
    member(client, "zed", HOST, "chief-executive")
    Membership.objects.filter(user__email__startswith="zed").update(ends=timezone.now())
    said = main(client.get("/roadmap/"))
    assert "Never drafted agreement" in said
    assert "What others wait for from us" not in said


def test_words_of_a_file_are_never_markup(client, county):
    load(
        UNMET.replace("Where to go first", "'<b>Where</b>'").replace("title: Visits", "title: <i>Visits</i>")
    )
    member(client, "avery", HOST, "chief-executive")
    for page in ("/roadmap/", "/roadmap/use-cases/visits"):
        said = main(client.get(page))
        assert "<i>" not in said and "<b>" not in said and "&lt;i&gt;Visits" in said
