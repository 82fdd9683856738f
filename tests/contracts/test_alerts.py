"""The words for alerts are a closed list, and who is accused is told from the records' own words."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.contracts import ALERT, DOMESTIC_ABUSE, is_accused, parse_contract, vocabulary
from shiremoot.errors import UserError
from tests.contracts.test_parse import SAMPLE, custom

HARMLESS = ["Victim", "witness", " VICTIM ", ""]
ACCUSING = ["Suspect", "perpetrator", "Offender", "Person of interest"]
ABUSE = ["Domestic abuse", "DOMESTIC violence", "Assault (domestic)"]
parts = st.lists(st.tuples(st.sampled_from([*ABUSE, "Theft", ""]), st.sampled_from(HARMLESS + ACCUSING)))


@given(parts)
def test_one_accusing_part_in_domestic_abuse_suffices_and_nothing_else_does(found):
    assert is_accused(found) == any(kind in ABUSE and role in ACCUSING for kind, role in found)


def test_the_alert_of_domestic_abuse_is_one_of_the_list():
    assert DOMESTIC_ABUSE in vocabulary()[ALERT].values


@pytest.mark.parametrize("codes", [None, {"X": "Known to be difficult"}, {"D": DOMESTIC_ABUSE, "X": "Other"}])
def test_an_alert_in_any_other_words_is_refused(codes):
    content = yaml.safe_load(SAMPLE)
    roles = next(table for table in content["schema"] if table["name"] == "roles")
    roles["customProperties"] = custom(entity="involvement")
    said = {"meaning": ALERT} | ({"codes": codes} if codes else {})
    roles["properties"].append({"name": "alert", "logicalType": "string", "customProperties": custom(**said)})
    with pytest.raises(UserError, match=r"needs uk\.codes that map each code to one of: At risk of domestic"):
        parse_contract(yaml.safe_dump(content, sort_keys=False))
