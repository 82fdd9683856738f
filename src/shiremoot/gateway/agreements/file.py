"""An agreement as a readable YAML file: its parties, who signed, and its flows."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shiremoot.decisions.words import Mode, Purpose, RelationshipKind
from shiremoot.errors import UserError
from shiremoot.yaml_text import in_words, read_yaml

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tier(StrEnum):
    MEMORANDUM = "memorandum"
    PURPOSE = "purpose"
    OPERATIONAL = "operational"


class Signature(_Strict):
    """One party's confirmation of this version."""

    organisation: Slug
    by: str
    signed_on: date


class Recipient(_Strict):
    organisation: Slug
    roles: tuple[Slug, ...] = Field(min_length=1)


class Rows(_Strict):
    """Only rows whose `field` (`table.field`) lies within so many months."""

    field: str
    within_months: int = Field(ge=1, le=1200)


class Flow(_Strict):
    """A clause. `fields` are `table.field`, or `table.*` for all that the contract has at adoption."""

    clause: str
    sentence: str
    provider: Slug
    dataset: Slug
    fields: tuple[str, ...] = Field(min_length=1)
    recipients: tuple[Recipient, ...] = Field(min_length=1)
    purpose: Purpose
    mode: Mode = Mode.IDENTIFIED
    relationships: tuple[RelationshipKind, ...] = ()
    basis: str
    power: str
    rests_on_consent: bool = False
    opt_out_applies: bool = False
    rows: Rows | None = None
    when_withheld: str = ""
    obligations: tuple[str, ...] = ()


class AgreementFile(_Strict):
    """In force from the start of `from` until the start of `until`, in London."""

    agreement: Slug
    version: int = Field(ge=1)
    title: str
    tier: Tier
    under: Slug | None = None
    summary: str
    begins: date = Field(alias="from")
    until: date
    parties: tuple[Slug, ...] = Field(min_length=1)
    signed: tuple[Signature, ...] = ()
    flows: tuple[Flow, ...] = ()

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)

    @model_validator(mode="after")
    def _consistent(self) -> "AgreementFile":
        if self.until <= self.begins:
            raise ValueError(f"it ends ({self.until}) before it begins ({self.begins})")
        clauses = [flow.clause for flow in self.flows]
        if twice := sorted({clause for clause in clauses if clauses.count(clause) > 1}):
            raise ValueError(f"clause {twice[0]} is used twice")
        signed = [signature.organisation for signature in self.signed]
        if twice := sorted({name for name in signed if signed.count(name) > 1}):
            raise ValueError(f"{twice[0]} signs twice")
        if self.under == self.agreement:
            raise ValueError("it stands under itself")
        named = {signature.organisation for signature in self.signed}
        for flow in self.flows:
            named |= {flow.provider, *(recipient.organisation for recipient in flow.recipients)}
        if strangers := sorted(named - set(self.parties)):
            raise ValueError(f"{strangers[0]} is named but is not among the parties")
        return self


def parse_agreement(text: str) -> AgreementFile:
    """Read the file's text. Raises UserError that says where it is wrong, in words."""
    try:
        found = read_yaml(text, "agreement file")
        if not isinstance(found, dict):
            raise UserError("This file is not an agreement.", "It should start with a line 'agreement: …'.")
        return AgreementFile.model_validate(found)
    except ValidationError as error:
        lines = [f"- {_where(found, fault['loc'])}{in_words(fault)}" for fault in error.errors()[:10]]
        raise UserError(f"The agreement cannot be adopted as it stands:\n{chr(10).join(lines)}") from None


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
