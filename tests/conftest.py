"""Databases for tests: one migrated template, from which each process and each test that commits
gets a copy of its own. Nothing is ever flushed: the guards forbid it. The people of most tests
are in it already, because making them takes longer than most tests do."""

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from tests import at_hand, people
from tests.chromium import browser
from tests.databases import EMPTY, TEMPLATE, copied, copy, drop, point_to, server

__all__ = ["browser"]  # of one process; a second could not be started beside it

# It begins first: it needs no template of the database, which the other process makes meanwhile.
# No test of a browser can: that keeps an event loop, beside which others cannot run their own.
FIRST = "tests/config/test_run.py"


@contextmanager
def once_a_run(thing: str) -> Iterator[bool]:
    """Say whether `thing` is still to be made; the run's other processes wait until it is."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    marker = Path(settings.VAR_DIR) / f"{thing}-of-run"
    with (marker.parent / f"{thing}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        is_made = marker.exists() and marker.read_text() == run
        yield not is_made
        marker.write_text(run)


@pytest.fixture(scope="session")
def template_database(django_db_blocker: Any) -> None:
    """Migrate the template, once for all processes of this run."""
    with once_a_run("template") as is_missing, django_db_blocker.unblock():
        if not is_missing:
            return
        with server() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {EMPTY} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {EMPTY}")
            admin.execute(f"REVOKE TEMPORARY ON DATABASE {EMPTY} FROM PUBLIC")
        point_to(EMPTY)
        call_command("migrate", verbosity=0)
        point_to(TEMPLATE)  # which ends the sessions that a copy would wait for
        copy(EMPTY, TEMPLATE)
        people.usual()
        for alias in connections:
            connections[alias].close()


@pytest.fixture(scope="session")
def static_files() -> None:
    """Collect and pack the static files, once for all processes of this run."""
    with once_a_run("static") as is_missing:
        if is_missing:
            call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def django_db_setup(
    template_database: None, worker_id: str, django_db_blocker: Any
) -> Iterator[None]:
    with copied(TEMPLATE, f"imprimatur_{worker_id}") as name, django_db_blocker.unblock():
        point_to(name)
        at_hand.Process.everyday = name
        yield
        for other in at_hand.leave_for_good():
            drop(other)
        for alias in connections:
            connections[alias].close()


@pytest.fixture
def committed(django_db_setup: None, worker_id: str, django_db_blocker: Any) -> Iterator[str]:
    """A database of this test's own, where transactions commit. Returns its name."""
    with django_db_blocker.unblock(), own_database(TEMPLATE, worker_id) as name:
        yield name


@pytest.fixture
def empty(django_db_setup: None, worker_id: str, django_db_blocker: Any) -> Iterator[str]:
    """The same as `committed`, with nobody and nothing in it, as a new site finds it."""
    with django_db_blocker.unblock(), own_database(EMPTY, worker_id) as name:
        yield name


@contextmanager
def own_database(template: str, worker_id: str) -> Iterator[str]:
    everyday = connections["default"].settings_dict["NAME"]
    with copied(template, f"imprimatur_{worker_id}_own") as name:
        point_to(name)
        yield name
        point_to(everyday)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    at_hand.come_back()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # what is there by now stays: looking through it again and again takes long
    gc.set_threshold(50_000, 20, 50)  # and little of what comes later is a cycle


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say last of all when nothing was tried in a browser, and how to get one."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "no browser was found" in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} browser tests were skipped: no browser was found. "
            "Install one: apt-get install chromium",
            yellow=True,
        )
