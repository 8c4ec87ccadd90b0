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
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site_settings
from playwright.sync_api import Browser, expect

from tests import people
from tests.articles import reading
from tests.browser.conftest import free_port, serving
from tests.config.test_urls_outage import end_sessions
from tests.databases import server

CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"
SEND_SIX_MEGABYTES = """() => {
    const form = document.body.appendChild(document.createElement("form"));
    const field = form.appendChild(document.createElement("input"));
    Object.assign(form, { method: "post", action: "/ask/" });
    Object.assign(field, { type: "hidden", name: "question", value: "a".repeat(6e6) });
    setTimeout(() => form.submit());
}"""
KEPT = "keys_zone=imprimatur:20m max_size=2g inactive=15m use_temp_path=off"
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
    for line, ours in (
        ("listen 443 ssl http2", f"listen 127.0.0.1:{readers}"),
        ("listen 127.0.0.1:8081", f"listen 127.0.0.1:{refresher}"),
        ("server 127.0.0.1:8000", f"server 127.0.0.1:{site}"),
        ("/var/cache/nginx/imprimatur", f"{folder}/cache"),
        ("X-Forwarded-Proto https", "X-Forwarded-Proto http"),
        ("/srv/imprimatur/deploy", str(CONFIG.parent)),
    ):
        assert text.count(line) == 1, line
        text = text.replace(line, ours)
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


def test_the_shipped_file_gives_copies_no_time_beside_the_ten_minutes_of_the_headers() -> None:
    """What else could lengthen or end a copy's life would stand here: `proxy_cache_valid`, ..."""
    lives = re.compile(r"^ *((?:proxy_(?:cache|ignore|hide|store)|expires).*?);", re.MULTILINE)
    assert sorted(set(lives.findall(CONFIG.read_text()))) == [
        "proxy_cache imprimatur",
        "proxy_cache_bypass 1",
        "proxy_cache_convert_head on",
        "proxy_cache_key $host$request_uri|$imprimatur_encoding|$imprimatur_varies",
        "proxy_cache_lock on",
        f"proxy_cache_path /var/cache/nginx/imprimatur {KEPT}",
        "proxy_cache_revalidate on",
        "proxy_ignore_headers Vary",
    ]
    assert site_settings.CACHE_SECONDS + site_settings.STALE_SECONDS == 600


def test_where_the_site_cannot_speak_nginx_does_so_in_pages_that_anyone_can_read(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        nginx(tmp_path, free_port()) as (front, _),
        browser.new_context(viewport={"width": 320, "height": 700}, color_scheme="dark") as reader,
    ):
        page = reader.new_page()
        answer = page.goto(front)
        assert answer is not None
        assert (answer.status, answer.headers["retry-after"]) == (503, "30")
        expect(page).to_have_title("This site cannot be reached at the moment")
        assert Axe().run(page).response["violations"] == []
        with page.expect_navigation() as sent:
            page.evaluate(SEND_SIX_MEGABYTES)
        assert sent.value.status == 413
        expect(page).to_have_title("This is too much at once")
        assert Axe().run(page).response["violations"] == []


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
                until((503, None), ask, 20)
            finally:
                with server() as admin:
                    admin.execute(f'ALTER DATABASE "{committed}" ALLOW_CONNECTIONS true')
            until((200, "REVALIDATED"), ask, 20)
        until((200, "STALE"), ask, 20)
        until((503, None), ask, 20)

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
