"""What a person sends to a round that ended meanwhile: it is refused, and shown to them again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import Submission
from reviews.models import Assignment, SourceCheck
from reviews.rounds import ended_for

View = Callable[[HttpRequest, Submission], HttpResponse]


def kept_when_late(view: View) -> Callable[..., HttpResponse]:
    """Return `view` for the key of a submission; who took part in its round loses no word."""

    @wraps(view)
    def found(request: HttpRequest, pk: Any) -> HttpResponse:
        submission = get_object_or_404(Submission.objects.select_related("article"), pk=pk)
        try:
            return view(request, submission)
        except PermissionDenied:
            sentence = ended_for(submission, request.user)
            if not sentence:
                raise
        if is_script(request):
            return HttpResponse(f"Not kept. {sentence}", status=409, content_type="text/plain")
        return _page(request, submission, sentence)

    return found


def is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _page(request: HttpRequest, submission: Submission, sentence: str) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": "Not kept",
        "subtitle": submission.article.question,
        "sentence": sentence,
        "passage": request.POST.get("passage", ""),
        "typed": "\n".join([request.POST.get("text", ""), *_ticks(request)]).strip(),
        "back_url": reverse("admin:reviews_submission_review", args=[submission.pk]),
        "list_name": "Reviews",
        "opts": Assignment._meta,
    }
    return TemplateResponse(request, "admin/reviews/too_late.html", context, status=409)


def _ticks(request: HttpRequest) -> list[str]:
    verdicts = dict(SourceCheck.Verdict.choices)
    return [
        f"{name.removeprefix('check-')}: {verdicts[value]}"
        for name, value in request.POST.items()
        if name.startswith("check-") and value in verdicts
    ]
