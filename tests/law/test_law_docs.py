"""The reference names every file, every key and every check, as they are."""

from pathlib import Path

import pytest

from shiremoot.law import law
from shiremoot.law.files import FILES, LISTS

PAGE = (Path(__file__).parents[2] / "docs/reference/law.md").read_text(encoding="utf-8")


def test_every_file_is_in_the_reference():
    assert [name for name in FILES if f"| `{name}` |" not in PAGE] == []


@pytest.mark.parametrize("name", LISTS)
def test_every_key_of_a_list_is_in_the_reference(name):
    assert [key for key in LISTS[name].kind.model_fields if f"`{key}`" not in PAGE] == []


@pytest.mark.parametrize("check", law().checks.values(), ids=lambda check: check.id)
def test_every_check_is_in_the_reference_as_the_file_has_it(check):
    checked = "yes" if check.checked else "no"
    assert f"| `{check.id}` | {check.label} | {check.citation} | {check.severity} | {checked} |" in PAGE
