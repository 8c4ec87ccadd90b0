# ruff: noqa: T201  this program talks to a person at a terminal
"""How long the search page takes over HTTP: a few words, and a word that every answer has.

    .venv/bin/python -m benchmarks.search_speed ../shared/data [--editions 50000] [--keep]

MedQuAD's pairs, again and again under other keys until there are enough, become sample editions;
each ends with the word "sample". Without --keep the database is made anew, which takes a while.
"""

import argparse
import gzip
import http.client
import itertools
import json
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from benchmarks.load import HOST, own_database, serving
from config import embedded

VAR = embedded.BASE / "var" / "benchmark-search-speed"
ALLOWED = 5  # times what a few words take, for a word that everything has


def main() -> None:
    options = read_options()
    with own_database(VAR, keep=options.keep):
        pairs = read_pairs(options.data)
        prepare(pairs, options.editions)
        queries = {
            "a few words": few_words(pairs, options.queries),
            "matches everything": ["sample"] * options.queries,
            "matches everything, two words": ["sample information"] * options.queries,
            "suggestions": [topic[:6] for topic in few_words(pairs, options.queries)],
        }
        with serving("config.wsgi:application", "/search/") as port:
            report({name: measure(port, name, asked) for name, asked in queries.items()})


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, help="the folder with medquad")
    parser.add_argument("--editions", type=int, default=50_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--keep", action="store_true", help="use the database of an earlier run")
    return parser.parse_args()


def read_pairs(data: Path) -> list[dict[str, Any]]:
    with gzip.open(data / "medquad/medquad_open.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def prepare(pairs: list[dict[str, Any]], editions: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from articles.models import IndexEntry
    from benchmarks.answer_page import make_author

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if not IndexEntry.objects.exists():
        make_author("benchmark")
        lines = VAR / "articles.jsonl"
        with lines.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in entries(pairs, editions))
        call_command("import_articles", lines, author="benchmark")
        call_command("load_sample_editions")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def entries(pairs: list[dict[str, Any]], editions: int) -> Iterator[dict[str, Any]]:
    from articles.importing.datasets import CONVERTERS

    for number, pair in enumerate(itertools.islice(itertools.cycle(pairs), editions)):
        copied = pair | {"key": f"{number}-{pair['key']}", "answer": f"{pair['answer']}\n\nSample."}
        yield CONVERTERS["medquad"](copied)


def few_words(pairs: list[dict[str, Any]], count: int) -> list[str]:
    """Return topics of two to four words, and what is asked of them, the same in every run."""
    chosen = random.Random(7)  # noqa: S311
    topics = sorted({p["focus"] for p in pairs if p["focus"] and 2 <= len(p["focus"].split()) <= 4})
    return [
        f"{topic} {chosen.choice(('', 'treatment', 'symptoms'))}".strip()
        for topic in chosen.sample(topics, count)
    ]


def measure(port: int, name: str, queries: list[str]) -> list[float]:
    """Return the milliseconds of each query, over one connection, one at a time."""
    path = "/search/suggestions?q=" if name == "suggestions" else "/search/?q="
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    took, warming = [], queries[:10]
    for query in [*warming, *queries]:
        started = time.perf_counter()
        connection.request("GET", path + quote_plus(query))
        response = connection.getresponse()
        response.read()
        took.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise SystemExit(f"{query}: {response.status}")
    connection.close()
    return took[len(warming) :]


def report(results: dict[str, list[float]]) -> None:
    base = statistics.median(results["a few words"])
    print("\nms over HTTP                     median     95%   of a few words")
    for name, took in results.items():
        middle = statistics.median(took)
        late = sorted(took)[int(len(took) * 0.95)]
        print(f"{name:30s} {middle:8.1f} {late:7.1f}   {middle / base:8.1f}")
    print(f"At most {ALLOWED} times a few words are allowed for what matches everything.")


if __name__ == "__main__":
    main()
