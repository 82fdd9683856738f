"""Sets of grants in parts, one for each agreement. Sets keep the names that entries know them by."""

import json
from collections import defaultdict
from typing import Any

from django.db import migrations, models

from shiremoot.decisions.grants import hash_of


def part(apps: Any, schema_editor: Any) -> None:
    parts = apps.get_model("access", "GrantPart").objects
    for kept in apps.get_model("access", "GrantSet").objects.iterator():
        texts = defaultdict(list)
        for line in kept.grants.split("\n"):
            if line:
                texts[json.loads(line)["citation"]["agreement"]].append(line)
        kept.parts = {agreement: hash_of(lines) for agreement, lines in texts.items()}
        kept.save(update_fields=["parts"])
        rows = [parts.model(hash=hash_of(lines), grants="\n".join(sorted(lines))) for lines in texts.values()]
        parts.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("access", "0005_opt_outs_kept")]

    operations = [
        migrations.CreateModel(
            name="GrantPart",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("grants", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="grantset", name="parts", field=models.JSONField(default=dict), preserve_default=False
        ),
        migrations.RunPython(part, migrations.RunPython.noop),
        migrations.RemoveField(model_name="grantset", name="grants"),
    ]
