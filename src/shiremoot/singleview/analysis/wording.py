"""Questions read back as a sentence. Pure."""

from collections.abc import Sequence

from shiremoot.contracts import vocabulary
from shiremoot.dates import day_month
from shiremoot.people.analysed import Source
from shiremoot.singleview.analysis.levels import Place
from shiremoot.singleview.analysis.question import (
    Attribute,
    Breakdown,
    Condition,
    Happened,
    Is,
    Measure,
    Question,
    Then,
)

BREAKDOWNS = {
    Breakdown.DISTRICT: "district",
    Breakdown.WARD: "ward",
    Breakdown.AGE: "age band",
    Breakdown.SEX: "sex",
    Breakdown.SERVICE: "service",
    Breakdown.HALF: "half-year",
    Breakdown.QUARTER: "quarter",
    Breakdown.MONTH: "month",
}
_DAY_BEFORE = 1


def sentence(question: Question, place: Place) -> str:
    """*People who had “Rent arrears” (Housing) and …, by ward, from 1 January 2026 to 31 December 2026.*"""
    told = [_told(each, question, place) for each in question.conditions]
    people = "People" if question.measure is Measure.COUNT else "Of each 1,000 people known, those"
    parts = [people + (f" {_and(told)}" if told else " known to any of the services")]
    if question.breakdowns:
        parts.append(f"by {_and([BREAKDOWNS[each] for each in question.breakdowns])}")
    if time := _time(question):
        parts.append(time)
    return f"{', '.join(parts)}."


def source_words(happened: Happened, place: Place) -> str:
    """*“Incident” (Police; kind: Domestic abuse or Theft)*"""
    source = next((each for each in place.sources if each.name == happened.source), None)
    service = source.service if source else happened.source
    said = [f"{_label(says.meaning)}: {_or(says.values)}" for says in happened.where if says.values]
    if source and source.is_event:
        return f"“{source.label or 'Event'}” ({'; '.join([service, *said])})"
    return service + (f" ({'; '.join(said)})" if said else "")


def _told(each: Condition, question: Question, place: Place) -> str:
    match each:
        case Happened():
            return _happened(each, place)
        case Is():
            return _is(each, place)
        case Then():
            first, then = (question.conditions[number] for number in (each.earlier, each.later))
            assert isinstance(first, Happened)
            assert isinstance(then, Happened)
            months = f"{each.within_months} months" if each.within_months > 1 else "a month"
            return (
                f"whose first {source_words(first, place)} came before their first"
                f" {source_words(then, place)}, by at most {months}"
            )


def _happened(each: Happened, place: Place) -> str:
    what = source_words(each, place)
    if _is_event(each, place.sources):
        return f"who did not have {what}" if each.excluded else f"who had {what}"
    return f"with whom {what} did not work" if each.excluded else f"with whom {what} worked"


def _is_event(each: Happened, sources: Sequence[Source]) -> bool:
    return any(source.is_event for source in sources if source.name == each.source)


def _is(each: Is, place: Place) -> str:
    names = {ward.code: ward.name for ward in place.wards}
    values = [names.get(value, value) for value in each.values]
    no = "not " if each.excluded else ""
    match each.attribute:
        case Attribute.AGE:
            return f"{no}aged {_or(values)}"
        case Attribute.SEX:
            return f"{no}of sex {_or(values)}"
        case _:
            return f"{no}living in {_or(values)}"


def _time(question: Question) -> str:
    since = f"from {day_month(question.since)}" if question.since else ""
    if not question.until:
        return since
    last = question.until.fromordinal(question.until.toordinal() - _DAY_BEFORE)
    return f"{since} to {day_month(last)}" if since else f"until {day_month(last)}"


def _label(meaning: str) -> str:
    found = vocabulary().get(meaning)
    return found.label.lower() if found else meaning


def _and(words: Sequence[str]) -> str:
    return _joined(words, "and")


def _or(words: Sequence[str]) -> str:
    return _joined(words, "or")


def _joined(words: Sequence[str], last: str) -> str:
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
