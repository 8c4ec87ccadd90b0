"""Raw SQL, as someone writes it who goes round the application."""
# ruff: noqa: S608  tables and columns are the test's own words

import json
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, models, transaction


def execute(statement: str, *parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return int(cursor.rowcount)


def value(statement: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchone()[0]


def refused(statement: str, *parameters: Any) -> str:
    """Return the sentence with which PostgreSQL refuses `statement`, to site and owner."""
    to_site = refused_to("imprimatur_site", statement, *parameters)
    assert refused_to("NONE", statement, *parameters) == to_site
    return to_site


def refused_to(role: str, statement: str, *parameters: Any) -> str:
    """Return the sentence with which PostgreSQL refuses `statement` to `role`; nothing changes.

    NONE is who signed in: the owner of every table. (RESET ROLE is the site again, for that is the
    role which the connection starts with.)
    """
    with pytest.raises((IntegrityError, ProgrammingError)) as error:
        _execute_as(role, statement, *parameters)
    return str(error.value.__cause__.diag.message_primary)  # type: ignore[union-attr]


@transaction.atomic
def _execute_as(role: str, statement: str, *parameters: Any) -> None:
    execute(f"SET LOCAL ROLE {role}")
    execute(statement, *parameters)
    execute("SET CONSTRAINTS ALL IMMEDIATE")


def copied(row: models.Model, **changes: Any) -> tuple[str, str, Any]:
    """Return the arguments of `execute` that insert a copy of `row` with `changes`.

    A change is written as JSON holds it; "now" is the time at which the transaction started.
    """
    table, key = row._meta.db_table, row._meta.pk.column  # type: ignore[union-attr]
    columns = ", ".join(
        f'"{field.column}"' for field in row._meta.concrete_fields if not field.generated
    )
    statement = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record("
        f"(SELECT t FROM {table} t WHERE {key} = %s), %s::jsonb)"
    )
    return statement, str(row.pk), json.dumps(changes)


def another(row: Any, **changes: Any) -> tuple[str, str, Any]:
    """Return the arguments of `execute` for a copy of `row` under a key of its own."""
    return copied(row, id=str(uuid.uuid4()), **changes)
