"""What a visitor sees when a request goes wrong. None of these pages is kept by any cache."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from reviews.admin import unsent

logger = logging.getLogger(__name__)
_NOT_KEPT = "no-store"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what could not be read; of a form that is too large also how large one may be."""
    if isinstance(exception, RequestDataTooBig):
        megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        return _page(request, "413.html", 413, megabytes=megabytes)
    if isinstance(exception, TooManyFieldsSent) and request.method == "POST":
        return _page(request, "413.html", 413, fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the sentence that came with PermissionDenied, if there is one."""
    return _page(request, "403.html", 403, exception=str(exception))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return unsent.offer_anew(request) or _page(request, "403_csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Rendered without the request: what it carries may be what failed."""
    page = render_to_string("500.html")
    return HttpResponse(page, status=500, headers={"Cache-Control": _NOT_KEPT})


def unavailable(error: Exception) -> HttpResponse:
    """Say that the database is away. A cache that sees 503 shows the copy that it has instead."""
    logger.error("The database does not answer: %s", error)
    headers = {"Cache-Control": _NOT_KEPT, "Retry-After": "30"}
    return HttpResponse(render_to_string("500.html"), status=503, headers=headers)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = _NOT_KEPT
    return response
