"""What stands in the place of a withdrawn edition: the reason, never its text."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from articles.models import Standing, Withdrawal
from articles.reading.answers import Answer
from articles.reading.caching import GONE

_STATUS_GONE = 410


def withdrawn(request: HttpRequest, found: Answer) -> HttpResponse:
    withdrawal = _withdrawal_of(found)
    instead = _read_instead(withdrawal)
    context = {
        "slug": found.slug,
        "question": found.question,
        "withdrawn_at": withdrawal.withdrawn_at,
        "category_words": withdrawal.get_category_display(),
        "sentence": withdrawal.sentence,
        "replacement": instead,
        "approved_again": instead is not None and instead["slug"] == found.slug,
        "digest": found.digest.hex(),
        "edition_number": found.edition_number,
    }
    page = render(request, "site/withdrawn.html", context, status=_STATUS_GONE)
    page.headers["Cache-Control"] = GONE
    return page


def withdrawn_manuscript(found: Answer) -> JsonResponse:
    withdrawal = _withdrawal_of(found)
    instead = _read_instead(withdrawal)
    return JsonResponse(
        {
            "withdrawn_at": withdrawal.withdrawn_at.isoformat(),
            "category": withdrawal.get_category_display(),
            "sentence": withdrawal.sentence,
            "replacement": instead and reverse("site:answer", args=[instead["slug"]]),
            "digest": found.digest.hex(),
        },
        status=_STATUS_GONE,
        headers={"Cache-Control": GONE, "X-Robots-Tag": "noindex"},
    )


def _withdrawal_of(found: Answer) -> Withdrawal:
    """Return the withdrawal that took the edition back: the first of it or a later edition."""
    return Withdrawal.objects.filter(
        article__editions=found.edition_id, edition__number__gte=found.edition_number
    ).order_by("edition__number")[0]


def _read_instead(withdrawal: Withdrawal) -> dict[str, Any] | None:
    """Return the answer to read now: the same one approved anew, or its readable replacement."""
    instead = [withdrawal.article_id, withdrawal.replacement_id]
    readable = {
        article: {"slug": slug, "question": question}
        for article, slug, question in Standing.objects.current()
        .filter(article__in=filter(None, instead))
        .values_list("article", "article__slug", "edition__question")
    }
    return next((readable[article] for article in instead if article in readable), None)
