# ruff: noqa: T201  this program talks to a person at a terminal
"""`make run`: the whole site with its demo on this machine, by the production server, until Ctrl-C.

It runs once for each checkout. Whatever a run that was killed left behind, the next one clears.
"""

import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from config import embedded
from config.server import HOST, await_answer, end_orphans, serving, why_not_free
from config.worker import beside

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Set for another project or for production, these would keep the demo from answering here.
MISLEADING = {"ALLOWED_HOSTS", "BEHIND_TLS"}


class RunError(Exception):
    """The site cannot run; the message is a sentence for the person at the terminal."""


def main() -> int:
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # not for nohup
            signal.signal(number, _interrupt)
    try:
        run(read_port(os.environ.get("PORT", "")), embedded.var_directory())
    except KeyboardInterrupt:
        print("\nImprimatur has stopped.", flush=True)
    except (RunError, embedded.StartError) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


def run(port: int, var: Path) -> None:
    """Serve until a signal raises KeyboardInterrupt. Raises RunError or embedded.StartError."""
    _forget_other_projects()
    os.environ["SITE_URL"] = f"http://{HOST}:{port}"
    with ExitStack() as stack:
        stack.enter_context(_only_run(var, port))
        end_orphans(var)
        if reason := why_not_free(port):
            raise RunError(f"Port {port} {reason}. Choose another one: make run PORT=8001")
        print("Preparing the database and the demo ...", flush=True)
        stack.enter_context(embedded.running())
        stack.callback(end_orphans, var)  # one that a signal came upon while it was started
        _prepare()
        server = stack.enter_context(serving(port, embedded.BASE, var))
        await_answer(server, port)
        worker = stack.enter_context(beside(embedded.BASE, var))
        _print_addresses(port)
        raise RunError(f"The web server ended by itself, with code {worker.watch(server)}.")


def read_port(text: str) -> int:
    """Raises RunError unless the text is empty (8000) or a number that a port can have."""
    text = text.strip() or "8000"
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= 65535):
        raise RunError(f"PORT is {text!r}; it takes a number from 1 to 65535, as in PORT=8001.")
    return int(text)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    for also in SIGNALS:
        signal.signal(also, signal.SIG_IGN)  # a second Ctrl-C must not cut the cleaning up short
    raise KeyboardInterrupt


def _forget_other_projects() -> None:
    for name in list(os.environ):
        if name.startswith("GRANIAN_") or name in MISLEADING:
            del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1"}


@contextmanager
def _only_run(var: Path, port: int) -> Iterator[None]:
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "run.lock").open("a+")
    except OSError as error:
        raise RunError(
            f"{var} cannot be written to ({error.strerror}). If another user ran this here before, "
            "run it as that user or as root, or delete that folder to begin anew."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise RunError(
                f"Imprimatur already runs from this folder: {lock.read()}. "
                "Stop that one first, with Ctrl-C where it runs or with kill and its number."
            ) from None
        lock.truncate(0)
        lock.write(f"http://{HOST}:{port}/, process {os.getpid()}")
        lock.flush()
        yield


def _prepare() -> None:
    # Imported here, because importing settings reads the environment that run() has set by now.
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command
    from django.db import OperationalError

    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("load_demo")
        _close_connections()
    except (ImproperlyConfigured, CommandError) as error:
        raise RunError(str(error)) from error
    except OperationalError as error:
        raise RunError(f"The database does not answer: {error}") from error


def _close_connections() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def _print_addresses(port: int) -> None:
    site = f"http://{HOST}:{port}/"
    print(f"\nReaders' site  {site}\nEditors' desk  {site}admin/", flush=True)
    print("Ctrl-C stops it, the database included.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
