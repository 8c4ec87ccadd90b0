"""Which signatures count, and what is still open before a submission is approved."""

from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from articles.manuscript import parse
from articles.models import Submission, Withdrawal
from citations.models import Citation
from reviews.eligibility import no_topic, topics_of
from reviews.models import Assignment, Comment, Policy, ReviewDecision
from reviews.models.decision import APPROVING
from reviews.policy_rules import RULES
from reviews.requirements import missing, of_decision

BLOCKED = "A comment must be resolved first."
# The rules that signers meet together; the others are met by each signer or by the text.
TOGETHER = ("quorum", "matching_specialties", "outside_signers", "free_signers")


def counting_signatures(submission: Submission) -> list[ReviewDecision]:
    """Return the approvals that count for `submission`, in the order of signing.

    Of a member's decisions on the digest the latest counts; a contributor's never does, and none
    from before a withdrawal, nor from before the member's own recusal.
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
        .exclude(
            Exists(
                Assignment.objects.filter(
                    member=OuterRef("member"),
                    submission__article=submission.article_id,
                    outcome=Assignment.Outcome.RECUSED,
                    closed_at__gte=OuterRef("signed_at"),
                )
            )
        )
        .order_by("submission__number", "number")
    )
    latest = {decision.member_id: decision for decision in decisions}
    return [decision for decision in latest.values() if decision.verdict in APPROVING]


def still_open(
    submission: Submission, policy: Policy, signatures: list[ReviewDecision]
) -> list[str]:
    """Return a sentence for each rule that keeps `submission` from being approved."""
    return [
        *_signatures_open(submission, policy, signatures),
        *_notices_open(submission),
        *_comments_open(submission),
    ]


def still_open_to(user: Any, submission: Submission, policy: Policy) -> list[str]:
    """Return what is missing for approval, for whom it is shown to.

    A member who is asked and has not signed learns the rules, and not who met them, where the
    policy wants verdicts that do not shape each other.
    """
    asked = submission.assignments.filter(member__user=user.pk, closed_at=None)
    if not policy.independent_verdicts or not asked.exists():
        return still_open(submission, policy, counting_signatures(submission))
    rules = [rule.sentence(policy) for rule in RULES if rule.field in TOGETHER]
    blocked = [BLOCKED] if _comments_open(submission) else []
    return [*rules, *_notices_open(submission), *blocked]


def _signatures_open(
    submission: Submission, policy: Policy, signatures: list[ReviewDecision]
) -> list[str]:
    topics = topics_of(submission)
    open_rules = missing(policy, map(of_decision, signatures), set(topics))
    return [_sentence(rule, open_rules[rule], signatures, topics) for rule in open_rules]


def _sentence(
    rule: str, number: int, signatures: list[ReviewDecision], topics: dict[int, str]
) -> str:
    more = "One more signature is" if number == 1 else f"{number} more signatures are"
    if rule == "quorum":
        names = ", ".join(signature.printed_name for signature in signatures) or "nobody yet"
        return f"{more} needed; signed by {names}."
    if rule == "matching_specialties":
        return no_topic(topics) or (
            f"{more} needed by a member with a verified specialty in "
            f"{' or '.join(topics.values())}."
        )
    if rule == "outside_signers":
        return f"{more} needed by a member from outside the authors' institutions."
    return f"{more} needed by a member without a conflict of interest."


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
    noticed = Q(notices__isnull=False) | Q(merged_into__notices__isnull=False)
    cited = Citation.objects.filter(noticed, key__in=references).select_related("merged_into")
    return [
        f"The cited work {record.key} has a new notice ({notice}) that the manuscript gives no "
        "reason for: return it to the authors."
        for record in cited.distinct().prefetch_related("notices", "merged_into__notices")
        for notice in record.kept.notices.all()
        if not references[record.key].get("reason")
        and notice.facts() not in references[record.key].get("notices", [])
    ]
