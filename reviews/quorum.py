"""Which signatures count, and what is still open before a submission is approved."""

from typing import Any

from django.db.models import Max, Subquery
from django.db.models.functions import Coalesce

from articles.manuscript import parse
from articles.models import Submission, Withdrawal
from citations.models import Citation
from reviews.models import Comment, Policy, ReviewDecision
from reviews.models.decision import APPROVING


def counting_signatures(submission: Submission) -> list[ReviewDecision]:
    """Return the approvals that count for `submission`, in the order of signing.

    Of a member's decisions on the digest the latest counts; a contributor's never does, and none
    from before a withdrawal.
    """
    withdrawals = Withdrawal.objects.filter(article=submission.article_id)
    withdrawn = withdrawals.values("article").annotate(last=Max("last_submission")).values("last")
    decisions = (
        ReviewDecision.objects.filter(
            submission__article=submission.article_id,
            signed_digest=submission.digest,
            submission__number__gt=Coalesce(Subquery(withdrawn), 0),
        )
        .exclude(member__user__contributions__article=submission.article_id)
        .order_by("submission__number", "number")
    )
    latest = {decision.member_id: decision for decision in decisions}
    return [decision for decision in latest.values() if decision.verdict in APPROVING]


def still_open(
    submission: Submission, policy: Policy, signatures: list[ReviewDecision]
) -> list[str]:
    """Return a sentence for each rule that keeps `submission` from being approved."""
    return [
        *_signatures_open(policy, signatures),
        *_notices_open(submission),
        *_comments_open(submission),
    ]


def _signatures_open(policy: Policy, signatures: list[ReviewDecision]) -> list[str]:
    missing = policy.quorum - len(signatures)
    if missing <= 0:
        return []
    names = ", ".join(signature.printed_name for signature in signatures) or "nobody yet"
    more = "One more signature is" if missing == 1 else f"{missing} more signatures are"
    return [f"{more} needed; signed by {names}."]


def _comments_open(submission: Submission) -> list[str]:
    """Return a sentence where a comment is open that its author wants resolved first."""
    blocking = Comment.objects.blocking().filter(submission__article=submission.article_id)
    names = sorted(set(blocking.values_list("printed_name", flat=True)))
    if not names:
        return []
    return [f"A comment must be resolved first: {', '.join(names)} asked for that."]


def _notices_open(submission: Submission) -> list[str]:
    """Return a sentence for each notice that came after the submission and has no reason in it."""
    references: dict[str, Any] = {
        reference["key"]: reference
        for reference in parse(bytes(submission.manuscript))["references"]
    }
    cited = Citation.objects.filter(key__in=references, notices__isnull=False)
    return [
        f"The cited work {citation.key} has a new notice ({notice}) that the manuscript gives no "
        "reason for: return it to the authors."
        for citation in cited.distinct().prefetch_related("notices")
        for notice in citation.notices.all()
        if not references[citation.key].get("reason")
        and notice.facts() not in references[citation.key].get("notices", [])
    ]
