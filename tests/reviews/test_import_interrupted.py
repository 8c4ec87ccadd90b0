"""Imports that are stopped, or meet someone else, in a database where transactions commit."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from articles.importing.batches import BATCH_LINES
from articles.models import Article, ArticleTopic, Wording
from citations.models import Citation
from tests import people
from tests.databases import server

SECONDS = 30


def lines(numbers: range) -> bytes:
    return b"".join(
        json.dumps(
            {
                "question": f"What helps in case {number}?",
                "wordings": {"clinician": {"from_research": "This [@work1]."}},
                "citations": [{"id": "work1", "type": "book", "title": "A book"}],
                "topics": ["Sample topic"],
                "origin_key": f"sample-{number}",
            }
        ).encode()
        + b"\n"
        for number in numbers
    )


def wait_until(fact: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def someone(database: str, condition: str) -> bool:
    """Return whether another connection to `database` is in a state, as its server sees it."""
    with server() as admin:
        found = admin.execute(
            f"SELECT FROM pg_stat_activity WHERE datname = %s AND {condition}",
            [database],
        )
        return found.rowcount > 0


@contextmanager
def importing(database: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_articles", "-", "--author", "importer", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": urlunsplit(address), "DATABASE_POOL": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("options", [(), ("--strict",)])
def test_a_stopped_import_keeps_whole_batches_and_is_finished_by_the_next_run(
    committed: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    people.author("importer")
    kept = 0 if options else BATCH_LINES
    with importing(committed, *options) as process:
        assert process.stdin is not None
        process.stdin.write(lines(range(BATCH_LINES + 500)))
        process.stdin.flush()
        if kept:
            wait_until(lambda: Article.objects.count() == kept)
        else:
            wait_until(lambda: someone(committed, "query LIKE 'RELEASE SAVEPOINT%%'"))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert out.decode().startswith("Stopped. Nothing was" if options else f"Stopped. {kept:,} imp")
    assert err.decode().splitlines()[-1] == (
        "Run the same command to go on: what is there is left out."
    )
    counts = [m.objects.count() for m in (Article, Wording, ArticleTopic)]
    assert counts == [kept] * 3
    file = tmp_path / "all.jsonl"
    file.write_bytes(lines(range(BATCH_LINES + 500)))
    summary = StringIO()
    call_command("import_articles", str(file), author="importer", stdout=summary)
    assert summary.getvalue().startswith(f"{BATCH_LINES + 500 - kept:,} imported, {kept:,} there")
    assert Article.objects.count() == BATCH_LINES + 500
    assert Citation.objects.count() == 1


def in_thread(work: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_work_and_an_address_taken_meanwhile_are_looked_up_again(
    committed: str, tmp_path: Path
) -> None:
    people.author("importer")
    file = tmp_path / "one.jsonl"
    file.write_bytes(lines(range(1)))
    with transaction.atomic():
        people.citation("work1", title="A book", doi=None)
        people.drafted(slug="what-helps-in-case-0")
        thread = in_thread(
            lambda: call_command("import_articles", str(file), author="importer", stdout=StringIO())
        )
        wait_until(lambda: someone(committed, "wait_event_type = 'Lock'"))
    thread.join(SECONDS)
    article = Article.objects.get(origin_key="sample-0")
    assert article.slug.startswith("what-helps-in-case-0-")
    assert Citation.objects.filter(title="A book").count() == 1


def test_two_imports_at_once_take_turns(committed: str, tmp_path: Path) -> None:
    people.author("importer")
    file = tmp_path / "many.jsonl"
    file.write_bytes(lines(range(300)))
    outs = [StringIO(), StringIO()]
    threads = [
        in_thread(
            lambda out=out: call_command(
                "import_articles", str(file), author="importer", stdout=out
            )
        )
        for out in outs
    ]
    for thread in threads:
        thread.join(SECONDS)
    assert sorted(out.getvalue().split(",")[0] for out in outs) == ["0 imported", "300 imported"]
    assert Article.objects.count() == 300
