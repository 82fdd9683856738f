"""Questions over many people, protected: who is in a cell is who is counted, and nobody is told of."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.disclosure.answers import Withheld
from shiremoot.singleview.analysis.answering import Answered, answer
from shiremoot.singleview.analysis.question import Attribute, Breakdown, Happened, Is, Measure, Question
from tests.singleview.analysis import evaluator
from tests.singleview.analysis.evaluator import Person, Row
from tests.singleview.analysis.test_compiling import FIRST, PLACE, database, questions


def crowd(seed: int, count: int) -> list[Person]:
    """People of whom half had something happen to them, in few wards and ages: cells are large."""
    random = Random(seed)
    return [
        Person(
            key=random.randrange(256),
            ward=random.choice((0, 0, 0, 1, 2, 3)),
            age=random.choice((6, 7)),
            sex=random.randrange(2),
            rows={
                each.name: [Row(FIRST.replace(year=2025 + random.randrange(2), month=random.randint(1, 12)))]
                for each in PLACE.sources
                if random.random() < 0.5
            },
        )
        for _ in range(count)
    ]


CROWD = crowd(1, 400)


def asked(connection, question: Question, earlier: Answered | None = None) -> Answered:
    kept = earlier.kept if earlier else ()
    return answer(connection.cursor(), question, PLACE, earlier=kept, publish="1")


@settings(max_examples=25, deadline=None)
@given(question=questions())
def test_what_is_shown_is_ten_at_least_in_fives_and_the_same_twice(question):
    with database(CROWD) as connection:
        first = asked(connection, question)
        second = asked(connection, question, first)
    assert second.people == first.people
    assert second.kept == ()
    assert all(
        isinstance(each, Withheld) or each == 0 or (each >= 10 and each % 5 == 0) for each in first.people
    )


@settings(max_examples=12, deadline=None)
@given(
    by=st.lists(st.sampled_from([each for each in Breakdown if each.is_of_person]), max_size=2, unique=True)
)
def test_without_conditions_what_is_shown_is_near_what_there_is(by):
    question = Question((), tuple(by))
    with database(CROWD) as connection:
        shown = asked(connection, question).people
    counts = evaluator.counts(question, PLACE, CROWD)
    for cell, found in enumerate(shown):
        true, _ = counts.get((None, cell, 0), (0, 0))
        if not isinstance(found, Withheld):
            # all but a few of a wider group are answered as that group, and so on for each breakdown
            assert abs(found - true) <= 7 + 9 * len(by)


@settings(max_examples=25, deadline=None)
@given(question=questions(), one=st.integers(0, len(CROWD) - 1))
def test_a_condition_that_one_person_fails_changes_nothing_when_it_is_asked_first(question, one):
    """Whoever asks of everybody but one, whom alone they know to be of another age, learns nothing."""
    people = [
        Person(each.key, each.ward, 0, each.sex, each.rows) if number == one else each
        for number, each in enumerate(CROWD)
    ]
    but_one = Is(Attribute.AGE, ("0 to 4",), excluded=True)
    more = Question(
        (*question.conditions, but_one), question.breakdowns, question.measure, question.since, question.until
    )
    with database(people) as connection:
        first = asked(connection, question)
        second = asked(connection, more, first)
    assert second.people == first.people


def test_a_rate_is_of_those_who_are_known():
    question = Question((Happened("police.incidents"),), (Breakdown.SEX,), Measure.RATE)
    with database(CROWD) as connection:
        found = asked(connection, question)
    for people, of, rate in zip(found.people, found.of, found.rates, strict=True):
        if isinstance(rate, Withheld):
            assert Withheld.FEW in (people, of)
        else:
            assert abs(rate - 1000 * people / of) <= 50
    assert any(not isinstance(rate, Withheld) for rate in found.rates)
