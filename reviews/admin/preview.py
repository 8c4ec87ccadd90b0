"""The working copy as readers would see it, for those who may see the article."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.compose import compose
from articles.models import Audience, State
from articles.rendering import render

STEPS = {State.SUBMITTED: 1, State.UNDER_REVIEW: 2, State.APPROVED: 3}


@require_safe
def preview(
    request: HttpRequest, model_admin: Any, object_id: str, audience: str = Audience.CLINICIAN
) -> HttpResponse:
    """Raises Http404 where there is no such article or audience."""
    article = model_admin.find(request, object_id)
    if audience not in Audience.values:
        raise Http404
    manuscript = compose(article)
    context = {
        "question": manuscript["question"],
        "body": render(manuscript).get(audience, ""),
        "current_step": STEPS.get(article.state, 0),
        "state_words": f"{article.get_state_display()}. For: {Audience(audience).label}",
        "back_url": reverse("admin:articles_article_change", args=[article.pk]),
    }
    return TemplateResponse(request, "site/preview.html", context)
