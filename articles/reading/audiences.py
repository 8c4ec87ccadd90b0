"""Which wording a reader wants: its address, and the choice that a cookie remembers.

Pages of answers never read the cookie: they are the same for every visitor. Lists do.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.models import Audience

COOKIE = "audience"
COOKIE_AGE = 365 * 24 * 60 * 60  # seconds

_WORDS = {Audience.TRAINEE: "trainees", Audience.PATIENT: "patients"}
_AUDIENCES = {word: audience for audience, word in _WORDS.items()}


class AudienceConverter:
    """Reads and writes the part of an address that names an audience."""

    regex = "|".join(_AUDIENCES)

    def to_python(self, value: str) -> Audience:
        return _AUDIENCES[value]

    def to_url(self, value: Audience) -> str:
        return _WORDS[value]


def path_of(slug: str, audience: Audience) -> str:
    """Return the address of an answer's wording for `audience`."""
    if audience == Audience.CLINICIAN:
        return reverse("site:answer", args=[slug])
    return reverse("site:answer_for", args=[slug, audience])


def chosen(request: HttpRequest) -> Audience | None:
    """Return the audience that this reader once chose. The answer has to vary by cookie."""
    value = request.COOKIES.get(COOKIE, "")
    return Audience(value) if value in Audience.values else None


def offered(request: HttpRequest) -> dict[str, Any]:
    """Return what a list's question "Which best describes you?" shows this reader."""
    own = chosen(request)
    choices = [
        {"audience": audience.value, "words": audience.label, "is_here": audience == own}
        for audience in Audience
    ]
    return {"audience_choices": choices, "audience_next": request.get_full_path()}


@csrf_exempt  # pages that caches share can hold no token; at worst a stranger sets a preference
@require_POST
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the reader's choice and lead back to what they read, in the words they chose."""
    value = request.POST.get("audience", "")
    audience = Audience(value) if value in Audience.values else None
    response = HttpResponseRedirect(_back(request, audience), status=303)
    if audience is None:
        response.delete_cookie(COOKIE)
    else:
        response.set_cookie(
            COOKIE,
            audience.value,
            max_age=COOKIE_AGE,
            secure=settings.BEHIND_TLS,
            httponly=True,
            samesite="Lax",
        )
    return response


def _back(request: HttpRequest, audience: Audience | None) -> str:
    try:
        return path_of(request.POST["slug"], audience or Audience.CLINICIAN)
    except (KeyError, NoReverseMatch):
        back = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_own and back.startswith("/") else reverse("site:home")
