"""New databases for benchmarks that import: migrated, with one account, on one server."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import django
import psycopg
from django.core.management import call_command
from django.db import connections

from config import embedded

TEMPLATE, DATABASE = "imprimatur_benchmark_template", "imprimatur_benchmark"


@contextmanager
def server() -> Iterator[None]:
    """Set up Django on the server that DATABASE_URL names, or the embedded one in var/benchmark."""
    os.environ |= {"DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ.setdefault("IMPRIMATUR_VAR", "var/benchmark")
    with embedded.running() if embedded.is_wanted() else nullcontext():
        django.setup()
        yield


def new_databases(rounds: int) -> Iterator[None]:
    """Yield `rounds` times with Django's connections on a migrated, empty database."""
    with new_database(TEMPLATE, "template1"):
        call_command("migrate", verbosity=0)
        people()
        for _ in range(rounds):
            with new_database(DATABASE, TEMPLATE):
                yield


def people() -> None:
    from django.contrib.auth import get_user_model

    from articles.models import Author

    user = get_user_model().objects.create(username="benchmark")
    Author.objects.create(user=user, name="Sample Author (sample)")


@contextmanager
def new_database(name: str, template: str) -> Iterator[None]:
    owner = connections["owner"].get_connection_params()
    before = owner["dbname"]
    address = {key: owner[key] for key in ("user", "password", "host", "port") if key in owner}
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        point_to(name)
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield
        point_to(before)
        server.execute(f"DROP DATABASE {name}")


def point_to(name: str) -> None:
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        connections[alias].settings_dict["OPTIONS"].pop("pool", None)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
