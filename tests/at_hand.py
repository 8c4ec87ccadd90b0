"""What many tests begin with, made once: an article in its state, a site that was lived in.

Making it by the real verbs takes longer than most tests do. So a process makes it once, commits
it in a database of its own, and a test that asks for it before it has written anything goes on
in that database. The test's transaction is rolled back there, too: the next finds the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from tests import databases

Made = TypeVar("Made")


@dataclass
class Place:
    """A database where something was made, with a connection of its own."""

    there: BaseDatabaseWrapper
    made: Any

    def session(self) -> Any:
        if self.there.connection.closed:  # by the test before
            self.there.close()
            self.there.connect()
        return self.there.connection


class Process:
    """Where this process is: its everyday database, or one with something at hand."""

    everyday = ""
    places: dict[str, Place] = {}
    aside: Any = None  # the everyday database's session, while a test is elsewhere


def at_hand(make: Callable[..., Made]) -> Callable[..., Made]:
    """Let `make()`, called without arguments, find what it makes there already."""

    @wraps(make)
    def found_or_made(*arguments: Any, **facts: Any) -> Made:
        if arguments or facts or not _nothing_was_written():
            return make(*arguments, **facts)
        return _go_to(make)

    return found_or_made


def _nothing_was_written() -> bool:
    """Whether a test that will be rolled back runs in the everyday database, and only read it."""
    now = connections["default"]
    if now.settings_dict["NAME"] != Process.everyday or not now.in_atomic_block or Process.aside:
        return False
    written = now.connection.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
    return not written.fetchone()[0]


def _go_to(make: Callable[..., Made]) -> Made:
    name = make.__name__
    if name not in Process.places:
        Process.places[name] = _place(name, make)
    place, now = Process.places[name], connections["default"]
    now.connection.rollback()
    Process.aside, now.connection = now.connection, place.session()
    now.connection.autocommit = False
    for savepoint in filter(None, now.savepoint_ids):
        now.connection.execute(now.ops.savepoint_create_sql(savepoint))
    return _fresh(place.made)


def _place(name: str, make: Callable[..., Any]) -> Place:
    database = f"{Process.everyday}_{name}"
    databases.copy(databases.TEMPLATE, database)
    there = connections.create_connection("default")
    there.settings_dict = there.settings_dict | {"NAME": database}
    here = connections["default"]
    connections["default"] = there
    try:
        made = make()
    finally:
        connections["default"] = here
    return Place(there, made)


def _fresh(made: Any) -> Any:
    if isinstance(made, dict):
        return {name: _fresh(each) for name, each in made.items()}
    return type(made).objects.get(pk=made.pk) if isinstance(made, Model) else made


def come_back() -> None:
    """Before each test: be in the everyday database."""
    if Process.aside:
        now = connections["default"]
        now.connection, Process.aside = Process.aside, None
        now.connection.autocommit = True


def leave_for_good() -> list[str]:
    """End the sessions; return the names of the databases."""
    come_back()
    for place in Process.places.values():
        place.there.close()
    return [f"{Process.everyday}_{name}" for name in Process.places]
