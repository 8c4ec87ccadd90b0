"""What came up since an edition was last reviewed: told before it is signed again.

It forbids nothing: readers read the edition until a revision is approved, and it may be right.
"""

from typing import Any

from django.urls import reverse

from articles.models import Article, Edition, Standing, State
from reviews.admin.sources import told_notice
from reviews.commenting import WITH_THE_BOARD
from reviews.models import Assignment
from reviews.notices import needing_review


def meanwhile(edition: Edition, user: Any) -> dict[str, Any]:
    """Return the context of the template meanwhile.html; `edition` is the current one."""
    standing = edition.article.standing
    return {
        "revision": _revision(edition.article, user),
        "notices": [
            {"key": facts["key"], "title": facts["title"], **told_notice(facts)}
            for facts in (standing.notices if _is_new(standing) else [])
        ],
    }


def _revision(article: Article, user: Any) -> dict[str, Any] | None:
    if article.state == State.APPROVED:
        return None
    return {
        "is_correction": article.revision_kind == Edition.Kind.CORRECTION,
        "is_with_the_board": article.state in WITH_THE_BOARD,
        "state": article.get_state_display().lower(),
        "note": article.revision_note,
        "url": _page(article, user),
    }


def _page(article: Article, user: Any) -> str:
    """Return where `user` reads the revision, or an empty text where they do not."""
    own = Assignment.objects.filter(submission__article=article, member__user=user.pk)
    if asked := own.filter(closed_at=None).first():
        return reverse("admin:reviews_submission_review", args=[asked.submission_id])
    if user.has_perm("articles.view_article"):
        return reverse("admin:articles_article_change", args=[article.pk])
    return ""


def _is_new(standing: Standing) -> bool:
    """Return whether a notice was put up since the last review."""
    return bool(standing.notices) and needing_review().filter(pk=standing.pk).exists()
