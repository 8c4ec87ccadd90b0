"""What runs beside the server under `make run`: the worker that sends mails, and the clock."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.server import MARK, SECONDS_TO_STOP

LOOK = 2  # seconds between looks at the worker
HOUR = 3600
WORKER = ["db_worker", "--verbosity", "0", "--no-startup-delay"]
TICK = ["tick", "--verbosity", "0"]


class Beside:
    """Keeps the worker alive and starts the clock every hour, for as long as it is watched."""

    def __init__(self, checkout: Path, var: Path) -> None:
        self.checkout, self.environ = checkout, os.environ | {MARK: str(var)}
        self.running: list[subprocess.Popen[bytes]] = []
        self.worker = self._start(WORKER)
        self.next_tick = time.monotonic()

    def watch(self, server: subprocess.Popen[bytes]) -> int:
        """Return the server's code when it ends."""
        while True:
            if self.worker.poll() is not None:
                self.worker = self._start(WORKER)
            if time.monotonic() >= self.next_tick:
                self._start(TICK)
                self.next_tick = time.monotonic() + HOUR
            with suppress(subprocess.TimeoutExpired):
                return server.wait(LOOK)

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS_TO_STOP)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Not by manage.py, which would keep the database up after the launcher was killed."""
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "django", *command],
            cwd=self.checkout,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C comes to us alone
        )
        self.running = [other for other in self.running if other.poll() is None] + [process]
        return process


@contextmanager
def beside(checkout: Path, var: Path) -> Iterator[Beside]:
    helper = Beside(checkout, var)
    try:
        yield helper
    finally:
        helper.stop()
