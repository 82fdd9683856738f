"""An agreement as a readable YAML file: its parties, who signed, its sections and its flows.

A `Proposal` and its `Clause`s may lack anything: that is a draft. An `AgreementFile` and its `Flow`s are
whole.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shiremoot.decisions.words import Mode, Purpose, RelationshipKind
from shiremoot.errors import UserError
from shiremoot.law.flows import Regime, Subjects, Trait
from shiremoot.yaml_text import in_words, read_yaml

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Words = Annotated[str, Field(min_length=1)]
OPT_OUT_APPLIES = "ndoo-applies"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tier(StrEnum):
    MEMORANDUM = "memorandum"
    PURPOSE = "purpose"
    OPERATIONAL = "operational"


class Kind(StrEnum):
    """What the parties are to each other."""

    RECIPROCAL = "reciprocal protocol"
    ONE_WAY = "one-way disclosure"
    JOINT = "joint controllers"
    PROCESSING = "processing"


class Signature(_Strict):
    """One party's confirmation of this version, given elsewhere."""

    organisation: Slug
    by: str
    signed_on: date


class Recipient(_Strict):
    organisation: Slug
    roles: tuple[Slug, ...] = Field(min_length=1)


class Rows(_Strict):
    """Only rows whose `field` (`table.field`) lies within so many months, or says `value`."""

    field: str
    within_months: int | None = Field(default=None, ge=1, le=1200)
    value: str = ""

    @model_validator(mode="after")
    def _says_one_of_the_two(self) -> "Rows":
        if (self.within_months is None) == (not self.value):
            raise ValueError("rows are limited either by within_months or by a value; say one of the two")
        return self


class Derived(_Strict):
    """What the parties say of a field that its provider works out from other data.

    An indicator without any of these is refused: nobody could tell what it says, or that it is wrong.
    """

    field: str
    """`table.field`, one of the flow's."""
    definition: str = ""
    source: str = ""
    """The data and the method that it is worked out from."""
    owner: str = ""
    """Who answers for it."""
    validation: str = ""
    """How, when and by whom it was found to be right."""
    off_switch: str = ""
    """Who switches it off, and when."""
    until: date | None = None
    """The first day on which it is shared no longer, unless a new version says more of it."""

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What is not said of it, in words."""
        return tuple(label for name, label in DERIVED_LABELS.items() if not getattr(self, name))


DERIVED_LABELS = {
    "definition": "what it says",
    "source": "what it is worked out from",
    "owner": "who answers for it",
    "validation": "how it was found to be right",
    "off_switch": "who switches it off",
    "until": "until when it is shared",
}


class SideLaw(_Strict):
    """What one side rests on, by the ids of the law's files; empty where nothing was chosen."""

    regime: Regime = Regime.UKGDPR
    basis: str = ""
    recognised_interest: str = ""
    condition: str = ""
    schedule_1: str = ""
    offence_condition: str = ""
    part_3_basis: str = ""
    schedule_8: str = ""
    powers: tuple[str, ...] = ()
    policy_document: bool = False


class Statements(_Strict):
    """Reasons in the parties' own words."""

    need: str = ""
    proportionality: str = ""
    public_interest: str = ""
    assessment: str = ""
    balancing: str = ""
    withdrawal: str = ""


