"""An answer, its editions, and what their board members signed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response

from articles.models import Audience, SlugRedirect
from articles.reading import answers, pages
from articles.reading.answers import Answer
from articles.reading.caching import for_everyone
from articles.reading.encodings import best_for
from articles.reading.withdrawals import withdrawn, withdrawn_manuscript


@for_everyone
def answer(
    request: HttpRequest, slug: str, audience: Audience = Audience.CLINICIAN
) -> HttpResponse:
    """The page of an answer, or 304 for who has it already; the text is not even read for that."""
    asks = "HTTP_IF_NONE_MATCH" in request.META
    found = answers.current(slug, with_text=not asks, audience=audience)
    if found is None:
        return moved(request, slug)
    if found.is_withdrawn:
        return withdrawn(request, found)
    if not found.has_wording(audience):
        return _not_worded(request, found)
    encoding = best_for(request)
    tag = pages.entity_tag(found, encoding)
    response = get_conditional_response(request, etag=tag) if asks else None
    if response is None:
        text = found.html if found.html is not None else answers.text(found)
        response = HttpResponse(pages.packed_page(found, text, encoding))
        if encoding:
            response.headers["Content-Encoding"] = encoding
    response.headers["ETag"] = tag
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _not_worded(request: HttpRequest, found: Answer) -> HttpResponse:
    """Say that there is no wording for this audience, and where the professionals' is."""
    context = {"answer": found, "audience_words": Audience(found.audience).label}
    return render(request, "site/not_worded.html", context, status=404)


@for_everyone
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = answers.numbered(slug, number)
    if found is None:
        return moved(request, slug)
    if found.is_withdrawn:
        return withdrawn(request, found)
    text = answers.text(found).decode()
    return render(request, "site/edition.html", {"answer": pages.context(found, text)})


@for_everyone
def manuscript(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The signed bytes as they are: their SHA-256 is the digest that the edition's page prints."""
    found = answers.numbered(slug, number)
    if found is None:
        return moved(request, slug)
    if found.is_withdrawn:
        return withdrawn_manuscript(found)
    signed = answers.manuscript(found)
    headers = {"X-Robots-Tag": "noindex"}
    return HttpResponse(signed, content_type="application/json", headers=headers)


def moved(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from an earlier address of a published answer to its present one, or raise Http404."""
    earlier = SlugRedirect.objects.filter(slug=slug, article__standing__isnull=False)
    now = earlier.values_list("article__slug", flat=True).first()
    if now is None or request.resolver_match is None:
        raise Http404
    match = request.resolver_match
    return redirect(match.view_name, **(match.kwargs | {"slug": now}), permanent=True)
