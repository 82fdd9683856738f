"""The sets of fields that requests ask for: each kept once, under its hash, which entries name.

Nearly every look asks for every field there is. Written out in each entry they would be most of the record.
"""

import hashlib
import json
from functools import lru_cache

from shiremoot.access.models import FieldSet
from shiremoot.decisions.request import FieldId, fields_from_plain, fields_to_plain


def keep(fields: frozenset[FieldId]) -> str:
    """Keep a set, in the transaction of the entry that names it; returns its name."""
    name, text = _named(fields)
    if not FieldSet.objects.filter(pk=name).exists():
        FieldSet.objects.create(hash=name, fields=text)
    return name


@lru_cache(maxsize=64)
def named(name: str) -> frozenset[FieldId]:
    """The set of this name. A name stands for one set for ever, so none is out of date."""
    text = FieldSet.objects.values_list("fields", flat=True).get(pk=name)
    if hashlib.sha256(text.encode()).hexdigest() != name:
        raise RuntimeError("a stored set of fields is not the one that its hash names")
    return fields_from_plain(json.loads(text))


@lru_cache(maxsize=64)
def _named(fields: frozenset[FieldId]) -> tuple[str, str]:
    text = json.dumps(fields_to_plain(fields), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest(), text
