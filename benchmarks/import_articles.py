"""How long an import takes, beside a bare COPY of the same rows with their full-text index.

    python -m benchmarks.import_articles FILE [--rounds 5]

FILE is what import_articles reads. Each round imports it into a new database, as the site's role
with every trigger on; then it copies the rows that came of it into plain tables without keys, in
the same database, and builds a full-text index on the texts. The server is the one that
DATABASE_URL names, or the embedded one in var/benchmark.
"""

import argparse
import io
import statistics
import time
from typing import Any

from django.core.management import call_command
from django.db import connections

from benchmarks.databases import new_databases, server, tell

TABLES = (
    *("citations_citation", "citations_historicalcitation"),
    *("articles_topic", "articles_historicaltopic"),
    *("articles_article", "articles_historicalarticle", "articles_contributor"),
    *("articles_authorship", "articles_historicalauthorship"),
    *("articles_articletopic", "articles_historicalarticletopic"),
    *("articles_wording", "articles_historicalwording"),
)
FULL_TEXT = """CREATE INDEX ON plain.articles_wording
    USING gin (to_tsvector('english', from_guidelines || ' ' || from_research))"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with server():
        report([measure(arguments.file) for _ in new_databases(arguments.rounds)])


def measure(file: str) -> tuple[float, float, float]:
    """Return the seconds of the import, of the bare COPY, and of its full-text index."""
    started = time.perf_counter()
    call_command("import_articles", file, author="benchmark", stdout=io.StringIO())
    imported = time.perf_counter() - started
    connections["owner"].ensure_connection()
    copied, indexed = bare_copy(connections["owner"].connection)
    tell(f"import {imported:.2f} s, COPY {copied:.2f} s, index {indexed:.2f} s")
    return imported, copied, indexed


def bare_copy(connection: Any) -> tuple[float, float]:
    """Copy every row that was imported, ready as PostgreSQL's own text, into plain tables."""
    rows = {}
    for table in TABLES:
        with connection.cursor().copy(f"COPY (TABLE public.{table}) TO STDOUT") as out:
            rows[table] = b"".join(bytes(block) for block in out)
    started = time.perf_counter()
    with connection.transaction():
        connection.execute("CREATE SCHEMA plain")
        for table in TABLES:
            connection.execute(f"CREATE TABLE plain.{table} AS TABLE public.{table} WITH NO DATA")
            with connection.cursor().copy(f"COPY plain.{table} FROM STDIN") as into:
                into.write(rows[table])
        copied = time.perf_counter() - started
        connection.execute(FULL_TEXT)
    return copied, time.perf_counter() - started - copied


def report(rounds: list[tuple[float, float, float]]) -> None:
    imported, copied, indexed = (
        statistics.median(seconds) for seconds in zip(*rounds, strict=True)
    )
    bare = statistics.median(copied + indexed for _, copied, indexed in rounds)
    tell(
        f"Medians of {len(rounds)}: import {imported:.2f} s, bare COPY {copied:.2f} s, its "
        f"full-text index {indexed:.2f} s. Import / (COPY and index) = {imported / bare:.2f}"
    )


if __name__ == "__main__":
    main()
