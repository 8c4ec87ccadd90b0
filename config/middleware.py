import hashlib
import logging
import re
import uuid
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.cache import get_conditional_response
from psycopg_pool import PoolTimeout

from articles.reading.caching import GONE, PUBLIC, tag_of
from config.errors import unavailable

GetResponse = Callable[[HttpRequest], HttpResponse]

request_id: ContextVar[str] = ContextVar("request_id", default="-")
SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


class RequestIdMiddleware:
    """Gives each request an id, the proxy's if it is a plain one, for logs and the answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        own = given if SAFE.match(given) else uuid.uuid4().hex
        request_id.set(own)  # for good: Django logs what went wrong when this has returned
        response = self.get_response(request)
        response.headers["X-Request-ID"] = own
        return response


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class ContentSecurityMiddleware:
    """Sends the one policy of all pages; django-csp would work it out for each of them anew."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = "; ".join(sorted(build_policy().split("; ")))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        return response


class ApiMiddleware:
    """Makes answers of the API readable from any site's pages, and tells who has them already."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.API):
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=_PREFLIGHT)
        else:
            if request.method == "HEAD":
                request.method = "GET"  # the server leaves the body out
            response = self._validated(request, self.get_response(request))
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        return response

    @staticmethod
    def _validated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        lasting = {200: PUBLIC, 301: PUBLIC, 410: GONE}
        response.headers["Cache-Control"] = lasting.get(response.status_code, "no-store")
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Tag"] = tag_of(request)
        if response.status_code != 200 or request.method != "GET":
            return response
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response


_PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class ReadersMiddleware:
    """Lets readers' requests past what only the desk needs: session, account, messages.

    Their pages are kept by shared caches, so nothing that a visitor sends may add a cookie to one.
    A request that could change something goes the whole way, with the check against forged forms.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or request.path_info.startswith(settings.DESK):
            return self.get_response(request)
        match = request.resolver_match = resolve(request.path_info)
        try:
            return match.func(request, *match.args, **match.kwargs)
        except OperationalError as error:
            if not _renew_connections(error):
                return unavailable(error)
        try:
            return match.func(request, *match.args, **match.kwargs)  # reading can be repeated
        except OperationalError as error:
            return unavailable(error)


class RestOfBodyMiddleware:
    """Reads what a refused form still sends: who is cut off may never read the answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 413:
            with suppress(OSError):  # the browser is gone
                for _ in range(_REST_READ // _AT_ONCE):
                    if not request.read(_AT_ONCE):
                        break
        return response


_AT_ONCE, _REST_READ = 64 * 1024, 64 * 1024**2


def _renew_connections(error: OperationalError) -> bool:
    """Replace pooled connections that died unused, as they all do when the database restarts.

    Returns whether there may have been such a one; there was not where none could be had at all.
    """
    pool = getattr(connection, "pool", None)
    if pool is None or isinstance(error.__cause__, PoolTimeout):
        return False
    connection.close()
    pool.check()
    return True
