"""Looks at the addresses that stand in replies."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from wenheng.store import guards


def _guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(editor.connection, ["store_link"])


class Migration(migrations.Migration):
    dependencies = [("store", "0003_times_not_known")]

    operations = [
        migrations.CreateModel(
            name="LinkRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.TextField()),
                ("outcome", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("status", models.PositiveIntegerField(null=True)),
                ("redirects", models.JSONField()),
                ("final_url", models.TextField()),
                ("host", models.CharField(max_length=400)),
                ("official", models.BooleanField()),
                ("title", models.TextField()),
                ("media", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64, null=True)),
                ("size", models.PositiveIntegerField(null=True)),
                ("checked_at", models.DateTimeField()),
                ("took_s", models.FloatField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="store.eventrecord",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="store.runrecord",
                    ),
                ),
            ],
            options={"db_table": "store_link"},
        ),
        migrations.RunPython(_guard, migrations.RunPython.noop),
    ]
