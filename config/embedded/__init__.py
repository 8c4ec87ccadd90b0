"""The embedded PostgreSQL of this checkout, used while DATABASE_URL is unset.

Its data are in var/postgres (IMPRIMATUR_VAR moves var) and it runs as long as a command of this
checkout uses it: the last one to leave stops it. Who uses it is told by a lock that the kernel
drops with its process, so kill -9 leaves nothing to repair.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import SubprocessError
from typing import TextIO

import psycopg

from config.embedded.cluster import Cluster
from config.embedded.programs import StartError
from config.embedded.roles import OWNER, SITE

__all__ = ["StartError", "is_wanted", "running", "stop", "urls", "var_directory"]

BASE = Path(__file__).resolve().parent.parent.parent


def is_wanted() -> bool:
    return not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_OWNER_URL"))


def var_directory() -> Path:
    """Where this checkout keeps what it makes. IMPRIMATUR_VAR may be relative to the checkout."""
    return (BASE / (os.environ.get("IMPRIMATUR_VAR") or "var")).resolve()


def urls() -> tuple[str, str]:
    """Addresses, as libpq reads them, for the site's role and for the owner. Starts nothing."""
    cluster = Cluster(var_directory() / "postgres")
    return cluster.url(SITE), cluster.url(OWNER)


@contextmanager
def running(var: Path | None = None, *, durable: bool = True) -> Iterator[None]:
    """Keep the server up for the length of a block. Raises StartError.

    Where DATABASE_URL is set nothing happens, unless var names a folder of its own for this server.
    durable=False makes a new data directory without crash safety and vacuum, for tests.
    """
    if var is None and not is_wanted():
        yield
        return
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]  # meant for another server: libpq would obey PGSERVICE or PGOPTIONS
    var = (var or var_directory()).resolve()
    with ExitStack() as stack:
        try:
            var.mkdir(parents=True, exist_ok=True)
            cluster = Cluster(var / "postgres", durable)
            with _alone_at_the_door(var):
                users = stack.enter_context(_open(var / "postgres.users"))
                stack.callback(_leave, cluster, users)
                _join(cluster, users)
        except (OSError, SubprocessError, psycopg.Error) as error:
            raise StartError(f"The embedded database does not start: {error}") from error
        yield


def stop(var: Path | None = None) -> None:
    """Stop the server, whoever uses it."""
    var = (var or var_directory()).resolve()
    if var.is_dir():
        with _alone_at_the_door(var):
            Cluster(var / "postgres").stop()


def _join(cluster: Cluster, users: TextIO) -> None:
    if not _is_only(users) and cluster.postmaster() is None:
        raise StartError(
            "Another command of this checkout uses the database, but its server is not to be seen: "
            "it was killed, or runs in another container. Stop that command, then try again."
        )
    fcntl.flock(users, fcntl.LOCK_SH)
    cluster.start()


def _leave(cluster: Cluster, users: TextIO) -> None:
    with _alone_at_the_door(cluster.data.parent):
        if _is_only(users):
            cluster.stop()
        fcntl.flock(users, fcntl.LOCK_UN)  # before the next one comes in and takes us for a user


def _is_only(users: TextIO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _alone_at_the_door(var: Path) -> Iterator[None]:
    with _open(var / "postgres.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open(path: Path) -> TextIO:
    # For reading, so that one user can lock a file that another one made.
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT, 0o644))
