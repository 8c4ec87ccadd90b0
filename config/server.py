"""The production server under `make run`: started, watched, and ended with all of its workers."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

HOST = "127.0.0.1"
MARK = "IMPRIMATUR_RUN"  # in the environment of the server's processes, to know them by
COMMAND = [
    *(sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"),
    *("--workers", "2", "--blocking-threads", "2", "--workers-kill-timeout", "3"),
    *("--respawn-failed-workers", "--no-ws", "--log-level", "error", "--host", HOST),
]
SECONDS_TO_STOP = 15


def why_not_free(port: int) -> str:
    """Why a port cannot be listened on, to follow "Port N"; empty when it can."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen()
        except PermissionError:
            return "may only be used by root"
        except OSError:
            return "is in use by another program"
    return ""


@contextmanager
def serving(port: int, checkout: Path, var: Path) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen(  # noqa: S603
        [*COMMAND, "--port", str(port)],
        cwd=checkout,
        env=os.environ | {MARK: str(var)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C comes to us alone, and its workers are one group
    )
    try:
        yield server
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(SECONDS_TO_STOP)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def await_answer(server: subprocess.Popen[bytes], port: int) -> None:
    """Return when the site answers a request, whatever it says, or when the server has ended."""
    while server.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()


def end_orphans(var: Path) -> None:
    """End the server's processes that a launcher left behind when it was killed."""
    orphans = [
        process
        for process in psutil.process_iter(["environ"])
        if (process.info["environ"] or {}).get(MARK) == str(var)
    ]
    for orphan in orphans:
        with suppress(psutil.NoSuchProcess):
            orphan.kill()
    psutil.wait_procs(orphans, timeout=SECONDS_TO_STOP)
