"""Rows by COPY, with their history: the triggers of each row fire, Django's signals do not.

Source of the method: PostgreSQL's manual, "Populating a Database", 14.4.2.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import chain
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import RawSQL
from psycopg import sql

from integrity.models import facts
from integrity.sealing import Sealing, Written

Row = Mapping[str, Any]

ADAPT: dict[type, Callable[[Any], Any]] = {
    models.JSONField: lambda value: None if value is None else Written.of(value),
    ArrayField: lambda items: items or "{}",  # most often empty, and then no type is looked up
}


@dataclass(frozen=True)
class Stamp:
    """Who writes rows, when by the clock of all histories, and the reason that theirs gives."""

    by: Any
    at: Any
    reason: str


@cache
def blank(model: type[models.Model]) -> dict[str, Any]:
    """Return each column that COPY fills, with its default where the model has one."""
    return {field.column: _default(field) for field in _fields(model)}


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Return `count` keys that PostgreSQL will give to no other row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(sequence) FROM generate_series(1, %s),"
            " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) AS of_table",
            [count, model._meta.db_table],
        )
        return [row[0] for row in cursor.fetchall()]


def listed(values: Iterable[str]) -> RawSQL:
    """Return texts for a lookup with __in, sent as one array however many they are."""
    return RawSQL("SELECT unnest(%s::text[])", [list(values)])


def copy(model: type[models.Model], rows: Iterable[Row], shared: Row) -> None:
    """Insert `rows`.

    Arguments: `shared` are values that all rows have; what neither gives is the model's default.
    """
    adapt = _adapting(model)
    _copy(model, map(adapt, rows), adapt(shared))


def copy_sealed(model: type[models.Model], rows: Sequence[Row], shared: Row) -> None:
    """Insert `rows`, which have the same columns, each with its seal."""
    if not rows:
        return
    sealing = _sealing(model, rows[0], shared)
    copy(model, ({**row, "seal": _sent(sealing.seal(row))} for row in rows), shared)


def copy_with_history(
    model: type[models.Model], rows: Iterable[Row], shared: Row, stamp: Stamp
) -> None:
    """Insert `rows` of a model with a history, and the first line of each one's history.

    All rows have the same columns. They are made, where `rows` makes them, and their lines are
    sealed while PostgreSQL is at work on those before.
    """
    others = iter(rows)
    first = next(others, None)
    if first is None:
        return
    history = model.history.model  # type: ignore[attr-defined]
    line = {
        **shared,
        "history_date": stamp.at,
        "history_type": "+",
        "history_user_id": stamp.by.pk,
        "history_change_reason": stamp.reason,
    }
    sealing = _sealing(history, {**first, "history_id": ""}, line)
    # What JSON is written as is sealed as well, which an array's form is not.
    as_json, adapt = _adapting(model, models.JSONField), _adapting(model, ArrayField)
    lines: list[Row] = []

    def sent() -> Iterator[Row]:
        for row in map(as_json, chain([first], others)):
            ready = adapt(row)
            yield ready
            own = {"history_id": str(uuid.uuid4())}
            lines.append({**ready, **own, "seal": _sent(sealing.seal({**row, **own}))})

    _copy(model, sent(), adapt(as_json(shared)))
    _copy(history, lines, adapt(as_json(line)))


def _copy(model: type[models.Model], rows: Iterable[Row], shared: Row) -> None:
    """Insert `rows`, whose values are as PostgreSQL reads them from text."""
    columns = {name: _sent(value) for name, value in {**_blank_sent(model), **shared}.items()}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as pipe,
    ):
        for row in rows:
            pipe.write_row(list({**columns, **row}.values()))


def _blank_sent(model: type[models.Model]) -> Row:
    return _adapting(model)(blank(model))


def _adapting(model: type[models.Model], *kinds: type) -> Callable[[Row], Row]:
    """Return what gives the values of fields of `kinds`, or all, the form that COPY wants."""
    among = kinds or ADAPT
    adapted = {f.column: ADAPT[kind] for f in _fields(model) if (kind := type(f)) in among}

    def adapt(row: Row) -> Row:
        changed = {name: do(row[name]) for name, do in adapted.items() if name in row}
        return {**row, **changed} if changed else row

    return adapt


def _sealing(model: type[models.Model], row: Row, shared: Row) -> Sealing:
    columns = {**blank(model), **shared}
    del columns["seal"]
    fixed = {name: value for name, value in columns.items() if name not in row}
    return Sealing(model._meta.db_table, columns, fixed)


def _sent(value: Any) -> Any:
    """Return `value` as PostgreSQL reads it from text: psycopg would ask for its type each time."""
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value


def copy_unsaved(rows: Sequence[Any]) -> None:
    """Insert `rows` of one model, whose keys are set; where it has seals each row gets its own."""
    model: type[models.Model] = type(rows[0])
    stored = [stored_facts(row) for row in rows]
    if "seal" in blank(model):
        sealing = Sealing(model._meta.db_table, stored[0], {})
        for row, values in zip(rows, stored, strict=True):
            row.seal = sealing.seal(values)
            values["seal"] = _sent(row.seal)
    copy(model, stored, {})


def stored_facts(row: models.Model) -> dict[str, Any]:
    """Return the columns of `row` but its seal, of a choice what is stored."""
    return {
        name: value.value if isinstance(value, Enum) else value
        for name, value in facts(row).items()
    }


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _default(field: Any) -> Any:
    default = field.get_default() if field.db_default is models.NOT_PROVIDED else None
    return getattr(default, "value", default)  # of a choice, what is stored
