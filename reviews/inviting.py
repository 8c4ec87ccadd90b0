"""How a member answers an invitation to review: accepts it, or declines."""

from typing import Any

from django.db import transaction

from articles.manuscript import parse
from articles.models import Article, Submission
from integrity.models import save_with_reason
from reviews import who
from reviews.beginning import begin, require
from reviews.eligibility import Eligibility, eligibility, policy_of
from reviews.mail import tell
from reviews.models import Assignment, BoardMember, Verb
from reviews.refusals import Refused
from reviews.steps import close_assignment, record_verb

NEWER = "There is a newer submission than the one you were asked about: answer for that one."


@transaction.atomic
def accept(article: Article, *, by: Any, submission: Submission) -> Assignment:
    """Take on the review of `submission`; what is found of conflicts today is kept with it."""
    before = begin(article, Verb.ACCEPT, by)
    own = _own(article, by, submission)
    known = statement(own)
    require(known.conflicting)
    own.accepted_at, own.accepted_by = article.locked_at, by
    own.declaration, own.conflict = known.facts["declaration"], known.facts["conflict"]
    save_with_reason(own, by, "Accepted")
    record_verb(Verb.ACCEPT, article, by, before, submission=own.submission)
    return own


@transaction.atomic
def decline(
    article: Article,
    *,
    by: Any,
    submission: Submission,
    reason: str,
    colleague: BoardMember | None = None,
) -> Assignment:
    """Say no, also after having accepted; who declines may name a member to ask instead."""
    before = begin(article, Verb.DECLINE, by)
    own = _own(article, by, submission)
    if not reason.strip():
        raise Refused("Say why, in a sentence.")
    if colleague is not None and colleague not in colleagues(own):
        raise Refused(f"{colleague.name} cannot be asked: choose somebody else, or nobody.")
    own.colleague = colleague
    close_assignment(own, by, Assignment.Outcome.DECLINED, reason)
    tell("stepped_back", assignment=own.pk)
    told = f"{reason} Suggested instead: {colleague.name}." if colleague else reason
    record_verb(Verb.DECLINE, article, by, before, submission=own.submission, reason=told)
    return own


def statement(own: Assignment) -> Eligibility:
    """Return what the policy of the review, or the one in force, finds of the member today."""
    submission = own.submission
    return eligibility(own.member, parse(bytes(submission.manuscript)), policy_of(submission))


def colleagues(own: Assignment) -> Any:
    """Return the members whom the one of `own` can suggest."""
    article = own.submission.article
    return (
        BoardMember.objects.filter(is_active=True, user__is_active=True)
        .exclude(user__in=article.contributors.values("user"))
        .exclude(pk__in=who.open_assignments(article).values("member"))
    )


def _own(article: Article, by: Any, submission: Submission) -> Assignment:
    asked = who.open_assignments(article).select_related("member", "submission")
    own: Assignment = asked.get(member__user=by)
    if own.submission_id != submission.pk:
        raise Refused(NEWER)
    own.submission.article = article
    return own
