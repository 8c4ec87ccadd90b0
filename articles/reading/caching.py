"""How long copies of a public page may live: promise 7 of the design, in headers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

# Browsers ask each time; a shared cache after 60 seconds, and when it cannot reach us it has 540
# more, so that what is withdrawn is gone within 10 minutes even while the application is down.
PUBLIC = "public, max-age=0, s-maxage=60, stale-if-error=540"
GONE = "public, max-age=0, s-maxage=60"

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
        return response

    return cacheable
