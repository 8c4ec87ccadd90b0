"""Turns at a service: so many questions a second, all processes of the site together."""

import math

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable


def take_turn(name: str, *, pause: float, patience: float) -> bool:
    """Wait for a turn at the service `name`, no sooner than `pause` seconds after the last one.

    The lock is PostgreSQL's, so that it holds for all processes, and ends with the transaction:
    call this outside of one. Returns False where no turn comes within `patience` seconds.
    """
    limit = math.floor((patience - pause) * 1000)
    if limit < 1:
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{limit}ms"])
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"lookup.{name}"])
            cursor.execute("SELECT pg_sleep(%s)", [pause])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        raise
    return True
