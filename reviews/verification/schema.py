"""What is installed in PostgreSQL is what the code says: triggers, their functions, privileges."""

import re
from typing import Any, NamedTuple

import pgtrigger
from django.conf import settings
from django.db import connection

from reviews.models import APPEND_ONLY, GUARDED, HISTORIES
from reviews.verification.misfit import Misfit, Report

# Bits of pg_trigger.tgtype. Source: PostgreSQL, src/include/catalog/pg_trigger.h.
BITS = {"ROW": 1, "BEFORE": 2, "INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
BODY = r"FUNCTION {name}\(\)\s+RETURNS TRIGGER AS \$\$(.*?)\$\$ LANGUAGE plpgsql"
PATH = ["search_path=pg_catalog, pg_temp"]


class Guard(NamedTuple):
    """A trigger as it is or should be; the names of the fields are words of a sentence."""

    event: int
    timing: tuple[bool, bool]
    state: str
    condition: bool
    function: str
    language: str
    body: str
    setting: list[str] | None


INSTALLED = """
    SELECT relation.relname, tgname, tgtype, tgdeferrable, tginitdeferred, tgenabled::text,
        tgqual IS NOT NULL OR tgattr <> '' OR tgnargs > 0, pronamespace::regnamespace::text
        || '.' || proname, CASE WHEN prosecdef THEN 'definer ' ELSE '' END || lanname, prosrc,
        proconfig
    FROM pg_trigger
    JOIN pg_class relation ON relation.oid = tgrelid
    JOIN pg_proc function ON function.oid = tgfoid
    JOIN pg_language language ON language.oid = prolang
    WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
    ORDER BY relname, tgname
"""
SLEEPING = """
    SELECT tgrelid::regclass::text, tgname FROM pg_trigger
    WHERE tgisinternal AND tgenabled <> 'O' ORDER BY 1, 2 LIMIT 1
"""
IGNORES = """
    SELECT prosrc FROM pg_proc WHERE proname = '_pgtrigger_should_ignore'
    AND pronamespace = 'public'::regnamespace AND proargtypes[0] = 'name'::regtype
"""
DISGUISED = """
    SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace
    AND (relkind <> 'r' OR relhasrules OR relrowsecurity OR relispartition
        OR EXISTS (SELECT FROM pg_inherits WHERE oid IN (inhrelid, inhparent)))
    ORDER BY 1 LIMIT 1
"""
TOO_FREE = """
    SELECT relname, privilege FROM pg_class, unnest(%s::text[]) AS privilege
    WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace
    AND (has_table_privilege(%s, oid, privilege) OR pg_has_role(%s, relowner, 'USAGE')
        OR privilege = 'UPDATE' AND has_any_column_privilege(%s, oid, 'UPDATE'))
    ORDER BY 1, 2 LIMIT 1
"""
CONSTRAINTS = """
    SELECT conname FROM pg_constraint
    WHERE convalidated AND connamespace = 'public'::regnamespace
    UNION SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indisunique AND indisvalid AND relnamespace = 'public'::regnamespace
"""


def check_schema(report: Report) -> None:
    expected, installed = _expected(), _installed()
    for (table, name), guard in expected.items():
        _check_guard(table, name, guard, installed.get((table, name)))
    tables = {table for table, _ in expected}
    for table, name in installed:
        ours = table in tables or name.startswith("pgtrigger_")
        if ours and (table, name) not in expected:
            raise Misfit(table, f"trigger {name}", "the code has no such trigger.")
    _check_sleepers()
    report(f"triggers: {len(expected)} guards, each as the code says and awake, and none other")
    _check_tables(sorted(tables))
    report(f"tables: {len(tables)} guarded, with their constraints, none that the site may rewrite")


def _expected() -> dict[tuple[str, str], Guard]:
    triggers = [(model, trigger) for model in GUARDED for trigger in model._meta.triggers]  # type: ignore[attr-defined]
    return {
        (model._meta.db_table, trigger.get_pgid(model)): _guard(model, trigger)
        for model, trigger in triggers
    }


def _guard(model: Any, trigger: pgtrigger.Trigger) -> Guard:
    name = trigger.get_pgid(model)
    body = re.search(BODY.format(name=name), trigger.compile(model).install_sql, re.DOTALL)
    assert body is not None  # noqa: S101  pgtrigger promises to keep its template
    words = [str(trigger.when), str(trigger.level), *map(str, trigger.operation)]
    return Guard(
        event=sum(BITS.get(word, 0) for word in words),
        timing=(trigger.timing is not None, trigger.timing == pgtrigger.Deferred),
        state="A",
        condition=False,
        function=f"public.{name}",
        language="plpgsql",
        body=body[1],
        setting=PATH,
    )


def _installed() -> dict[tuple[str, str], Guard]:
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED)
        return {
            (table, name): Guard(events, (deferrable, deferred), *facts)
            for table, name, events, deferrable, deferred, *facts in cursor.fetchall()
        }


def _check_guard(table: str, name: str, guard: Guard, found: Guard | None) -> None:
    key = f"trigger {name}"
    if found is None:
        raise Misfit(table, key, "it is not installed.")
    if found.state != guard.state:
        raise Misfit(table, key, "it is not awake for everybody: it is no ENABLE ALWAYS trigger.")
    for field in Guard._fields:
        if getattr(found, field) != getattr(guard, field):
            raise Misfit(table, key, f"the code gives it another {field}.")


def _check_sleepers() -> None:
    if row := _first(SLEEPING):
        raise Misfit(row[0], f"trigger {row[1]}", "a foreign key is not enforced.")
    if (row := _first(IGNORES)) is None or row[0].strip() != "SELECT false":
        raise Misfit(
            "_pgtrigger_should_ignore", "function", "it can tell the guards to stand aside."
        )


def _check_tables(tables: list[str]) -> None:
    if row := _first(DISGUISED, [tables]):
        raise Misfit(row[0], "table", "it is not a plain table: a rule or another table is in it.")
    site = settings.SITE_ROLE
    frozen = [model._meta.db_table for model in [*APPEND_ONLY, *HISTORIES]]
    row = _first(TOO_FREE, [["UPDATE", "DELETE", "TRUNCATE"], frozen, site, site, site])
    row = row or _first(TOO_FREE, [["TRUNCATE", "TRIGGER"], tables, site, site, site])
    if row:
        raise Misfit(row[0], "table", f"the site's role has the privilege {row[1]}.")
    _check_constraints()


def _check_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS)
        installed = {name for (name,) in cursor.fetchall()}
    for model in GUARDED:
        base = model._meta.concrete_model
        for constraint in base._meta.constraints:  # type: ignore[union-attr]
            if constraint.name not in installed:
                raise Misfit(model._meta.db_table, f"constraint {constraint.name}", "it is gone.")


def _first(query: str, parameters: list[Any] | None = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()
