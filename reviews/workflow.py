"""All verbs: the only code that changes the state of an article and what readers see.

A verb locks the article's row first and writes the record's line last, in one transaction. It
raises Forbidden where this person may not do it and Refused where it cannot be done now, each
with sentences for that person.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django_fsm import can_proceed

from articles.compose import compose
from articles.models import Article, Edition, ProblemReport, Submission, Withdrawal
from articles.publishing import restore, snapshot
from integrity.canonical import canonical
from integrity.models import database_now, save_with_reason
from reviews import approving, record, who
from reviews.commenting import answer, check_sources, comment
from reviews.declaring import declare as declare
from reviews.due import due_sentence
from reviews.eligibility import excluded_from, start_lacks
from reviews.mail import tell
from reviews.models import Assignment, BoardMember, Policy, Review, ReviewDecision, Verb, Verdict
from reviews.policies import adopt_policy as adopt_policy
from reviews.quorum import counting_signatures, still_open
from reviews.record import Line
from reviews.refreshing import refresh_after_commit
from reviews.refusals import Forbidden, Refused
from reviews.source_checks import carry_over, unchecked
from reviews.steps import (
    announce_update,
    close_assignment,
    decide,
    end_round,
    latest_submission,
    lock,
    locked_standing,
    own_assignment,
    record_verb,
    reviewed,
    save_article,
)
from reviews.submitting import submit_lacks
from reviews.when import is_current, state_refusal

__all__ = [
    "Signed",
    "answer",
    "assign",
    "check_sources",
    "close_report",
    "comment",
    "discard_revision",
    "end_assignment",
    "reaffirm",
    "return_to_authors",
    "revise",
    "sign",
    "start_review",
    "submit",
    "take_back",
    "withdraw",
]
REVISIONS = (Edition.Kind.UPDATE, Edition.Kind.CORRECTION)


@dataclass
class Signed:
    """What a signature did: the decision, the edition if it was the last one, what is open."""

    decision: ReviewDecision
    edition: Edition | None
    still_open: list[str]


@transaction.atomic
def submit(article: Article, *, by: Any, note: str = "") -> Submission:
    """Snapshot the working copy for review. Returns the submission."""
    before = _begin(article, Verb.SUBMIT, by)
    manuscript = compose(article)
    _require(submit_lacks(article, manuscript, Policy.in_force()))
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
    before = _begin(article, Verb.TAKE_BACK, by)
    end_round(article, by, "The authors took the submission back.")
    article.take_back()
    save_article(article, by, "Taken back")
    announce_update(article, under_review=False)
    record_verb(Verb.TAKE_BACK, article, by, before, submission=latest_submission(article))


@transaction.atomic
def assign(article: Article, *, by: Any, members: list[BoardMember]) -> list[Assignment]:
    """Ask `members` to review the latest submission."""
    before = _begin(article, Verb.ASSIGN, by)
    submission = latest_submission(article)
    contributors = set(article.contributors.values_list("user_id", flat=True))
    assigned = set(who.open_assignments(article).values_list("member_id", flat=True))
    _require([s for member in members for s in _unassignable(member, contributors, assigned)])
    _require(excluded_from(submission, members))
    if not members:
        raise Refused("Choose at least one board member.")
    days = timedelta(days=Policy.in_force().review_days)
    now = database_now()
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
    """Decline or recuse oneself (the member), or take a member off (an editor)."""
    article = assignment.submission.article
    before = lock(article)
    assignment.refresh_from_db()
    _require_may_end(assignment, article, by, outcome)
    if assignment.closed_at:
        raise Refused("This assignment has ended already.")
    if not reason.strip():
        raise Refused("Say why, in a sentence.")
    close_assignment(assignment, by, outcome, reason)
    if outcome != Assignment.Outcome.REMOVED:
        tell("stepped_back", assignment=assignment.pk)
    told = f"{assignment.member.name}: {assignment.get_outcome_display()}. {reason}"
    record_verb(
        Verb.END_ASSIGNMENT, article, by, before, submission=assignment.submission, reason=told
    )


@transaction.atomic
def start_review(article: Article, *, by: Any) -> Review:
    """Start the board's review, under the policy in force now."""
    before = _begin(article, Verb.START_REVIEW, by)
    policy, submission = Policy.in_force(), latest_submission(article)
    _require(start_lacks(submission, policy))
    review = Review(submission=submission, policy=policy, started_at=database_now(), started_by=by)
    review.save()
    article.start_review()
    save_article(article, by, "Review started")
    record_verb(Verb.START_REVIEW, article, by, before, submission=submission, rows=[review])
    return review


