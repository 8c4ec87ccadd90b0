# ruff: noqa: T201  this program talks to a person at a terminal
"""A database of its own, servers as in production, and requests from wrk or, without it, Python."""

import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from config import embedded

CONNECTIONS = 8
HOST = "127.0.0.1"
_SCRIPT = """
local paths = {}
for path in io.lines("%s") do paths[#paths + 1] = path end
math.randomseed(%d)
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
"""


@contextmanager
def own_database(var: Path, *, keep: bool = False) -> Iterator[None]:
    """Set the environment for a demo site whose database is in `var`, and run that.

    Arguments: with `keep` the database of an earlier run is used, otherwise it is made anew.
    """
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "IMPRIMATUR_VAR": str(var),
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    if not keep:
        embedded.stop(var)
        shutil.rmtree(var, ignore_errors=True)
    with embedded.running():
        yield


@contextmanager
def serving(target: str, path: str) -> Iterator[int]:
    """Serve a WSGI application with 2 workers of 2 blocking threads; yield its port.

    It is ready when it answers `path`.
    """
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port = listener.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-m", "granian", target, "--interface", "wsgi"),
            *("--workers", "2", "--blocking-threads", "2", "--no-ws", "--log-level", "warning"),
            *("--host", HOST, "--port", str(port)),
        ],
        start_new_session=True,
    )
    try:
        _await(server, port, path)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(15)


def _await(server: subprocess.Popen[bytes], port: int, path: str) -> None:
    while server.poll() is None:
        try:
            fetch(port, [path])
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("A server did not start.")


def fetch(port: int, paths: list[str]) -> list[tuple[int, bytes]]:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    found = []
    for path in paths:
        connection.request("GET", path)
        response = connection.getresponse()
        found.append((response.status, response.read()))
    connection.close()
    return found


def same_everywhere(ports: list[int], paths: list[str]) -> None:
    """Exit unless all servers answer the paths with 200 and the same bytes."""
    answers = [fetch(port, paths) for port in ports]
    if any(answer != answers[0] for answer in answers) or {s for s, _ in answers[0]} != {200}:
        raise SystemExit("The applications do not send the same pages.")


class Load:
    """Requests for one page or for random ones, over 8 connections, as fast as they are met."""

    def __init__(self, paths: list[str], folder: Path) -> None:
        self.paths = paths
        self.list = folder / "paths.txt"
        self.list.write_text("\n".join(paths))
        self.wrk = shutil.which("wrk")
        if self.wrk is None:
            print("wrk is missing (Debian: apt-get install wrk); Python sends the requests, and")
            print("takes so much of the machine itself that the limit looks far too low.")

    def run(self, port: int, mode: str, seconds: int) -> float:
        """Return the requests answered a second. Exits where one is not answered with 200."""
        paths = self.paths if mode == "random" else self.paths[:1]
        send = self._by_wrk if self.wrk else self._by_python
        return send(port, paths, seconds)

    def _by_wrk(self, port: int, paths: list[str], seconds: int) -> float:
        script = self.list.with_suffix(".lua")
        self.list.write_text("\n".join(paths))
        script.write_text(_SCRIPT % (self.list, random.randrange(2**31)))  # noqa: S311
        out = subprocess.run(  # noqa: S603
            [
                *(str(self.wrk), "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s"),
                *("-s", str(script), f"http://{HOST}:{port}/"),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        if "Non-2xx" in out or "Socket errors" in out:
            raise SystemExit(f"Some requests failed:\n{out}")
        return float(re.findall(r"Requests/sec:\s+([\d.]+)", out)[0])

    def _by_python(self, port: int, paths: list[str], seconds: int) -> float:
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            jobs = [threads.submit(_send, port, paths, until) for _ in range(CONNECTIONS)]
            return sum(job.result() for job in jobs) / seconds


def _send(port: int, paths: list[str], until: float) -> int:
    count = 0
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    while time.monotonic() < until:
        connection.request("GET", random.choice(paths))  # noqa: S311
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"A request was answered with {response.status}.")
        count += 1
    connection.close()
    return count
