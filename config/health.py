"""`/healthz`: whether this process can answer readers, for load balancers and `make run`."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

PATH = "/healthz"


class HealthMiddleware:
    """Answers before anything asks for a host name or TLS, which a balancer's probe has not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _health() if request.path_info == PATH else self.get_response(request)


def _health() -> HttpResponse:
    text, status = "ok\n", 200
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        text, status = "The database does not answer; see the log of this process.\n", 503
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)
