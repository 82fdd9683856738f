"""An installation that adopted agreements before there were rows for signatures keeps what was signed."""

from importlib import import_module

import pytest
from django.apps import apps

from shiremoot.access import grants
from shiremoot.gateway.agreements import compiling
from shiremoot.gateway.agreements.models import Signature
from tests.gateway.agreement_text import agreement
from tests.gateway.test_adopting import adopt, home

__all__ = ["home"]
migration = import_module("shiremoot.gateway.agreements.migrations.0003_signatures_taken")


@pytest.mark.django_db
def test_signatures_in_texts_become_rows_and_the_grants_stay_as_they_were(home):
    adopt(home, agreement())
    columns = ("organisation", "by_name", "signed_on", "text_hash", "signed_at")
    rows = set(Signature.objects.values_list(*columns))
    before = grants.current().all
    Signature.objects.all().delete()
    assert compiling.compile_all().all == ()
    migration.take(apps, None)
    assert set(Signature.objects.values_list(*columns)) == rows
    assert compiling.compile_all().all == before
