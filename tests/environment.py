"""The environment that tests run in, made before Django reads its settings.

Tests have a PostgreSQL of their own, or the server that DATABASE_URL names; they connect as the
owner of their databases and work as the site's role, so that a test can be either.
"""

import os
from contextlib import ExitStack

import pytest

from config import embedded

_server = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    os.environ["DEMO"] = "1"
    os.environ.pop("DATABASE_OWNER_URL", None)
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("IMPRIMATUR_VAR", "var/test")
        var = embedded.var_directory()
        _server.enter_context(embedded.running(var, durable=False))
        os.environ["DATABASE_URL"] = embedded.urls()[1]
    # Some tests import the application, which looks for this folder, before one collects into it.
    (embedded.var_directory() / "static").mkdir(parents=True, exist_ok=True)


def pytest_unconfigure() -> None:
    _server.close()
