"""Statements whose values travel apart from them: what readers ask stands in no database's log."""

from typing import Any

import psycopg
from django.db import connection


def rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return what `statement` finds, planned anew for these values.

    A plan that is kept for any values is 100 times slower where a word stands in every entry.
    """
    if connection.queries_logged:  # by Django, which is asked to: values stand in its statements
        with connection.cursor() as logged:
            logged.execute(statement, values)
            return list(logged.fetchall())
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return list(cursor.execute(statement, values, prepare=False).fetchall())
