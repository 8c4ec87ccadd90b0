"""What the library's page and the search while writing take with 2,000 works and with 200,000.

    python -m benchmarks.library_list [--small 2000] [--large 200000] [--rounds 15]

One database is filled to the one size and then to the other; each address is asked for in turn,
through the whole of Django as an editor, and its median time with many works is printed beside
that with few. The server is the one that DATABASE_URL names, or the embedded one.
"""

import argparse
import statistics
import time
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from benchmarks.databases import new_databases, server, tell
from benchmarks.sample_articles import WORDS

LIST = "/admin/citations/citation/"
ADDRESSES = {
    "list": LIST,
    "search, rare": f"{LIST}?q=work+number+001234",
    "search, common": f"{LIST}?q=sample",
    "search, author": f"{LIST}?q=sampleson77",
    "search, none": f"{LIST}?q=nothing+has+this",
    "search by key": f"{LIST}?q=sample001234",
    "search by DOI": f"{LIST}?q=10.5555/sample.001234",
    "by type": f"{LIST}?type=book",
    "by notice": f"{LIST}?notice=any",
    "uncited": f"{LIST}?use=uncited",
    "incomplete": f"{LIST}?lacks=place",
    "duplicates": f"{LIST}duplicates/",
    "pick, rare": f"{LIST}pick/?q=sample.001234",
    "pick, common": f"{LIST}pick/?q=sample",
    "pick by author": f"{LIST}pick/?q=sampleson77",
}
FILL = """
    INSERT INTO citations_citation (key, type, title, author, container_title, issued_year, volume,
        issue, page, publisher, language, doi, url, evidence, further, abstract)
    SELECT 'sample' || number, CASE WHEN n %% 10 = 0 THEN 'book' ELSE 'article-journal' END,
        'A sample work number ' || lpad(m::text, 6, '0') || ' on ' ||
            (%(words)s::text[])[1 + m %% 97] || ' and ' || (%(words)s::text[])[1 + m %% 89],
        jsonb_build_array(jsonb_build_object('family', 'Sampleson' || m %% 5000)),
        'Journal of Samples', 1990 + m %% 35, '', '', '', '', '',
        CASE WHEN n %% 50 = 0 THEN NULL ELSE '10.5555/sample.' || number END, '', '', '{}', ''
    FROM generate_series(%(first)s::int, %(last)s::int) AS n,
        LATERAL (SELECT n - (n %% 100 = 99)::int AS m, lpad(n::text, 6, '0') AS number) AS twin
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=2000)
    parser.add_argument("--large", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    with server():
        call_command("collectstatic", verbosity=0, interactive=False)
        for _ in new_databases(1):
            fill(1, arguments.small)
            few = measure(arguments.rounds)
            fill(arguments.small + 1, arguments.large)
            many = measure(arguments.rounds)
            report(few, many, arguments)


def fill(first: int, last: int) -> None:
    """Write works, one in fifty of them too thin to be found, one in a hundred a twin.

    Numbers have six digits, so that what names one work finds as many of the few as of the many.
    Then does what autovacuum does within minutes: the search's index takes in its pending list.
    """
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"words": WORDS[:97], "first": first, "last": last})
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure(rounds: int) -> dict[str, float]:
    """Return the median time of each address, in seconds."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    users: Any = get_user_model().objects
    editor, _ = users.get_or_create(username="editor", is_staff=True, is_superuser=True)
    client = Client(SERVER_NAME="localhost")
    client.force_login(editor)
    times: dict[str, list[float]] = {name: [] for name in ADDRESSES}
    for _ in range(rounds):
        for name, address in ADDRESSES.items():
            start = time.perf_counter()
            response = client.get(address)
            times[name].append(time.perf_counter() - start)
            if response.status_code != 200:
                raise SystemExit(f"{address} answers {response.status_code}.")
    return {name: statistics.median(taken) for name, taken in times.items()}


def report(few: dict[str, float], many: dict[str, float], sizes: Any) -> None:
    tell(f"{'':16}{sizes.small:>10,}{sizes.large:>10,}  ratio")
    for name, taken in few.items():
        times = f"{taken * 1000:>7.1f} ms{many[name] * 1000:>7.1f} ms"
        tell(f"{name:16}{times}{many[name] / taken:>7.2f}")


if __name__ == "__main__":
    main()
