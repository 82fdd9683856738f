"""What is prepared to be counted: what flows of one agreement show of whom nothing forbids it."""

from datetime import timedelta

import duckdb
import pytest
from django.db import transaction

from shiremoot.access import analysing, facts, opt_outs
from shiremoot.access.analysing import NotPrepared
from shiremoot.access.facts import EVERYTHING, Reach
from shiremoot.access.models import WrongLink
from shiremoot.access.opt_outs import OptOutList
from shiremoot.access.protection import FactKind
from shiremoot.access.reconciling import reconcile
from shiremoot.access.recording import Refused
from shiremoot.dates import day_of
from shiremoot.decisions.request import FieldId
from shiremoot.errors import UserError
from shiremoot.ledger.models import Entry
from tests.singleview.analysis.county import ANALYST, NOW, PROTECTOR, County, Somebody, build
from tests.standing import copied

ADA = Somebody(
    "1",
    born="1950-05-01",
    care=(("2026-01-10", "", "Open"), ("2020-01-01", "2020-06-01", "Closed")),
    crime=(("2026-02-01", "Theft", "Victim"), ("2019-02-01", "Noise", "Suspect")),
)
BEN = Somebody("2", born="2012-05-01", sex="Male", uprn="2", crime=(("2026-03-01", "Theft", "Victim"),))
CAM = Somebody("3", sex="", uprn="9", care=None, crime=(("2026-04-01", "Noise", "Witness"),))


@pytest.fixture(scope="module")
def stands(standing) -> County:
    made = build(standing, [ADA, BEN, CAM])
    made.agree()
    return made


@pytest.fixture
def county(stands, tmp_path, db) -> County:
    return copied(stands, tmp_path)


def prepared(county: County) -> duckdb.DuckDBPyConnection:
    door = county.door()
    if not analysing.is_prepared(county.home, door, by=ANALYST, at=county.now):
        analysing.prepare(county.home, door, by=ANALYST, at=county.now)
    (file,) = (county.home.analysis / str(door.identifier)).glob("prepared/*/people.duckdb")
    return duckdb.connect(str(file), read_only=True)


def people(county: County) -> list[tuple[int, int, int]]:
    """ward, age and sex of everybody, in some order."""
    with prepared(county) as found:
        return sorted(found.execute("SELECT ward, age, sex FROM person").fetchall())


def rows(county: County, source: int) -> list[tuple]:
    """Services (0) or incidents (1): the person's age band, then what the row says."""
    with prepared(county) as found:
        sql = f"SELECT age, s.* EXCLUDE (no) FROM source_{source} s JOIN person USING (no) ORDER BY ALL"
        return found.execute(sql).fetchall()


def set_fact(county: County, somebody: Somebody, kind: FactKind, reach: Reach = EVERYTHING) -> None:
    facts.set_fact(
        county.home,
        person_id=county.person(somebody),
        kind=kind,
        reason="As asked",
        by=PROTECTOR,
        at=NOW,
        reach=reach,
    )


def test_people_have_wards_ages_and_sexes_and_no_names(county):
    assert people(county) == [(0, 2, 1), (1, 8, 0), (2, 6, 2)]  # Ben in Lower, Ada in Upper; Cam anywhere
    with prepared(county) as found:
        sql = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY column_index"
        tables: dict[str, list[str]] = {}
        for table, column in found.execute(sql).fetchall():
            tables.setdefault(table, []).append(column)
        assert tables["person"] == ["no", "pseudonym", "key", "ward", "age", "sex"]
        assert set(tables) == {"person", "source_0", "source_1"}
        dump = str([found.execute(f"FROM {table}").fetchall() for table in tables])
    for somebody in (ADA, BEN, CAM):
        assert somebody.nhs not in dump
        assert county.person(somebody) not in dump


def test_pseudonyms_of_two_projects_have_nothing_in_common(county):
    with prepared(county) as found:
        first = found.execute("SELECT pseudonym FROM person").fetchall()
    county._made.clear()
    with prepared(county) as found:
        second = found.execute("SELECT pseudonym FROM person").fetchall()
    assert len(first) == len(second) == 3
    assert not set(first) & set(second)


def test_what_is_displayed_to_nobody_is_not_counted(county):
    """Incidents are shown of adults alone: Ben's is not there."""
    assert [row[0] for row in rows(county, 1)] == [6, 8, 8]


def test_a_row_rule_leaves_older_rows_out(county):
    county.agree(
        crime=(
            {"fields": ["people.*"]},
            {"fields": ["incidents.*"], "rows": {"field": "incidents.day", "within_months": 24}},
        )
    )
    assert [(row[0], row[3]) for row in rows(county, 1)] == [(6, "Noise"), (8, "Theft")]


