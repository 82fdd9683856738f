"""Organisations as a YAML file: a list of what is known of each, one of them with host: true."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from shiremoot.errors import UserError
from shiremoot.gateway.organisations import identifiers
from shiremoot.gateway.organisations.kinds import kind_id
from shiremoot.gateway.organisations.offices import Office
from shiremoot.yaml_text import in_words, place_in_words, read_yaml

RESERVED = ("viewer", "subject")  # parts of a ledger entry
SHORT_NAME = r"^[a-z][a-z0-9-]*$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ContactEntry(_Strict):
    """Whom to ask about something."""

    about: str = Field(max_length=80)
    phone: str = Field(default="", max_length=40)
    email: str = ""


class RoleEntry(_Strict):
    """Who holds a role; `email` is what they sign in with, if they do."""

    role: Office
    name: str
    email: str = ""


class SucceedsEntry(_Strict):
    """An organisation that this one took over from, and the day."""

    organisation: str
    since: date


class OrganisationEntry(_Strict):
    """One organisation. What is left out of an entry stays as it was."""

    identifier: str = Field(pattern=SHORT_NAME, max_length=80)
    name: str = Field(max_length=200)
    kind: str
    phone: str = Field(default="", max_length=40)
    host: bool = False
    identifiers: dict[str, str] | None = None
    contacts: tuple[ContactEntry, ...] | None = None
    roles: tuple[RoleEntry, ...] | None = None
    sponsor: str | None = None
    succeeds: tuple[SucceedsEntry, ...] = ()

    @field_validator("identifier")
    @classmethod
    def _not_reserved(cls, identifier: str) -> str:
        if identifier in RESERVED:
            raise ValueError(f"{identifier} is a word of the ledger")
        return identifier

    @field_validator("kind")
    @classmethod
    def _on_the_list(cls, kind: str) -> str:
        try:
            return kind_id(kind)
        except UserError as error:
            raise ValueError(f"{error.message} {error.next_step}") from None

    @field_validator("identifiers")
    @classmethod
    def _well_written(cls, found: dict[str, str] | None) -> dict[str, str] | None:
        try:
            return found and {name: identifiers.check(name, value).value for name, value in found.items()}
        except UserError as error:
            raise ValueError(error.message) from None


def parse_organisations(text: str) -> list[OrganisationEntry]:
    """Read the file's text. Raises UserError naming the entry that is wrong."""
    try:
        entries = TypeAdapter(list[OrganisationEntry]).validate_python(read_yaml(text, "organisations file"))
    except ValidationError as error:
        first = error.errors()[0]
        where = place_in_words(first["loc"])
        raise UserError(
            f"The organisations file is wrong at {where}: {in_words(first).rstrip('.')}.",
            "It is a list; each entry has identifier, name and kind, and one of them host: true.",
        ) from None
    if len([entry for entry in entries if entry.host]) > 1:
        raise UserError("The organisations file names two hosts.", "Say host: true of one organisation.")
    return entries
