"""Questions of a million people: what protecting counts costs beside asking DuckDB itself.

`raw` is the plain SQL that somebody would write; `counted` is ours as far as a protected number, before
guards: record keys, masks, noise, rounding; `answered` is the whole of it: low-effect guard, the people of
each cell, and a history of a thousand cells that were shown before.

PYTHONPATH=. python bench/analysis.py
"""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import click
import duckdb
import numpy as np
from tests.singleview.analysis.sources import source_of

from shiremoot.disclosure.history import ReleasedCell
from shiremoot.gazetteer.outlines import Ward
from shiremoot.people.analysed import DAY, KIND
from shiremoot.singleview.analysis import compiling
from shiremoot.singleview.analysis.answering import RULES, TABLE, answer
from shiremoot.singleview.analysis.levels import Place
from shiremoot.singleview.analysis.question import (
    Attribute,
    Breakdown,
    Happened,
    Is,
    Question,
    Says,
    Then,
)
from shiremoot.singleview.intake.sql import name

WARDS, DISTRICTS = 90, 6
TIMES, EARLIER = 31, 1_000
TIMES_LIMIT, MORE_LIMIT, ANSWERED_LIMIT = 2.5, 15.0, 250.0
KINDS = ("Domestic abuse", "Violence", "Theft", "Burglary")
PLACE = Place(
    wards=tuple(
        Ward(f"X{ward:03}", f"Ward {ward:03}", f"District {ward * DISTRICTS // WARDS}", None)
        for ward in range(WARDS)
    ),
    sources=(),
)


