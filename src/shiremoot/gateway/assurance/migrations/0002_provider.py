"""Whose risk owner made an extension: until now each organisation's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assurance", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="extension",
            name="provider",
            field=models.CharField(default="", max_length=80),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE assurance_extension SET provider = organisation", migrations.RunSQL.noop
        ),
    ]
