"""Adding many rows at once, at a fraction of what the models' own way costs for each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.FloatField)


def add_rows(alias: str, model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert `rows`, each with a value for every column of `model` but its key.

    Django prepares a value in five calls; here only those that need it are prepared.

    Raises:
        KeyError: a row lacks a column.
        django.db.DatabaseError: as from any insert, for instance of a row that is there already.
    """
    connection = connections[alias]
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    ways = [(field.attname, _way(field, connection)) for field in columns]
    name = connection.ops.quote_name
    named = ", ".join(name(field.column or field.attname) for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    values = [[way(row[of]) if way else row[of] for of, way in ways] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {name(model._meta.db_table)} ({named}) VALUES ({marks})",
            values,
        )


def _way(field: "models.Field[Any, Any]", to: BaseDatabaseWrapper) -> Callable[[Any], Any] | None:
    """How a value of `field` is made ready; None where it goes in as it is."""
    if isinstance(field, (*_AS_IT_IS, models.BooleanField, models.ForeignKey)):
        return None
    return lambda value: field.get_db_prep_save(value, to)
