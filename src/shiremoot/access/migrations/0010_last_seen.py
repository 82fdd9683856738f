"""What there was to know of people on caseloads at the last look, as marks."""

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0009_caseloads'),
    ]

    operations = [
        migrations.CreateModel(
            name='LastSeen',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('user_id', models.CharField(max_length=36)),
                ('organisation', models.CharField(max_length=80)),
                ('role', models.CharField(max_length=80)),
                ('purpose', models.CharField(max_length=40)),
                ('person_id', models.CharField(max_length=20)),
                ('marks', models.JSONField()),
                ('compared_at', models.DateTimeField(db_index=True)),
                ('compared_in', models.CharField(max_length=16)),
                ('publish_id', models.CharField(max_length=40)),
                ('has_changed', models.BooleanField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user_id', 'organisation', 'role', 'purpose', 'person_id'), name='one_last_look_at_somebody')],
            },
        ),
    ]