def test_an_upheld_objection_takes_its_provider_s_rows_out(county):
    set_fact(county, ADA, FactKind.OBJECTION, Reach(provider="police"))
    assert [row[0] for row in rows(county, 1)] == [6]
    assert len(rows(county, 0)) == 2


def test_a_restriction_of_everything_takes_the_person_out(county):
    set_fact(county, CAM, FactKind.RESTRICTION)
    assert people(county) == [(0, 2, 1), (1, 8, 0)]


def test_the_national_opt_out_reaches_the_flows_that_it_applies_to(county):
    county.agree(care=({"opt_out_applies": True},))
    opt_outs.load_opt_outs(OptOutList((ADA.nhs,), ()), by=PROTECTOR, at=NOW)
    assert rows(county, 0) == []
    assert [row[0] for row in rows(county, 1)] == [6, 8, 8]


@pytest.mark.parametrize("kind", [FactKind.HIDDEN_PERSON])
def test_hidden_people_are_as_if_not_there(county, kind):
    set_fact(county, ADA, kind)
    assert people(county) == [(0, 2, 1), (2, 6, 2)]
    assert [row[0] for row in rows(county, 1)] == [6]


def test_where_somebody_with_a_hidden_address_lives_is_not_known(county):
    set_fact(county, ADA, FactKind.HIDDEN_ADDRESS)
    assert people(county) == [(0, 2, 1), (2, 6, 2), (2, 8, 0)]


def test_a_record_that_may_be_somebody_else_s_is_not_counted(county):
    with transaction.atomic():
        revision = facts.change()
    WrongLink.objects.create(
        record_id="crime:1",
        others=["care:1"],
        person_id=county.person(ADA),
        reason="Not her",
        organisation="police",
        reported_by="x",
        reported_at=NOW,
        since=revision,
    )
    assert [row[0] for row in rows(county, 1)] == [6]


def test_flows_of_another_agreement_are_not_counted_with_it(county):
    county.agree("other", care=())
    county.agree(crime=())
    assert [row[0] for row in rows(county, 0)] == [8, 8]
    with prepared(county) as found:
        assert found.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (2,)


def test_a_field_that_no_flow_shows_is_refused_and_recorded(county):
    county.agree(crime=())
    prepared(county)
    with pytest.raises(Refused) as refused:
        analysing.ask(
            county.home,
            county.door(),
            frozenset({FieldId("crime", "incidents.day")}),
            by=ANALYST,
            at=county.now,
            detail={},
        )
    entry = Entry.objects.get(number=refused.value.number)
    assert (entry.act, entry.outcome) == ("ask question", "refused")


def test_what_was_prepared_serves_until_something_changes(county):
    prepared(county)
    door, wanted = county.door(), frozenset({FieldId("crime", "incidents.day")})
    ask = {"by": ANALYST, "at": county.now, "detail": {}}
    assert analysing.ask(county.home, door, wanted, **ask).prepared.people == 3
    set_fact(county, CAM, FactKind.RESTRICTION)
    assert not analysing.is_prepared(county.home, door, by=ANALYST, at=county.now)
    with pytest.raises(NotPrepared):
        analysing.ask(county.home, door, wanted, **ask)
    prepared(county)
    assert analysing.ask(county.home, door, wanted, **ask).prepared.people == 2
    county.now += timedelta(days=1)
    assert not analysing.is_prepared(county.home, door, by=ANALYST, at=county.now)


def test_people_published_before_they_could_be_counted_have_to_be_published_again(county):
    for file in (county.publish.folder / "analysis").iterdir():
        file.unlink()
    with pytest.raises(UserError, match="shiremoot publish"):
        prepared(county)


def test_who_prepares_what_another_has_just_prepared_finds_it_there(county):
    prepared(county)
    before = Entry.objects.count()
    analysing.prepare(county.home, county.door(), by=ANALYST, at=county.now)
    assert Entry.objects.count() == before


def test_what_is_read_is_counted_and_recorded_alike(county):
    prepared(county)
    wanted = frozenset({FieldId("crime", "incidents.day")})
    analysing.ask(county.home, county.door(), wanted, by=ANALYST, at=county.now, detail={})
    asked = Entry.objects.filter(act="served").count()
    assert asked == 1  # the question's own read is noted once it is answered
    found = reconcile(county.home, day_of(NOW), day_of(NOW))
    assert {line.dataset: (line.counted, line.recorded) for line in found.lines}["care"] == (4, 4)
