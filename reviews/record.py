"""The one place that adds lines to the record."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from articles.models import Article, Submission
from integrity.seals import seal
from reviews.models import Record, Verb
from reviews.models.record import GENESIS


@dataclass
class Line:
    """What a verb did: who, on what, why, and the sealed rows that it wrote."""

    verb: Verb
    by: Any
    article: Article | None = None
    submission: Submission | None = None
    from_state: str = ""
    to_state: str = ""
    reason: str = ""
    rows: list[models.Model] = field(default_factory=list)


def append(*lines: Line) -> None:
    """Add `lines` at the end of the record, as the last thing of the verb's transaction.

    The chain's lock is taken here and held until the transaction ends, so verbs at the same
    moment queue up.
    """
    with connection.cursor() as cursor:
        # Two statements sent as one: the second sees what was committed while the first waited.
        cursor.execute(
            """SELECT pg_advisory_xact_lock('public.reviews_record'::regclass::bigint);
               SELECT clock_timestamp(), last.number, last.hash FROM (VALUES (1)) AS one
               LEFT JOIN (SELECT number, hash FROM reviews_record ORDER BY number DESC LIMIT 1)
               AS last ON true"""
        )
        cursor.nextset()
        at, number, previous = cursor.fetchone()
    rows = []
    for line in lines:
        number = (number or 0) + 1
        row = _row(line, number, at, previous or GENESIS)
        previous = row.hash
        rows.append(row)
    Record.objects.bulk_create(rows)


def _row(line: Line, number: int, at: Any, previous: bytes) -> Record:
    row = Record(
        number=number,
        at=at,
        actor=line.by,
        actor_name=printed_name(line.by),
        verb=line.verb,
        article=line.article,
        submission=line.submission,
        from_state=line.from_state,
        to_state=line.to_state,
        reason=line.reason,
        rows=[[row._meta.db_table, str(row.pk), row.seal.hex()] for row in line.rows],  # type: ignore[attr-defined]
        previous_hash=previous,
    )
    row.seal = seal(Record._meta.db_table, row.content())
    row.hash = row.chained_hash()
    return row


def printed_name(user: Any) -> str:
    """Return the name that the record prints for `user`; it stays when the account changes."""
    return (user.get_full_name() or user.get_username()) if user else "Imprimatur"


def printed_name_of(user: Any) -> str:
    """Return the name that others know `user` by: a member's and an author's printed one."""
    for seat in ("board_member", "author"):
        if hasattr(user, seat):
            return str(getattr(user, seat).name)
    return printed_name(user)
