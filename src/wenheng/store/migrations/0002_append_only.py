"""Triggers that refuse to change what was written."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from wenheng.store import guards

TABLES = (
    "store_run",
    "store_session",
    "store_turn",
    "store_evidence",
    "store_event",
    "store_rating",
)


def _guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = (("store", "0001_initial"),)
    operations = (migrations.RunPython(_guard, migrations.RunPython.noop),)
