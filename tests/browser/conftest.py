"""A real server on a database of the test's own, and a real browser that looks at it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page

from tests import people


@pytest.fixture
def committed(committed: str) -> Iterator[str]:
    """The same database; what a test leaves in it has to pass the check of the whole record."""
    yield committed
    call_command("verify_record", stdout=StringIO())


@pytest.fixture
def site(committed: str, static_files: None) -> Iterator[str]:
    """The address of the production server, on the database `committed`."""
    port = free_port()
    with serving(committed, port):
        yield f"http://127.0.0.1:{port}"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(database: str, port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the production server on a database until the block ends, or the server is ended."""
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
            *("--blocking-threads", "2", "--log-level", "warning"),
        ],
        env=os.environ | {"DATABASE_URL": address_of(database), "DATABASE_POOL": "2"} | environment,
        cwd=Path(__file__).parents[2],
        start_new_session=True,
    )
    try:
        await_answer(f"http://127.0.0.1:{port}", server)
        yield server
    finally:
        server.terminate()
        server.wait(15)


def address_of(database: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{database}"))


def await_answer(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz")  # noqa: S310  our own address
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("The site did not start.")


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A reader, without an account."""
    context = browser.new_context(base_url=site)
    yield context
    context.close()


class Desk:
    """Signs people in, each with a browser window of their own."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.windows: dict[str, BrowserContext] = {}

    def of(self, name: str, **options: Any) -> Page:
        """Return a page of the person `name`, signed in."""
        if name not in self.windows:
            self.windows[name] = self.browser.new_context(base_url=self.site, **options)
            page = self.windows[name].new_page()
            page.goto("/admin/")
            page.get_by_label("Username").fill(name)
            page.get_by_label("Password").fill(people.PASSWORD)
            page.get_by_role("button", name="Log in").click()
            return page
        return self.windows[name].new_page()


@pytest.fixture
def desk(browser: Browser, site: str) -> Iterator[Desk]:
    desk = Desk(browser, site)
    yield desk
    for window in desk.windows.values():
        window.close()
