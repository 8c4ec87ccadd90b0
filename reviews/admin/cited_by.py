"""Which articles and editions cite a work, as far as a person may see them."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from articles.markup import citation_keys
from articles.models import Article, Edition, Wording
from citations.aliases import by_all_keys
from citations.models import Citation
from reviews.admin.article_filters import sees_all

MOST = 50


def cited_by(work: Citation, request: HttpRequest) -> dict[str, Any]:
    """Return the articles whose working copy cites `work`, and the editions that do."""
    keys = set(by_all_keys([work]))
    articles = [article for article in _candidates(keys, request) if _cites(article, keys)]
    editions = Edition.objects.filter(cited__overlap=sorted(keys))
    if not request.user.has_perm("articles.view_edition"):
        editions = editions.filter(standing__withdrawal=None, standing__isnull=False)
    shown = editions.select_related("article", "standing").order_by("-published_at")
    return {"articles": articles[:MOST], "editions": list(shown[:MOST]), "most": MOST}


def _candidates(keys: set[str], request: HttpRequest) -> Any:
    mentions = Q()
    for key in keys:
        mentions |= Q(from_guidelines__icontains=f"@{key}") | Q(from_research__icontains=f"@{key}")
    texts = Wording.objects.filter(mentions)
    articles = Article.objects.filter(pk__in=texts.values("article")).order_by("-updated_at")
    if not sees_all(request.user):
        articles = articles.filter(authorships__author__user=request.user.pk)
    return articles.prefetch_related("wordings")[: MOST * 4]


def _cites(article: Article, keys: set[str]) -> bool:
    texts = (
        text for row in article.wordings.all() for text in (row.from_guidelines, row.from_research)
    )
    return any(not keys.isdisjoint(citation_keys(text)) for text in texts)
