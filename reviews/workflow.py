"""All verbs: the only code that changes the state of an article and what readers see.

A verb locks the article's row first and writes the record's line last, in one transaction. It
raises Forbidden where this person may not do it and Refused where it cannot be done now, each
with sentences for that person.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed

from articles.compose import compose
from articles.models import Article, Edition, ProblemReport, Standing, State, Submission, Withdrawal
from articles.publishing import publish, restore, snapshot
from articles.readiness import lacks
from integrity.canonical import canonical
from integrity.models import database_now
from reviews import record, who
from reviews.models import Assignment, BoardMember, Policy, Review, ReviewDecision, Verb, Verdict
from reviews.models.decision import WITH_REASON
from reviews.quorum import counting_signatures, still_open
from reviews.record import Line
from reviews.refusals import Forbidden, Refused

REVISIONS = (Edition.Kind.UPDATE, Edition.Kind.CORRECTION)


@dataclass
class Signed:
    """What a signature did: the decision, the edition if it was the last one needed, what is open."""

    decision: ReviewDecision
    edition: Edition | None
    still_open: list[str]


@transaction.atomic
def submit(article: Article, *, by: Any, note: str = "") -> Submission:
    """Snapshot the working copy for review. Returns the submission."""
    before = _begin(article, Verb.SUBMIT, by)
    manuscript = compose(article)
    _require(lacks(manuscript))
    rows = snapshot(article, by=by, at=database_now(), note=note, manuscript=canonical(manuscript))
    article.submit()
    _save(article, by, note or "Submitted")
    _announce_update(article, under_review=True)
    _record(Verb.SUBMIT, article, by, before, submission=rows[0], reason=note, rows=rows)
    return rows[0]


@transaction.atomic
def take_back(article: Article, *, by: Any) -> None:
    before = _begin(article, Verb.TAKE_BACK, by)
    _end_round(article, by, "The authors took the submission back.")
    article.take_back()
    _save(article, by, "Taken back")
    _announce_update(article, under_review=False)
    _record(Verb.TAKE_BACK, article, by, before, submission=_latest(article))


@transaction.atomic
def assign(article: Article, *, by: Any, members: list[BoardMember]) -> list[Assignment]:
    """Ask `members` to review the latest submission."""
    before = _begin(article, Verb.ASSIGN, by)
    submission = _latest(article)
    contributors = set(article.contributors.values_list("user_id", flat=True))
    assigned = set(who.open_assignments(article).values_list("member_id", flat=True))
    _require([s for member in members for s in _unassignable(member, contributors, assigned)])
    if not members:
        raise Refused("Choose at least one board member.")
    days = timezone.timedelta(days=Policy.in_force().review_days)
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
        _save_row(assignment, by, "Assigned")
        assignments.append(assignment)
    names = ", ".join(member.name for member in members)
    _record(Verb.ASSIGN, article, by, before, submission=submission, reason=names)
    return assignments


@transaction.atomic
def end_assignment(
    assignment: Assignment, *, by: Any, outcome: Assignment.Outcome, reason: str
) -> None:
    """Decline or recuse oneself (the member), or take a member off (an editor)."""
    article = assignment.submission.article
    before = _lock(article)
    assignment.refresh_from_db()
    _require_may_end(assignment, article, by, outcome)
    if assignment.closed_at:
        raise Refused("This assignment has ended already.")
    if not reason.strip():
        raise Refused("Say why, in a sentence.")
    _close(assignment, by, outcome, reason)
    told = f"{assignment.member.name}: {assignment.get_outcome_display()}. {reason}"
    _record(Verb.END_ASSIGNMENT, article, by, before, submission=assignment.submission, reason=told)


@transaction.atomic
def start_review(article: Article, *, by: Any) -> Review:
    """Start the board's review, under the policy in force now."""
    before = _begin(article, Verb.START_REVIEW, by)
    policy, submission = Policy.in_force(), _latest(article)
    ready = (
        who.open_assignments(article)
        .filter(submission=submission, member__is_active=True)
        .exclude(member__user__contributions__article=article)
        .count()
    )
    if ready < policy.quorum:
        raise Refused(
            f"The review needs {policy.quorum} reviewers and has {ready}: assign more first."
        )
    review = Review(submission=submission, policy=policy, started_at=database_now(), started_by=by)
    review.save()
    article.start_review()
    _save(article, by, "Review started")
    _record(Verb.START_REVIEW, article, by, before, submission=submission, rows=[review])
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
    if submission.pk != _latest(article).pk:
        raise Refused("There is a newer submission than the one you read: read that one first.")
    assignment = who.open_assignments(article).select_related("member").get(member__user=by)
    review = Review.objects.select_related("policy").get(submission=submission)
    decision = _decide(submission, assignment.member, review.policy, verdict, reason)
    _close(assignment, by, Assignment.Outcome.SIGNED, decision.get_verdict_display())
    line = Line(
        Verb.REQUEST_CHANGES if changes else Verb.SIGN,
        by, article, submission, before, before, reason, [decision],
    )  # fmt: skip
    if changes:
        return _send_back(article, decision, line)
    return _approve_if_complete(article, decision, review.policy, line)


