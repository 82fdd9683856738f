"""Which fields a question needs, and whether they are there to be asked about. Pure."""

from collections.abc import Iterable
from math import prod

from shiremoot.access.analysing import Offer
from shiremoot.contracts import vocabulary
from shiremoot.decisions.request import FieldId
from shiremoot.errors import UserError
from shiremoot.people.analysed import BORN, END, POSTCODE, SAYING, SEX, UPRN, Source
from shiremoot.people.catalogue import PublishedField
from shiremoot.singleview.analysis.levels import Place
from shiremoot.singleview.analysis.question import (
    MOST_CELLS,
    Attribute,
    Breakdown,
    Happened,
    Is,
    Measure,
    Question,
)

_OF_PEOPLE = {
    Attribute.DISTRICT: (UPRN, POSTCODE),
    Attribute.WARD: (UPRN, POSTCODE),
    Attribute.AGE: (BORN,),
    Attribute.SEX: (SEX,),
}


def needed(question: Question, offer: Offer, place: Place) -> frozenset[FieldId]:
    """The fields it rests on. Raises UserError where something it names is not there, or cannot be counted.

    A rate, and a question that names nothing which happened, rest on everybody who is known: on all fields.
    """
    fields: list[PublishedField] = []
    for each in question.conditions:
        if isinstance(each, Happened):
            fields += _of_happened(each, offer)
        elif isinstance(each, Is):
            fields += _of_attribute(each.attribute, offer)
            _check_values(each, place)
    for breakdown in question.breakdowns:
        if breakdown.is_of_person:
            fields += _of_attribute(Attribute(breakdown.value), offer)
        elif breakdown is Breakdown.SERVICE:
            fields += _of_services(offer)
    if question.measure is Measure.RATE or question.dated is None:
        fields += [*offer.people, *(field for source in offer.sources for field in source.fields)]
    return frozenset(FieldId(each.dataset, each.field_id) for each in fields)


def check_size(question: Question, place: Place) -> None:
    """Raises UserError for more cells than anybody reads."""
    if (cells := prod(place.shape(question))) > MOST_CELLS:
        raise UserError(
            f"The table would have {cells:,} cells, more than {MOST_CELLS:,}.", "Give counts by fewer things."
        )


def _of_happened(happened: Happened, offer: Offer) -> Iterable[PublishedField]:
    source = next((each for each in offer.sources if each.name == happened.source), None)
    if source is None:
        raise UserError(
            f"“{happened.source}” may not be asked about now: it is not published, or no flow in force of the"
            " project's agreement lets it be counted.",
            "Leave it out, or ask your information governance officer what became of the flow.",
        )
    for says in happened.where:
        _check_says(says.meaning, says.values, source)
    return _days(source) + [source.by_meaning[says.meaning] for says in happened.where]


def _check_says(meaning: str, values: tuple[str, ...], source: Source) -> None:
    field = source.by_meaning.get(meaning) if meaning in SAYING else None
    if field is None:
        known = ", ".join(each for each in SAYING if each in source.by_meaning) or "nothing"
        raise UserError(
            f"Rows of {source.words} may not be chosen by “{meaning}”.", f"They can be chosen by: {known}."
        )
    if not values:
        raise UserError(
            f"No {vocabulary()[meaning].label.lower()} is chosen.", "Choose one, or leave it out."
        )
    unknown = [each for each in values if field.values and each not in field.values]
    if unknown:
        raise UserError(f"{source.words} never says “{unknown[0]}”.", f"It says: {', '.join(field.values)}.")


def _of_attribute(attribute: Attribute, offer: Offer) -> list[PublishedField]:
    found = [each for each in offer.people if each.meaning in _OF_PEOPLE[attribute]]
    if not found:
        raise UserError(
            f"No flow of the project's agreement in force lets people be counted by {attribute}.",
            "Leave it out, or ask your information governance officer.",
        )
    return found


def _check_values(each: Is, place: Place) -> None:
    known = place.known_values[each.attribute]
    if unknown := [value for value in each.values if value not in known]:
        raise UserError(f"There is no {each.attribute} “{unknown[0]}”.", f"Choose from: {', '.join(known)}.")


def _of_services(offer: Offer) -> list[PublishedField]:
    found = [field for source in offer.sources if not source.is_event for field in _days(source)]
    if not found:
        raise UserError(
            "No flow of the project's agreement in force lets people be counted by service.", "Leave it out."
        )
    return found


def _days(source: Source) -> list[PublishedField]:
    until = source.by_meaning.get(END)
    return [source.day, until] if until else [source.day]
