"""Whatever is sent to an address gets a page in the site's design, and never a 500."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from config import errors
from config.middleware import RequestIdFilter
from config.wsgi import application
from reviews.models import Policy
from tests import people
from tests.reviews.conftest import plain_static_files

__all__ = ["plain_static_files"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def same_connection() -> Iterator[None]:
    """Keep the test's transaction open where a request would give its connection back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


SITE = b'<link rel="stylesheet" href="/static/site/site.css">'


def answered(path: bytes, *, method: str = "GET", query: str = "", **environ: Any) -> Any:
    """Send a request as the server hands it over, without a client that would mend it."""
    sent: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **environ,
    }
    told: list[Any] = []
    body = b"".join(application(sent, lambda *told_so: told.extend(told_so)))
    status, headers = told[0], dict(told[1])
    return int(status.split()[0]), headers, body


@pytest.mark.parametrize(
    "path",
    [
        b"/answers/a\x00b/",
        b"/answers/\xff\xfe/",
        b"/answers/\xed\xa0\x80/",
        b"/answers/" + b"x" * 9000 + b"/",
        b"/answers/../../etc/passwd",
        b"/answers/%00/",
        b"/answers/\xe2\x80\xaegpj/",
        b"/answers/case 1/",
        b"/answers/<b>/",
        b"/answers/case-1/editions/1.5/",
        b"/answers/case-1/editions/" + b"9" * 9000 + b"/manuscript.json",
        b"/answers/never-was/report/",
        b"/topics/\x00/",
        b"/topics/never-was/",
        b"//",
        b"//example.org/",
        b"/record/head/",
        b"/static/never-was.css",
        b"/.git/config",
        b"*",
        b"",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_an_address_that_is_none_gets_the_page_that_says_so(path: bytes, method: str) -> None:
    status, headers, body = answered(path, method=method)
    if path == b"":
        assert status == {"POST": 405}.get(method, 200)
    elif method == "POST" and status == 405:
        assert re.match(b"/(topics|answers)/", path)
    else:
        assert status in {404, 403}
        assert headers["Cache-Control"] == "no-store"
        assert SITE in body


@pytest.mark.parametrize("query", ["page=%00", "page=%ff", "a" * 9000, "&" * 2000, "=", "page"])
def test_a_query_that_is_none_does_no_harm(query: str) -> None:
    assert answered(b"/", query=query)[0] in {200, 400, 404}


@pytest.mark.parametrize("method", ["BREW", "CONNECT", "PROPFIND", "TRACE", "x" * 900])
def test_a_method_that_is_none_is_refused(method: str) -> None:
    slug = people.approved().slug.encode()
    for path in (b"/", b"/answers/" + slug + b"/", b"/editorial-policy/", b"/record/head"):
        assert answered(path, method=method)[0] == 405


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:x", "a b", "", "\x00", "localhost/", "[::1", "x" * 900]
)
def test_a_host_that_is_not_ours_gets_400(host: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    environ = {"HTTP_HOST": host, "SERVER_NAME": "evil.example"}
    for path in (b"/", b"/answers/case-1/", b"/never-was"):
        status, headers, body = answered(path, **environ)
        assert status == 400
        assert headers["Cache-Control"] == "no-store"
        assert b"<h1>We could not read this request</h1>" in body
        assert b"evil.example" not in body


@pytest.mark.parametrize("header", ["HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_ACCEPT_LANGUAGE"])
@pytest.mark.parametrize("value", ["\x00", "\xff\xfe", '"', ";=;", "=" * 9000, "csrftoken=x; x"])
def test_headers_that_are_none_change_nothing(header: str, value: str) -> None:
    path = f"/answers/{people.approved().slug}/".encode()
    _, headers, body = answered(path)
    status, same_headers, same_body = answered(path, **{header: value})
    headers.pop("X-Request-ID"), same_headers.pop("X-Request-ID")
    assert (status, same_headers, same_body) == (200, headers, body)


def test_an_address_without_its_last_slash_leads_to_the_one_with_it() -> None:
    status, headers, _ = answered(b"/answers/case-1")
    assert (status, headers["Location"]) == (301, "/answers/case-1/")


def test_every_answer_has_a_request_id_and_the_proxys_is_kept() -> None:
    ids = [answered(path)[1]["X-Request-ID"] for path in (b"/", b"/", b"/never-was", b"/healthz")]
    assert len(set(ids)) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", own) for own in ids)
    assert answered(b"/", HTTP_X_REQUEST_ID="proxy-1.a_B")[1]["X-Request-ID"] == "proxy-1.a_B"
    for forged in ("a b", "a\nb", "<b>", "x" * 65, "", "\xff"):
        assert answered(b"/", HTTP_X_REQUEST_ID=forged)[1]["X-Request-ID"] != forged


def test_a_log_line_names_the_request_that_it_is_about(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(RequestIdFilter())
    answered(b"/never-was", HTTP_X_REQUEST_ID="the-one")
    assert [record.request_id for record in caplog.records] == ["the-one"]


def test_a_refusal_shows_its_sentence_and_no_markup_from_it(rf: RequestFactory) -> None:
    page = errors.forbidden(rf.get("/"), PermissionDenied("Only <b>editors</b> may do this."))
    assert page.status_code == 403
    assert b"Only &lt;b&gt;editors&lt;/b&gt; may do this." in page.content
    plain = errors.forbidden(rf.get("/"), PermissionDenied())
    assert b"Your account does not have the permission" in plain.content


def test_a_fault_of_ours_gets_a_page_that_leans_on_nothing(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(Policy, "objects", None)  # the page cannot be made without
    with django_assert_num_queries(0):
        status, headers, body = answered(b"/editorial-policy/")
    assert status == 500
    assert headers["Cache-Control"] == "no-store"
    assert b"Something went wrong on our side" in body
    assert b"Traceback" not in body


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("application/x-www-form-urlencoded", b"question="),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="question"\r\n\r\n',
        ),
    ],
)
def test_a_form_too_large_is_read_to_its_end_so_that_its_browser_reads_the_refusal(
    kind: str, field: bytes
) -> None:
    stream = io.BytesIO(field + b"a" * 6_000_000)
    size = str(len(stream.getvalue()))
    facts = {"wsgi.input": stream, "CONTENT_LENGTH": size, "CONTENT_TYPE": kind}
    status, _, body = answered(b"/ask/", method="POST", **facts)
    assert status == 413
    assert b"One form may hold 4 megabytes of text" in body
    assert stream.read() == b""


def test_a_browser_gone_in_the_middle_of_what_is_refused_is_no_fault() -> None:
    class Gone(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002
            raise ConnectionResetError

    facts = {"wsgi.input": Gone(), "CONTENT_LENGTH": "9000000"}
    kind = "application/x-www-form-urlencoded"
    assert answered(b"/ask/", method="POST", CONTENT_TYPE=kind, **facts)[0] == 413