@click.command()
@click.option("--people", default=1_000_000, show_default=True)
def main(people: int) -> None:
    place = Place(
        PLACE.wards,
        (
            source_of("housing.arrears", "Housing", "event", DAY, KIND),
            source_of("police.incidents", "Police", "event", DAY, KIND),
        ),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.duckdb"
        _write(file, people)
        with duckdb.connect(str(file), read_only=True, config={"threads": 2}) as connection:
            _measure(connection.cursor(), place, people)


def _measure(cursor: duckdb.DuckDBPyConnection, place: Place, people: int) -> None:
    earlier = _earlier(cursor, place)
    print(f"{people:,} people, {len(earlier):,} cells shown before; milliseconds, median of {TIMES}")
    print(f"{'question':48}{'cells':>7}{'raw':>9}{'counted':>9}{'ratio':>7}{'answered':>10}{'p95':>7}")
    over = []
    for words, question, raw in _questions():
        plain = _milliseconds(partial(_plain, cursor, raw))
        counted = _milliseconds(partial(_counted, cursor, question, place))
        whole = _milliseconds(partial(answer, cursor, question, place, earlier=earlier, publish="p"))
        p95 = quantiles(whole, n=20)[-1]
        cells = int(np.prod(place.shape(question)))
        ratio = median(counted) / median(plain)
        print(
            f"{words:48}{cells:7,}{median(plain):9.1f}{median(counted):9.1f}{ratio:7.2f}"
            f"{median(whole):10.1f}{p95:7.1f}"
        )
        limit = max(TIMES_LIMIT * median(plain), median(plain) + MORE_LIMIT)
        over += [words] if median(counted) > limit or p95 > ANSWERED_LIMIT else []
    print(
        f"limits: counted {TIMES_LIMIT} times raw or {MORE_LIMIT:g} ms more; answered p95"
        f" {ANSWERED_LIMIT:g} ms; over them: {', '.join(over) or 'none'}"
    )


def _questions() -> list[tuple[str, Question, str]]:
    """In words, as a question, and as the plain SQL that counts the same."""
    arrears, violent = "source_0", f"source_1 WHERE {name(KIND)} = 'Violence'"
    happened = Happened("housing.arrears")
    violence = Happened("police.incidents", (Says(KIND, ("Violence",)),))
    then = f"""WITH a AS (SELECT no, min(day) AS first FROM {arrears} GROUP BY no),
        b AS (SELECT no, min(day) AS first FROM {violent} GROUP BY no)
        SELECT age, sex, count(*) FROM person JOIN a USING (no) JOIN b USING (no)
        WHERE a.first <= b.first AND b.first <= a.first + INTERVAL 12 MONTH GROUP BY ALL"""
    months = f"""SELECT date_trunc('month', day), count(DISTINCT no) FROM {violent}
        AND day >= DATE '2024-11-01' AND day < DATE '2026-11-01' GROUP BY ALL"""
    return [
        (
            "everybody, by ward",
            Question((), (Breakdown.WARD,)),
            "SELECT ward, count(*) FROM person GROUP BY ward",
        ),
        (
            "everybody, by ward, age and sex",
            Question((), (Breakdown.WARD, Breakdown.AGE, Breakdown.SEX)),
            "SELECT ward, age, sex, count(*) FROM person GROUP BY ALL",
        ),
        (
            "in arrears, by ward",
            Question((happened,), (Breakdown.WARD,)),
            f"SELECT ward, count(*) FROM person SEMI JOIN {arrears} USING (no) GROUP BY ward",
        ),
        (
            "in arrears, of three ages, by ward and sex",
            Question(
                (happened, Is(Attribute.AGE, ("25 to 44", "45 to 64", "65 to 74"))),
                (Breakdown.WARD, Breakdown.SEX),
            ),
            f"""SELECT ward, sex, count(*) FROM person SEMI JOIN {arrears} USING (no)
                WHERE age IN (5, 6, 7) GROUP BY ALL""",
        ),
        (
            "in arrears, then violence within 12 months, by age and sex",
            Question((happened, violence, Then(0, 1, 12)), (Breakdown.AGE, Breakdown.SEX)),
            then,
        ),
        (
            "violence, month by month",
            Question((violence,), (Breakdown.MONTH,), since=date(2024, 11, 1), until=date(2026, 11, 1)),
            months,
        ),
    ]


def _plain(cursor: duckdb.DuckDBPyConnection, raw: str) -> object:
    return cursor.execute(raw).fetchnumpy()


def _counted(cursor: duckdb.DuckDBPyConnection, question: Question, place: Place) -> np.ndarray:
    """Protected numbers of those who meet every condition, before guards."""
    by_part = any(not each.is_of_person for each in question.breakdowns)
    sql = compiling.by_part(question, place) if by_part else compiling.everybody(question, place)
    found = cursor.execute(sql).fetchnumpy()
    meets = found["mask"] == (1 << len(question.conditions)) - 1
    people, keys = found["people"][meets], found["keys"][meets].astype(np.int64)
    enough = people >= RULES.minimum
    noisy = people[enough] + TABLE.noise(people[enough], keys[enough] % 256)
    rounded: np.ndarray = (noisy + RULES.rounding // 2) // RULES.rounding * RULES.rounding
    return rounded


def _earlier(cursor: duckdb.DuckDBPyConnection, place: Place) -> list[ReleasedCell]:
    """A thousand cells of other questions, as the project was shown them."""
    found: list[ReleasedCell] = []
    for kind, by in zip(KINDS, (Breakdown.SEX, Breakdown.SEX, Breakdown.SEX, Breakdown.AGE), strict=True):
        question = Question((Happened("police.incidents", (Says(KIND, (kind,)),)),), (Breakdown.WARD, by))
        found += answer(cursor, question, place, earlier=found, publish="p").kept
    everybody = Question((Is(Attribute.SEX, ("Female",)),), (Breakdown.WARD,))
    found += answer(cursor, everybody, place, earlier=found, publish="p").kept
    return found[:EARLIER]


def _milliseconds(run: Callable[[], object]) -> list[float]:
    run()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _write(file: Path, people: int) -> None:
    """What is prepared for a project (`access.preparing`), of people who are drawn by DuckDB from a seed."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    with duckdb.connect(str(file), config={"threads": 1}) as connection:
        connection.execute("SELECT setseed(0.4)")
        connection.execute(
            f"""CREATE TABLE person AS
                SELECT CAST(row_number() OVER (ORDER BY pseudonym) - 1 AS INTEGER) AS no, pseudonym,
                    CAST(pseudonym & 255 AS UTINYINT) AS key, CAST(random() * {WARDS} AS SMALLINT) AS ward,
                    CAST(floor(random() * 10) AS UTINYINT) AS age,
                    CAST(floor(random() * 2) AS UTINYINT) AS sex
                FROM (SELECT hash(range) AS pseudonym FROM range({people})) ORDER BY no"""
        )
        for number, share in enumerate((0.06, 0.4)):
            connection.execute(
                f"""CREATE TABLE source_{number} AS
                    SELECT CAST(floor(random() * {people}) AS INTEGER) AS no,
                        DATE '2023-11-01' + CAST(floor(random() * 1095) AS INTEGER) AS day,
                        NULL::DATE AS until,
                        [{kinds}][1 + CAST(floor(random() * {len(KINDS)}) AS INTEGER)] AS {name(KIND)}
                    FROM range({int(people * share)}) ORDER BY no"""
            )


if __name__ == "__main__":
    main()
