"""An installation that adopted agreements before there were rows for signatures keeps what was signed."""

from importlib import import_module

import pytest
from django.apps import apps

from shiremoot.access import grants
from shiremoot.gateway.agreements import verbs
from shiremoot.gateway.agreements.models import Signature
from tests.gateway.agreement_text import agreement
from tests.gateway.test_adopting import NOW, OPERATOR, home

__all__ = ["home"]
migration = import_module("shiremoot.gateway.agreements.migrations.0003_signatures_taken")


@pytest.mark.django_db
def test_signatures_in_texts_become_rows_and_the_grants_stay_as_they_were(home):
    verbs.adopt(home=home, text=agreement(), by=OPERATOR, at=NOW)
    rows = list(Signature.objects.values("organisation", "by_name", "signed_on", "text_hash", "signed_at"))
    before = grants.current().all
    Signature.objects.all().delete()
    assert verbs.compile_adopted() == ()
    migration.take(apps, None)
    again = Signature.objects.values("organisation", "by_name", "signed_on", "text_hash", "signed_at")
    assert list(again) == rows
    assert verbs.compile_adopted() == before
