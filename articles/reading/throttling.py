"""How often one address may do something: counted in the database, for all processes alike."""

import hashlib
import hmac
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from articles.models.throttle import Throttle

KEPT = timedelta(hours=1)

_COUNT = """
    INSERT INTO articles_throttle AS throttle (key, since, count) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET count = throttle.count + 1 RETURNING count
"""

View = Callable[..., HttpResponse]


def throttled(thing: str, *, most: int, seconds: int, methods: tuple[str, ...] = ("POST",)) -> Any:
    """Answer 429 with Retry-After to an address that does `thing` more than `most` times."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods and (wait := waits(request, thing, most, seconds)):
                return too_many(request, wait)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def waits(request: HttpRequest, thing: str, most: int, seconds: int) -> int:
    """Count one more; return how many seconds its address has to wait, 0 for not at all."""
    stretch, past = divmod(int(time.time()), seconds)
    since = datetime.fromtimestamp(stretch * seconds, UTC)
    parts = "\0".join((thing, address_of(request), str(stretch)))
    key = hmac.digest(settings.SECRET_KEY.encode(), parts.encode(), hashlib.sha256)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, since])
        (count,) = cursor.fetchone()
    if count == 1:
        Throttle.objects.filter(since__lt=since - KEPT).delete()
    return seconds - past if count > most else 0


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address: the proxy's word for it where the proxy is trusted."""
    if settings.TRUST_FORWARDED_FOR:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    headers = {"Retry-After": str(wait), "Cache-Control": "no-store"}
    if request.path_info.startswith("/api/"):
        detail = f"Too many requests from your address. Try again in {wait} seconds."
        return JsonResponse({"detail": detail}, status=429, headers=headers)
    page = render(request, "site/too_many.html", {"wait": wait}, status=429)
    for name, value in headers.items():
        page.headers[name] = value
    return page
