"""Whoever links, analyses or evaluates never sees the county's truth."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "shiremoot"
BLIND = (
    "matching",
    "disclosure",
    "methods",
    "singleview",
    "roadmap",
    "people",
    "gateway",
    "access",
    "portal",
)
FORBIDDEN = re.compile(r"shiremoot\.demo|from shiremoot import .*\bdemo\b|-truth")


@pytest.mark.parametrize("room", BLIND)
def test_no_module_reads_the_truth(room: str) -> None:
    for module in (SOURCE / room).rglob("*.py"):
        assert not FORBIDDEN.search(module.read_text(encoding="utf-8")), module.name
