"""A list of opt-outs that was loaded before former ones were kept."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shiremoot.access.models import OptOut


def test_the_list_in_use_stays_in_use_through_the_upgrade_that_keeps_former_ones(transactional_db):
    before = [("access", "0004_fieldset")]
    executor = MigrationExecutor(connection)
    executor.migrate(before)
    old = executor.loader.project_state(before).apps
    old.get_model("access", "OptOut").objects.create(number_hash="one")
    old.get_model("access", "FactsRevision").objects.create(pk=1, number=7, opt_outs_mark="m")
    call_command("migrate", verbosity=0)
    kept = OptOut.objects.get()
    assert (kept.number_hash, kept.since, kept.until) == ("one", 7, None)
