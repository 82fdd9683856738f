"""What is said to be wrong in records, and what was answered."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_wrong_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('provider', models.CharField(max_length=80)),
                ('record_id', models.TextField()),
                ('table_name', models.CharField(max_length=80)),
                ('called', models.TextField()),
                ('meanings', models.JSONField()),
                ('concerned', models.JSONField()),
                ('mark', models.CharField(max_length=32)),
                ('words', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=40)),
                ('answer_words', models.TextField(blank=True)),
                ('answered_by', models.CharField(blank=True, max_length=36)),
                ('answered_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='access.opening')),
            ],
            options={
                'indexes': [models.Index(fields=['provider', 'answered_at'], name='access_corr_provide_6e8b50_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='correction_answered_in_a_kind')],
            },
        ),
    ]
