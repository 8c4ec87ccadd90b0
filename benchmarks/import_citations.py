"""How long an import of 10,000 works takes, beside only reading them.

    python -m benchmarks.import_citations [--works 10000] [--rounds 5]

Each round takes the time of four things, and prints the ratios that docs/performance.md explains:

    parsing  what the library alone does with the file: rispy, bibtexparser or json
    reading  what citations/formats does with it: decoded, parsed, checked, normalised
    import   into a new database, as the site's role with every trigger on: read, compared with the
             library and with the file itself, written with its sealed history
    COPY     of the rows that came of it, as PostgreSQL's own text, into plain tables with the same
             indexes: what any import takes that writes these rows

benchmarks/sample_citations.py makes the files.
"""

import argparse
import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import bibtexparser
import rispy
from django.core.management import call_command
from django.db import connections

from benchmarks.databases import new_databases, server, tell
from benchmarks.sample_citations import sample_texts

LIKE = "INCLUDING INDEXES INCLUDING STORAGE"
TABLES = ("citations_citation", "citations_historicalcitation")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with server():
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


class Times(NamedTuple):
    """Seconds."""

    parsing: float
    reading: float
    imported: float
    copied: float


def measure(name: str, text: str) -> Times:
    data = text.encode()
    parsing = timed(lambda: PARSE[name](text))
    reading = timed(lambda: read_file(data))
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        Path(file.name).write_bytes(data)
        imported = timed(lambda: import_file(file.name))
    return Times(parsing, reading, imported, copy_rows())


def read_file(data: bytes) -> None:
    from citations.formats.reading import FILE_ENTRIES, read

    read(data, FILE_ENTRIES)


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
        connection.execute(f"CREATE TABLE plain.{table} (LIKE public.{table} {LIKE})")

    def copy() -> None:
        for table in TABLES:
            with connection.cursor().copy(f"COPY plain.{table} FROM STDIN") as into:
                into.write(rows[table])

    return timed(copy)


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(name: str, text: str, rounds: list[Times]) -> None:
    parsing, reading, imported, copied = (
        statistics.median(seconds) for seconds in zip(*rounds, strict=True)
    )
    tell(
        f"{name} ({len(text) / 1e6:.0f} MB): parsing {parsing:.2f} s, reading {reading:.2f} s, "
        f"import {imported:.2f} s, COPY {copied:.2f} s"
    )
    beside = {
        "parsing": [one.imported / one.parsing for one in rounds],
        "reading": [one.imported / one.reading for one in rounds],
        "(reading and COPY)": [one.imported / (one.reading + one.copied) for one in rounds],
    }
    for what, ratios in beside.items():
        tell(f"    import / {what} = {statistics.median(ratios):.1f}")


if __name__ == "__main__":
    main()
