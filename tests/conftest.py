"""Databases for tests: one migrated template, from which each process and each test that commits
gets a copy of its own. Nothing is ever flushed: the guards forbid it. The people of most tests
are in it already, because making them takes longer than most tests do."""

import fcntl
import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from tests import people

TEMPLATE = "imprimatur_template"
EMPTY = "imprimatur_empty"


@contextmanager
def server() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection


def point_to(name: str) -> None:
    """Make both of Django's connections use the database `name`."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        connections[alias].settings_dict["OPTIONS"].pop("pool", None)


def copy(template: str, name: str) -> None:
    drop(name)
    with server() as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')


def drop(name: str) -> None:
    """Drop a database and end its sessions, but PostgreSQL's own vacuum, which ends by itself."""
    deadline = time.monotonic() + 30
    with server() as admin:
        while True:
            try:
                admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            except psycopg.errors.InsufficientPrivilege:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return


@contextmanager
def copied(template: str, name: str) -> Iterator[str]:
    copy(template, name)
    yield name
    drop(name)


@pytest.fixture(scope="session")
def template_database(django_db_blocker: Any) -> None:
    """Migrate the template, once for all processes of this run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    marker = Path(settings.VAR_DIR) / "template-of-run"
    with (marker.parent / "template.lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if marker.exists() and marker.read_text() == run:
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
        marker.write_text(run)


@pytest.fixture(scope="session")
def django_db_setup(
    template_database: None, worker_id: str, django_db_blocker: Any
) -> Iterator[None]:
    with copied(TEMPLATE, f"imprimatur_{worker_id}") as name, django_db_blocker.unblock():
        point_to(name)
        yield
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


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # what is there by now stays: looking through it again and again takes long


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


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
