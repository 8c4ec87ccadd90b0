"""Statements whose values travel apart from them: what readers ask stands in no database's log."""

from typing import Any

import psycopg
from django.db import connection


def rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with _cursor() as cursor:
        return list(cursor.execute(statement, values).fetchall())


def _cursor() -> Any:
    """Return a cursor that sends values apart; Django's own where it is asked to log queries."""
    if connection.queries_logged:
        return connection.cursor().cursor
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(cursor)
