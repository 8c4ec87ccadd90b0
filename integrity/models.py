"""Rows that are added and never rewritten: each carries a seal over all its columns."""

import uuid
from collections.abc import Container, Iterable, Sequence
from typing import Any

from django.db import connection, models
from simple_history.models import HistoricalRecords

from integrity.seals import SEAL_BYTES, fits, printable, seal


def facts(row: models.Model) -> dict[str, Any]:
    """Return each column of `row` and its value, but for the seal and generated ones."""
    return {
        str(field.column): getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name != "seal" and not field.generated
    }


def seal_of(row: models.Model) -> bytes:
    return seal(row._meta.db_table, facts(row))


def sealed_facts(row: Any, *, apart: Container[str] = ()) -> dict[str, Any] | None:
    """Return the columns that the seal of `row` covers, None where it fits none as they stand.

    Those are all columns (but for some that are `apart`), or all that there were when the row was
    sealed: `sealed_later` of a model, or of the model whose history it is, names the columns that
    came later, the oldest first. A row from before has their defaults, or it fits no more.
    """
    covered = {name: value for name, value in facts(row).items() if name not in apart}
    later = getattr(getattr(row, "instance_type", row), "sealed_later", ())
    for name in [*reversed(later), None]:
        if fits(seal(row._meta.db_table, covered), row.seal):
            return covered
        if name is None or printable(covered.pop(name)) != _default(row, name):
            return None
    return None


def _default(row: models.Model, column: str) -> Any:
    field: Any = next(f for f in row._meta.concrete_fields if f.column == column)
    return printable(field.get_default())


def database_now() -> Any:
    """Return the time at which this transaction started, by PostgreSQL's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


class SealedQuerySet(models.QuerySet[Any]):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.seal = seal_of(row)
        return super().bulk_create(rows, *args, **kwargs)


class _SealedOnce(models.Model):
    seal = models.BinaryField(max_length=SEAL_BYTES, editable=False)

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.seal = seal_of(self)
        super().save(*args, **kwargs)


class SealedHistory(_SealedOnce):
    """Base of every history table: django-simple-history writes the row, the seal covers it."""

    class Meta:
        abstract = True


class Sealed(_SealedOnce):
    """A row that is inserted once. Its key is known before the insert, so the seal covers it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def sealed_history(
    bases: Sequence[type] = (SealedHistory,),
    excluded_fields: Sequence[str] = (),
    no_db_index: Sequence[str] = (),
) -> HistoricalRecords:
    """Return the history of a model: its own keys are known before the insert, so the seal fits.

    Arguments: `excluded_fields` are those that PostgreSQL computes from others; `no_db_index` are
    those that have an index in the model, and by which nobody looks for a line of the history.
    """
    return HistoricalRecords(
        bases=list(bases),
        excluded_fields=list(excluded_fields),
        no_db_index=list(no_db_index),
        history_id_field=models.UUIDField(default=uuid.uuid4),
        history_change_reason_field=models.TextField(null=True, blank=True),
    )


def save_with_reason(row: Any, by: Any, reason: str) -> None:
    """Save `row`; its history tells who did it and why."""
    row._history_user, row._change_reason = by, reason
    row.save()


def delete_with_reason(row: Any, by: Any, reason: str) -> None:
    row._history_user, row._change_reason = by, reason
    row.delete()
