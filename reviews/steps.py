"""The steps that verbs are made of. None asks whether it may be taken: verbs do."""

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Count
from simple_history.utils import bulk_update_with_history

from articles.manuscript import parse
from articles.models import Article, Edition, ReviewState, Standing, Submission
from articles.search.indexing import index
from integrity.models import save_with_reason
from reviews import record, who
from reviews.codes import authenticator_of
from reviews.corrections import corrected_of
from reviews.eligibility import eligibility
from reviews.models import Assignment, BoardMember, Policy, ReviewDecision, Verb, Verdict
from reviews.models.decision import WITH_REASON
from reviews.record import Line
from reviews.refusals import Refused

NO_CODE = (
    "The policy asks for a code from an authenticator app with each signature: set one up on the "
    "page Signing, at the top of each page, and sign then."
)
CHANGED_BY_VERBS = (
    "state",
    "version",
    "updated_at",
    "question",
    "tags",
    "searched_through",
    "revision_kind",
    "revision_note",
)


def lock(article: Article) -> str:
    """Lock the article's row until the transaction ends; return the state that it is in.

    Its `locked_at` is then the transaction's time, by PostgreSQL's clock. Not by
    refresh_from_db(): django-fsm takes the state's protection off for all threads in it.
    """
    rows = Article.objects.select_for_update(no_key=True).annotate(locked_at=TransactionNow())
    fresh = rows.get(pk=article.pk)
    article.__dict__.pop("_prefetched_objects_cache", None)
    article.__dict__.update(fresh.__dict__)
    return str(article.state)


def latest_submission(article: Article) -> Submission:
    return article.submissions.select_related("review__policy").order_by("-number")[0]


def own_assignment(article: Article, user: Any) -> Any:
    """Return what `user` was asked for in this round; `signed` counts the round's decisions."""
    asked = who.open_assignments(article).select_related("member", "submission__review__policy")
    own = asked.annotate(signed=Count("submission__decisions")).get(member__user=user)
    own.submission.article = article
    return own


def standing_of(article: Article) -> Standing | None:
    return Standing.objects.select_related("edition__submission").filter(article=article).first()


def locked_standing(article: Article) -> Standing | None:
    """Return the standing for a change: notices are put on it without the article's lock."""
    rows = Standing.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("edition__submission").filter(article=article).first()


def decide(
    submission: Submission,
    member: BoardMember,
    policy: Policy,
    verdict: Verdict,
    reason: str,
    *,
    number: int,
    at: Any,
) -> ReviewDecision:
    """Write what `member` signs, the decision of that `number` on `submission`."""
    verdict, reason = Verdict(verdict), reason.strip()
    if verdict in WITH_REASON and not reason:
        raise Refused("Say why: the reason is part of what you sign.")
    if policy.totp_required and authenticator_of(member.user) is None:
        raise Refused(NO_CODE)
    known = eligibility(member, parse(bytes(submission.manuscript)), policy)
    if known.refusals:
        raise Refused(*known.refusals)
    decision = ReviewDecision(
        submission=submission,
        number=number,
        member=member,
        verdict=verdict,
        reason=reason,
        meaning=verdict.meaning,
        signed_digest=bytes(submission.digest),
        printed_name=member.name,
        credentials=member.credentials,
        affiliation=member.affiliation,
        **known.facts,
        policy=policy,
        signed_at=at,
        signed_by_id=member.user_id,
    )
    decision.save()
    return decision


def set_standing(standing: Standing | None, edition: Edition, policy: Policy) -> Standing:
    """Make `edition` the one that readers read; `standing` is what was there before, if anything.

    The last signature is the edition's own time: with it, the edition was reviewed.
    """
    at = edition.published_at
    standing = standing or Standing(article=edition.article, version=0)
    standing.edition = edition
    safety = any(topic.is_safety for topic in edition.article.topics.all())
    standing.change(
        **reviewed(policy, at, safety=safety),
        last_updated_at=at,
        update_under_review=False,
        withdrawal=None,
        notices=[],
        corrected=corrected_of(edition),
    )
    index([edition.article_id])
    return standing


def reviewed(policy: Policy, at: Any, *, safety: bool) -> dict[str, Any]:
    """Return what holds of a standing when its edition was reviewed `at`."""
    return {
        "last_reviewed_at": at,
        "review_due": policy.review_due(at.date(), safety=safety),
        "review_state": ReviewState.CURRENT,
    }


def announce_update(article: Article, *, under_review: bool) -> None:
    """Tell readers of the current edition whether the board has an update before it."""
    rows = Standing.objects.current().select_for_update(no_key=True)
    standing = rows.filter(article=article).first()
    if standing is not None and standing.update_under_review != under_review:
        standing.change(update_under_review=under_review)


def end_round(
    article: Article, by: Any, reason: str, signed: ReviewDecision | None = None
) -> list[int]:
    """Close every open assignment; the one of the member who `signed` last as signed.

    Returns the keys of the others: the verb tells their members that they need not review any more.
    """
    assignments, at = list(who.open_assignments(article)), article.locked_at
    for assignment in assignments:
        if signed is not None and assignment.member_id == signed.member_id:
            _close(assignment, by, Assignment.Outcome.SIGNED, signed.get_verdict_display(), at)
        else:
            _close(assignment, by, Assignment.Outcome.ROUND_ENDED, reason, at)
    bulk_update_with_history(
        assignments,
        Assignment,
        ["outcome", "outcome_reason", "closed_at", "closed_by"],
        default_user=by,
        default_change_reason=reason,
    )
    return [one.pk for one in assignments if one.outcome == Assignment.Outcome.ROUND_ENDED]


def close_assignment(
    assignment: Assignment, by: Any, outcome: Assignment.Outcome, reason: str
) -> None:
    """Close the assignment, whose article is locked."""
    _close(assignment, by, outcome, reason, assignment.submission.article.locked_at)
    save_with_reason(assignment, by, reason)


def _close(
    assignment: Assignment, by: Any, outcome: Assignment.Outcome, reason: str, at: Any
) -> None:
    assignment.outcome, assignment.outcome_reason = outcome, reason
    assignment.closed_at, assignment.closed_by = at, by


def save_article(article: Article, by: Any, reason: str) -> None:
    """Save what verbs change.

    Naming a unique column would lock the row against the foreign keys of other transactions, also
    of one that holds the record's lock while this verb waits for it.
    """
    article.version += 1
    article._history_user, article._change_reason = by, reason
    article.save(update_fields=CHANGED_BY_VERBS)


def record_verb(
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
