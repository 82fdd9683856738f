"""Organisations that are closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_kinds")]

    operations = [
        migrations.AddField(
            model_name="organisation", name="closed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="organisation",
            name="closed_why",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
