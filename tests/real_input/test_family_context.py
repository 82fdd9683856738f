"""The sample extracts of the Family Context application, through our own commands."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from shiremoot import pointer
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.home import Home
from shiremoot.people import store
from shiremoot.people.query import parse_query
from shiremoot.people.store import Read
from shiremoot.singleview.intake import verbs
from shiremoot.singleview.linking.verbs import link
from shiremoot.singleview.publish.verbs import publish
from tests.permitted import HOST, OPERATOR, adopt, agreement_on_everything, permit_linking

ROOT = Path(__file__).parents[2]
EXTRACTS = ROOT.parent / "shared" / "data" / "family-context"
CONTRACT = Path(__file__).parent / "contracts" / "family-context.odcs.yaml"
TABLES = ("person", "adult_social_care", "housing", "school", "police", "police_offence")
AT = datetime(2020, 1, 6, 10, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not EXTRACTS.is_dir(), reason="the sample extracts are not beside the repository"
)


@pytest.fixture
def loaded(tmp_path, db):
    home = Home(tmp_path)
    home.contracts.mkdir()
    shutil.copy(CONTRACT, home.contracts)
    permit_linking(home)
    files = [EXTRACTS / f"{table}.csv" for table in TABLES]
    return home, verbs.load(home, dataset="family-context", files=files, by=OPERATOR, at=AT)


def rows(home, sql):
    folder = pointer.current(home.snapshots / "family-context")
    return duckdb.sql(
        sql.format(**{table: f"read_parquet('{folder}/{table}.parquet')" for table in TABLES})
    ).fetchall()


def test_every_row_is_accepted(loaded):
    _, summary = loaded
    assert summary.switched
    assert not any(table.quarantined for table in summary.tables)
    assert {table.table: table.accepted for table in summary.tables} == {
        table: len((EXTRACTS / f"{table}.csv").read_text().splitlines()) - 1 for table in TABLES
    }


def test_names_and_keys_meet_across_files_and_date_styles(loaded):
    home, _ = loaded
    found = rows(
        home,
        """SELECT first_name, date_of_birth, gender, tenancy_start, started, last_contact, max(offence_date),
               area
           FROM {person} JOIN {housing} h ON id = h.person_id JOIN {adult_social_care} a ON id = a.person_id
           JOIN {police_offence} o ON id = o.person_id JOIN {police} p ON id = p.person_id GROUP BY ALL""",
    )
    days = tuple(
        map(date.fromisoformat, ("2000-10-07", "2016-02-03", "2019-04-15", "2019-05-20", "2017-10-01"))
    )
    assert found == [("Una", days[0], "Female", *days[1:], "Area A")]


def test_they_are_linked_published_found_and_read(loaded):
    home, _ = loaded
    link(home, by=OPERATOR, at=AT)
    published = publish(home, by=OPERATOR, at=AT)
    people = store.current(home)
    assert (published.people, published.rows) == (10, 17)
    sources = {field.full_id for field in people.catalogue}
    [hit] = people.search(parse_query("una briant 7/10/2000", AT.date()), sources, 5)
    assert hit.likelihood in ("likely", "very likely")
    reads = {}
    for field in people.catalogue:
        reads.setdefault((field.dataset, field.table_name), []).append(Read((field.column_name,)))
    found = people.rows([hit.person_id], reads, on=date(2026, 11, 22))
    assert {table: len(rows) for (_, table), rows in found.items()} == {
        "person": 1,
        "adult_social_care": 1,
        "housing": 1,
        "school": 0,
        "police": 1,
        "police_offence": 3,
    }
    assert found["family-context", "housing"][0]["housing.notice_seeking_possession"] == "open"
    rule = next(field for field in people.catalogue if field.field_id == "housing.status").show_when
    assert not rule.shows(age=15, row={}, on=AT.date())
    assert rule.shows(age=16, row={}, on=AT.date())


def test_somebody_s_person_page_shows_the_four_services(loaded, client, settings):
    home, _ = loaded
    link(home, by=OPERATOR, at=AT)
    publish(home, by=OPERATOR, at=AT)
    settings.HOME = home
    text = agreement_on_everything(
        home, "family-context", role="social-worker", purpose=Purpose.SAFEGUARDING_CHILDREN
    )
    adopt(home, text, at=AT)
    member = organisations.add_member(
        email="worker@council.example",
        name="Worker",
        organisation=HOST,
        role="social-worker",
        duties=[Duty.PRACTISE],
        by=OPERATOR,
        at=AT,
    )
    client.force_login(member.user)
    purpose = {"purpose": Purpose.SAFEGUARDING_CHILDREN.value}
    found = client.post("/find", purpose | {"terms": "una briant 7/10/2000"}, follow=True)
    why = re.search(r"/candidates/[0-9a-f-]{36}", found.content.decode()).group()
    reason = {"category": "visit", "reason": "Preparing a first visit"}
    page = client.post(why, purpose | reason, follow=True)
    assert page.status_code == 200
    page = client.get(page.redirect_chain[-1][0], {"period": "all"})
    text = " ".join(page.content.decode().split())
    for words in (
        "Una BRYANT",
        "A S Worker",
        "15 April 2019",
        "Mr A Aaaaa",
        "Notice seeking possession: open",
    ):
        assert words in text
    for words in (
        "Police Hub",
        "01134960303",
        "Possession of drugs",
        "The family-context agreement, clause 2.1",
    ):
        assert words in text
