"""Clusters: never against gross conflict, whatever the pairs say."""

import numpy as np
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from shiremoot.matching.clusters import Rows, Settled, Trust, cluster, trust
from shiremoot.matching.columns import Column
from shiremoot.matching.prepare import prepare

NUMBERS = [None, "9990000018", "9990000026", "9990000034"]
BIRTHS = [None, "1980-03-12", "1980-12-03", "1980-03-13", "2011-07-30"]
ROWS = st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(BIRTHS)), min_size=2, max_size=9)
Row = tuple[str | None, str | None]
Pairs = list[tuple[int, int]]
Refusal = tuple[int, int, str]
NOTHING: Pairs = []
CERTAIN = {
    "nhs_number": Trust(0.5, alone=True),
    "upn": Trust(0.5, alone=True),
    "born": Trust(0.4, alone=True),
}


def columns(rows: list[Row], number: str = "nhs_number") -> dict[str, Column]:
    numbers, births = (pa.array(values, pa.string()) for values in zip(*rows, strict=True))
    return prepare(pa.table({number: numbers, "date_of_birth": births}))


def clustered(
    pairs: Pairs,
    rows: list[Row],
    trusted: dict[str, Trust] = CERTAIN,
    number: str = "nhs_number",
    *,
    together: Pairs = NOTHING,
    apart: Pairs = NOTHING,
    sources: list[int] | None = None,
) -> tuple[list[int], list[Refusal], Pairs]:
    settled = Settled(as_rows(together), as_rows(apart), np.array(sources or [-1] * len(rows), np.int32))
    found = cluster(as_rows(pairs), columns(rows, number), trusted, settled)
    refused = [
        (left, right, reason)
        for (left, right), reason in zip(found.refused.tolist(), found.reasons, strict=True)
    ]
    return found.labels.tolist(), refused, [(left, right) for left, right in found.contradictions]


def as_rows(pairs: Pairs) -> Rows:
    return np.array(pairs, np.int32).reshape(-1, 2)


@given(ROWS, st.data())
def test_one_person_has_one_number(rows: list[Row], data: st.DataObject) -> None:
    row = st.integers(0, len(rows) - 1)
    labels, _, _ = clustered(data.draw(st.lists(st.tuples(row, row))), rows)
    for label in set(labels):
        numbers = {number for (number, _), own in zip(rows, labels, strict=True) if own == label}
        assert len(numbers - {None}) <= 1


@given(st.integers(2, 9), st.data())
def test_without_conflict_clusters_are_what_the_pairs_connect(size: int, data: st.DataObject) -> None:
    row = st.integers(0, size - 1)
    pairs = data.draw(st.lists(st.tuples(row, row)))
    unknown: list[Row] = [(None, None)] * size
    labels, refused, _ = clustered(pairs, unknown)
    assert refused == []
    assert all(labels[left] == labels[right] for left, right in pairs)
    assert clustered(pairs[::-1], unknown)[0] == labels
    assert all(labels[label] == label <= row for row, label in enumerate(labels))


SIZES = st.integers(0, 8)
PAIRS = st.lists(st.tuples(SIZES, SIZES), max_size=12)
DECIDED = st.lists(st.tuples(SIZES, SIZES).filter(lambda pair: pair[0] != pair[1]), max_size=4)


