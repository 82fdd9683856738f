"""What was signed elsewhere and stood only in the text of adopted versions becomes a row for each signature."""

from datetime import date
from typing import Any

import yaml
from django.db import migrations


def take(apps: Any, schema_editor: Any) -> None:
    agreements = apps.get_model("agreements", "Agreement")
    signatures = apps.get_model("agreements", "Signature")
    for agreement in agreements.objects.all():
        for each in yaml.safe_load(agreement.text).get("signed") or ():
            signed_on = each["signed_on"]
            signatures.objects.create(
                agreement=agreement,
                organisation=each["organisation"],
                by_name=each["by"],
                signed_on=signed_on if isinstance(signed_on, date) else date.fromisoformat(signed_on),
                text_hash=agreement.text_hash,
                signed_at=agreement.adopted_at,
            )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_signatures_and_drafts")]

    operations = [migrations.RunPython(take, migrations.RunPython.noop)]
