"""Columns to find entries by, filled from what each entry's body says."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    entry = apps.get_model("ledger", "Entry")
    for each in entry.objects.iterator(chunk_size=1000):
        body = json.loads(each.body)
        entry.objects.filter(pk=each.pk).update(
            at=datetime.fromisoformat(body["at"]),
            act=body["act"],
            outcome=body["outcome"],
            organisation=body["by"]["organisation"],
            role=body["by"]["role"],
            purpose=body["purpose"],
            about=UUID(body["about"]) if body["about"] else None,
        )


TEXTS = {"act": 40, "outcome": 20, "organisation": 80, "role": 80, "purpose": 40}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField("entry", "at", models.DateTimeField(null=True)),
        migrations.AddField("entry", "about", models.UUIDField(null=True, db_index=True)),
        *[
            migrations.AddField("entry", name, models.CharField(max_length=length, default=""))
            for name, length in TEXTS.items()
        ],
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("entry", "at", models.DateTimeField(db_index=True)),
        *[
            migrations.AlterField("entry", name, models.CharField(max_length=length))
            for name, length in TEXTS.items()
        ],
        migrations.AddIndex(
            "entry", models.Index(fields=["organisation", "at"], name="entry_by_organisation")
        ),
        migrations.AddIndex("detail", models.Index(fields=["part", "entry"], name="detail_by_part")),
    ]
