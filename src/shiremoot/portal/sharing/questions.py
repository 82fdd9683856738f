"""The sets of questions that an ask can start from."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from shiremoot.yaml_text import read_yaml


@dataclass(frozen=True)
class QuestionSet:
    """Questions that are asked together; `name` names the set in forms."""

    name: str
    label: str
    questions: tuple[str, ...]


@cache
def question_sets() -> tuple[QuestionSet, ...]:
    text = (files(__package__) / "questions.yaml").read_text(encoding="utf-8")
    found = read_yaml(text, "file of questions")
    return tuple(QuestionSet(each["name"], each["label"], tuple(each["questions"])) for each in found)
