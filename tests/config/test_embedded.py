import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config import embedded
from config.embedded.cluster import SOCKET, Cluster
from config.embedded.programs import SUPERUSER
from config.embedded.roles import OWNER, SITE

USE = """
import sys
from pathlib import Path
from config import embedded
with embedded.running(Path(sys.argv[1]), durable=False):
    print("running", flush=True)
    sys.stdin.read()
"""


def make_folder() -> Path:
    # Not tmp_path: a database that root starts must pass through the folders above its own.
    return Path(tempfile.mkdtemp(prefix="with space ")).resolve()


@pytest.fixture
def new_var() -> Iterator[Path]:
    folder = make_folder()
    yield folder
    embedded.stop(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made_var() -> Iterator[Path]:
    folder = make_folder()
    with embedded.running(folder, durable=False):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def var(made_var: Path) -> Iterator[Path]:
    yield made_var
    embedded.stop(made_var)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    folder = make_folder()
    with embedded.running(folder, durable=False):
        yield Cluster(folder / "postgres")
    shutil.rmtree(folder)


def ask(cluster: Cluster, role: str, sql: str) -> list[tuple]:
    with psycopg.connect(cluster.url(role), autocommit=True) as connection:
        return connection.execute(sql).fetchall()


def start_user(var: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(var)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=embedded.BASE,
        text=True,
    )


def test_roles_have_no_right_beyond_their_task(server: Cluster) -> None:
    rights = ask(
        server,
        SITE,
        "SELECT rolname, rolcanlogin, rolcreatedb, rolcreaterole, rolsuper, rolbypassrls "
        "FROM pg_roles WHERE rolname LIKE 'imprimatur%' ORDER BY 1",
    )
    assert rights == [
        (OWNER, True, True, True, False, False),
        (SITE, True, False, False, False, False),
    ]


def test_site_can_make_nothing_in_the_database(server: Cluster) -> None:
    for statement in (
        "CREATE TEMPORARY TABLE notes (id int)",
        "CREATE TABLE notes (id int)",
        "CREATE SCHEMA notes",
        "CREATE DATABASE notes",
        "CREATE ROLE notes",
        f"SET ROLE {OWNER}",
        f"SET ROLE {SUPERUSER}",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(server, SITE, statement)


def test_owner_acts_as_the_site_but_inherits_nothing_from_it(server: Cluster) -> None:
    with psycopg.connect(server.url(OWNER)) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE EXTENSION unaccent")
        connection.execute(f"SET ROLE {SITE}")
        assert connection.execute("SELECT current_user").fetchone() == (SITE,)
        connection.rollback()


def test_server_speaks_utf8_on_a_private_socket_only(server: Cluster) -> None:
    names = ("server_encoding", "listen_addresses", "unix_socket_permissions", "TimeZone", "fsync")
    settings = [ask(server, SUPERUSER, f"SHOW {name}")[0][0] for name in names]
    assert settings == ["UTF8", "", "0700", "UTC", "off"]
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700


def test_letters_beyond_ascii_have_a_case(server: Cluster) -> None:
    assert ask(server, SITE, "SELECT lower('ÄΣЖ'), initcap('ödem')") == [("äσж", "Ödem")]


def test_addresses_start_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IMPRIMATUR_VAR", str(tmp_path / "var"))
    host = f"{tmp_path}/var/postgres"
    assert embedded.urls() == (
        f"postgresql://imprimatur_site@/imprimatur?host={host}&port=5432",
        f"postgresql://imprimatur_owner@/imprimatur?host={host}&port=5432",
    )
    assert list(tmp_path.iterdir()) == []


def test_var_is_relative_to_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IMPRIMATUR_VAR", "elsewhere/var")
    assert embedded.var_directory() == embedded.BASE / "elsewhere" / "var"
    monkeypatch.setenv("IMPRIMATUR_VAR", "")
    assert embedded.var_directory() == embedded.BASE / "var"


def test_nothing_starts_where_database_url_names_a_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://site@db.example/imprimatur")
    monkeypatch.setenv("IMPRIMATUR_VAR", str(tmp_path / "var"))
    with embedded.running():
        assert list(tmp_path.iterdir()) == []


def test_settings_meant_for_another_server_do_not_mislead(
    monkeypatch: pytest.MonkeyPatch, var: Path
) -> None:
    monkeypatch.setenv("PGSERVICE", "another")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=another")
    monkeypatch.setenv("PGDATA", "/another")
    with embedded.running(var):
        assert ask(Cluster(var / "postgres"), SITE, "SHOW search_path") == [('"$user", public',)]


def test_last_user_stops_the_server(var: Path) -> None:
    cluster = Cluster(var / "postgres")
    with embedded.running(var):
        first = cluster.postmaster()
        with embedded.running(var):
            assert cluster.postmaster() == first
        assert cluster.postmaster() == first
    assert cluster.postmaster() is None
    assert list(cluster.data.glob(f"{SOCKET}*")) == []


def test_starter_leaves_before_another_user(var: Path) -> None:
    cluster = Cluster(var / "postgres")
    starter = start_user(var)
    assert starter.stdout.readline() == "running\n"
    with embedded.running(var):
        starter.communicate("")
        assert ask(cluster, SITE, "SELECT 1") == [(1,)]
    assert cluster.postmaster() is None


def test_two_commands_starting_at_once_share_one_server(var: Path) -> None:
    users = [start_user(var) for _ in range(3)]
    assert [user.stdout.readline() for user in users] == ["running\n"] * 3
    assert [user.communicate("") and user.returncode for user in users] == [0] * 3
    assert Cluster(var / "postgres").postmaster() is None


def test_data_survive_kill_9_of_everything(var: Path) -> None:
    cluster = Cluster(var / "postgres")
    user = start_user(var)
    assert user.stdout.readline() == "running\n"
    with psycopg.connect(cluster.url(OWNER)) as connection:
        connection.execute("SET synchronous_commit = on")  # off in a cluster that is not durable
        connection.execute("CREATE TABLE kept AS SELECT 1 AS id")
    victims = [cluster.postmaster(), *cluster.postmaster().children(recursive=True)]
    for victim in victims:
        victim.kill()
    user.kill()
    user.communicate()
    psutil.wait_procs(victims, timeout=10)
    with embedded.running(var):
        assert ask(cluster, OWNER, "SELECT id FROM kept") == [(1,)]


def test_backends_that_outlive_a_killed_postmaster_are_no_obstacle(var: Path) -> None:
    cluster = Cluster(var / "postgres")
    with embedded.running(var), psycopg.connect(cluster.url(SITE)):
        cluster.postmaster().kill()
    with embedded.running(var):
        assert ask(cluster, SITE, "SELECT 1") == [(1,)]


def test_lock_files_with_the_number_of_a_living_process_are_stale(var: Path) -> None:
    cluster = Cluster(var / "postgres")
    with embedded.running(var):
        number = str(cluster.postmaster().pid)
        lock_files = [cluster.data / "postmaster.pid", cluster.sockets / f"{SOCKET}.lock"]
        texts = [path.read_text() for path in lock_files]
    sleeper = subprocess.Popen(["sleep", "60"])
    for path, text in zip(lock_files, texts, strict=True):
        path.write_text(text.replace(number, str(sleeper.pid), 1))
        path.chmod(0o600)
    with embedded.running(var):
        assert ask(cluster, SITE, "SELECT 1") == [(1,)]
    assert sleeper.poll() is None
    sleeper.kill()
    sleeper.wait()


def test_half_made_data_are_made_anew(new_var: Path) -> None:
    unfinished = new_var / "postgres.new.abc"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    with embedded.running(new_var, durable=False):
        assert sorted(path.name for path in new_var.iterdir()) == [
            "postgres",
            "postgres.lock",
            "postgres.users",
        ]


def test_folder_that_is_no_database_is_refused_with_its_name(new_var: Path) -> None:
    (new_var / "postgres").mkdir()
    with (
        pytest.raises(embedded.StartError, match=f"does not start on {new_var}/postgres"),
        embedded.running(new_var),
    ):
        pass


@pytest.mark.parametrize("name", ["deep" * 60, "comma,", "quote\"'$HOME`%s\\ é"])
def test_any_path_will_do(new_var: Path, name: str) -> None:
    cluster = Cluster(new_var / name / "postgres")
    with embedded.running(new_var / name, durable=False):
        assert ask(cluster, SITE, "SELECT current_user") == [(SITE,)]
        assert len(os.fsencode(cluster.sockets / SOCKET)) < 104
        assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700
    assert not (cluster.sockets / SOCKET).exists()


def test_socket_folder_prepared_by_someone_else_is_refused(new_var: Path) -> None:
    cluster = Cluster(new_var / ("deep" * 60) / "postgres")
    cluster.sockets.mkdir(mode=0o755)
    with (
        pytest.raises(embedded.StartError, match="was made by someone else"),
        embedded.running(cluster.data.parent, durable=False),
    ):
        pass
    cluster.sockets.rmdir()
    cluster.sockets.symlink_to(new_var)
    with (
        pytest.raises(embedded.StartError, match="was made by someone else"),
        embedded.running(cluster.data.parent, durable=False),
    ):
        pass
    cluster.sockets.unlink()


def test_server_in_another_container_is_not_disturbed(var: Path) -> None:
    with (var / "postgres.users").open() as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with pytest.raises(embedded.StartError, match="Another command"), embedded.running(var):
            pass


def test_interrupt_while_starting_leaves_no_server(var: Path) -> None:
    user = start_user(var)
    while not (var / "postgres" / "postmaster.pid").exists():
        assert user.poll() is None
    user.send_signal(signal.SIGINT)
    user.communicate()
    assert user.returncode != 0
    assert Cluster(var / "postgres").postmaster() is None
