"""Which articles and editions cite a work, as far as a person may see them."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from articles.markup import citation_keys
from articles.models import Article, Edition, Wording
from citations.models import Citation
from reviews.admin.article_filters import sees_all

MOST = 50


def cited_by(work: Citation, request: HttpRequest) -> dict[str, Any]:
    """Return the articles whose working copy cites `work`, and the editions that do."""
    articles = [article for article in _candidates(work, request) if _cites(article, work.key)]
    editions = Edition.objects.filter(cited__contains=[work.key])
    if not request.user.has_perm("articles.view_edition"):
        editions = editions.filter(standing__withdrawal=None, standing__isnull=False)
    shown = editions.select_related("article", "standing").order_by("-published_at")
    return {"articles": articles[:MOST], "editions": list(shown[:MOST]), "most": MOST}


def _candidates(work: Citation, request: HttpRequest) -> Any:
    key = f"@{work.key}"
    texts = Wording.objects.filter(
        Q(from_guidelines__icontains=key) | Q(from_research__icontains=key)
    )
    articles = Article.objects.filter(pk__in=texts.values("article")).order_by("-updated_at")
    if not sees_all(request.user):
        articles = articles.filter(authorships__author__user=request.user.pk)
    return articles.prefetch_related("wordings")[: MOST * 4]


def _cites(article: Article, key: str) -> bool:
    texts = (
        text for row in article.wordings.all() for text in (row.from_guidelines, row.from_research)
    )
    return any(key in citation_keys(text) for text in texts)