@given(ROWS, PAIRS, DECIDED, DECIDED, st.lists(st.integers(-1, 1), min_size=9, max_size=9))
@example(
    [("9990000018", None)] * 4 + [("9990000026", None)], [(0, 1), (1, 2), (2, 3), (3, 4)], [], [], [-1] * 9
)
def test_every_merge_is_made_or_refused_for_what_its_records_say(
    rows: list[Row], pairs: Pairs, together: Pairs, apart: Pairs, sources: list[int]
) -> None:
    """Held to a plain reading: clusters as lists of records, shares counted pair by pair."""
    size = len(rows)
    pairs, together, apart = (
        [pair for pair in some if max(pair) < size] for some in (pairs, together, apart)
    )
    members = [[at] for at in range(size)]
    contradictions: Pairs = []
    refused: dict[tuple[int, int], Refusal] = {}
    for decided, (left, right) in [(True, pair) for pair in together] + [(False, pair) for pair in pairs]:
        one, other = members[left], members[right]
        if one is other:
            continue
        across = {(a, b) for a in one for b in other} | {(b, a) for a in one for b in other}
        held_apart = any(pair in across for pair in apart)
        if decided and held_apart:
            contradictions.append((left, right))
            continue
        reason = None
        if held_apart:
            reason = "decision"
        elif not decided and {sources[a] for a in one} & {sources[b] for b in other} - {-1}:
            reason = "two records of one source"
        elif not decided:
            reason = against([rows[at] for at in one], [rows[at] for at in other])
        if reason:
            refused.setdefault((min(one[0], other[0]), max(one[0], other[0])), (left, right, reason))
            continue
        joined = sorted(one + other)
        for at in joined:
            members[at] = joined
    labels, found, not_followed = clustered(
        pairs, rows, together=together, apart=apart, sources=sources[:size]
    )
    assert labels == [own[0] for own in members]
    assert found == sorted(refused.values())
    assert not_followed == contradictions


def against(one: list[Row], other: list[Row]) -> str | None:
    for at, (name, tolerated) in enumerate((("NHS number", 0.5), ("date of birth", 0.4))):
        known = [(a[at], b[at]) for a in one for b in other if a[at] and b[at]]
        apart = sum(not near(at, str(a), str(b)) for a, b in known)
        if apart > tolerated * len(known):
            return name
    return None


def near(kind: int, one: str, other: str) -> bool:
    if kind == 0:
        return one == other
    turned = f"{one[:4]}{one[7:]}{one[4:7]}" == other
    return turned or DamerauLevenshtein.distance(one.replace("-", ""), other.replace("-", "")) <= 2


def test_the_best_pair_wins_and_the_refusal_has_its_reason() -> None:
    rows: list[Row] = [("9990000018", None), (None, None), ("9990000026", None)]
    assert clustered([(0, 1), (1, 2)], rows) == ([0, 0, 2], [(1, 2, "NHS number")], [])
    assert clustered([(1, 2), (0, 1)], rows) == ([0, 1, 1], [(0, 1, "NHS number")], [])


def test_a_slip_is_no_conflict_and_a_generation_is() -> None:
    upns: list[Row] = [("A123456", None), ("A123465", None), ("B654321", None)]
    assert clustered([(0, 1), (1, 2)], upns, number="upn") == ([0, 0, 2], [(1, 2, "UPN")], [])
    for other in ("1980-12-03", "1980-03-13"):
        assert clustered([(0, 1)], [(None, "1980-03-12"), (None, other)]) == ([0, 0], [], [])
    born: list[Row] = [(None, "1980-03-12"), (None, "2011-07-30")]
    assert clustered([(0, 1)], born) == ([0, 1], [(0, 1, "date of birth")], [])


def test_what_is_not_trusted_refuses_nothing() -> None:
    assert clustered([(0, 1)], [("9990000018", None), ("9990000026", None)], {}) == ([0, 0], [], [])


def test_what_a_pair_has_counted_already_is_heard_between_groups_alone() -> None:
    doubted = {"born": Trust(0.4, alone=False)}
    old, young = (None, "1980-03-12"), (None, "2011-07-30")
    assert clustered([(0, 1)], [old, young], doubted) == ([0, 0], [], [])
    assert clustered([(0, 1), (1, 2)], [old, old, young], doubted) == (
        [0, 0, 2],
        [(1, 2, "date of birth")],
        [],
    )


def test_conflicts_are_trusted_as_far_as_people_do_not_have_them() -> None:
    rare, usual = trust(0.0001, 0.98), trust(0.03, 0.98)
    assert rare is not None and rare.alone
    assert usual is not None and not usual.alone and usual.tolerated > rare.tolerated
    assert trust(0.3, 0.98) is None
