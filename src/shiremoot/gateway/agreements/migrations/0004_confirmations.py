"""What a version stands under, beside its text; and who confirmed here what was signed elsewhere."""

from typing import Any

import yaml
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    for agreement in apps.get_model("agreements", "Agreement").objects.all():
        agreement.under = yaml.safe_load(agreement.text).get("under") or ""
        agreement.save(update_fields=["under"])


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_signatures_taken")]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="under",
            field=models.SlugField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="signature",
            name="confirmed_by",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
