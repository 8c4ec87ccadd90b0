"""The verbs of an article's authors: they hand a working copy in and open it again."""

from typing import Any

from django.db import transaction

from articles.compose import compose
from articles.models import Article, Edition, Submission
from articles.publishing import restore, snapshot
from integrity.canonical import canonical
from reviews.beginning import begin, require
from reviews.mail import tell
from reviews.models import Policy, Verb
from reviews.refusals import Refused
from reviews.steps import (
    announce_update,
    end_round,
    latest_submission,
    locked_standing,
    record_verb,
    save_article,
)
from reviews.submitting import submit_lacks

REVISIONS = (Edition.Kind.UPDATE, Edition.Kind.CORRECTION)


@transaction.atomic
def submit(article: Article, *, by: Any, note: str = "") -> Submission:
    """Snapshot the working copy for review. Returns the submission."""
    before = begin(article, Verb.SUBMIT, by)
    manuscript = compose(article)
    require([*submit_lacks(article, manuscript, Policy.in_force())])
    rows = snapshot(article, by=by, at=article.locked_at, note=note, data=canonical(manuscript))
    article.submit()
    save_article(article, by, note or "Submitted")
    announce_update(article, under_review=True)
    told = [*rows, *article.contributors.all()]  # so that none of them can go missing
    tell("submitted", article=article.pk, by=by.pk)
    record_verb(Verb.SUBMIT, article, by, before, submission=rows[0], reason=note, rows=told)
    return rows[0]


@transaction.atomic
def take_back(article: Article, *, by: Any) -> None:
    before = begin(article, Verb.TAKE_BACK, by)
    ended = end_round(article, by, "The authors took the submission back.")
    article.take_back()
    save_article(article, by, "Taken back")
    announce_update(article, under_review=False)
    if ended:
        tell("round_ended", assignments=ended)
    record_verb(Verb.TAKE_BACK, article, by, before, submission=latest_submission(article))


@transaction.atomic
def revise(article: Article, *, by: Any, kind: Edition.Kind, note: str) -> None:
    """Open the working copy of an approved article; its edition stays public meanwhile."""
    before = begin(article, Verb.REVISE, by)
    if kind not in REVISIONS or not note.strip():
        raise Refused("Say whether this is an update or a correction, and why, for the public.")
    article.revision_kind, article.revision_note = kind, note.strip()
    article.revise()
    reason = f"{Edition.Kind(kind).label}: {note}"
    save_article(article, by, reason)
    record_verb(Verb.REVISE, article, by, before, reason=reason)


@transaction.atomic
def discard_revision(article: Article, *, by: Any) -> None:
    """Make the working copy the current edition's again.

    Where something was submitted since, the edition's bytes are submitted anew: its digest, and
    with it every signature on it, stays what it was.
    """
    before = begin(article, Verb.DISCARD, by)
    standing = locked_standing(article)
    if standing is None or standing.withdrawal_id:
        raise Refused("There is no current edition to go back to.")
    edition, rows = standing.edition, []
    restore(article, edition, by=by, reason="Revision discarded")
    save_article(article, by, "Revision discarded")
    if bytes(latest_submission(article).digest) != bytes(edition.submission.digest):
        rows = snapshot(
            article,
            by=by,
            at=article.locked_at,
            note="Revision discarded: the current edition again.",
            data=bytes(edition.submission.manuscript),
        )
    article.discard_revision()
    save_article(article, by, "Revision discarded")
    record_verb(Verb.DISCARD, article, by, before, submission=rows[0] if rows else None, rows=rows)
