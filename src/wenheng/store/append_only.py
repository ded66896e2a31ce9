"""Rows that are written once: refused to change in Python and, by triggers, in the database."""

from typing import Any, NoReturn, TypeVar

from django.db import models

from wenheng.errors import TableError
from wenheng.language import say

Row = TypeVar("Row", bound=models.Model, covariant=True)


class AppendOnlyRows(models.QuerySet[Row]):
    """Reads and inserts, nothing else."""

    def update(self, **_fields: Any) -> NoReturn:
        raise _refusal(self.model)

    def delete(self) -> NoReturn:
        raise _refusal(self.model)

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        raise _refusal(self.model)


class AppendOnlyManager(models.Manager[Row]):
    """Gives the rows above (a manager made by `from_queryset` confuses mypy's cache)."""

    def get_queryset(self) -> AppendOnlyRows[Row]:
        return AppendOnlyRows(self.model, using=self._db)


class AppendOnly(models.Model):
    """Base of every row of the ledger. A correction is a new row with author and reason."""

    class Meta:
        abstract = True

    objects = AppendOnlyManager()

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise _refusal(type(self))
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise _refusal(type(self))


def _refusal(model: type[models.Model]) -> TableError:
    return TableError(
        say("store.append-only"), where=model._meta.db_table, hint=say("store.add-a-row")
    )
