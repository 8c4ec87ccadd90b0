"""How long an import takes, beside a bare COPY of the same rows with their full-text index.

    python -m benchmarks.import_articles FILE [--rounds 5]

FILE is what import_articles reads. Each round imports it into a new database, as the site's role
with every trigger on; then it copies the rows that came of it into plain tables without keys, in
the same database, and builds a full-text index on the texts. The server is the one that
DATABASE_URL names, or the embedded one in var/benchmark.
"""

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import django
import psycopg
from django.core.management import call_command
from django.db import connections

from config import embedded

TEMPLATE, DATABASE = "imprimatur_benchmark_template", "imprimatur_benchmark"
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
    os.environ |= {"DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ.setdefault("IMPRIMATUR_VAR", "var/benchmark")
    with embedded.running() if embedded.is_wanted() else nullcontext():
        django.setup()
        report([measure(arguments.file) for _ in new_databases(arguments.rounds)])


def new_databases(rounds: int) -> Iterator[None]:
    """Yield `rounds` times with Django's connections on a migrated, empty database."""
    with new_database(TEMPLATE, "template1"):
        call_command("migrate", verbosity=0)
        people()
        for _ in range(rounds):
            with new_database(DATABASE, TEMPLATE):
                yield


def people() -> None:
    from django.contrib.auth import get_user_model

    from articles.models import Author

    user = get_user_model().objects.create(username="benchmark")
    Author.objects.create(user=user, name="Sample Author (sample)")


@contextmanager
def new_database(name: str, template: str) -> Iterator[None]:
    owner = connections["owner"].get_connection_params()
    before = owner["dbname"]
    address = {key: owner[key] for key in ("user", "password", "host", "port") if key in owner}
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        point_to(name)
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield
        point_to(before)
        server.execute(f"DROP DATABASE {name}")


def point_to(name: str) -> None:
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        connections[alias].settings_dict["OPTIONS"].pop("pool", None)


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


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
