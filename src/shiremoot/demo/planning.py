"""What the fictional county wants to do with data."""

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files

from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.roadmap.usecases import verbs
from shiremoot.roadmap.usecases.model import parse_use_cases

_FILE = files("shiremoot.demo") / "usecases.yaml"


def plan_all(*, at: Callable[[], datetime]) -> None:
    """Load the use cases of the demo's file."""
    verbs.load(parse_use_cases(_FILE.read_text("utf-8")), by=organisations.operator(), at=at())
