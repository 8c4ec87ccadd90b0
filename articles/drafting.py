from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from articles.contributing import contribute
from articles.models import Article, ArticleTopic, Author, Authorship, Topic, Wording


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
        origin=origin,
        license=license,
        created_by=by,
    )
    _save(article, by, reason)
    contribute(article, {by, *(author.user for author in authors)})
    for position, author in enumerate(authors, start=1):
        _save(Authorship(article=article, author=author, position=position), by, reason)
    for topic in topics:
        _save(ArticleTopic(article=article, topic=topic), by, reason)
    for audience, parts in wordings.items():
        _save(Wording(article=article, audience=audience, **parts), by, reason)
    return article


def _save(row: Any, by: Any, reason: str) -> None:
    row._history_user, row._change_reason = by, reason
    row.save()
