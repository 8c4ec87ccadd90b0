"""The record names each sealed row that a verb wrote; each row that it names is there."""

from django.db import connection, models

from articles.models import (
    Contributor,
    Declaration,
    Edition,
    Interest,
    RenderedWording,
    Submission,
    Withdrawal,
)
from reviews.models import (
    Answer,
    Authenticator,
    AuthenticatorRemoval,
    Comment,
    HoldLift,
    Policy,
    Record,
    Review,
    ReviewDecision,
    SigningHold,
    SourceCheck,
)
from reviews.verification.misfit import Misfit, Report

BY_VERBS: list[type[models.Model]] = [
    Submission,
    RenderedWording,
    Review,
    ReviewDecision,
    Comment,
    Answer,
    Edition,
    Withdrawal,
    Policy,
    Authenticator,
    AuthenticatorRemoval,
    SigningHold,
    HoldLift,
    Declaration,
    Interest,
]
# A site starts with its first policy: no verb adopted it.
FIRST_POLICY = {Policy._meta.db_table: "found.version > 1"}
NAMED = """
    WITH named AS MATERIALIZED (
        SELECT number, (line->>1)::uuid AS id, decode(line->>2, 'hex') AS seal
        FROM reviews_record, jsonb_array_elements(rows) AS line WHERE line->>0 = %s
    )
"""
MISSING = """
    SELECT named.id, named.number, found.id IS NULL FROM named LEFT JOIN {table} found USING (id)
    WHERE found.seal IS DISTINCT FROM named.seal ORDER BY named.number LIMIT 1
"""
UNNAMED = """
    SELECT found.id FROM {table} found
    WHERE {by_a_verb} AND NOT EXISTS (SELECT FROM named WHERE named.id = found.id)
    ORDER BY 1 LIMIT 1
"""


def check_named(report: Report) -> None:
    _check_present(Contributor._meta.db_table)
    _check_present(SourceCheck._meta.db_table)  # named once it led to a signature
    for model in BY_VERBS:
        _check_present(model._meta.db_table)
        _check_told(model._meta.db_table)
        report(f"{model._meta.db_table}: the record names each row, and each it names is there")


def _check_present(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NAMED + MISSING.format(table=table), [table])
        row = cursor.fetchone()
    if row:
        what = "is not there" if row[2] else "has another seal"
        raise Misfit(
            table, row[0], f"line {row[1]} of {Record._meta.db_table} names it, and it {what}."
        )


def _check_told(table: str) -> None:
    with connection.cursor() as cursor:
        by_a_verb = FIRST_POLICY.get(table, "true")
        cursor.execute(NAMED + UNNAMED.format(table=table, by_a_verb=by_a_verb), [table])
        row = cursor.fetchone()
    if row:
        raise Misfit(table, row[0], f"no line of {Record._meta.db_table} names it.")
