"""Derived fields that a version shares no longer."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0004_confirmations")]

    operations = [
        migrations.CreateModel(
            name="SwitchedOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clause", models.CharField(max_length=40)),
                ("field", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("why", models.TextField()),
                ("organisation", models.SlugField(max_length=80)),
                ("by_name", models.CharField(max_length=200)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="switched_off",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "clause", "field"), name="switched_off_once"
                    )
                ],
            },
        ),
    ]
