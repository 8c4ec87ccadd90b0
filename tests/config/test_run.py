import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from config import embedded, run, server
from config.embedded.cluster import Cluster

LAST_LINE = "Ctrl-C stops it, the database included.\n"


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="with space ")).resolve()
    yield folder
    server.end_orphans(folder)
    embedded.stop(folder)
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind((server.HOST, 0))
        return listener.getsockname()[1]


@contextmanager
def launched(var: Path, port: int, **leftover: str) -> Iterator[subprocess.Popen[str]]:
    names = {"DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "SIGNING_KEY", "DEMO"}
    environment = {name: os.environ[name] for name in os.environ.keys() - names}
    launcher = subprocess.Popen(
        [sys.executable, "-m", "config.run"],
        cwd=embedded.BASE,
        env=environment | {"IMPRIMATUR_VAR": str(var), "PORT": str(port)} | leftover,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with launcher:  # waits for it to end
        try:
            yield launcher
        finally:
            launcher.terminate()


def refusal(var: Path, port: int, **leftover: str) -> list[str]:
    with launched(var, port, **leftover) as launcher:
        output = launcher.stdout.read()
    assert launcher.returncode == 1
    return output.splitlines()


def read_until_up(launcher: subprocess.Popen[str]) -> list[str]:
    lines = []
    for line in launcher.stdout:
        lines.append(line)
        if line == LAST_LINE:
            return lines
    raise AssertionError("".join(lines))


def get_status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection(server.HOST, port, timeout=30)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def assert_nothing_is_left(var: Path, port: int) -> None:
    assert Cluster(var / "postgres").postmaster() is None
    assert server.why_not_free(port) == ""
    assert [
        process
        for process in psutil.process_iter(["environ"])
        if (process.info["environ"] or {}).get(server.MARK) == str(var)
    ] == []


@pytest.mark.parametrize("text", ["", " ", "8000", " 8000 "])
def test_port_defaults_to_8000(text: str) -> None:
    assert run.read_port(text) == 8000


@pytest.mark.parametrize(
    "text", ["0", "65536", "-1", "+1", "8e3", "80 80", "abc", "٨٠٠٠", "1" * 5000, "\0", "8000\n1"]
)
def test_port_that_is_none_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(run.RunError) as refusal:
        run.read_port(text)
    sentence = f"PORT is {text!r}; it takes a number from 1 to 65535, as in PORT=8001."
    assert str(refusal.value) == sentence


def test_port_of_another_program_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server((server.HOST, 0)) as other:
        port = other.getsockname()[1]
        assert refusal(tmp_path, port) == [
            f"Port {port} is in use by another program. Choose another one: make run PORT=8001"
        ]


def test_database_that_does_not_answer_is_named(tmp_path: Path, port: int) -> None:
    lines = refusal(tmp_path, port, DATABASE_URL="postgresql://site@127.0.0.1:1/imprimatur")
    assert lines[1].startswith("The database does not answer: ")


def test_database_url_that_is_none_is_refused_in_a_sentence(tmp_path: Path, port: int) -> None:
    lines = refusal(tmp_path, port, DATABASE_URL="mysql://nobody@nowhere/nothing")
    assert lines[2].startswith("- DATABASE_URL is not the address of a PostgreSQL database; ")


def assert_stops_everything(
    launcher: subprocess.Popen[str], number: signal.Signals, var: Path, port: int
) -> None:
    launcher.send_signal(number)
    launcher.send_signal(number)
    assert launcher.stdout.read().endswith("\nImprimatur has stopped.\n")
    assert launcher.wait() == 0
    assert_nothing_is_left(var, port)


def test_newcomer_is_told_where_the_site_is_whatever_other_projects_set(
    var: Path, port: int
) -> None:
    with launched(
        var,
        port,
        DJANGO_SETTINGS_MODULE="other.settings",
        ALLOWED_HOSTS="other.example",
        GRANIAN_PORT="1",
        GRANIAN_URL_PATH_PREFIX="/other",
        PGSERVICE="other",
        DEMO="0",
    ) as launcher:
        lines = read_until_up(launcher)
        assert lines[-4:-1] == [
            "\n",
            f"Readers' site  http://127.0.0.1:{port}/\n",
            f"Editors' desk  http://127.0.0.1:{port}/admin/\n",
        ]
        assert [get_status(port, path) for path in ("/", "/healthz", "/nowhere")] == [200, 200, 404]
        assert_stops_everything(launcher, signal.SIGINT, var, port)


def test_a_terminal_that_is_closed_stops_everything(var: Path, port: int) -> None:
    with launched(var, port) as launcher:
        read_until_up(launcher)
        assert_stops_everything(launcher, signal.SIGHUP, var, port)


def test_second_run_is_told_of_the_first_and_kill_9_is_no_obstacle(var: Path, port: int) -> None:
    with launched(var, port) as killed:
        read_until_up(killed)
        (sentence,) = refusal(var, port)
        assert sentence == (
            f"Imprimatur already runs from this folder: http://127.0.0.1:{port}/, process "
            f"{killed.pid}. Stop that one first, with Ctrl-C where it runs or with kill and its "
            "number."
        )
        killed.kill()
        killed.wait()
    assert server.why_not_free(port) == "is in use by another program"  # its own workers
    with launched(var, port) as again:
        read_until_up(again)
        assert_stops_everything(again, signal.SIGTERM, var, port)
