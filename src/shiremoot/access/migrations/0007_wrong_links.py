"""Records that were reported as somebody else's."""

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0006_grant_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='WrongLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('record_id', models.TextField()),
                ('others', models.JSONField()),
                ('person_id', models.CharField(max_length=20)),
                ('reason', models.TextField()),
                ('organisation', models.CharField(max_length=80)),
                ('reported_by', models.CharField(max_length=36)),
                ('reported_at', models.DateTimeField()),
                ('since', models.PositiveBigIntegerField()),
                ('settled_by', models.CharField(blank=True, max_length=36)),
                ('settled_at', models.DateTimeField(null=True)),
                ('until', models.PositiveBigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('record_id',), name='one_report_at_a_time')],
            },
        ),
    ]
