"""Each row with a history stands as the last row of its history says."""

from typing import Any

from django.db import connection, models

from articles.models import Article
from reviews.models import HISTORIES
from reviews.verification.misfit import Misfit, Report

# The columns of the row and of its history's last row side by side.
DIFFERENCES = """
    SELECT coalesce(now.{key}, was.{key}), was.{key} IS NULL, was.history_type, now.{key} IS NULL,
        array_remove(ARRAY[{changed}], NULL)
    FROM {table} now FULL JOIN (
        SELECT DISTINCT ON ({key}) * FROM {history} ORDER BY {key}, history_date DESC
    ) was ON was.{key} = now.{key}
    WHERE was.{key} IS NULL OR (was.history_type = '-') <> (now.{key} IS NULL)
        OR (now.{key} IS NOT NULL AND ({now}) IS DISTINCT FROM ({was}))
    ORDER BY 1 LIMIT 1
"""
# Each change of an article counts its version on, so none is left out.
GAPS = """
    SELECT now.id, now.version - count(DISTINCT was.version)
    FROM articles_article now JOIN articles_historicalarticle was
        ON was.id = now.id AND was.version BETWEEN 1 AND now.version
    GROUP BY now.id HAVING count(DISTINCT was.version) <> now.version
    ORDER BY 1 LIMIT 1
"""


def check_histories(report: Report) -> None:
    for history in HISTORIES:
        table = _check_last(history)
        report(f"{table}: each row stands as its history says")
    _check_versions()


def _check_last(history: Any) -> str:
    """Return the table whose rows stand as `history` says."""
    model = history.instance_type
    table: str = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_differences(model, history))
        row = cursor.fetchone()
    if row is None:
        return table
    key, unwritten, last, missing, changed = row
    where = f"its history, {history._meta.db_table},"
    if unwritten:
        raise Misfit(table, key, f"{where} has no row of it.")
    if missing:
        raise Misfit(table, key, f"it is gone, but {where} does not say that it was deleted.")
    if last == "-":
        raise Misfit(table, key, f"{where} says that it was deleted.")
    raise Misfit(table, key, f"{where} ends with another value of {', '.join(changed)}.")


def _differences(model: type[models.Model], history: type[models.Model]) -> str:
    kept = {field.column for field in history._meta.concrete_fields}
    columns = [field.column for field in model._meta.concrete_fields if field.column in kept]
    return DIFFERENCES.format(
        table=f'"{model._meta.db_table}"',
        history=f'"{history._meta.db_table}"',
        key=f'"{model._meta.pk.column}"',
        changed=", ".join(
            f"""CASE WHEN now."{name}" IS DISTINCT FROM was."{name}" THEN '{name}' END"""
            for name in columns
        ),
        now=", ".join(f'now."{name}"' for name in columns),
        was=", ".join(f'was."{name}"' for name in columns),
    )


def _check_versions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(GAPS)
        row = cursor.fetchone()
    if row:
        raise Misfit(
            Article.history.model._meta.db_table,
            f"article {row[0]}",
            f"{row[1]} of the article's versions are not there.",
        )
