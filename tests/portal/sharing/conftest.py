"""A few people, with carers who can be asked about them and may share by decision."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.access.small import Small, build
from tests.standing import copied

OPEN = ("key", "born", "first", "last", "line", "postcode", "uprn")
SEEN = {"dataset": "care", "fields": [f"people.{name}" for name in OPEN]}
INTERNAL = {"dataset": "care", "recipients": [{"organisation": "carers", "roles": ["care-worker"]}]}
BY_DECISION = {
    "dataset": "care",
    "fields": ["people.phone", "people.nhs", "ties.kind"],
    "relationships": ["shared-by-decision"],
}
FLOWS = (SEEN, {"dataset": "crime"}, INTERNAL, BY_DECISION)


@pytest.fixture(scope="module")
def stands(standing) -> Small:
    made = build(standing)
    made.adopt(*FLOWS)
    return made


@pytest.fixture
def small(stands, tmp_path, db) -> Iterator[Small]:
    made = copied(stands, tmp_path)
    with override_settings(HOME=made.home):
        yield made
