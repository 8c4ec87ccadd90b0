# ruff: noqa: T201  this program talks to a person at a terminal
"""How many answer pages a second, beside a floor and a limit, in one run.

    .venv/bin/python -m benchmarks.answer_page

`benchmarks/README.md` says what is measured. Needs wrk (Debian: `apt-get install wrk`).
"""

import argparse
import os
import pickle
import statistics
from contextlib import ExitStack
from pathlib import Path

from benchmarks.load import Load, own_database, same_everywhere, serving
from config import embedded

APPS = {
    "answer page": "config.wsgi:application",
    "floor": "benchmarks.floor:application",
    "limit": "benchmarks.limit:application",
}
MODES = ("hot", "random")
WARM_UP_SECONDS = 150  # long enough for each process to have made nearly every page
VAR = embedded.BASE / "var" / "benchmark-pages"


def main() -> None:
    options = read_options()
    os.environ["BENCHMARK_PAGES"] = str(VAR / "pages.pickle")
    with own_database(VAR), ExitStack() as stack:
        print(f"Making {options.editions} editions ...", flush=True)
        paths = prepare(options.editions)
        ports = {
            app: stack.enter_context(serving(target, paths[0])) for app, target in APPS.items()
        }
        same_everywhere(list(ports.values()), paths[:: len(paths) // 50 or 1])
        report(measure(ports, Load(paths, VAR), options.rounds, options.seconds))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--editions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    return parser.parse_args()


def prepare(count: int) -> list[str]:
    """Fill the database, and give floor and limit the bytes of each page. Returns the paths."""
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import sample_articles

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    paths = sample_articles.write(VAR / "articles.jsonl", count)
    make_author("benchmark")
    call_command("import_articles", VAR / "articles.jsonl", author="benchmark")
    call_command("load_sample_editions")
    _store_pages(paths)
    return paths


def make_author(name: str) -> None:
    from django.contrib.auth.models import User

    from articles.models import Author

    user = User.objects.create(username=name)
    Author.objects.create(user=user, name="Sample Author (sample)", credentials="MD")


def _store_pages(paths: list[str]) -> None:
    from django.db import connections
    from django.test import Client

    reader = Client(SERVER_NAME="127.0.0.1")
    pages = {path: reader.get(path).content for path in paths}
    Path(os.environ["BENCHMARK_PAGES"]).write_bytes(pickle.dumps(pages))
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE benchmark_page (slug varchar(120) PRIMARY KEY, body bytea)")
        cursor.execute("GRANT SELECT ON benchmark_page TO imprimatur_site")
        rows = [(path.split("/")[2], page) for path, page in pages.items()]
        cursor.executemany("INSERT INTO benchmark_page VALUES (%s, %s)", rows)
        cursor.execute("VACUUM ANALYZE")
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


Results = dict[tuple[str, str], list[float]]


def measure(ports: dict[str, int], load: Load, rounds: int, seconds: int) -> Results:
    """Return the requests a second of each app and mode, one number a round."""
    for app, port in ports.items():
        cold = load.run(port, "random", WARM_UP_SECONDS)
        print(f"{app}, first {WARM_UP_SECONDS} seconds: {cold:,.0f} requests/s", flush=True)
    results: Results = {(app, mode): [] for app in ports for mode in MODES}
    for number in range(rounds):
        apps = list(ports)
        for app in apps[number % len(apps) :] + apps[: number % len(apps)]:
            for mode in MODES:
                results[app, mode].append(load.run(ports[app], mode, seconds))
        print(f"round {number + 1} of {rounds} done", flush=True)
    return results


def report(results: Results) -> None:
    print("\nrequests/s, median   hot   random")
    for app in APPS:
        rates = (statistics.median(results[app, mode]) for mode in MODES)
        print(f"{app:20s} " + " ".join(f"{rate:8,.0f}" for rate in rates))
    for base in ("floor", "limit"):
        print(f"of the {base:13s} " + " ".join(_ratio(results, mode, base) for mode in MODES))


def _ratio(results: Results, mode: str, base: str) -> str:
    pairs = zip(results["answer page", mode], results[base, mode], strict=True)
    return f"{statistics.median(ours / theirs for ours, theirs in pairs):8.3f}"


if __name__ == "__main__":
    main()
