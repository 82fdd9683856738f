"""A set of grants that an entry of the first release names can still be read, and is checked by that name."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shiremoot.access import grants
from shiremoot.access.models import GrantPart
from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.grants import canonical, hash_of
from tests.gateway.assurance.test_effect import grant

FRONT_DOOR = grant("3.1", "police", "council", ["worker"], ["people.name"])
HUB = replace(FRONT_DOOR, citation=replace(FRONT_DOOR.citation, agreement="hub"))


@pytest.mark.django_db(transaction=True)
def test_they_are_taken_apart_and_keep_their_names(monkeypatch):
    texts = sorted(canonical(each) for each in (FRONT_DOOR, HUB))
    named = hash_of(texts)
    call_command("migrate", "access", "0005", verbosity=0)
    old = MigrationExecutor(connection).loader.project_state([("access", "0005_opt_outs_kept")]).apps
    old.get_model("access", "GrantSet").objects.create(hash=named, grants="\n".join(texts))
    old.get_model("access", "Revision").objects.create(number=7, grants_id=named)
    call_command("migrate", verbosity=0)
    assert set(grants.current().all) == {FRONT_DOOR, HUB}
    assert grants.current().hash != named
    grants.amend({"hub": []})
    assert grants.current().all == (FRONT_DOOR,)
    assert set(grants.as_of.__wrapped__(named).all) == {FRONT_DOOR, HUB}
    GrantPart.objects.update(grants=canonical(HUB))
    monkeypatch.setattr(grants, "_newest", Grants([]))  # as a process that has read nothing yet
    with pytest.raises(RuntimeError, match="not the one that its hash names"):
        grants.as_of.__wrapped__(named)