@transaction.atomic
def sign(
    article: Article, *, by: Any, submission: Submission, verdict: Verdict, reason: str = ""
) -> Signed:
    """Sign a verdict on the submission that the member read; the last one needed approves it.

    Whether `by` is the person at the keyboard was checked before (`reviews/signing.py`).
    """
    changes = verdict == Verdict.REQUEST_CHANGES
    before = _begin(article, Verb.REQUEST_CHANGES if changes else Verb.SIGN, by)
    if verdict == Verdict.REAFFIRM:
        raise Refused("Only an edition can be re-affirmed; sign a submission in other words.")
    own = own_assignment(article, by)
    read, submission = submission, own.submission
    if read.pk != submission.pk:
        raise Refused("There is a newer submission than the one you read: read that one first.")
    policy = submission.review.policy
    checks = carry_over(submission, own.member)
    if policy.source_checks_required and not changes:
        _require(unchecked(submission, own.member))
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
def return_to_authors(article: Article, *, by: Any, category: str, sentence: str) -> None:
    """Send a submission back before the board's answer."""
    before = _begin(article, Verb.RETURN, by)
    if not category.strip() or not sentence.strip():
        raise Refused("Give a category and a sentence that tells the authors why.")
    reason = f"{category}: {sentence}"
    end_round(article, by, reason)
    article.return_to_authors()
    save_article(article, by, reason)
    announce_update(article, under_review=False)
    tell("sent_back", article=article.pk, by=by.pk, reason=reason)
    record_verb(
        Verb.RETURN, article, by, before, submission=latest_submission(article), reason=reason
    )


@transaction.atomic
def revise(article: Article, *, by: Any, kind: Edition.Kind, note: str) -> None:
    """Open the working copy of an approved article; its edition stays public meanwhile."""
    before = _begin(article, Verb.REVISE, by)
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
    before = _begin(article, Verb.DISCARD, by)
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
            at=database_now(),
            note="Revision discarded: the current edition again.",
            data=bytes(edition.submission.manuscript),
        )
    article.discard_revision()
    save_article(article, by, "Revision discarded")
    record_verb(Verb.DISCARD, article, by, before, submission=rows[0] if rows else None, rows=rows)


@transaction.atomic
def withdraw(
    article: Article,
    *,
    by: Any,
    category: Withdrawal.Category,
    sentence: str,
    replacement: Article | None = None,
) -> Withdrawal:
    """Take the current edition, and all before it, back from readers."""
    before = _begin(article, Verb.WITHDRAW, by)
    standing = locked_standing(article)
    if standing is None or standing.withdrawal_id:
        raise Refused("There is no current edition to withdraw.")
    if category not in Withdrawal.Category.values or not sentence.strip():
        raise Refused("Give a category and a sentence that tells readers why.")
    if replacement is not None and (replacement == article or not is_current(replacement)):
        raise Refused("The replacement has to be another answer that readers can read now.")
    if can_proceed(article.withdraw):
        end_round(article, by, "The edition was withdrawn.")
        article.withdraw()
        save_article(article, by, f"Withdrawn: {sentence}")
    withdrawal = Withdrawal(
        article=article,
        edition=standing.edition,
        category=category,
        sentence=sentence.strip(),
        replacement=replacement,
        last_submission=latest_submission(article).number,
        withdrawn_at=database_now(),
        withdrawn_by=by,
        printed_name=record.printed_name(by),
    )
    withdrawal.save()
    standing.change(withdrawal=withdrawal, update_under_review=False)
    refresh_after_commit(article)
    tell("withdrawn", withdrawal=str(withdrawal.pk), by=by.pk)
    record_verb(
        Verb.WITHDRAW, article, by, before,
        submission=standing.edition.submission, reason=sentence, rows=[withdrawal],
    )  # fmt: skip
    return withdrawal


@transaction.atomic
def reaffirm(article: Article, *, by: Any, edition: Edition) -> ReviewDecision:
    """Sign that the current edition is still right; it gets a new due date."""
    before = _begin(article, Verb.REAFFIRM, by)
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


@transaction.atomic
def close_report(
    report: ProblemReport, *, by: Any, outcome: ProblemReport.Outcome, note: str
) -> None:
    """End a reader's report with what was found and done."""
    article = report.edition.article
    before = lock(article)
    report.refresh_from_db()
    if not who.is_editor(by):
        raise Forbidden("Only an editor can do this.")
    if report.closed_at:
        raise Refused("This report was closed already.")
    if outcome not in ProblemReport.Outcome.values or not note.strip():
        raise Refused("Choose an outcome and say what was found and done.")
    report.outcome, report.outcome_note = outcome, note.strip()
    report.closed_at, report.closed_by = database_now(), by
    report.save()
    reason = f"{report.get_outcome_display()}: {note}"
    record_verb(
        Verb.CLOSE_REPORT, article, by, before, submission=report.edition.submission, reason=reason
    )


def _begin(article: Article, verb: Verb, by: Any) -> str:
    before = lock(article)
    sentence = who.MAY[verb](article, by)
    if sentence:
        raise Forbidden(sentence)
    sentence = state_refusal(article, verb)
    if sentence:
        raise Refused(sentence)
    return before


def _require(sentences: list[str]) -> None:
    if sentences:
        raise Refused(*sentences)


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
    if outcome in {Assignment.Outcome.DECLINED, Assignment.Outcome.RECUSED}:
        if not own:
            raise Forbidden("Only the member who was asked can decline or recuse.")
    elif outcome == Assignment.Outcome.REMOVED:
        if sentence := who.an_independent_editor(article, by):
            raise Forbidden(sentence)
    else:
        raise Refused("An assignment is ended by declining, recusal or an editor.")


def _send_back(article: Article, decision: ReviewDecision, line: Line) -> Signed:
    end_round(article, line.by, "Changes were requested.", decision)
    article.request_changes()
    save_article(article, line.by, decision.reason)
    announce_update(article, under_review=False)
    tell("sent_back", article=article.pk, by=line.by.pk, reason=decision.reason)
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
