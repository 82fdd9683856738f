"""Emergency access to places."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_last_seen'),
    ]

    operations = [
        migrations.CreateModel(
            name='Emergency',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('user_id', models.CharField(db_index=True, max_length=36)),
                ('organisation', models.CharField(max_length=80)),
                ('role', models.CharField(max_length=80)),
                ('purpose', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reason_category', models.CharField(max_length=40)),
                ('reason', models.TextField()),
                ('looks', models.PositiveIntegerField(default=0)),
                ('seen', models.JSONField(default=dict)),
                ('places', models.JSONField()),
                ('place_count', models.PositiveIntegerField()),
                ('most_people', models.PositiveIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='review',
            name='emergency',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='access.emergency'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('opening', None), ('emergency', None), _connector='OR'), name='review_of_one_look'),
        ),
    ]
