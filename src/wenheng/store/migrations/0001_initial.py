"""The ledger: runs, sessions, turns, evidence, events, ratings."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="EventRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveBigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("who", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=60)),
                ("why", models.TextField()),
                ("detail", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "store_event",
            },
        ),
        migrations.CreateModel(
            name="RunRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60, unique=True)),
                ("study", models.CharField(max_length=80)),
                ("study_version", models.PositiveIntegerField()),
                ("study_hash", models.CharField(max_length=64)),
                ("protocol", models.CharField(max_length=60)),
                ("code_version", models.CharField(max_length=60)),
                ("ordinal", models.PositiveIntegerField()),
                ("started_at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "db_table": "store_run",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("study", "study_hash", "protocol", "ordinal"),
                        name="run_ordinal_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("platform", models.CharField(max_length=400)),
                ("scenario", models.CharField(max_length=400)),
                ("indicator", models.CharField(max_length=80)),
                ("rater", models.CharField(max_length=400)),
                ("rater_kind", models.CharField(max_length=20)),
                ("status", models.CharField(max_length=20)),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.TextField()),
                ("reason_en", models.TextField()),
                ("span", models.TextField()),
                ("confidence", models.FloatField(null=True)),
                ("session", models.CharField(max_length=400, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="store.eventrecord",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="store.runrecord",
                    ),
                ),
            ],
            options={
                "db_table": "store_rating",
            },
        ),
        migrations.AddField(
            model_name="eventrecord",
            name="run",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="store.runrecord",
            ),
        ),
        migrations.CreateModel(
            name="SessionRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session", models.CharField(max_length=400)),
                ("attempt", models.PositiveSmallIntegerField()),
                ("platform", models.CharField(max_length=400)),
                ("scenario", models.CharField(max_length=400)),
                ("variant", models.CharField(max_length=400)),
                ("repeat", models.PositiveSmallIntegerField()),
                ("transport", models.CharField(max_length=40)),
                ("outcome", models.CharField(max_length=20)),
                ("fault", models.CharField(max_length=10)),
                ("has_assistant", models.BooleanField(null=True)),
                ("entry_clicks", models.PositiveIntegerField(null=True)),
                ("features", models.JSONField()),
                ("started_at", models.DateTimeField()),
                ("duration_s", models.FloatField()),
                ("note", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("position", models.PositiveIntegerField(db_comment="1, 2 … within the run")),
                (
                    "digest",
                    models.CharField(db_comment="hash of this link of the chain", max_length=64),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="store.runrecord",
                    ),
                ),
            ],
            options={
                "db_table": "store_session",
            },
        ),
        migrations.CreateModel(
            name="EvidenceRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("turn", models.PositiveSmallIntegerField(null=True)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("media", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="store.sessionrecord",
                    ),
                ),
            ],
            options={
                "db_table": "store_evidence",
            },
        ),
        migrations.CreateModel(
            name="TurnRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("turn", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("question", models.TextField()),
                ("outcome", models.CharField(max_length=20)),
                ("text", models.TextField()),
                ("links", models.JSONField()),
                ("options", models.JSONField()),
                ("first_s", models.FloatField(null=True)),
                ("last_s", models.FloatField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="store.sessionrecord",
                    ),
                ),
            ],
            options={
                "db_table": "store_turn",
            },
        ),
        migrations.AddConstraint(
            model_name="sessionrecord",
            constraint=models.UniqueConstraint(
                fields=("run", "session", "attempt"), name="session_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionrecord",
            constraint=models.UniqueConstraint(
                fields=("run", "position"), name="session_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerecord",
            constraint=models.UniqueConstraint(fields=("session", "ordinal"), name="evidence_once"),
        ),
        migrations.AddConstraint(
            model_name="turnrecord",
            constraint=models.UniqueConstraint(fields=("session", "ordinal"), name="turn_once"),
        ),
    ]
