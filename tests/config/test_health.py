"""The health check, as a load balancer sends it: any host, no TLS, perhaps no database."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_site_with_its_database_is_healthy(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Content-Type"] == "text/plain"
    assert answer["Cache-Control"] == "no-store"


def test_a_probe_needs_neither_our_name_nor_tls(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.head("/healthz", headers={"host": "!"}).status_code == 200


def test_a_site_without_its_database_says_so_at_once(
    client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = connections["default"].settings_dict
    known = place["HOST"], place["OPTIONS"]
    place["HOST"] = str(tmp_path)
    place["OPTIONS"] = {name: value for name, value in known[1].items() if name != "host"}
    started = time.monotonic()
    try:
        answer = client.get("/healthz")
    finally:
        place["HOST"], place["OPTIONS"] = known
    assert answer.status_code == 503
    assert answer.content == b"The database does not answer; the log of the site says why.\n"
    assert time.monotonic() - started < 3
    assert str(tmp_path) in caplog.text
