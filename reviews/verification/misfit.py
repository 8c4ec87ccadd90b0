from collections.abc import Callable, Iterator
from typing import Any

from django.db import DataError, models

Report = Callable[[str], None]

PROGRESS = 20_000  # rows


class Misfit(Exception):
    """The first thing that does not fit: which row of which table, and what is wrong with it."""

    def __init__(self, table: str, key: Any, sentence: str) -> None:
        super().__init__(f"{table}, {key}: {sentence}")
        self.table = table


def stream(rows: models.QuerySet[Any], report: Report, chunk: int = 2000) -> Iterator[Any]:
    """Yield `rows` from a cursor on the server, a chunk in memory at a time.

    Raises Misfit where PostgreSQL holds a value that Python cannot read, such as a time beyond
    the year 9999.
    """
    table, last = rows.model._meta.db_table, "first row"
    try:
        for count, row in enumerate(rows.iterator(chunk_size=chunk), start=1):
            yield row
            last = f"after {row.pk}"
            if count % PROGRESS == 0:
                report(f"  {table}: {count:,} rows so far")
    except DataError as error:
        raise Misfit(table, last, f"a value cannot be read ({error}).") from error
