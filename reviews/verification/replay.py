"""What each line of the record did to its article: its state, its signatures, its standing.

Lines are in the order of the commits, for the record's lock is held to the end of each verb;
times are those at which transactions started, and tell no order.
"""

from typing import Any

from articles.models import Article, Contributor, Edition, ReviewState, Withdrawal
from reviews.due import due_told
from reviews.models import Answer, Assignment, Comment, Policy, Record, ReviewDecision, Verb
from reviews.models.decision import APPROVING
from reviews.requirements import missing, of_decision
from reviews.verification.course import Course
from reviews.verification.misfit import Misfit

_FIELD: Any = Article._meta.get_field("state")
MOVES = {(move.name, move.source, move.target) for move in _FIELD.get_all_transitions(Article)}


def follow(course: Course, line: Record) -> None:
    """Take `line` into account. Raises Misfit where it does not follow from those before."""
    table, moved = line._meta.db_table, (line.verb, line.from_state, line.to_state)
    if line.from_state != course.state:
        raise Misfit(
            table, line.number, f"it starts at {line.from_state}, and it was {course.state}."
        )
    if line.from_state != line.to_state and moved not in MOVES:
        raise Misfit(table, line.number, "no verb leads from and to where it says.")
    course.state = line.to_state
    effect = EFFECTS.get(line.verb)
    if effect:
        effect(course, line)


def _submitted(course: Course, line: Record) -> None:
    course.contributors |= {row.user_id for row in course.named(line, Contributor)}
    course.announce(under_review=True)


def _sent_back(course: Course, line: Record) -> None:  # noqa: ARG001  every effect takes both
    course.announce(under_review=False)


def _changes_requested(course: Course, line: Record) -> None:
    _signed(course, line)
    course.announce(under_review=False)


def _signed(course: Course, line: Record) -> None:
    decision: ReviewDecision = course.only(line, ReviewDecision)
    digest = bytes(course.submissions[decision.submission_id].digest)
    free = (
        decision.submission_id == line.submission_id
        and bytes(decision.signed_digest) == digest
        and decision.signed_by_id == decision.member.user_id
        and decision.signed_by_id not in course.contributors
    )
    if not free:
        raise Misfit(
            decision._meta.db_table, decision.pk, "its member was not free to sign these bytes."
        )
    if line.verb != Verb.REAFFIRM and not course.has_accepted(decision):
        raise Misfit(
            decision._meta.db_table, decision.pk, "its member had not accepted the review."
        )
    course.verdicts[digest, decision.member_id] = decision


def _accepted(course: Course, line: Record) -> None:
    """Follow an acceptance, of which the submission's assignments have to know."""
    for row in course.submissions[line.submission_id].assignments.all():
        if row.accepted_by_id == line.actor_id and row.pk not in course.accepted:
            course.accepted.add(row.pk)
            return
    raise Misfit(line._meta.db_table, line.number, "its member's assignment is not accepted.")


def _reaffirmed(course: Course, line: Record) -> None:
    _signed(course, line)
    decision: ReviewDecision = course.only(line, ReviewDecision)
    course.change(**_reviewed(line, decision.policy, decision.signed_at))


def _reviewed(line: Record, policy: Policy, at: Any) -> dict[str, Any]:
    """Return what a review leaves behind; its line tells which interval of the policy it was."""
    dates = [policy.review_due(at.date(), safety=safety) for safety in (False, True)]
    due = due_told(line.reason) or dates[0]
    if due not in dates:
        raise Misfit(line._meta.db_table, line.number, "its due date is not the policy's.")
    return {"last_reviewed_at": at, "review_due": due, "review_state": ReviewState.CURRENT}


def _brought_forward(course: Course, line: Record) -> None:
    course.change(review_due=due_told(line.reason))


def _aged(course: Course, line: Record) -> None:
    course.change(review_state=line.verb)


