"""What is asked after a run: each two people once, what an answer would change, the most worth first."""

from collections import defaultdict
from dataclasses import dataclass

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.matching import Decisions
from shiremoot.matching.clusters import BY_DECISION
from shiremoot.singleview.linking.questions import SURE, Kind, Question, questions

RECORDS = [f"{dataset}:{number}" for dataset in ("care", "crime") for number in range(4)]
JOINED = (Kind.JOINED, Kind.MERGED)
chances = st.floats(0.5, 0.9999)
pairs_of_records = st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(
    lambda pair: pair[0] < pair[1]
)


@dataclass
class Run:
    """The tables of a linking run that questions are made of."""

    clusters: pa.Table
    pairs: pa.Table
    refused: pa.Table
    capped: tuple[()] = ()


def run(
    people: list[set[str]],
    chances: dict[tuple[str, str], float],
    refused: dict[tuple[str, str], str] | None = None,
) -> Run:
    rows = [(record, number) for number, records in enumerate(people) for record in sorted(records)]
    pairs = [(*pair, 0.0, chance) for pair, chance in sorted(chances.items())]
    against = [(*pair, reason) for pair, reason in (refused or {}).items()]
    return Run(
        _table(rows, record_id=pa.string(), cluster=pa.int64()),
        _table(
            pairs, record_l=pa.string(), record_r=pa.string(), weight=pa.float64(), probability=pa.float64()
        ),
        _table(against, record_l=pa.string(), record_r=pa.string(), reason=pa.string()),
    )


def _table(rows: list[tuple], **columns: pa.DataType) -> pa.Table:
    return pa.Table.from_pylist(
        [dict(zip(columns, row, strict=True)) for row in rows], schema=pa.schema(columns)
    )


@st.composite
def runs(draw: st.DrawFn) -> tuple[Run, list[set[str]], dict[tuple[str, str], float]]:
    labels = draw(st.lists(st.integers(0, 3), min_size=len(RECORDS), max_size=len(RECORDS)))
    people = defaultdict(set)
    for record, label in zip(RECORDS, labels, strict=True):
        people[label].add(record)
    found = draw(st.dictionaries(pairs_of_records, chances, max_size=12))
    return run(list(people.values()), found), list(people.values()), found


def person(people: list[set[str]], record: str) -> set[str]:
    return next(records for records in people if record in records)


@given(runs())
def test_each_two_people_are_asked_about_once_by_their_likeliest_pair(made):
    of_run, people, found = made
    asked = [each for each in questions(of_run, {}) if each.kind is Kind.NOT_JOINED]
    best: dict[frozenset[frozenset[str]], float] = {}
    for (left, right), chance in found.items():
        sides = frozenset({frozenset(person(people, left)), frozenset(person(people, right))})
        if len(sides) == 2:
            best[sides] = max(best.get(sides, 0), chance)
    assert len(asked) == len(best)
    for each in asked:
        one, other = person(people, each.record_l), person(people, each.record_r)
        assert each.probability == best[frozenset({frozenset(one), frozenset(other)})]
        assert each.changes == len(one) * len(other)
        assert each.worth == each.probability * each.changes


@given(runs())
def test_a_link_is_asked_about_where_it_is_doubtful_and_all_that_holds_two_parts_together(made):
    of_run, people, found = made
    asked = {
        (each.record_l, each.record_r): each for each in questions(of_run, {}) if each.kind is Kind.JOINED
    }
    for pair, each in asked.items():
        together = person(people, pair[0])
        assert pair[1] in together
        assert found[pair] < SURE
        surer = [other for other, chance in found.items() if set(other) <= together and chance > found[pair]]
        assert not _connected(*pair, surer)
        assert each.worth == (1 - found[pair]) * each.changes
    for pair, chance in found.items():
        together = person(people, pair[0])
        if pair[1] in together and chance < SURE:
            others = [
                other
                for other, c in found.items()
                if other != pair and c >= chance and set(other) <= together
            ]
            assert pair in asked or _connected(*pair, others)


def _connected(one: str, other: str, pairs: list[tuple[str, str]]) -> bool:
    reached = {one}
    while more := {each for pair in pairs if reached & set(pair) for each in pair} - reached:
        reached |= more
    return other in reached


@given(runs())
def test_the_most_worth_comes_first(made):
    found = [each.worth for each in questions(made[0], {})]
    assert found == sorted(found, reverse=True)


def test_a_fact_against_a_merge_is_said_and_a_decision_is_not_asked_about_again():
    people = [{"care:0"}, {"care:1", "crime:1"}, {"crime:2"}]
    chances = {("care:0", "care:1"): 0.97, ("care:0", "crime:1"): 0.999, ("care:1", "crime:2"): 0.98}
    of_run = run(people, chances, {("care:0", "care:1"): "NHS number", ("care:1", "crime:2"): BY_DECISION})
    assert questions(of_run, {}) == [
        Question(
            Kind.REFUSED,
            "care:0",
            "care:1",
            0.97,
            changes=2,
            records=3,
            sources=2,
            worth=1.0,
            reason="NHS number",
        )
    ]


def test_where_nothing_is_doubtful_nothing_is_asked():
    assert questions(run([{"care:0", "crime:0"}, {"care:1"}], {("care:0", "crime:0"): 0.9999}), {}) == []
    assert questions(run([], {}), {}) == []


@given(runs(), st.dictionaries(st.sampled_from(RECORDS), st.sampled_from(["p", "q", "r"])))
def test_whoever_was_two_people_until_the_run_is_asked_about(made, before):
    of_run, people, found = made
    asked = [each for each in questions(of_run, before) if each.kind is Kind.MERGED]
    for each in asked:
        together = person(people, each.record_l)
        assert len({before[record] for record in together if record in before}) > 1
        assert each.worth >= (1 - each.probability) * each.changes
    for records in people:
        were = {before[record] for record in records if record in before}
        links = [pair for pair in found if set(pair) <= records]
        reached = {one for pair in links for one in pair if before.get(pair[0]) and before.get(pair[1])}
        apart = [pair for pair in links if set(pair) <= reached and before[pair[0]] != before[pair[1]]]
        if len(were) > 1 and apart:
            assert any(each.record_l in records for each in questions(of_run, before))
    assert not [
        each for each in questions(of_run, before, Decisions(together=[*found])) if each.kind in JOINED
    ]
