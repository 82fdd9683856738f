"""Organisations as a YAML file: a list of identifier, name, kind, phone and, for one of them, host: true."""

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shiremoot.errors import UserError


class OrganisationEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    identifier: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    kind: str
    phone: str = ""
    host: bool = False


def parse_organisations(text: str) -> list[OrganisationEntry]:
    """Read the file's text. Raises UserError naming the entry that is wrong."""
    try:
        return TypeAdapter(list[OrganisationEntry]).validate_python(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise UserError("The organisations file is not valid YAML.", str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = " → ".join(str(part) for part in first["loc"])
        raise UserError(f"The organisations file is wrong at {where}: {first['msg']}.") from None
