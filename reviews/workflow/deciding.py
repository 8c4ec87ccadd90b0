"""The verbs of a board member: a signed verdict on a submission, or on an edition again."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from articles.models import Article, Edition, Submission
from reviews import approving, record, who
from reviews.beginning import begin, require
from reviews.due import due_sentence
from reviews.mail import tell
from reviews.models import Assignment, Policy, ReviewDecision, Verb, Verdict
from reviews.quorum import counting_signatures, still_open
from reviews.record import Line
from reviews.refusals import Refused
from reviews.source_checks import carry_over, unchecked
from reviews.steps import (
    announce_update,
    close_assignment,
    decide,
    end_round,
    locked_standing,
    own_assignment,
    record_verb,
    reviewed,
    save_article,
)


@dataclass
class Signed:
    """What a signature did: the decision, the edition if it was the last one, what is open."""

    decision: ReviewDecision
    edition: Edition | None
    still_open: list[str]


@transaction.atomic
def sign(
    article: Article, *, by: Any, submission: Submission, verdict: Verdict, reason: str = ""
) -> Signed:
    """Sign a verdict on the submission that the member read; the last one needed approves it.

    Whether `by` is the person at the keyboard was checked before (`reviews/signing.py`).
    """
    changes = verdict == Verdict.REQUEST_CHANGES
    before = begin(article, Verb.REQUEST_CHANGES if changes else Verb.SIGN, by)
    if verdict == Verdict.REAFFIRM:
        raise Refused("Only an edition can be re-affirmed; sign a submission in other words.")
    own = own_assignment(article, by)
    read, submission = submission, own.submission
    if read.pk != submission.pk:
        raise Refused("There is a newer submission than the one you read: read that one first.")
    policy = submission.review.policy
    checks = carry_over(submission, own.member)
    if policy.source_checks_required and not changes:
        require(unchecked(submission, own.member))
    decision = decide(
        submission, own.member, policy, verdict, reason,
        number=own.signed + 1, at=article.locked_at,
    )  # fmt: skip
    line = Line(
        Verb.REQUEST_CHANGES if changes else Verb.SIGN,
        by, article, submission, before, before, reason, [decision, *checks],
    )  # fmt: skip
    if changes:
        return _send_back(article, decision, line)
    return _approve_if_complete(article, decision, own, line)


@transaction.atomic
def reaffirm(article: Article, *, by: Any, edition: Edition) -> ReviewDecision:
    """Sign that the current edition is still right; it gets a new due date."""
    before = begin(article, Verb.REAFFIRM, by)
    standing = locked_standing(article)
    if standing is None or standing.withdrawal_id or standing.edition_id != edition.pk:
        raise Refused("This is not the current edition: read the current one first.")
    policy, member = Policy.in_force(), who.membership(by)
    assert member is not None  # noqa: S101  a_free_member has asked
    submission, at = standing.edition.submission, article.locked_at
    number = submission.decisions.count() + 1
    decision = decide(submission, member, policy, Verdict.REAFFIRM, "", number=number, at=at)
    safety = standing.safety_topics.exists()
    standing.change(**reviewed(policy, at, safety=safety))
    record_verb(
        Verb.REAFFIRM, article, by, before, submission=decision.submission,
        reason=due_sentence(standing.review_due), rows=[decision],
    )  # fmt: skip
    return decision


def _send_back(article: Article, decision: ReviewDecision, line: Line) -> Signed:
    ended = end_round(article, line.by, "Changes were requested.", decision)
    article.request_changes()
    save_article(article, line.by, decision.reason)
    announce_update(article, under_review=False)
    tell("sent_back", article=article.pk, by=line.by.pk, reason=decision.reason, ended=ended)
    line.to_state = article.state
    record.append(line)
    return Signed(decision, None, [])


def _approve_if_complete(
    article: Article, decision: ReviewDecision, own: Assignment, line: Line
) -> Signed:
    policy = decision.policy
    prefetch_related_objects([article], "topics")
    signatures = counting_signatures(decision.submission)
    sentences = still_open(decision.submission, policy, signatures)
    if sentences:
        words = decision.get_verdict_display()
        close_assignment(own, line.by, Assignment.Outcome.SIGNED, words)
        record.append(line)
        return Signed(decision, None, sentences)
    edition, approved = approving.approve(article, decision.submission, policy, signatures, line)
    record.append(line, approved)
    return Signed(decision, edition, [])
