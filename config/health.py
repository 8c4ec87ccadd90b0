"""`/healthz`: whether this process can reach the database, for load balancers and `make run`."""

import logging
from collections.abc import Callable

import psycopg
from django.db import connection
from django.http import HttpRequest, HttpResponse

PATH = "/healthz"
SECONDS = 2
logger = logging.getLogger(__name__)


class HealthMiddleware:
    """Answers before anything asks for a host name or TLS, which a balancer's probe has not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _health() if request.path_info == PATH else self.get_response(request)


def _health() -> HttpResponse:
    text, status = "ok\n", 200
    try:
        _ping()
    except psycopg.Error as error:
        logger.error("The database does not answer: %s", error)
        text, status = "The database does not answer; the log of the site says why.\n", 503
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)


def _ping() -> None:
    """Ask over a connection of its own: the pool would first wait for one, longer than probes do.

    Raises psycopg.Error.
    """
    parameters = connection.get_connection_params() | {"connect_timeout": SECONDS}
    with psycopg.connect(**parameters) as own:
        own.execute("SELECT 1")
