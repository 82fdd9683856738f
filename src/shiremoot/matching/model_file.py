"""A learned model as a text, with all that it needs to weigh other records as those that it learned from.

The text is JSON. Under `splink` stand Splink's settings as they are, for whoever wants to run the model
there; beside them stands what Splink has no word for: the classes, and how often values occurred.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pyarrow as pa

from shiremoot.errors import UserError

from .compiled import check_columns
from .frequencies import Frequencies
from .model import Classes, Model
from .splink_json import from_splink, to_splink

_VERSION = 1


def write_model(model: Model) -> str:
    """The values that were common among the records stand in the text: it is as confidential as they are."""
    kept = None
    if model.frequencies is not None:
        kept = {
            name: {"known": one.known, "counts": one.as_dict()} for name, one in model.frequencies.items()
        }
    written = {
        "shiremoot_model": _VERSION,
        "splink": to_splink(model),
        "classes": asdict(model.classes) if model.classes else None,
        "frequencies": kept,
    }
    return json.dumps(written, ensure_ascii=False) + "\n"


def read_model(text: str) -> Model:
    """Raises UserError for a text that is no model of ours, and for a model of other columns."""
    try:
        written = json.loads(text)
    except ValueError:
        written = None
    if not isinstance(written, Mapping) or "shiremoot_model" not in written:
        raise UserError("This is no linkage model.", "Name a file that a linkage has left.")
    if written["shiremoot_model"] != _VERSION:
        raise UserError(
            f"The linkage model is of version {written['shiremoot_model']}; this release reads {_VERSION}.",
            "Learn the model anew: link without naming one.",
        )
    try:
        plain = from_splink(written["splink"])
        classes = written["classes"] and _classes(written["classes"], plain)
        frequencies = written["frequencies"] and {
            name: _frequencies(kept) for name, kept in written["frequencies"].items()
        }
    except (AttributeError, KeyError, TypeError, ValueError, pa.ArrowInvalid) as error:
        raise UserError("The linkage model is damaged.", f"What is wrong: {error!r}.") from None
    check_columns(plain)
    return replace(plain, classes=classes, frequencies=frequencies)


def _classes(written: Mapping[str, Any], model: Model) -> Classes:
    read = Classes(
        tuple(written["names"]),
        tuple(written["shares"]),
        tuple(tuple(tuple(level) for level in comparison) for comparison in written["levels"]),
        tuple(tuple(comparison) for comparison in written["by_chance"]),
    )
    of_each = [len(read.shares), *map(len, read.by_chance)]
    of_each += [len(level) for comparison in read.levels for level in comparison]
    rungs = [len(comparison.levels) for comparison in model.comparisons]
    if set(of_each) != {len(read.names)} or list(map(len, read.levels)) != rungs:
        raise ValueError("its classes and its comparisons do not agree")
    if len(read.by_chance) != len(rungs):
        raise ValueError("its classes and its comparisons do not agree")
    return read


def _frequencies(written: Mapping[str, Any]) -> Frequencies:
    counts = written["counts"]
    return Frequencies(
        int(written["known"]), pa.array(counts.keys(), pa.string()), np.array([*counts.values()], np.int64)
    )
