"""Drafts and the works they cite, written in bulk: rows, contributors and history."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.text import slugify

from articles.importing.drafting import Draft
from articles.models import (
    Article,
    ArticleTopic,
    Author,
    Authorship,
    Contributor,
    Topic,
    Wording,
)
from citations.models import Citation
from integrity.copying import Stamp, copy_sealed, copy_with_history, next_ids
from integrity.models import facts, save_with_reason

Rows = list[dict[str, Any]]


def write(
    drafts: list[Draft], works: Mapping[str, Citation], author: Author | None, stamp: Stamp
) -> None:
    """Insert `drafts` and the new `works` that they cite, inside the caller's transaction."""
    _write(Citation, [facts(work) for work in works.values()], stamp)
    articles = dict(zip(next_ids(Article, len(drafts)), drafts, strict=True))
    _write_articles(articles, stamp)
    contributors = {stamp.by.pk, *([author.user_id] if author else [])}
    copy_sealed(
        Contributor,
        [
            {"id": str(uuid.uuid4()), "article_id": article, "user_id": user}
            for article in articles
            for user in contributors
        ],
        {"contributed_at": stamp.at},
    )
    _write(Authorship, _bylines(articles, author), stamp)
    _write(ArticleTopic, _topics(articles, stamp), stamp)
    _write(Wording, _wordings(articles), stamp)


def _write(model: Any, rows: Rows, stamp: Stamp) -> None:
    for number, row in zip(next_ids(model, len(rows)), rows, strict=True):
        row["id"] = number
    copy_with_history(model, rows, {}, stamp)


def _write_articles(articles: Mapping[int, Draft], stamp: Stamp) -> None:
    rows = [
        {
            "id": article,
            "question": draft.entry.question,
            "slug": draft.slug,
            "tags": draft.entry.tags,
            "origin": draft.entry.origin,
            "origin_key": draft.origin_key,
            "license": draft.entry.license,
        }
        for article, draft in articles.items()
    ]
    shared = {"created_at": stamp.at, "created_by_id": stamp.by.pk, "updated_at": stamp.at}
    copy_with_history(Article, rows, shared, stamp)


def _bylines(articles: Iterable[int], author: Author | None) -> Rows:
    return [{"article_id": article, "author_id": author.pk} for article in articles if author]


def _wordings(articles: Mapping[int, Draft]) -> Rows:
    return [
        {"article_id": article, "audience": audience, **parts}
        for article, draft in articles.items()
        for audience, parts in draft.wordings.items()
    ]


def _topics(articles: Mapping[int, Draft], stamp: Stamp) -> Rows:
    names = {name for draft in articles.values() for name in draft.entry.topics}
    known = _known_topics(names, stamp)
    return [
        {"article_id": article, "topic_id": topic}
        for article, draft in articles.items()
        for topic in dict.fromkeys(known[name.lower()] for name in draft.entry.topics)
    ]


def _known_topics(names: Iterable[str], stamp: Stamp) -> dict[str, int]:
    """Return the key of each topic by its name in lower case, and make those that are missing."""
    wanted = {name.lower(): name for name in sorted(names, reverse=True)}
    # By name as well: PostgreSQL's lower case is not Python's for every letter and collation.
    found = Topic.objects.annotate(lower=Lower("name")).filter(
        Q(lower__in=wanted) | Q(name__in=names)
    )
    known = {topic.name.lower(): topic.pk for topic in found}
    for lower in sorted(wanted.keys() - known.keys()):
        topic = Topic(name=wanted[lower], slug=_topic_address(wanted[lower]))
        save_with_reason(topic, stamp.by, stamp.reason)
        known[lower] = topic.pk
    return known


def _topic_address(name: str) -> str:
    slug = slugify(name)[:100].strip("-") or "topic"
    if not Topic.objects.filter(slug=slug).exists():
        return slug
    return f"{slug[:91]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
