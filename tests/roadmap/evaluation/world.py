"""The small county, where incidents are counted by month and by ward, and a plan to be judged by that."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from shiremoot.dates import day_of, months_before
from shiremoot.ledger.acts import Viewer
from shiremoot.methods.xmr import Better
from shiremoot.roadmap.evaluation.plan import Indicator, Plan, Start
from shiremoot.singleview.analysis import running
from shiremoot.singleview.analysis.question import Breakdown, Happened, Question
from tests.permitted import HOST
from tests.singleview.analysis.county import ANALYST, NORTH, SOUTH, County, Somebody, build, crowd

LEAD, ELSEWHERE = Viewer(HOST, "chief-executive", "avery"), Viewer("police", "chief", "pat")
MONTHS = 14
SINCE = date(2025, 9, 1)
UNTIL = date(2028, 9, 1)


def each_month(count: int) -> tuple[tuple[str, str, str], ...]:
    """An incident in each of so many months."""
    return tuple(
        (months_before(SINCE, -number).replace(day=5).isoformat(), "Theft", "Victim")
        for number in range(count)
    )


def people() -> list[Somebody]:
    return [
        *crowd(40, crime=each_month(MONTHS)),
        *crowd(25, since=1100, uprn="2", sex="Male", crime=each_month(MONTHS)),
        Somebody("2000", care=(("2026-01-10", "", "Open"),)),
    ]


def counted(folder: Path) -> tuple[County, UUID, UUID]:
    """With a question by month and one by ward and half-year, both answered."""
    made = build(folder, people())
    made.agree()
    saved = [
        made.save(Question((Happened("crime.incidents"),), by, since=SINCE, until=UNTIL))
        for by in ((Breakdown.MONTH,), (Breakdown.WARD, Breakdown.HALF))
    ]
    for each in saved:
        running.ask(made.home, each, by=ANALYST, at=made.now)
    return made, *saved


def plan_for(county: County, by_month: UUID, by_ward: UUID | None, **changes: object) -> Plan:
    """It begins in one of the two wards, in the month after next."""
    month = months_before(day_of(county.now).replace(day=1), -2)
    made = Plan(
        title="Street lights",
        changes="Lights stay on",
        why="People are seen",
        population="Everybody",
        decides="The board",
        review_every=3,
        starts=(Start(NORTH, month, "Upper parish"), Start(SOUTH, None, "Lower parish")),
        indicators=(Indicator("Incidents", by_month, Better.LOWER, 30.0, by_ward),),
    )
    return replace(made, **changes)
