"""The shipped nginx configuration before a real site: what readers get while parts of it are down.

Its times are those of promise 7, shortened: a copy lives a second, and three more in an outage.
"""

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import people
from tests.articles import reading
from tests.browser.conftest import free_port, serving, static_files
from tests.config.test_urls_outage import end_sessions
from tests.conftest import server

__all__ = ["static_files"]

CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"
SHORT = {"CACHE_SECONDS": "1", "STALE_SECONDS": "3"}


@contextmanager
def nginx(folder: Path, site: int) -> Iterator[tuple[str, str]]:
    """Run the shipped configuration; yield the addresses of readers and of the refresher."""
    path = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("nginx was not found; install it: apt-get install nginx-light")
        pytest.skip("nginx was not found; install it: apt-get install nginx-light")
    readers, refresher = free_port(), free_port()
    text = CONFIG.read_text()
    for shipped, ours in (
        ("listen 443 ssl http2", f"listen 127.0.0.1:{readers}"),
        ("listen 127.0.0.1:8081", f"listen 127.0.0.1:{refresher}"),
        ("server 127.0.0.1:8000", f"server 127.0.0.1:{site}"),
        ("/var/cache/nginx/imprimatur", f"{folder}/cache"),
        ("X-Forwarded-Proto https", "X-Forwarded-Proto http"),
    ):
        assert text.count(shipped) == 1, shipped
        text = text.replace(shipped, ours)
    text = re.sub(r"\n\s*ssl_\w+ .*", "", text)
    main = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body;\n"
        f"proxy_temp_path {folder}/proxy; {text} }}"
    )
    process = subprocess.Popen([path, "-p", str(folder), "-c", str(main)])
    try:
        yield f"http://127.0.0.1:{readers}", f"http://127.0.0.1:{refresher}"
    finally:
        process.terminate()
        process.wait(10)


def asked(address: str, **headers: str) -> tuple[int, str]:
    """Return the status and where nginx had the answer from."""
    request = urllib.request.Request(address, headers=headers)  # noqa: S310  our own server
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.headers["X-Cache"]
    except urllib.error.HTTPError as error:
        return error.code, error.headers["X-Cache"]


def until(wanted: tuple[int, str], ask: Callable[[], tuple[int, str]], seconds: float) -> None:
    """Ask until the answer is `wanted`, which has to be within `seconds`."""
    deadline = time.monotonic() + seconds
    while (found := ask()) != wanted:
        assert time.monotonic() < deadline, f"still {found}, not {wanted}"
        time.sleep(0.1)


def test_copies_outlive_an_outage_for_their_time_and_a_withdrawal_takes_them_at_once(
    committed: str, static_files: None, tmp_path: Path, settings: object
) -> None:
    port = free_port()
    with nginx(tmp_path, port) as (front, refresher):
        settings.CACHE_REFRESH_URL = refresher  # type: ignore[attr-defined]
        settings.SITE_URL = "http://127.0.0.1"  # type: ignore[attr-defined]
        article = people.approved()
        page = f"{front}/answers/{article.slug}/"

        def ask() -> tuple[int, str]:
            return asked(page, **{"Accept-Encoding": "br"})

        with serving(committed, port, **SHORT):
            until((200, "MISS"), ask, 20)
            with server() as admin:
                admin.execute(f'ALTER DATABASE "{committed}" ALLOW_CONNECTIONS false')
            try:
                end_sessions(committed)
                until((200, "STALE"), ask, 20)
                until((502, "EXPIRED"), ask, 20)
            finally:
                with server() as admin:
                    admin.execute(f'ALTER DATABASE "{committed}" ALLOW_CONNECTIONS true')
            until((200, "REVALIDATED"), ask, 20)
        until((200, "STALE"), ask, 20)
        until((502, "EXPIRED"), ask, 20)

        with serving(committed, port):  # from here on copies live for their sixty seconds
            until((200, "HIT"), ask, 20)
            assert asked(page) == (200, "MISS")  # a copy of its own, for who unpacks nothing
            assert asked(f"{front}/", Cookie="audience=patient")[1] == "MISS"
            assert asked(f"{front}/", Cookie="audience=patient; x=1")[1] == "HIT"
            assert asked(f"{front}/", Cookie="audience=evil")[1] == "MISS"
            for _ in range(2):  # a form with a token of the visitor's own
                assert asked(f"{front}/answers/{article.slug}/report/")[1] == "MISS"
            manuscript = f"{page}editions/1/manuscript.json"
            assert asked(manuscript)[0] == 200
            reading.withdraw(article)
            until((410, "HIT"), ask, 5)  # the verb itself told nginx, which would have kept it
            until((410, "HIT"), lambda: asked(page), 5)
            until((410, "HIT"), lambda: asked(manuscript), 5)
