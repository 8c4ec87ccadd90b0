import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import embedded
from config.embedded.cluster import Cluster


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp()).resolve()
    yield folder
    embedded.stop(folder)
    shutil.rmtree(folder)


def manage(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    names = {"DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "SIGNING_KEY", "DEMO"}
    environment = {name: os.environ[name] for name in os.environ.keys() - names}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=embedded.BASE,
        env=environment | {"IMPRIMATUR_VAR": str(var)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", [[], ["help"], ["check"], ["migrate", "--help"]])
def test_command_that_needs_no_database_starts_none(var: Path, arguments: list[str]) -> None:
    assert manage(var, *arguments).returncode == 0
    assert not (var / "postgres").exists()


def test_command_that_needs_the_database_has_it_for_its_own_time(var: Path) -> None:
    assert manage(var, "check", "--database", "owner").returncode == 0
    assert (var / "postgres" / "PG_VERSION").exists()
    assert Cluster(var / "postgres").postmaster() is None


def test_database_that_cannot_start_is_told_in_a_sentence(var: Path) -> None:
    (var / "postgres").write_text("not a folder")
    result = manage(var, "showmigrations")
    assert result.returncode == 1
    assert result.stdout.startswith("The embedded database does not start: ")
