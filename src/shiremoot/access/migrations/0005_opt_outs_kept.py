"""Opt-outs with the revisions between which they held; a consent's reference."""

from typing import Any

from django.db import migrations, models


def keep(apps: Any, schema_editor: Any) -> None:
    """Take over the list in use. When it was loaded is not known: it holds from the present revision on."""
    revision = apps.get_model("access", "FactsRevision").objects.first()
    listed = apps.get_model("access", "OptOut").objects.values_list("number_hash", flat=True)
    kept = apps.get_model("access", "ListedOptOut").objects
    if revision:
        kept.bulk_create([kept.model(number_hash=each, since=revision.number) for each in listed], 500)


class Migration(migrations.Migration):
    dependencies = [("access", "0004_fieldset")]

    operations = [
        migrations.AddField(
            model_name="consentgiven",
            name="reference",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="ListedOptOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number_hash", models.CharField(max_length=32)),
                ("since", models.PositiveBigIntegerField()),
                ("until", models.PositiveBigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["number_hash"],
                        condition=models.Q(("until", None)),
                        name="one_opt_out_at_a_time",
                    )
                ],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.DeleteModel(name="OptOut"),
        migrations.RenameModel(old_name="ListedOptOut", new_name="OptOut"),
    ]
