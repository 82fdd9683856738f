"""Organisations as a YAML file: a list of identifier, name, kind, phone and, for one of them, host: true."""

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from shiremoot.errors import UserError
from shiremoot.yaml_text import in_words, read_yaml

RESERVED = ("viewer", "subject")  # parts of a ledger entry


class OrganisationEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    identifier: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    kind: str
    phone: str = ""
    host: bool = False

    @field_validator("identifier")
    @classmethod
    def _not_reserved(cls, identifier: str) -> str:
        if identifier in RESERVED:
            raise ValueError(f"{identifier} is a word of the ledger")
        return identifier


def parse_organisations(text: str) -> list[OrganisationEntry]:
    """Read the file's text. Raises UserError naming the entry that is wrong."""
    try:
        entries = TypeAdapter(list[OrganisationEntry]).validate_python(read_yaml(text, "organisations file"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ", ".join(_place(part) for part in first["loc"]) or "the top"
        raise UserError(
            f"The organisations file is wrong at {where}: {in_words(first)}.",
            "It is a list; each entry has identifier, name and kind, and one of them host: true.",
        ) from None
    if len([entry for entry in entries if entry.host]) > 1:
        raise UserError("The organisations file names two hosts.", "Say host: true of one organisation.")
    return entries


def _place(part: int | str) -> str:
    return f"entry {part + 1}" if isinstance(part, int) else part
