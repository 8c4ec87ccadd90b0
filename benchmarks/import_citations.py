"""How long an import of 10,000 works takes, beside only parsing them with the same library.

    python -m benchmarks.import_citations [--works 10000] [--rounds 5]

Each round parses every file with the library alone, imports it into a new database as the site's
role with every trigger on (read, match, write with sealed history), and copies the rows that came
of it into plain tables with the same indexes: below that no import can come, and where parsing is
as fast as that of JSON, it is most of the import. benchmarks/sample_citations.py makes the files.
"""

import argparse
import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import bibtexparser
import django
import rispy
from django.core.management import call_command
from django.db import connections

from benchmarks.import_articles import new_databases, tell
from benchmarks.sample_citations import sample_texts
from config import embedded

TABLES = ("citations_citation", "citations_historicalcitation")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    os.environ |= {"DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ.setdefault("IMPRIMATUR_VAR", "var/benchmark")
    with embedded.running() if embedded.is_wanted() else nullcontext():
        django.setup()
        for name, text in sample_texts(arguments.works).items():
            report(name, text, [measure(name, text) for _ in new_databases(arguments.rounds)])


def parse_medline(text: str) -> list[Any]:
    from citations.formats.medline import medline_parser

    return medline_parser().parse("TY  - \n" + text.replace("\n\n", "\nER  - \nTY  - \n"))


PARSE: dict[str, Callable[[str], Any]] = {
    "RIS": rispy.loads,
    "PubMed (.nbib)": parse_medline,
    "BibTeX": bibtexparser.parse_string,
    "CSL-JSON": json.loads,
    "Crossref JSON": lambda text: [json.loads(line) for line in text.splitlines()],
}


def measure(name: str, text: str) -> tuple[float, float, float]:
    """Return the seconds of parsing, of the import, and of copying the rows that came of it."""
    parsed = timed(lambda: PARSE[name](text))
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        Path(file.name).write_text(text)
        imported = timed(lambda: import_file(file.name))
    return parsed, imported, copy_rows()


def import_file(path: str) -> None:
    call_command("import_citations", path, by="benchmark", stdout=io.StringIO())


def copy_rows() -> float:
    """Copy what was imported, ready as PostgreSQL's own text, into tables with its indexes."""
    connections["owner"].ensure_connection()
    connection: Any = connections["owner"].connection
    rows = {}
    for table in TABLES:
        with connection.cursor().copy(f"COPY (TABLE public.{table}) TO STDOUT") as out:
            rows[table] = b"".join(bytes(block) for block in out)
    connection.execute("CREATE SCHEMA plain")
    for table in TABLES:
        connection.execute(f"CREATE TABLE plain.{table} (LIKE public.{table} INCLUDING INDEXES)")

    def copy() -> None:
        for table in TABLES:
            with connection.cursor().copy(f"COPY plain.{table} FROM STDIN") as into:
                into.write(rows[table])

    return timed(copy)


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(name: str, text: str, rounds: list[tuple[float, float, float]]) -> None:
    parsed, imported, copied = (statistics.median(part) for part in zip(*rounds, strict=True))
    ratio = statistics.median(imported / parsed for parsed, imported, _ in rounds)
    floor = statistics.median(imported / (parsed + copied) for parsed, imported, copied in rounds)
    tell(
        f"{name} ({len(text) / 1e6:.0f} MB): parsing {parsed:.2f} s, import {imported:.2f} s, COPY "
        f"{copied:.2f} s. Import / parsing = {ratio:.1f}; / (parsing and COPY) = {floor:.1f}"
    )


if __name__ == "__main__":
    main()
