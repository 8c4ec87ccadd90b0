"""One PostgreSQL server: started, stopped, and repaired after a crash."""

import hashlib
import os
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from config.embedded.account import Account, account_for
from config.embedded.programs import SUPERUSER, StartError, make_data_directory, program
from config.embedded.roles import DATABASE, make_roles

SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # bytes: sun_path holds 108 on Linux and 104 on macOS, with a NUL
SECONDS_TO_START = 120  # recovery of a large database after a crash included
SECONDS_TO_STOP = 30
SECONDS_TO_NOTICE = 10  # a backend ends by itself when its postmaster was killed


@dataclass(frozen=True)
class Cluster:
    """A data directory and the server on it.

    Whether it is durable is fixed when it is made: giving up crash safety for speed suits tests.
    Start and stop expect the caller to hold a lock against others who do the same.
    """

    data: Path
    durable: bool = True

    @property
    def name(self) -> str:
        """What its processes show on their command lines."""
        return f"imprimatur-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"

    @property
    def sockets(self) -> Path:
        """The socket's folder: as private as the data, or elsewhere where that path is too long."""
        path = os.fsencode(self.data / SOCKET)
        if len(path) <= LONGEST_SOCKET_PATH and b"," not in path:  # libpq splits hosts at commas
            return self.data
        return Path(tempfile.gettempdir()) / self.name

    def url(self, role: str, database: str = DATABASE) -> str:
        host = quote(os.fsencode(self.sockets), safe="/")
        return f"postgresql://{role}@/{database}?host={host}&port=5432"

    def start(self) -> None:
        """Bring the server up with its roles and database, whatever state the last run left.

        Raises StartError, OSError or psycopg.Error.
        """
        account = account_for(self.data)
        if not self.data.exists():
            make_data_directory(self.data, account, durable=self.durable)
        if not self._answers(lambda: self.postmaster() is not None):
            self._clear_remains()
            self._make_socket_folder(account)
            self._launch(account)
        make_roles(self.url(SUPERUSER, "postgres"))

    def stop(self) -> None:
        postmaster = self.postmaster()
        if postmaster is None:
            return
        postmaster.send_signal(signal.SIGINT)  # "fast": sessions end, transactions roll back
        if not self._ends(SECONDS_TO_STOP):
            self._kill()
        if self.sockets != self.data:
            with suppress(OSError):
                self.sockets.rmdir()

    def postmaster(self) -> psutil.Process | None:
        """The running server; a process that merely has the number in postmaster.pid is not it."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None
        return next((process for process in self._processes() if process.pid == number), None)

    def _processes(self) -> list[psutil.Process]:
        # Not by working directory, which the kernel hides from root in many containers.
        return [
            process
            for process in psutil.process_iter(["name", "cmdline"])
            if process.info["name"] == "postgres"
            and self.name in " ".join(process.info["cmdline"] or [])
        ]

    def _ends(self, seconds: float) -> bool:
        # Not psutil.wait_procs(): a zombie, which some containers never reap, does not end for it.
        deadline = time.monotonic() + seconds
        while self._processes():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _kill(self) -> None:
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._ends(SECONDS_TO_NOTICE)

    def _clear_remains(self) -> None:
        """Forget a server that was killed.

        PostgreSQL would refuse to start while any process has the number that its lock files name,
        and after a restart of the machine one often has.
        """
        if not self._ends(SECONDS_TO_NOTICE):
            self._kill()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.sockets / f"{SOCKET}.lock").unlink(missing_ok=True)

    def _make_socket_folder(self, account: Account) -> None:
        if self.sockets == self.data:
            return
        with suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
            account.own(self.sockets)
        status = self.sockets.lstat()
        if (status.st_mode, status.st_uid) != (stat.S_IFDIR | 0o700, account.uid):
            raise StartError(
                f"{self.sockets} was made by someone else, so the database's socket is not "
                "safe there. Remove it, or set TMPDIR to another folder."
            )

    def _launch(self, account: Account) -> None:
        account.let_pass(self.data)
        log = self.data / "server.log"
        log.unlink(missing_ok=True)
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603
                [program("postgres", account), "-D", self.data, *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # so that Ctrl-C in our terminal is not for it
                **account.process_options(),
            )
        if not self._answers(lambda: process.poll() is None):
            raise StartError(f"PostgreSQL does not start on {self.data}:\n{log.read_text()}")
        process.returncode = 0  # it may outlive us, so it is not ours to wait for

    def _options(self) -> list[str]:
        folder = str(self.sockets).replace('"', '""')
        settings = {
            "cluster_name": self.name,
            "listen_addresses": "",
            "unix_socket_directories": f'"{folder}"',
            "unix_socket_permissions": "0700",
        }
        return [f"--{name}={value}" for name, value in settings.items()]

    def _answers(self, is_alive: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + SECONDS_TO_START
        while is_alive():
            try:
                psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    text = f"PostgreSQL on {self.data} does not answer: {error}"
                    raise StartError(text) from error
                time.sleep(0.05)
            else:
                return True
        return False
