"""Loading the county's use cases, and how ready they are now."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from pydantic import TypeAdapter

from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.roadmap.usecases.facts import gather
from shiremoot.roadmap.usecases.model import UseCase
from shiremoot.roadmap.usecases.models import Edition
from shiremoot.roadmap.usecases.readiness import Roadmap, roadmap

_USE_CASES = TypeAdapter(tuple[UseCase, ...])


@transaction.atomic
def load(use_cases: Sequence[UseCase], *, by: Viewer, at: datetime) -> Edition | None:
    """Make these the county's use cases, and no others; all or none. None where they were so already.

    Raises UserError where nobody here could answer for one of them.
    """
    ledger.Turn()  # two who load at once: the second finds what the first loaded
    _check_leads(use_cases)
    content = _USE_CASES.dump_python(tuple(use_cases), mode="json")
    newest = newest_edition()
    if newest is not None and newest.use_cases == content:
        return None
    made = Edition.objects.create(
        use_cases=content, loaded_at=at, organisation=by.organisation, user_id=by.user_id
    )
    detail = {"edition": made.pk, "use_cases": [each.identifier for each in use_cases]}
    ledger.append(Draft(act=Act.LOAD_USE_CASES, at=at, by=by, outcome="done", viewer_detail=detail))
    return made


def newest_edition() -> Edition | None:
    """The use cases as they were loaded last."""
    return Edition.objects.first()


def current(home: Home, *, at: datetime) -> Roadmap:
    """How ready each use case is at this moment, computed anew."""
    newest = newest_edition()
    use_cases = _USE_CASES.validate_python(newest.use_cases) if newest else ()
    return roadmap(use_cases, gather(home, use_cases, at=at)) if use_cases else Roadmap(())


def _check_leads(use_cases: Sequence[UseCase]) -> None:
    there = organisations.open_names()
    for each in use_cases:
        if each.lead not in there:
            raise UserError(
                f"{each.identifier} is led by {each.lead}, which is not registered here, or closed.",
                f"Registered: {', '.join(sorted(there)) or 'none yet'}.",
            )