@transaction.atomic
def return_to_authors(article: Article, *, by: Any, category: str, sentence: str) -> None:
    """Send a submission back before the board's answer."""
    before = _begin(article, Verb.RETURN, by)
    if not category.strip() or not sentence.strip():
        raise Refused("Give a category and a sentence that tells the authors why.")
    reason = f"{category}: {sentence}"
    _end_round(article, by, reason)
    article.return_to_authors()
    _save(article, by, reason)
    _announce_update(article, under_review=False)
    _record(Verb.RETURN, article, by, before, submission=_latest(article), reason=reason)


@transaction.atomic
def revise(article: Article, *, by: Any, kind: Edition.Kind, note: str) -> None:
    """Open the working copy of an approved article; its edition stays public meanwhile."""
    before = _begin(article, Verb.REVISE, by)
    if kind not in REVISIONS or not note.strip():
        raise Refused("Say whether this is an update or a correction, and why, for the public.")
    article.revision_kind, article.revision_note = kind, note.strip()
    article.revise()
    reason = f"{Edition.Kind(kind).label}: {note}"
    _save(article, by, reason)
    _record(Verb.REVISE, article, by, before, reason=reason)


@transaction.atomic
def discard_revision(article: Article, *, by: Any) -> None:
    """Make the working copy the current edition's again.

    Where something was submitted since, the edition's bytes are submitted anew: its digest, and
    with it every signature on it, stays what it was.
    """
    before = _begin(article, Verb.DISCARD, by)
    standing = _standing(article)
    if standing is None or standing.withdrawal_id:
        raise Refused("There is no current edition to go back to.")
    edition, rows = standing.edition, []
    restore(article, edition, by=by, reason="Revision discarded")
    _save(article, by, "Revision discarded")
    if bytes(_latest(article).digest) != bytes(edition.submission.digest):
        rows = snapshot(
            article,
            by=by,
            at=database_now(),
            note="Revision discarded: the current edition again.",
            manuscript=bytes(edition.submission.manuscript),
        )
    article.discard_revision()
    _save(article, by, "Revision discarded")
    _record(Verb.DISCARD, article, by, before, submission=rows[0] if rows else None, rows=rows)


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
    standing = _standing(article)
    if standing is None or standing.withdrawal_id:
        raise Refused("There is no current edition to withdraw.")
    if category not in Withdrawal.Category.values or not sentence.strip():
        raise Refused("Give a category and a sentence that tells readers why.")
    if replacement is not None and (replacement == article or not _is_current(replacement)):
        raise Refused("The replacement has to be another answer that readers can read now.")
    if can_proceed(article.withdraw):
        _end_round(article, by, "The edition was withdrawn.")
        article.withdraw()
        _save(article, by, f"Withdrawn: {sentence}")
    withdrawal = Withdrawal(
        article=article,
        edition=standing.edition,
        category=category,
        sentence=sentence.strip(),
        replacement=replacement,
        withdrawn_at=database_now(),
        withdrawn_by=by,
        printed_name=record.printed_name(by),
    )
    withdrawal.save()
    standing.change(withdrawal=withdrawal, update_under_review=False)
    _record(
        Verb.WITHDRAW, article, by, before,
        submission=standing.edition.submission, reason=sentence, rows=[withdrawal],
    )  # fmt: skip
    return withdrawal


@transaction.atomic
def reaffirm(article: Article, *, by: Any, edition: Edition) -> ReviewDecision:
    """Sign that the current edition is still right; it gets a new due date."""
    before = _begin(article, Verb.REAFFIRM, by)
    standing = _standing(article)
    if standing is None or standing.withdrawal_id or standing.edition_id != edition.pk:
        raise Refused("This is not the current edition: read the current one first.")
    policy, member = Policy.in_force(), who.membership(by)
    assert member is not None  # noqa: S101  a_free_member has asked
    decision = _decide(standing.edition.submission, member, policy, Verdict.REAFFIRM, "")
    at = decision.signed_at
    standing.change(last_reviewed_at=at, review_due=policy.review_due(at.date()))
    _record(Verb.REAFFIRM, article, by, before, submission=decision.submission, rows=[decision])
    return decision


@transaction.atomic
def close_report(
    report: ProblemReport, *, by: Any, outcome: ProblemReport.Outcome, note: str
) -> None:
    """End a reader's report with what was found and done."""
    article = report.edition.article
    before = _lock(article)
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
    _record(
        Verb.CLOSE_REPORT, article, by, before, submission=report.edition.submission, reason=reason
    )


def refusal(article: Article, verb: Verb, user: Any) -> str:
    """Return why `user` may not do `verb` on `article` as it is, or an empty text."""
    return who.MAY[verb](article, user) or _state_refusal(article, verb)


def available(article: Article, user: Any) -> list[Verb]:
    """Return exactly the verbs that `user` may do now on `article`."""
    return [verb for verb in who.MAY if not refusal(article, verb, user)]


