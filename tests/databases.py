"""Databases for tests: copies of a template, made and dropped on the server of the run."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections

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
