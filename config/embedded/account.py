"""The account that PostgreSQL runs as: it refuses root, so root gives it one without rights."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "imprimatur-postgres"
OPTIONS = [
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir=/nonexistent",
    "--shell=/usr/sbin/nologin",
]


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def own(self, directory: Path) -> None:
        for folder, _, files in os.walk(directory):
            for path in [Path(folder), *(Path(folder) / name for name in files)]:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def process_options(self) -> dict[str, Any]:
        """Keyword arguments for subprocess: run as this account, from a folder it may enter."""
        options: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C"}}
        if os.geteuid() == 0:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def let_pass(self, path: Path) -> None:
        """Open the folders above a path for passing through (not for listing), where needed."""
        for folder in path.parents:
            status = folder.stat()
            owner_passes = status.st_uid == self.uid and status.st_mode & stat.S_IXUSR
            if not (owner_passes or status.st_mode & stat.S_IXOTH):
                folder.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)
                sys.stderr.write(
                    f"Opened {folder} for passing through (chmod o+x), "
                    "because PostgreSQL does not run as root.\n"
                )


def account_for(data: Path) -> Account:
    """Whose PostgreSQL serves a data directory: our own, or, for root, its owner's or a new one's.

    Raises PermissionError when the data belong to someone else.
    """
    if os.geteuid() != 0:
        if data.exists() and data.stat().st_uid != os.geteuid():
            raise PermissionError(
                f"{data} belongs to another user. Run this as the user (or root) "
                "who ran it before, or delete that folder to begin anew."
            )
        return Account(os.geteuid(), os.getegid())
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    account = _system_account()
    account.own(data)
    return account


def _system_account() -> Account:
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
        subprocess.run([useradd, *OPTIONS, NAME], check=True, capture_output=True)  # noqa: S603
        entry = pwd.getpwnam(NAME)
    return Account(entry.pw_uid, entry.pw_gid)
