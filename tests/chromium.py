"""The browser: one for all tests of a process, each with windows of its own."""

import os
import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
INSTALL = "apt-get install chromium"


def browser_path() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browser_path()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(f"No browser was found; install one: {INSTALL}")
        pytest.skip(f"no browser was found; install one: {INSTALL}")
    # Playwright keeps an event loop in this thread; the tests' own queries are not asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def show_in(scheme: Literal["light", "dark"], page: Page) -> None:
    """Show the open page in the other colours, and await those that change over slowly."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate(
        "Promise.allSettled(document.getAnimations().map(it => it.finished)).then(() => null)"
    )
