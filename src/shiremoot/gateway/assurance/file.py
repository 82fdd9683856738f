"""Evidence of several organisations as a YAML file, for whoever brings many in at once."""

from datetime import date

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from shiremoot.errors import UserError
from shiremoot.law.assurance import Held
from shiremoot.yaml_text import in_words, place_in_words, read_yaml


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EvidenceEntry(_Strict):
    """One piece of evidence; `until` is its last day, where it says so itself."""

    kind: str
    issued: date
    until: date | None = None
    level: str = ""
    number: str = ""
    words: str = ""

    @property
    def held(self) -> Held:
        return Held(self.kind, self.issued, self.level, self.until, self.number)


class AssuranceEntry(_Strict):
    """The evidence of one organisation."""

    organisation: str
    evidence: tuple[EvidenceEntry, ...]


def parse_assurance(text: str) -> list[AssuranceEntry]:
    """Read the file's text. Raises UserError naming the entry that is wrong."""
    try:
        return TypeAdapter(list[AssuranceEntry]).validate_python(read_yaml(text, "assurance file"))
    except ValidationError as error:
        first = error.errors()[0]
        where = place_in_words(first["loc"])
        raise UserError(
            f"The assurance file is wrong at {where}: {in_words(first).rstrip('.')}.",
            "It is a list; each entry has organisation and evidence, a list of kind, issued and until.",
        ) from None
