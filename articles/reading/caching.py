"""How long copies of a public page may live: promise 7 of the design, in headers."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

# Browsers ask each time; a shared cache after 60 seconds, and when it cannot reach us it has 540
# more, so that what is withdrawn is gone within 10 minutes even while the application is down.
_FRESH = f"public, max-age=0, s-maxage={settings.CACHE_SECONDS}"
PUBLIC = f"{_FRESH}, stale-if-error={settings.STALE_SECONDS}"
GONE = _FRESH

_OF_ANSWER = re.compile(r"(?:/api/v1)?/answers/([-\w]{1,120})(?:/|$)", re.ASCII)


def tag_of(request: HttpRequest) -> str:
    """Return the tag by which caches can purge what stands at an address."""
    found = _OF_ANSWER.match(request.path_info)
    return f"answer-{found[1]}" if found else "answers"


View = Callable[..., HttpResponse]


def for_each_audience(view: View) -> View:
    """Make a view like `for_everyone`, of a list that links to the wording a reader once chose."""
    cacheable = for_everyone(view)

    @wraps(cacheable)
    def varying(*args: Any, **kwargs: Any) -> HttpResponse:
        response = cacheable(*args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        return response

    return varying


def for_everyone(view: View) -> View:
    """Make a view answer GET and HEAD alone, alike for all visitors, for shared caches to keep."""

    @csrf_exempt  # there is nothing to forge: other methods get 405, not a lecture on forms
    @require_safe
    @wraps(view)
    def cacheable(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers.setdefault("Cache-Control", PUBLIC)
        response.headers["Cache-Tag"] = tag_of(args[0])
        return response

    return cacheable
