"""What the article's form shows and saves: the working copy as plain values, by field name.

Names: `question`, `slug`, `tags`, `searched_through` (ISO, or empty), `topics` (keys), `byline`
(keys of authors, in order), `<audience>_<part>` for each text, and `why_<key of a citation>` for
each reason to cite a work.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from articles.contributing import contribute
from articles.drafting import draft
from articles.manuscript import PARTS
from articles.models import (
    Article,
    ArticleTopic,
    Audience,
    Author,
    Authorship,
    CitationReason,
    Topic,
    Wording,
)
from integrity.models import delete_with_reason, save_with_reason
from integrity.text import unix_newlines
from reviews.admin import addresses

Values = dict[str, Any]

TEXTS = [(audience, part) for audience in Audience for part, _ in PARTS]


def text_name(audience: str, part: str) -> str:
    return f"{audience}_{part}"


def why_name(citation: int) -> str:
    return f"why_{citation}"


def one_line(text: str) -> str:
    return " ".join(text.split())


def unix_text(text: str) -> str:
    """Return `text` as it is kept: lines end in LF, and nothing is empty at either end."""
    return unix_newlines(text).rstrip().lstrip("\n")


def read(article: Article) -> Values:
    """Return the working copy of `article` as it is in the database now."""
    wordings = {wording.audience: wording for wording in article.wordings.all()}
    texts = {
        text_name(audience, part): unix_text(getattr(wordings.get(audience), part, ""))
        for audience, part in TEXTS
    }
    reasons = article.reasons_by_work()
    return {
        "question": one_line(article.question),
        "slug": article.slug,
        "tags": list(article.tags),
        "searched_through": str(article.searched_through or ""),
        "topics": sorted(article.articletopic_set.values_list("topic", flat=True)),
        "byline": list(article.authorships.values_list("author", flat=True)),
        **texts,
        **{why_name(work): row.reason for work, row in reasons.items()},
    }


@transaction.atomic
def create(values: Values, *, by: Any, reason: str) -> Article:
    """Start an article with `values`."""
    authors = Author.objects.select_related("user").in_bulk(values["byline"])
    wordings = {
        str(audience): parts
        for audience in Audience
        if any((parts := _parts(values, audience)).values())
    }
    return draft(
        question=values["question"],
        slug=values["slug"],
        by=by,
        authors=[authors[key] for key in values["byline"]],
        wordings=wordings,
        topics=Topic.objects.filter(pk__in=values["topics"]),
        tags=values["tags"],
        searched_through=values["searched_through"] or None,
        reason=reason,
    )


@transaction.atomic
def save(article: Article, values: Values, *, by: Any, reason: str) -> list[str]:
    """Write what differs between `article` and `values`. Returns the names of what differed.

    The caller holds the article's row locked. Raises IntegrityError where PostgreSQL refuses.
    """
    before = read(article)
    changed = [name for name, value in values.items() if value != before.get(name, "")]
    if not changed:
        return []
    own = [name for name in ("question", "slug", "tags", "searched_through") if name in changed]
    for name in own:
        setattr(article, name, values[name])
    article.searched_through = article.searched_through or None
    save_columns(article, own, by=by, reason=reason)
    if "slug" in changed:
        addresses.move(article, before["slug"])
    contribute(article, {by, *_accounts(values["byline"])})
    if "byline" in changed:
        _save_byline(article, values["byline"], by, reason)
    if "topics" in changed:
        _save_topics(article, values["topics"], by, reason)
    _save_wordings(article, values, set(changed), by, reason)
    _save_reasons(article, values, set(changed), by, reason)
    return changed


def save_columns(article: Article, columns: Sequence[str], *, by: Any, reason: str) -> None:
    """Save `columns` as the article's next version.

    The address is named only where it changes: a unique column in an UPDATE locks the row against
    the foreign keys of other transactions.
    """
    article.version += 1
    article._history_user, article._change_reason = by, reason
    article.save(update_fields=[*columns, "version", "updated_at"])


def _parts(values: Values, audience: str) -> dict[str, str]:
    return {part: values[text_name(audience, part)] for part, _ in PARTS}


def _accounts(byline: list[int]) -> list[Any]:
    return [author.user for author in Author.objects.filter(pk__in=byline).select_related("user")]


def _save_byline(article: Article, byline: list[int], by: Any, reason: str) -> None:
    rows = {row.author_id: row for row in article.authorships.all()}
    for author, row in rows.items():
        if author not in byline:
            delete_with_reason(row, by, reason)
    for position, author in enumerate(byline, start=1):
        row = rows.get(author) or Authorship(article=article, author_id=author, position=0)
        if row.position != position:
            row.position = position
            save_with_reason(row, by, reason)


def _save_topics(article: Article, topics: list[int], by: Any, reason: str) -> None:
    rows = {row.topic_id: row for row in article.articletopic_set.all()}
    for topic, row in rows.items():
        if topic not in topics:
            delete_with_reason(row, by, reason)
    for topic in topics:
        if topic not in rows:
            save_with_reason(ArticleTopic(article=article, topic_id=topic), by, reason)


def _save_wordings(
    article: Article, values: Values, changed: set[str], by: Any, reason: str
) -> None:
    rows = {wording.audience: wording for wording in article.wordings.all()}
    for audience in Audience:
        parts = _parts(values, audience)
        if not changed & {text_name(audience, part) for part in parts}:
            continue
        row = rows.get(audience) or Wording(article=article, audience=audience)
        if not any(parts.values()):
            delete_with_reason(row, by, reason)
            continue
        for part, text in parts.items():
            setattr(row, part, text)
        save_with_reason(row, by, reason)


def _save_reasons(
    article: Article, values: Values, changed: set[str], by: Any, reason: str
) -> None:
    rows = {why_name(work): row for work, row in article.reasons_by_work().items()}
    for name in sorted(changed):
        if not name.startswith("why_"):
            continue
        citation = int(name.removeprefix("why_"))
        row = rows.get(name) or CitationReason(article=article, citation_id=citation)
        row.reason = values[name]
        if row.reason:
            save_with_reason(row, by, reason)
        else:
            delete_with_reason(row, by, reason)
