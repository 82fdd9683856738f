"""What a fact about a person forbids to show. Pure: a kind and its reach in, forbidden fields out."""

from collections.abc import Iterable
from enum import StrEnum

from shiremoot.decisions.request import FieldId, ForbiddingFact, Forbids
from shiremoot.decisions.words import Purpose
from shiremoot.people.catalogue import PublishedField


class FactKind(StrEnum):
    """The kinds of facts that can be set; the word that is stored."""

    OBJECTION = "objection"
    RESTRICTION = "restriction"
    NATIONAL_OPT_OUT = "national opt-out"
    HIDDEN_ADDRESS = "hidden address"
    HIDDEN_RECORD = "hidden record"
    HIDDEN_PERSON = "hidden person"
    SEVERED_IDENTITY = "severed identity"

    @property
    def protects(self) -> bool:
        return self not in _OF_RIGHTS

    @property
    def needs_datasets(self) -> bool:
        """Whether it must say which datasets it reaches."""
        return self in (FactKind.HIDDEN_RECORD, FactKind.SEVERED_IDENTITY)

    @property
    def may_be_narrowed(self) -> bool:
        """Whether it may reach one provider, one purpose or some datasets only."""
        return self in (FactKind.OBJECTION, FactKind.RESTRICTION)

    @property
    def unties(self) -> bool:
        """Whether no family tie of anybody may lead to the person."""
        return self in (FactKind.HIDDEN_PERSON, FactKind.SEVERED_IDENTITY)

    @property
    def unplaces(self) -> bool:
        """Whether nobody may be told to live with the person."""
        return self is FactKind.HIDDEN_ADDRESS or self.unties


_OF_RIGHTS = {
    FactKind.OBJECTION: Forbids.OBJECTION,
    FactKind.RESTRICTION: Forbids.RESTRICTION,
    FactKind.NATIONAL_OPT_OUT: Forbids.NATIONAL_OPT_OUT,
}


def forbidden(
    kind: FactKind,
    catalogue: Iterable[PublishedField],
    *,
    provider: str | None = None,
    purpose: Purpose | None = None,
    datasets: Iterable[str] = (),
) -> ForbiddingFact:
    """The fact as decisions know it: which fields of this catalogue it forbids, None for every one.

    Protection never depends on provider or purpose: who is in danger is so whoever asks, and why.
    """
    chosen = frozenset(datasets)
    if kind in _OF_RIGHTS:
        fields = _of_datasets(catalogue, chosen) if chosen else None
        return ForbiddingFact(_OF_RIGHTS[kind], provider, purpose, fields)
    match kind:
        case FactKind.HIDDEN_ADDRESS:
            fields = _fields(each for each in catalogue if _tells_where(each))
        case FactKind.HIDDEN_RECORD:
            fields = _of_datasets(catalogue, chosen)
        case FactKind.SEVERED_IDENTITY:
            fields = _fields(each for each in catalogue if each.dataset in chosen or _tells_origin(each))
        case _:
            fields = None
    return ForbiddingFact(Forbids.PROTECTION, fields=fields)


def _tells_where(field: PublishedField) -> bool:
    # a home's telephone number tells its town, and a directory the rest
    return (
        field.meaning.startswith("address.") or field.category == "place" or field.meaning == "person.phone"
    )


def _tells_origin(field: PublishedField) -> bool:
    return field.meaning == "person.previous_last_name" or field.meaning.startswith("tie.")


def _of_datasets(catalogue: Iterable[PublishedField], datasets: frozenset[str]) -> frozenset[FieldId]:
    return _fields(each for each in catalogue if each.dataset in datasets)


def _fields(found: Iterable[PublishedField]) -> frozenset[FieldId]:
    return frozenset(FieldId(each.dataset, each.field_id) for each in found)
