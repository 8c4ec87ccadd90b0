"""What each decision froze of its member follows from what was declared, tagged and in force."""

from articles.manuscript import parse
from reviews.conflicts import RULE, Outcome, assess
from reviews.models import ReviewDecision
from reviews.names import is_outside
from reviews.verification.misfit import Misfit, Report, stream


def check_conflicts(report: Report) -> None:
    decisions = (
        ReviewDecision.objects.select_related("submission", "policy", "declaration")
        .prefetch_related("declaration__interests")
        .order_by("pk")
    )
    count = 0
    for decision in stream(decisions, report, 200):
        _check(decision)
        count += 1
    report(f"{ReviewDecision._meta.db_table}: {count:,} rows, each by a member free to sign it")


def _check(decision: ReviewDecision) -> None:
    manuscript = parse(bytes(decision.submission.manuscript))
    affiliations = [author["affiliation"] for author in manuscript["authors"]]
    if decision.is_outside != is_outside(decision.institution, affiliations):
        raise _misfit(decision, "its member's institution is told another way.")
    conflict = decision.conflict
    if conflict.get("rule") == RULE:
        interests = decision.declaration.facts() if decision.declaration else []
        day = decision.signed_at.date()
        if conflict != assess(interests, manuscript["tags"], decision.policy, day):
            raise _misfit(decision, "its conflict of interest is not what was declared.")
    if conflict.get("outcome") == Outcome.EXCLUDED:
        raise _misfit(decision, "its member was excluded by a conflict of interest.")
    if decision.is_free != (conflict.get("outcome", Outcome.FREE) == Outcome.FREE):
        raise _misfit(decision, "whether its member was free of conflict is told another way.")


def _misfit(decision: ReviewDecision, sentence: str) -> Misfit:
    return Misfit(decision._meta.db_table, decision.pk, sentence)
