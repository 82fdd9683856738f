"""Use cases as a file: read whole, or every fault told in words."""

import pytest

from shiremoot.demo import planning
from shiremoot.errors import UserError
from shiremoot.roadmap.usecases.model import parse_use_cases
from tests.permitted import as_yaml
from tests.roadmap.world import use_case

WHOLE = use_case().model_dump(mode="json", exclude_none=True)


def text(*changes: dict[str, object]) -> str:
    return as_yaml([WHOLE | change for change in changes or ({},)])


def test_a_file_says_what_was_written():
    assert parse_use_cases(text()) == (use_case(),)


def test_the_demo_s_six_can_be_read():
    assert len(parse_use_cases(planning._FILE.read_text("utf-8"))) == 6


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([{}, {}], "Two use cases are called visits"),
        ([{"identifier": "No such name"}], "entry 1, identifier: must be small letters"),
        ([{"people": {"about": "many", "source": "x"}}], "people, about: must be a whole number"),
        ([{"stage": "soon"}], "stage: must be one of"),
        ([{"readiness": "ready"}], "readiness: is not a key here"),
        ([{"requirements": []}], "requirements: must name at least one"),
        ([{"requirements": [{"agreement": "a"}]}], "requirements, entry 1: must say its kind"),
        ([{"requirements": [{"kind": "money"}]}], "must be of a kind that there is: 'dataset', 'fields'"),
        ([{"requirements": [WHOLE["requirements"][0]] * 2}], "two of its requirements are the same"),
        (
            [{"requirements": [{"kind": "quality", "dataset": "d", "provider": "p", "field": "a.b"}]}],
            "say either field and complete_percent, or quarantined_percent",
        ),
        (
            [{"requirements": [{"kind": "quality", "dataset": "d", "provider": "p"}]}],
            "say either field and complete_percent, or quarantined_percent",
        ),
        (
            [{"requirements": [{"kind": "dataset", "dataset": "d", "provider": "p", "within_days": 0}]}],
            "greater than or equal to 1",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(changes, words):
    with pytest.raises(UserError) as told:
        parse_use_cases(text(*changes))
    assert words in told.value.message


def test_every_fault_is_told():
    with pytest.raises(UserError) as told:
        parse_use_cases(text({"stage": "soon"}, {"lead": "", "identifier": "other"}))
    assert "entry 1, stage" in told.value.message and "entry 2, lead" in told.value.message


@pytest.mark.parametrize("wrong", ["", "a: b", "- [", "just words", "- words"])
def test_a_file_of_something_else_is_refused(wrong):
    with pytest.raises(UserError):
        parse_use_cases(wrong)
