"""What a person sent after their session had ended: kept while they sign in, sent on by a click.

It travels in one hidden field that the site signs; the database never sees it.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

FIELD = "unsent"
LIMIT = 2_000_000  # characters of the packed field; a request may have 4 MiB
_SALT = "reviews.admin.unsent"


def keepable(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """Return the fields that were sent, each with all its values, but for passwords and tokens."""
    return [
        (name, values)
        for name, values in request.POST.lists()
        if "password" not in name.lower() and name not in {"csrfmiddlewaretoken", "code", FIELD}
    ]


def pack(request: HttpRequest) -> str:
    """Return the fields that were sent and their address; empty where none or too much was sent."""
    fields = keepable(request)
    if not fields:
        return ""
    kept = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    packed = signing.dumps(kept, salt=_SALT, compress=True)
    return packed if len(packed) <= LIMIT else ""


def offer(request: HttpRequest, packed: str, status: int = 200) -> HttpResponse | None:
    """Return a page whose button sends the fields on, or None if `packed` is not of our packing."""
    try:
        kept = signing.loads(packed, salt=_SALT)
    except signing.BadSignature:
        return None
    fields = [(name, value) for name, values in kept["fields"] for value in values]
    context = {
        "title": "Your text was kept",
        "path": kept["path"],
        "fields": fields,
        "texts": [value for _, value in fields if len(value) > 30 or "\n" in value],
        "files": kept["files"],
    }
    response = TemplateResponse(request, "admin/continue.html", context, status=status)
    add_never_cache_headers(response)
    return response


def offer_anew(request: HttpRequest) -> HttpResponse | None:
    """Return the offer for a form of the desk whose token is stale, or None for any other form.

    That happens where the person signed in again in another tab. That the form is one of ours
    tells the Origin header, which browsers write and no page can.
    """
    own = f"{request.scheme}://{request.get_host()}"
    at_the_desk = request.path.startswith(reverse("admin:index"))
    at_the_desk = at_the_desk and request.path != reverse("admin:login")
    if not (at_the_desk and request.user.is_staff and request.headers.get("Origin") == own):
        return None
    return offer(request, pack(request), status=403)
