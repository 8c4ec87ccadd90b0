"""The verbs of the talk about a submission: comment, answer, resolve, and check sources."""

from typing import Any

from django.db import transaction

from articles.models import Article, State, Submission
from articles.quoting import Quote
from reviews import record, who
from reviews.approving import approve
from reviews.mail import tell
from reviews.mail.talk import CLOSE
from reviews.models import Answer, Comment, SourceCheck, Verb
from reviews.quorum import counting_signatures, still_open
from reviews.record import Line, printed_name_of
from reviews.refusals import Forbidden, Refused
from reviews.source_checks import newly_found
from reviews.steps import latest_submission, lock

GENERAL = Quote("", "", "", 0)
WITH_THE_BOARD = (State.SUBMITTED, State.UNDER_REVIEW)
_VERBS = {
    "": Verb.ANSWER,
    Answer.Effect.RESOLVED: Verb.RESOLVE,
    Answer.Effect.REOPENED: Verb.REOPEN,
}


@transaction.atomic
def comment(
    submission: Submission,
    *,
    by: Any,
    text: str,
    audience: str = "",
    quote: Quote = GENERAL,
    is_blocking: bool = False,
) -> Comment:
    """Open a thread on `submission`, or on a passage of one of its wordings."""
    article = submission.article
    before = lock(article)
    if sentence := who.a_reviewer_or_independent_editor(article, by):
        raise Forbidden(sentence)
    if sentence := not_with_the_board(submission):
        raise Refused(sentence)
    if not text.strip():
        raise Refused("Say something: an empty comment helps nobody.")
    row = Comment(
        submission=submission,
        number=Comment.objects.filter(submission=submission).count() + 1,
        audience=audience,
        **quote._asdict(),
        text=text.strip(),
        is_blocking=is_blocking,
        printed_name=printed_name_of(by),
        commented_at=article.locked_at,
        commented_by=by,
    )
    row.save()
    _tell(article, by)
    record.append(Line(Verb.COMMENT, by, article, submission, before, before, rows=[row]))
    return row


@transaction.atomic
def answer(comment: Comment, *, by: Any, text: str = "", effect: str = "") -> Answer:
    """Say more in a comment's thread, resolve it, or open it again.

    Where nothing but this comment kept the article from being approved, resolving it approves it.
    """
    submission = comment.submission
    article = submission.article
    before = lock(article)
    _require_may_answer(comment, article, by, effect)
    if not text.strip() and not effect:
        raise Refused("Say something: an empty answer helps nobody.")
    row = Answer(
        comment=comment,
        number=comment.answers.count() + 1,
        text=text.strip(),
        effect=effect,
        printed_name=printed_name_of(by),
        answered_at=article.locked_at,
        answered_by=by,
    )
    row.save()
    _tell(article, by)
    line = Line(_VERBS[effect], by, article, submission, before, before, rows=[row])
    approved = _approval(article, line) if effect == Answer.Effect.RESOLVED else []
    record.append(line, *approved)
    return row


@transaction.atomic
def check_sources(submission: Submission, *, by: Any, verdicts: dict[str, str]) -> int:
    """Keep what a reviewer found of references, by key. Returns how many findings are new.

    The record names them with the signature that they lead to.
    """
    article = submission.article
    lock(article)
    if sentence := who.a_reviewer(article, by):
        raise Forbidden(sentence)
    if sentence := not_with_the_board(submission):
        raise Refused(sentence)
    own = who.open_assignments(article).select_related("member").get(member__user=by)
    rows = newly_found(submission, own.member, verdicts)
    SourceCheck.objects.bulk_create(rows)
    return len(rows)


def may_resolve(comment: Comment, article: Article, user: Any) -> str:
    """Return why `user` may not say that `comment` is resolved, or an empty text."""
    if comment.commented_by_id == user.pk and not who.is_contributor(article, user):
        return ""
    if not who.an_independent_editor(article, user):
        return ""
    return "Only who made the comment, or an editor, can say that it is resolved."


def may_comment(submission: Submission, user: Any) -> str:
    """Return why `user` may not comment on `submission` now, or an empty text."""
    refused = who.a_reviewer_or_independent_editor(submission.article, user)
    return refused or not_with_the_board(submission)


def not_with_the_board(submission: Submission) -> str:
    article = submission.article
    later = article.submissions.filter(number__gt=submission.number)
    if article.state in WITH_THE_BOARD and not later.exists():
        return ""
    return "This submission is not before the board any more."


def _tell(article: Article, by: Any) -> None:
    at: Any = article.locked_at
    tell("said", wait=CLOSE, article=article.pk, by=by.pk, at=at.isoformat())


def _require_may_answer(comment: Comment, article: Article, by: Any, effect: str) -> None:
    if effect and (sentence := may_resolve(comment, article, by)):
        raise Forbidden(sentence)
    if sentence := who.a_party_to(article, by):
        raise Forbidden(sentence)
    is_open = Comment.objects.open().filter(pk=comment.pk).exists()
    if effect == Answer.Effect.RESOLVED and not is_open:
        raise Refused("This comment is resolved already.")
    if effect == Answer.Effect.REOPENED and is_open:
        raise Refused("This comment is open.")
    if effect and effect not in Answer.Effect.values:
        raise Refused("A comment is resolved or opened again, nothing else.")


def _approval(article: Article, line: Line) -> list[Line]:
    """Return the line of the approval that the resolved comment alone had kept open, if so."""
    if article.state != State.UNDER_REVIEW:
        return []
    submission = latest_submission(article)
    policy, signatures = submission.review.policy, counting_signatures(submission)
    if still_open(submission, policy, signatures):
        return []
    return [approve(article, submission, policy, signatures, line)[1]]
