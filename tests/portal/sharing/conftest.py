"""A few people, with carers who can be asked about them and may share by decision."""

import pytest
from django.test import override_settings

from tests.access.small import Small, build

OPEN = ("key", "born", "first", "last", "line", "postcode", "uprn")
SEEN = {"dataset": "care", "fields": [f"people.{name}" for name in OPEN]}
INTERNAL = {"dataset": "care", "recipients": [{"organisation": "carers", "roles": ["care-worker"]}]}
BY_DECISION = {
    "dataset": "care",
    "fields": ["people.phone", "people.nhs", "ties.kind"],
    "relationships": ["shared-by-decision"],
}
FLOWS = (SEEN, {"dataset": "crime"}, INTERNAL, BY_DECISION)


@pytest.fixture
def small(tmp_path, db) -> Small:
    made = build(tmp_path)
    made.adopt(*FLOWS)
    with override_settings(HOME=made.home):
        yield made
