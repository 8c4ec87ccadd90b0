"""What the site's role may do, set after each migration: it owns nothing and rewrites nothing."""

from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper

from reviews.models import APPEND_ONLY, HISTORIES


def secure(using: str, **kwargs: Any) -> None:  # noqa: ARG001  signal receivers take what comes
    """Close what migrations leave open, as the owner. Safe to run again.

    pgtrigger's triggers ask a function whether a setting tells them to stand aside, and ordinary
    triggers sleep while a session is a replica's: here the function says no and they wake always.
    Functions look names up along the session's path: the guards' get a path of their own, so that
    nobody's now() stands in for PostgreSQL's.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            """CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)
               RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'"""
        )
        _run_each(cursor, WAKE_TRIGGERS)
        _run_each(cursor, FIX_PATHS)
        _run_each(cursor, KEEP_OUT)
        _grant(cursor)


WAKE_TRIGGERS = r"""
    SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', tgrelid::regclass, tgname)
    FROM pg_trigger
    WHERE tgname LIKE 'pgtrigger\_%' AND NOT tgisinternal AND tgenabled <> 'A'
"""
FIX_PATHS = r"""
    SELECT DISTINCT format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp',
        tgfoid::regprocedure)
    FROM pg_trigger WHERE tgname LIKE 'pgtrigger\_%' AND NOT tgisinternal
"""
# Only a database's owner can; where another role owns it, that one is asked by docs/deploying.md.
KEEP_OUT = """
    SELECT format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', datname)
    FROM pg_database
    WHERE datname = current_database() AND pg_has_role(current_user, datdba, 'USAGE')
"""


def _run_each(cursor: CursorWrapper, statements: str) -> None:
    """Run each of the statements that the query `statements` gives."""
    cursor.execute(statements)
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)


def _grant(cursor: CursorWrapper) -> None:
    role = settings.SITE_ROLE
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if not cursor.fetchone():
        cursor.execute(f"CREATE ROLE {role} NOLOGIN")
    cursor.execute("SELECT pg_has_role(current_user, %s, 'SET')", [role])
    if not cursor.fetchone()[0]:
        cursor.execute(f"GRANT {role} TO CURRENT_USER")
    frozen = ", ".join(f'"{model._meta.db_table}"' for model in [*APPEND_ONLY, *HISTORIES])
    cursor.execute(
        f"""
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA public TO {role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
        REVOKE UPDATE, DELETE ON {frozen} FROM {role};
        REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
        """
    )
