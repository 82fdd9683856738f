"""From what was said to the canonical text of a version. Pure."""

import hashlib
from typing import Any

import yaml

from shiremoot.gateway.agreements.citing import basis_words, power_words
from shiremoot.gateway.agreements.file import AgreementFile, Flow
from shiremoot.law import Law


def whole_text(file: AgreementFile, law: Law) -> str:
    """The agreement as one readable file, its citations written out as the law's files word them today.

    The text is what is signed: a later correction of a label does not change it.
    """
    cited = file.model_copy(update={"flows": tuple(_cited(flow, law) for flow in file.flows)})
    said = cited.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.dump(said, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _cited(flow: Flow, law: Law) -> Flow:
    return flow.model_copy(update={"basis": basis_words(flow, law), "power": power_words(flow, law)})


class _Dumper(yaml.SafeDumper):
    """Paragraphs as a person would write them."""


def _text(dumper: yaml.SafeDumper, words: str) -> Any:
    style = "|" if "\n" in words else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style=style)


_Dumper.add_representer(str, _text)
