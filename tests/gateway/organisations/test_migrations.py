"""An installation that wrote kinds of body in its own words keeps its organisations."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shiremoot.gateway.organisations.kinds import body_of
from shiremoot.gateway.organisations.models import Organisation

WRITTEN = {
    "county council": "county-council",
    "NHS trust": "nhs-trust",
    "fire and rescue service": "fire-and-rescue",
    "schools": "schools-partnership",
    "charity": "charity",
    "guild of bell-ringers": "guild of bell-ringers",
}


@pytest.mark.django_db(transaction=True)
def test_kinds_in_words_become_those_of_the_list_and_others_stay():
    call_command("migrate", "organisations", "0001", verbosity=0)
    old = MigrationExecutor(connection).loader.project_state([("organisations", "0001_initial")]).apps
    for number, kind in enumerate(WRITTEN):
        old.get_model("organisations", "Organisation").objects.create(
            identifier=f"o-{number}", name="O", kind=kind
        )
    call_command("migrate", verbosity=0)
    found = list(Organisation.objects.order_by("identifier").values_list("kind", flat=True))
    assert found == list(WRITTEN.values())
    assert [kind for kind in found if body_of(kind) is None] == ["guild of bell-ringers"]
