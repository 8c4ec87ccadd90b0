"""An article as readers would see it, for those who may see it.

The working copy while its authors write; from submit on the stored bytes that the board reads.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.compose import compose
from articles.manuscript import parse
from articles.models import Article, Audience, State
from articles.reading.script import attributes
from articles.rendering import lead, render

STEPS = {State.SUBMITTED: 1, State.UNDER_REVIEW: 2, State.APPROVED: 3}


@require_safe
def preview(
    request: HttpRequest, model_admin: Any, object_id: str, audience: str = Audience.CLINICIAN
) -> HttpResponse:
    """Raises Http404 where there is no such article or audience."""
    article = model_admin.find(request, object_id)
    if audience not in Audience.values:
        raise Http404
    context = {
        "question": article.question,
        **_wording(article, audience),
        "current_step": STEPS.get(article.state, 0),
        "state_words": f"{article.get_state_display()}. For: {Audience(audience).label}",
        "back_url": reverse("admin:articles_article_change", args=[article.pk]),
    }
    is_signed = article.state == State.APPROVED
    template = "admin/articles/article/signed.html" if is_signed else "site/preview.html"
    return TemplateResponse(request, template, context)


def _wording(article: Article, audience: str) -> dict[str, str]:
    if article.is_editable:
        manuscript = compose(article)
        body = render(manuscript).get(audience, "")
    else:
        latest = article.submissions.latest("number")
        manuscript = parse(bytes(latest.manuscript))
        stored = latest.rendered.filter(audience=audience).first()
        body = bytes(stored.html).decode() if stored else ""
    return {"body": body, "body_written": attributes(lead(manuscript, audience))}
