"""A model kept as a text is the model that was learned, classes, frequencies and all."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.errors import UserError
from shiremoot.matching import link, read_model, write_model
from shiremoot.matching.defaults import model_for
from shiremoot.matching.frequencies import Frequencies
from shiremoot.matching.model import Classes, Model
from shiremoot.matching.prepare import PREPARED
from shiremoot.matching.splink_json import from_splink
from tests.matching.records import town

PLAIN = replace(model_for(PREPARED, 1000), classes=None)
CHANCES = st.floats(0, 1)
COUNTS = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(2, 2**40))


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Of the usual comparisons, with figures and classes that nothing need have learned."""
    comparisons = tuple(
        replace(
            comparison,
            levels=tuple(
                level if level.missing else replace(level, m=draw(CHANCES), u=draw(CHANCES))
                for level in comparison.levels
            ),
        )
        for comparison in PLAIN.comparisons[:3]
    )
    names = ("match", *draw(st.sampled_from([(), ("household",), ("household", "namesake")])), "unrelated")
    each = st.tuples(*[CHANCES] * len(names))
    levels = tuple(tuple(draw(each) for _ in comparison.levels) for comparison in comparisons)
    by_chance = tuple(tuple(draw(st.tuples(*[st.booleans()] * len(names)))) for _ in comparisons)
    classes = draw(st.sampled_from([None, Classes(names, draw(each), levels, by_chance)]))
    frequencies = {
        name: Frequencies(
            draw(st.integers(0)), pa.array(counts.keys(), pa.string()), np.array([*counts.values()], np.int64)
        )
        for name, counts in draw(st.dictionaries(st.sampled_from(["first", "born"]), COUNTS)).items()
    }
    return replace(
        PLAIN,
        comparisons=comparisons,
        prior=draw(CHANCES),
        classes=classes,
        frequencies=draw(st.sampled_from([None, frequencies])),
    )


@given(models())
def test_a_model_is_read_as_it_was_written(model: Model) -> None:
    text = write_model(model)
    assert read_model(text) == model
    assert write_model(read_model(text)) == text
    assert from_splink(json.loads(text)["splink"]) == replace(model, classes=None, frequencies=None)


def test_a_learned_model_weighs_other_records_by_the_frequencies_that_it_was_learned_with() -> None:
    records, _ = town(400)
    whole = link(records)
    some = records.slice(0, records.num_rows // 2)
    again = link(some, model=read_model(write_model(whole.model)))
    before = {(row["record_l"], row["record_r"]): row for row in whole.pairs.to_pylist()}
    assert again.pairs.num_rows
    assert all(before[row["record_l"], row["record_r"]] == row for row in again.pairs.to_pylist())
    assert link(some, model=replace(whole.model, frequencies=None)).pairs != again.pairs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no linkage model"),
        ("[]", "no linkage model"),
        ("{}", "no linkage model"),
        ('{"shiremoot_model": 99}', "version 99"),
        ('{"shiremoot_model": 1}', "damaged.*splink"),
    ],
)
def test_a_text_that_is_no_model_is_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=r"(?s)" + said):
        read_model(text)


def test_a_model_that_does_not_hold_together_is_refused() -> None:
    written = json.loads(write_model(model_for(PREPARED, 1000)))
    written["classes"]["levels"] = written["classes"]["levels"][1:]
    with pytest.raises(UserError, match="do not agree"):
        read_model(json.dumps(written))


def test_a_model_of_other_columns_is_refused_by_name() -> None:
    text = write_model(model_for(PREPARED, 1000)).replace("occupation", "hair")
    with pytest.raises(UserError, match="hair"):
        read_model(text)
