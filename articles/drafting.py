import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from articles.contributing import contribute
from articles.models import Article, ArticleTopic, Author, Authorship, Topic, Wording
from integrity.models import save_with_reason


@transaction.atomic
def draft(
    *,
    question: str,
    slug: str,
    by: Any,
    authors: Iterable[Author],
    wordings: Mapping[str, Mapping[str, str]],
    topics: Iterable[Topic] = (),
    tags: Iterable[str] = (),
    searched_through: datetime.date | None = None,
    origin: str = "",
    license: str = "",  # noqa: A002  the field's own name
    reason: str = "Written",
) -> Article:
    """Start an article, with its contributors and its history, whose reason is `reason`.

    Arguments: `wordings` are by audience and part, as in the manuscript.
    """
    authors = list(authors)
    article = Article(
        question=question,
        slug=slug,
        tags=list(tags),
        searched_through=searched_through,
        origin=origin,
        license=license,
        created_by=by,
    )
    save_with_reason(article, by, reason)
    contribute(article, {by, *(author.user for author in authors)})
    for position, author in enumerate(authors, start=1):
        save_with_reason(Authorship(article=article, author=author, position=position), by, reason)
    for topic in topics:
        save_with_reason(ArticleTopic(article=article, topic=topic), by, reason)
    for audience, parts in wordings.items():
        save_with_reason(Wording(article=article, audience=audience, **parts), by, reason)
    return article
