"""A real server whose database goes away and comes back."""

import urllib.error
import urllib.request

from django.db import connection

from tests import people
from tests.browser.conftest import site
from tests.databases import server

__all__ = ["site"]


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  our own server
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def end_sessions(database: str) -> int:
    """End all sessions of a database but this test's own, as its restart would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    with server() as admin:
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = %s AND pid <> %s",
            [database, own],
        )
        return len(ended.fetchall())


def test_readers_notice_nothing_of_a_database_that_restarted(site: str, committed: str) -> None:
    address = f"{site}/answers/{people.approved().slug}/"
    assert [status(address) for _ in range(6)] == [200] * 6
    for _ in range(2):
        assert end_sessions(committed) > 0
        assert [status(address) for _ in range(6)] == [200] * 6


def test_readers_are_told_of_a_database_that_is_gone_until_it_is_back(
    site: str, committed: str
) -> None:
    address = f"{site}/answers/{people.approved().slug}/"
    assert status(address) == 200
    with server() as admin:
        admin.execute(f'ALTER DATABASE "{committed}" ALLOW_CONNECTIONS false')
    try:
        end_sessions(committed)
        assert (status(address), status(f"{site}/healthz")) == (503, 503)
    finally:
        with server() as admin:
            admin.execute(f'ALTER DATABASE "{committed}" ALLOW_CONNECTIONS true')
    assert status(f"{site}/healthz") == 200
    assert status(address) == 200
