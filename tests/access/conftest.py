"""The small county's people, and its agreements adopted in the test's own control store."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from shiremoot.access import finding, openings
from shiremoot.access.finding import Results
from shiremoot.access.models import Opening
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.demo.run import adopt_all
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.people import store
from shiremoot.people.store import Publish
from tests.access.small import Small, build
from tests.standing import copied

SOCIAL_WORKER = Viewer("ambershire-council", "social-worker", "dana")
HOUSING_OFFICER = Viewer("amber-homes", "housing-officer", "kit")
EARLY_HELP_WORKER = Viewer("harbour-light", "early-help-worker", "robin")
PURPOSES = {
    SOCIAL_WORKER: Purpose.SAFEGUARDING_CHILDREN,
    HOUSING_OFFICER: Purpose.HOUSING_SUPPORT,
    EARLY_HELP_WORKER: Purpose.EARLY_HELP,
}


@dataclass
class World:
    """The door, with a moment that moves on as the test says."""

    home: Home
    publish: Publish
    child_terms: str
    now: datetime

    def search(self, by: Viewer, terms: str = "", purpose: Purpose | None = None) -> Results:
        search = finding.start_search(
            by=by, purpose=purpose or PURPOSES[by], terms=terms or self.child_terms, at=self.now
        )
        return finding.results(self.home, search.pk, by=by, at=self.now)

    def open(self, by: Viewer) -> Opening:
        return openings.open_person(
            self.home,
            self.search(by).people[0].candidate,
            by=by,
            category=ReasonCategory.CONTACT_RECEIVED,
            reason="A contact from school that must stay private",
            at=self.now,
        )

    def view(self, opening: Opening, by: Viewer) -> openings.PersonView:
        return openings.view_person(self.home, opening.pk, by=by, at=self.now)

    def pass_time(self, **span: int) -> None:
        self.now += timedelta(**span)


@pytest.fixture(scope="module")
def stands(standing) -> Small:
    made = build(standing)
    made.adopt()
    return made


@pytest.fixture
def small(stands, tmp_path, db) -> Small:
    """A few people, and everything of theirs for social workers."""
    return copied(stands, tmp_path)


@pytest.fixture
def world(demo, db) -> World:
    now = datetime.now(UTC)
    adopt_all(demo.home, at=lambda: now, say=lambda words: None)
    publish = store.current(demo.home)
    terms = f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}"
    return World(demo.home, publish, terms, now)
