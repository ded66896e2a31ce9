"""Sessions that others held: when they began and how long they took may not be known."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from wenheng.store import guards


def _guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(editor.connection, ["store_session"])  # SQLite has rebuilt the table


class Migration(migrations.Migration):
    dependencies = [("store", "0002_append_only")]

    operations = [
        migrations.AlterField("sessionrecord", "started_at", models.DateTimeField(null=True)),
        migrations.AlterField("sessionrecord", "duration_s", models.FloatField(null=True)),
        migrations.RunPython(_guard, migrations.RunPython.noop),
    ]
