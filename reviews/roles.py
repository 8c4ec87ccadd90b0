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
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            """CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)
               RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'"""
        )
        _wake_triggers(cursor)
        _grant(cursor)


def _wake_triggers(cursor: CursorWrapper) -> None:
    cursor.execute(
        """SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', tgrelid::regclass, tgname)
           FROM pg_trigger
           WHERE tgname LIKE 'pgtrigger\\_%%' AND NOT tgisinternal AND tgenabled <> 'A'"""
    )
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
