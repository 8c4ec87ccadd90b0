"""The manuscripts of many drafts, as `articles.compose` makes them one by one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from articles import manuscript
from articles.compose import printed_author
from articles.models import Article, Authorship, Declaration, Disclaimer, State
from citations.models import Citation


def drafts(keys: Iterable[int]) -> list[Article]:
    """Lock the articles with `keys` that are drafts still; return them with what they hold.

    Those with a written reason for citing a work are left to their authors.
    """
    locked = Article.objects.filter(
        pk__in=keys, state=State.DRAFT, submissions=None, citation_reasons=None
    ).order_by("pk")
    byline = Prefetch("authorships", Authorship.objects.select_related("author__user"))
    return list(
        locked.select_for_update(of=("self",), no_key=True)
        .select_related("created_by")
        .prefetch_related("wordings", "topics", "contributors", byline)
    )


def compose_all(articles: list[Article]) -> list[dict[str, Any]]:
    """Return the manuscripts of `articles`, whose parts were loaded by `drafts`."""
    wordings = [_wordings(article) for article in articles]
    keys = {key for found in wordings for key in manuscript.cited_keys(found)}
    references = {
        citation.key: _reference(citation)
        for citation in Citation.objects.filter(key__in=keys).prefetch_related("notices")
    }
    authors = {place.author.user_id for one in articles for place in one.authorships.all()}
    declared = Declaration.objects.latest_of_each(authors)
    disclaimers = dict(Disclaimer.objects.values_list("audience", "text"))
    return [
        manuscript.build(
            question=article.question,
            topics=[topic.name for topic in article.topics.all()],
            tags=article.tags,
            authors=[
                printed_author(place.author, declared.get(place.author.user_id))
                for place in article.authorships.all()
            ],
            wordings=found,
            references=references.values(),
            disclaimers=disclaimers,
            searched_through=article.searched_through,
        )
        for article, found in zip(articles, wordings, strict=True)
    ]


def _wordings(article: Article) -> dict[str, dict[str, str]]:
    return {
        wording.audience: {
            "from_guidelines": wording.from_guidelines,
            "from_research": wording.from_research,
        }
        for wording in article.wordings.all()
    }


def _reference(citation: Citation) -> dict[str, Any]:
    notices = [notice.facts() for notice in citation.notices.all()]
    return {"key": citation.key, "csl": citation.csl(), "notices": notices}
