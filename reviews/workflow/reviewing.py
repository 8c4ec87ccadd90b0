"""The verbs that carry a review: who is asked, when it starts, and how it is broken off."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from articles.models import Article
from integrity.models import save_with_reason
from reviews import who
from reviews.beginning import begin, require
from reviews.eligibility import excluded_from, start_lacks
from reviews.mail import tell
from reviews.models import Assignment, BoardMember, Policy, Review, Verb
from reviews.refusals import Forbidden, Refused
from reviews.steps import (
    announce_update,
    close_assignment,
    end_round,
    latest_submission,
    lock,
    record_verb,
    save_article,
)


@transaction.atomic
def assign(article: Article, *, by: Any, members: list[BoardMember]) -> list[Assignment]:
    """Ask `members` to review the latest submission."""
    before = begin(article, Verb.ASSIGN, by)
    submission = latest_submission(article)
    contributors = set(article.contributors.values_list("user_id", flat=True))
    assigned = set(who.open_assignments(article).values_list("member_id", flat=True))
    require([s for member in members for s in _unassignable(member, contributors, assigned)])
    require(excluded_from(submission, members))
    if not members:
        raise Refused("Choose at least one board member.")
    days = timedelta(days=Policy.in_force().review_days)
    now = article.locked_at
    assignments = []
    for member in members:
        assignment = Assignment(
            submission=submission,
            member=member,
            due=(now + days).date(),
            assigned_at=now,
            assigned_by=by,
        )
        save_with_reason(assignment, by, "Assigned")
        assignments.append(assignment)
    names = ", ".join(member.name for member in members)
    tell("assigned", assignments=[assignment.pk for assignment in assignments])
    record_verb(Verb.ASSIGN, article, by, before, submission=submission, reason=names)
    return assignments


@transaction.atomic
def end_assignment(
    assignment: Assignment, *, by: Any, outcome: Assignment.Outcome, reason: str
) -> None:
    """Recuse oneself (the member), or take a member off (an editor)."""
    submission = assignment.submission
    article = submission.article
    before = lock(article)
    assignment.refresh_from_db()
    assignment.submission = submission
    _require_may_end(assignment, article, by, outcome)
    if assignment.closed_at:
        raise Refused("This assignment has ended already.")
    if not reason.strip():
        raise Refused("Say why, in a sentence.")
    close_assignment(assignment, by, outcome, reason)
    if outcome != Assignment.Outcome.REMOVED:
        tell("stepped_back", assignment=assignment.pk)
    told = f"{assignment.member.name}: {assignment.get_outcome_display()}. {reason}"
    record_verb(Verb.END_ASSIGNMENT, article, by, before, submission=submission, reason=told)


@transaction.atomic
def start_review(article: Article, *, by: Any) -> Review:
    """Start the board's review, under the policy in force now."""
    before = begin(article, Verb.START_REVIEW, by)
    policy, submission = Policy.in_force(), latest_submission(article)
    require(start_lacks(submission, policy))
    review = Review(
        submission=submission, policy=policy, started_at=article.locked_at, started_by=by
    )
    review.save()
    article.start_review()
    save_article(article, by, "Review started")
    record_verb(Verb.START_REVIEW, article, by, before, submission=submission, rows=[review])
    return review


@transaction.atomic
def return_to_authors(article: Article, *, by: Any, category: str, sentence: str) -> None:
    """Send a submission back before the board's answer."""
    before = begin(article, Verb.RETURN, by)
    if not category.strip() or not sentence.strip():
        raise Refused("Give a category and a sentence that tells the authors why.")
    reason = f"{category}: {sentence}"
    ended = end_round(article, by, reason)
    article.return_to_authors()
    save_article(article, by, reason)
    announce_update(article, under_review=False)
    tell("sent_back", article=article.pk, by=by.pk, reason=reason, ended=ended)
    record_verb(
        Verb.RETURN, article, by, before, submission=latest_submission(article), reason=reason
    )


def _unassignable(member: BoardMember, contributors: set[Any], assigned: set[Any]) -> list[str]:
    if not member.is_active:
        return [f"{member.name} does not serve on the board."]
    if member.user_id in contributors:
        return [f"{member.name} wrote or changed this article and cannot review it."]
    return [f"{member.name} is assigned already."] if member.pk in assigned else []


def _require_may_end(
    assignment: Assignment, article: Article, by: Any, outcome: Assignment.Outcome
) -> None:
    own = assignment.member.user_id == by.pk
    if outcome == Assignment.Outcome.RECUSED:
        if not own:
            raise Forbidden("Only the member who was asked can recuse.")
    elif outcome == Assignment.Outcome.REMOVED:
        if sentence := who.an_independent_editor(article, by):
            raise Forbidden(sentence)
    else:
        raise Refused("An assignment is ended by recusal or an editor.")