def _state_refusal(article: Article, verb: Verb) -> str:
    if verb in {Verb.WITHDRAW, Verb.REAFFIRM}:
        return "" if _is_current(article) else "There is no current edition."
    if verb == Verb.DISCARD and not _is_current(article):
        return "There is no current edition to go back to."
    if verb == Verb.ASSIGN:
        fits = article.state in {State.SUBMITTED, State.UNDER_REVIEW}
    elif verb == Verb.SIGN:
        fits = article.state == State.UNDER_REVIEW
    else:
        fits = can_proceed(getattr(article, verb.value))
    return (
        "" if fits else f"This cannot be done while the article is {article.get_state_display()}."
    )


def _begin(article: Article, verb: Verb, by: Any) -> str:
    before = _lock(article)
    sentence = who.MAY[verb](article, by)
    if sentence:
        raise Forbidden(sentence)
    sentence = _state_refusal(article, verb)
    if sentence:
        raise Refused(sentence)
    return before


def _lock(article: Article) -> str:
    """Lock the article's row until the transaction ends; return the state that it is in."""
    article.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True))
    return str(article.state)


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


def _decide(
    submission: Submission, member: BoardMember, policy: Policy, verdict: Verdict, reason: str
) -> ReviewDecision:
    verdict, reason = Verdict(verdict), reason.strip()
    if verdict in WITH_REASON and not reason:
        raise Refused("Say why: the reason is part of what you sign.")
    decision = ReviewDecision(
        submission=submission,
        number=submission.decisions.count() + 1,
        member=member,
        verdict=verdict,
        reason=reason,
        meaning=verdict.meaning,
        signed_digest=bytes(submission.digest),
        printed_name=member.name,
        credentials=member.credentials,
        affiliation=member.affiliation,
        policy=policy,
        signed_at=database_now(),
        signed_by_id=member.user_id,
    )
    decision.save()
    return decision


def _send_back(article: Article, decision: ReviewDecision, line: Line) -> Signed:
    _end_round(article, line.by, "Changes were requested.")
    article.request_changes()
    _save(article, line.by, decision.reason)
    _announce_update(article, under_review=False)
    line.to_state = article.state
    record.append(line)
    return Signed(decision, None, [])


def _approve_if_complete(
    article: Article, decision: ReviewDecision, policy: Policy, line: Line
) -> Signed:
    signatures = counting_signatures(decision.submission)
    sentences = still_open(decision.submission, policy, signatures)
    if sentences:
        record.append(line)
        return Signed(decision, None, sentences)
    at = decision.signed_at
    edition = publish(
        article,
        decision.submission,
        at=at,
        signers=[signature.printed_signature for signature in signatures],
    )
    _stand(article, edition, at, policy)
    _end_round(article, line.by, "The submission was approved.")
    article.approve()
    _save(article, line.by, f"Approved as edition {edition.number}")
    approved = Line(
        Verb.APPROVE, line.by, article, decision.submission,
        line.from_state, article.state, f"Edition {edition.number}", [edition],
    )  # fmt: skip
    record.append(line, approved)
    return Signed(decision, edition, [])


def _stand(article: Article, edition: Edition, at: Any, policy: Policy) -> None:
    facts = {
        "edition": edition,
        "last_updated_at": at,
        "last_reviewed_at": at,
        "review_due": policy.review_due(at.date()),
        "update_under_review": False,
        "withdrawal": None,
        "notices": [],
    }
    standing = Standing.objects.filter(article=article).first()
    if standing is None:
        Standing.objects.create(article=article, **facts)
    else:
        standing.change(**facts)


def _standing(article: Article) -> Standing | None:
    return Standing.objects.select_related("edition__submission").filter(article=article).first()


def _is_current(article: Article) -> bool:
    return Standing.objects.current().filter(article=article).exists()


def _announce_update(article: Article, *, under_review: bool) -> None:
    """Tell readers of the current edition whether the board has an update before it."""
    standing = Standing.objects.current().filter(article=article).first()
    if standing is not None and standing.update_under_review != under_review:
        standing.change(update_under_review=under_review)


def _end_round(article: Article, by: Any, reason: str) -> None:
    for assignment in who.open_assignments(article):
        _close(assignment, by, Assignment.Outcome.ROUND_ENDED, reason)


def _close(assignment: Assignment, by: Any, outcome: Assignment.Outcome, reason: str) -> None:
    assignment.outcome, assignment.outcome_reason = outcome, reason
    assignment.closed_at, assignment.closed_by = database_now(), by
    _save_row(assignment, by, reason)


def _latest(article: Article) -> Submission:
    return article.submissions.order_by("-number")[0]


def _save(article: Article, by: Any, reason: str) -> None:
    article.version += 1
    _save_row(article, by, reason)


def _save_row(row: Any, by: Any, reason: str) -> None:
    row._history_user, row._change_reason = by, reason
    row.save()


def _record(
    verb: Verb,
    article: Article,
    by: Any,
    before: str,
    *,
    submission: Submission | None = None,
    reason: str = "",
    rows: list[Any] | None = None,
) -> None:
    record.append(Line(verb, by, article, submission, before, article.state, reason, rows or []))
