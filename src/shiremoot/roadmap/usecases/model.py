"""A use case and what it requires, as a YAML file says it. Pure."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from shiremoot.decisions.words import Mode, Purpose
from shiremoot.errors import UserError
from shiremoot.yaml_text import in_words, place_in_words, read_yaml

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]
FieldName = Annotated[str, Field(pattern=r"^[^.\s]+\.[^.\s]+$", max_length=200)]
"""`table.field`"""
Words = Annotated[str, Field(min_length=1, max_length=400)]
Percent = Annotated[float, Field(ge=0, le=100)]
MOST_FAULTS = 10


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Stage(StrEnum):
    """How far the work itself has come; how ready the data are for it is computed."""

    IDEA = "idea"
    PREPARING = "being prepared"
    PILOT = "pilot"
    IN_USE = "in use"


class NeedsDataset(_Strict):
    """The dataset is loaded, under a contract, and no older than that promises, or than so many days."""

    kind: Literal["dataset"]
    dataset: Slug
    provider: Slug
    within_days: int | None = Field(default=None, ge=1, le=3660)


class NeedsFields(_Strict):
    """A flow in force shows these fields; where none does, it is to be mended in `agreement`."""

    kind: Literal["fields"]
    dataset: Slug
    provider: Slug
    fields: tuple[FieldName, ...] = Field(min_length=1)
    recipient: Slug
    role: Slug
    purpose: Purpose
    mode: Mode = Mode.IDENTIFIED
    agreement: Slug


class NeedsQuality(_Strict):
    """In the load in use a field has a value in so many percent of rows, or no more were quarantined."""

    kind: Literal["quality"]
    dataset: Slug
    provider: Slug
    field: FieldName | None = None
    complete_percent: Percent | None = None
    quarantined_percent: Percent | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> "NeedsQuality":
        complete = self.field is not None and self.complete_percent is not None
        if (self.field is None) != (self.complete_percent is None) or complete == (
            self.quarantined_percent is not None
        ):
            raise ValueError("say either field and complete_percent, or quarantined_percent")
        return self


class NeedsAgreement(_Strict):
    """The agreement is in force for these parties."""

    kind: Literal["agreement"]
    agreement: Slug
    parties: tuple[Slug, ...] = Field(min_length=1)


class NeedsAssessment(_Strict):
    """The impact assessment of the agreement is signed off as it stands."""

    kind: Literal["dpia"]
    agreement: Slug


class NeedsAssurance(_Strict):
    """The organisation has shown that it protects data."""

    kind: Literal["assurance"]
    organisation: Slug


Requirement = NeedsDataset | NeedsFields | NeedsQuality | NeedsAgreement | NeedsAssessment | NeedsAssurance


class People(_Strict):
    """About how many people it is for, and where the number is from."""

    about: int = Field(ge=0, le=100_000_000)
    source: Words


class UseCase(_Strict):
    """Something to be done with data. `lead` answers for it; it drafts what nobody has drafted yet."""

    identifier: Slug
    title: Words
    lead: Slug
    who_acts: Words
    for_whom: Words
    decides: Words
    """What is decided with it."""
    people: People
    stage: Stage
    requirements: tuple[Annotated[Requirement, Field(discriminator="kind")], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> "UseCase":
        if _twice(each.model_dump_json() for each in self.requirements):
            raise ValueError("two of its requirements are the same")
        return self


def parse_use_cases(text: str) -> tuple[UseCase, ...]:
    """Read the file's text. Raises UserError that tells every fault, ten at most."""
    found = read_yaml(text, "file of use cases")
    if not isinstance(found, list):
        raise UserError("This file is not a list of use cases.", "Begin each with a line '- identifier: …'.")
    try:
        use_cases = TypeAdapter(tuple[UseCase, ...]).validate_python(tuple(found))
    except ValidationError as error:
        lines = [
            f"- {place_in_words(each['loc'])}: {in_words(each)}" for each in error.errors()[:MOST_FAULTS]
        ]
        raise UserError("\n".join(["The use cases cannot be loaded as they stand:", *lines])) from None
    if name := _twice(each.identifier for each in use_cases):
        raise UserError(f"Two use cases are called {name}.", "Give each an identifier of its own.")
    return use_cases


def _twice(found: Iterable[str]) -> str:
    """The first, in alphabetical order, that is there more than once."""
    return min((each for each, count in Counter(found).items() if count > 1), default="")
