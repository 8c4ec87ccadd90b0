"""What anyone can read of how an answer came about: its record, its editions side by side."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.differences import Differences, differences, in_words
from articles.manuscript import PARTS, parse
from articles.models import Article, Audience, Submission
from articles.reading import answers
from articles.reading.caching import for_everyone
from articles.reading.views import moved
from articles.reading.withdrawals import withdrawn
from integrity.numbers import numbers_in
from reviews.public.timeline import picture, timeline


@for_everyone
def answer_record(request: HttpRequest, slug: str) -> HttpResponse:
    """The events of a published answer, also of a withdrawn one: there without its text."""
    record = record_of(slug)
    if record is None:
        return moved(request, slug)
    events = record["events"]
    numbers = [number for number, _ in record["editions"]]
    readable = [number for number, is_readable in record["editions"] if is_readable]
    context = {
        **record,
        "picture": picture(events),
        "pairs": list(zip(readable[1:], readable, strict=False)),
        "readable": readable,
        "manuscript_url": _manuscript_url(slug, readable[0]) if readable else "",
        "digest": next((e.digest for e in events if e.digest and e.edition == numbers[0]), ""),
    }
    return render(request, "site/record.html", context)


def record_of(slug: str) -> dict[str, Any] | None:
    """Return what the record of an answer tells: its events, and which editions may be read."""
    found = Article.objects.filter(slug=slug, standing__isnull=False)
    article = found.select_related("standing__edition").first()
    if article is None:
        return None
    last_gone = article.withdrawals.aggregate(last=Max("edition__number"))["last"] or 0
    events = timeline(article)
    numbers = sorted({event.edition for event in events}, reverse=True)
    return {
        "slug": slug,
        "question": article.standing.edition.question,
        "is_withdrawn": article.standing.withdrawal_id is not None,
        "events": events,
        "editions": [(number, number > last_gone) for number in numbers],
    }


def _manuscript_url(slug: str, number: int) -> str:
    return str(settings.SITE_URL + reverse("site:edition_manuscript", args=[slug, number]))


@for_everyone
def choose_comparison(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from the form on the record's page to the comparison that it asks for."""
    chosen = numbers_in([request.GET.get(name, "") for name in ("from", "to")])
    if len(chosen) < 2 or 0 in chosen:
        raise Http404
    return redirect("compare", slug, *sorted(chosen))


@for_everyone
def compare(request: HttpRequest, slug: str, before: int, after: int) -> HttpResponse:
    """What changed between two editions, if no withdrawal took one of them back."""
    found = [answers.numbered(slug, number) for number in (before, after)]
    one, other = found
    if one is None or other is None:
        return moved(request, slug)
    for answer in found:
        if answer is not None and answer.is_withdrawn:
            return withdrawn(request, answer)
    compared = _compared(one.edition_id, other.edition_id)
    context = {
        "slug": slug,
        "question": other.question,
        "before": one,
        "after": other,
        "differences": compared,
        "in_words": in_words(compared),
        "passages": [(_title(passage), passage) for passage in compared.passages],
    }
    return render(request, "site/compare.html", context)


@lru_cache(maxsize=64)  # editions never change; whether they may be read is asked each time
def _compared(before: Any, after: Any) -> Differences:
    manuscripts = Submission.objects.filter(edition__in=[before, after])
    by_edition = dict(manuscripts.values_list("edition", "manuscript"))
    return differences(parse(bytes(by_edition[before])), parse(bytes(by_edition[after])))


def _title(passage: Any) -> str:
    part = dict(PARTS).get(passage.part) or _("Disclaimer")
    return f"{Audience(passage.audience).label}: {part}"
