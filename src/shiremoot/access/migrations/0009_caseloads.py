"""By which records, or for which reason, somebody is on a caseload."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_corrections'),
    ]

    operations = [
        migrations.AddField(
            model_name='relationship',
            name='reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='relationship',
            name='reason_category',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='relationship',
            name='source',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='relationship',
            name='team',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), ('kind', 'caseload'), _connector='OR'), name='only_caseloads_are_loaded'),
        ),
    ]