class Clause(_Strict):
    """A flow as far as it has been said. `fields` are `table.field`, or `table.*` for all at adoption."""

    clause: str = ""
    sentence: str = ""
    provider: str = ""
    dataset: str = ""
    fields: tuple[str, ...] = ()
    derived: tuple[Derived, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    purpose: Purpose | None = None
    mode: Mode = Mode.IDENTIFIED
    relationships: tuple[RelationshipKind, ...] = ()
    basis: str = ""
    power: str = ""
    provider_law: SideLaw | None = None
    recipient_law: SideLaw | None = None
    subjects: Subjects | None = None
    people: int | None = Field(default=None, ge=0)
    categories: tuple[str, ...] = ()
    offences: bool = False
    patient_information: bool = False
    confidentiality: str = ""
    opt_out: str = ""
    traits: tuple[Trait, ...] = ()
    on_request: bool = False
    retention: str = ""
    statements: Statements = Statements()
    rests_on_consent: bool = False
    opt_out_applies: bool = False
    rows: Rows | None = None
    when_withheld: str = ""
    obligations: tuple[str, ...] = ()

    @property
    def by_ids(self) -> bool:
        """Whether its law is given by ids, so that it can be checked."""
        return self.provider_law is not None and self.recipient_law is not None

    def chooses_rows_by(self, field: str) -> bool:
        """Whether only rows that this field (`table.field`) lets through are shared."""
        return self.rows is not None and self.rows.field == field


class Flow(Clause):
    """A whole clause."""

    clause: Words
    sentence: Words
    provider: Slug
    dataset: Slug
    fields: tuple[str, ...] = Field(min_length=1)
    recipients: tuple[Recipient, ...] = Field(min_length=1)
    purpose: Purpose

    @model_validator(mode="after")
    def _says_what_it_rests_on(self) -> "Flow":
        for name, words in (("basis", self.basis), ("power", self.power)):
            if not words and not self.by_ids:
                raise ValueError(f"{name} is missing; say it in words, or by provider_law and recipient_law")
        if self.opt_out == OPT_OUT_APPLIES and not self.opt_out_applies:
            raise ValueError(f"opt_out is {OPT_OUT_APPLIES}; then opt_out_applies must be true")
        for each in self.derived:
            if each.unsaid:
                raise ValueError(f"derived, {each.field}: it does not say {each.unsaid[0]}")
        if twice := _twice([each.field for each in self.derived]):
            raise ValueError(f"derived names {twice} twice")
        return self


class Proposal(_Strict):
    """An agreement as far as it has been said."""

    agreement: Slug
    version: int = Field(ge=1)
    title: str = ""
    tier: Tier | None = None
    kind: Kind | None = None
    under: Slug | None = None
    summary: str = ""
    begins: date | None = Field(default=None, alias="from")
    until: date | None = None
    review_on: date | None = None
    review_triggers: str = ""
    contact: str = ""
    parties: tuple[Slug, ...] = ()
    signed: tuple[Signature, ...] = ()
    sections: dict[str, str] = Field(default_factory=dict)
    flows: tuple[Clause, ...] = ()


class AgreementFile(Proposal):
    """In force from the start of `from` until the start of `until`, in London."""

    title: Words
    tier: Tier
    summary: Words
    begins: date = Field(alias="from")
    until: date
    parties: tuple[Slug, ...] = Field(min_length=1)
    flows: tuple[Flow, ...] = ()

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)

    @model_validator(mode="after")
    def _consistent(self) -> "AgreementFile":
        if self.until <= self.begins:
            raise ValueError(f"it ends ({self.until}) before it begins ({self.begins})")
        if clause := _twice([flow.clause for flow in self.flows]):
            raise ValueError(f"clause {clause} is used twice")
        if name := _twice([signature.organisation for signature in self.signed]):
            raise ValueError(f"{name} signs twice")
        if name := _twice(self.parties):
            raise ValueError(f"{name} is named twice among the parties")
        if self.under == self.agreement:
            raise ValueError("it stands under itself")
        named = {signature.organisation for signature in self.signed}
        for flow in self.flows:
            named |= {flow.provider, *(recipient.organisation for recipient in flow.recipients)}
        if strangers := sorted(named - set(self.parties)):
            raise ValueError(f"{strangers[0]} is named but is not among the parties")
        return self


def _twice(names: Iterable[str]) -> str | None:
    """The first name, in alphabetical order, that is there more than once."""
    return min((name for name, count in Counter(names).items() if count > 1), default=None)


def parse_agreement(text: str) -> AgreementFile:
    """Read the file's text. Raises UserError that says where it is wrong, in words."""
    found = read_yaml(text, "agreement file")
    if not isinstance(found, dict):
        raise UserError("This file is not an agreement.", "It should start with a line 'agreement: …'.")
    try:
        return AgreementFile.model_validate(found)
    except ValidationError as error:
        lines = [f"- {where}{words}" for where, words in faults(found, error)]
        raise UserError(f"The agreement cannot be adopted as it stands:\n{chr(10).join(lines)}") from None


def faults(found: dict[str, Any], error: ValidationError) -> list[tuple[str, str]]:
    """Where it is wrong (`flows, clause 4.2, purpose: `) and what is wrong, ten at most."""
    return [(_where(found, fault["loc"]), in_words(fault)) for fault in error.errors()[:10]]


def _where(found: dict[str, object], location: tuple[int | str, ...]) -> str:
    """`flows, clause 4.2, purpose: ` rather than `flows.3.purpose`."""
    words: list[str] = []
    value: Any = found
    for step in location:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
        clause = value.get("clause") if isinstance(value, dict) else None
        position = f"item {step + 1}" if isinstance(step, int) else step
        words.append(f"clause {clause}" if clause else position)
    return f"{', '.join(words)}: " if words else ""