def _approved(course: Course, line: Record) -> None:
    edition: Edition = course.only(line, Edition)
    course.editions += 1
    submission = course.submissions.get(edition.submission_id)
    if submission is None or edition.number != course.editions:
        raise Misfit(edition._meta.db_table, edition.pk, "it is not the next of this article.")
    if course.blocking:
        raise Misfit(edition._meta.db_table, edition.pk, "a comment was open that blocked it.")
    policy = submission.review.policy
    _check_quorum(course, edition, bytes(submission.digest), policy)
    at = edition.published_at
    course.notices = []
    course.change(
        edition_id=edition.pk,
        last_updated_at=at,
        **_reviewed(line, policy, at),
        update_under_review=False,
        withdrawal_id=None,
    )


def _check_quorum(course: Course, edition: Edition, digest: bytes, policy: Policy) -> None:
    counting = [
        decision
        for (signed, _), decision in course.verdicts.items()
        if signed == digest
        and decision.verdict in APPROVING
        and decision.member.user_id not in course.contributors
    ]
    topics = {topic["id"] for topic in edition.topics}
    short = missing(policy, map(of_decision, counting), topics)
    if "quorum" in short:
        sentence = f"it needs {policy.quorum} signatures, and {len(counting)} count."
        raise Misfit(edition._meta.db_table, edition.pk, sentence)
    if short:
        sentence = f"those who signed do not meet the policy's {', '.join(short)}."
        raise Misfit(edition._meta.db_table, edition.pk, sentence)
    printed = {(signer["name"], signer["signed_at"]) for signer in edition.signers}
    if printed != {(one.printed_name, one.signed_at.isoformat()) for one in counting}:
        sentence = "it does not print the signatures that count."
        raise Misfit(edition._meta.db_table, edition.pk, sentence)


def _ended(course: Course, line: Record) -> None:
    """Follow a recusal: what its member approved before counts no more."""
    submission = course.submissions[line.submission_id]
    if f": {Assignment.Outcome.RECUSED.label}. " not in line.reason:
        return
    for row in submission.assignments.all():
        if row.outcome == Assignment.Outcome.RECUSED and row.closed_by_id == line.actor_id:
            for digest, member in list(course.verdicts):
                if member == row.member_id:
                    del course.verdicts[digest, member]


def _withdrawn(course: Course, line: Record) -> None:
    withdrawal: Withdrawal = course.only(line, Withdrawal)
    course.verdicts.clear()  # what was signed before counts for no edition any more
    course.change(withdrawal_id=withdrawal.pk, update_under_review=False)


def _commented(course: Course, line: Record) -> None:
    comment: Comment = course.only(line, Comment)
    if comment.is_blocking:
        course.blocking.add(comment.pk)


def _resolved(course: Course, line: Record) -> None:
    answer: Answer = course.only(line, Answer)
    _check_effect(line, answer, Answer.Effect.RESOLVED)
    course.blocking.discard(answer.comment_id)


def _opened_again(course: Course, line: Record) -> None:
    answer: Answer = course.only(line, Answer)
    _check_effect(line, answer, Answer.Effect.REOPENED)
    if answer.comment.is_blocking:
        course.blocking.add(answer.comment_id)


def _check_effect(line: Record, answer: Answer, effect: str) -> None:
    if answer.effect != effect or answer.comment.submission_id != line.submission_id:
        raise Misfit(answer._meta.db_table, answer.pk, "it is not what its line tells.")


def _source_corrected(course: Course, line: Record) -> None:  # noqa: ARG001  compared with the library
    course.change()


def _noticed(course: Course, line: Record) -> None:
    course.notices.append(line.reason)
    course.change()


EFFECTS: dict[str, Any] = {
    Verb.SUBMIT: _submitted,
    Verb.TAKE_BACK: _sent_back,
    Verb.ACCEPT: _accepted,
    Verb.RETURN: _sent_back,
    Verb.REQUEST_CHANGES: _changes_requested,
    Verb.SIGN: _signed,
    Verb.APPROVE: _approved,
    Verb.REAFFIRM: _reaffirmed,
    Verb.END_ASSIGNMENT: _ended,
    Verb.WITHDRAW: _withdrawn,
    Verb.COMMENT: _commented,
    Verb.RESOLVE: _resolved,
    Verb.REOPEN: _opened_again,
    Verb.NOTICE: _noticed,
    Verb.CORRECT: _source_corrected,
    Verb.BRING_FORWARD: _brought_forward,
    Verb.DUE: _aged,
    Verb.OVERDUE: _aged,
    Verb.LAPSED: _aged,
}
