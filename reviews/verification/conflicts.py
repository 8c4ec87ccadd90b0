"""What each decision and each acceptance froze of its member follows from what was declared,
tagged and in force."""

from typing import Any

from articles.manuscript import parse
from reviews.conflicts import RULE, Outcome, assess
from reviews.models import Assignment, Entity, Policy, ReviewDecision
from reviews.names import is_outside
from reviews.verification.misfit import Misfit, Report, stream


def check_conflicts(report: Report) -> None:
    decisions = (
        ReviewDecision.objects.select_related("submission", "policy", "declaration")
        .prefetch_related("declaration__interests")
        .order_by("pk")
    )
    count, listed = 0, _listed()
    for decision in stream(decisions, report, 200):
        _check(decision, listed)
        count += 1
    report(f"{ReviewDecision._meta.db_table}: {count:,} rows, each by a member free to sign it")
    _check_accepted(report)


def _check_accepted(report: Report) -> None:
    rows = (
        Assignment.objects.accepted()
        .select_related("submission", "declaration")
        .prefetch_related("declaration__interests")
        .order_by("pk")
    )
    policies = list(Policy.objects.all())
    count = 0
    for row in stream(rows, report, 200):
        tags = parse(bytes(row.submission.manuscript))["tags"]
        interests = row.declaration.facts() if row.declaration else []
        day, conflict = row.accepted_at.date(), row.conflict
        is_so = conflict.get("rule") != RULE or any(
            conflict == assess(interests, tags, policy, day, conflict.get("names", []))
            for policy in policies
        )
        if not is_so or conflict.get("outcome") == Outcome.EXCLUDED:
            sentence = (
                "the conflict of interest that it was accepted with is not what was declared."
            )
            raise Misfit(Assignment._meta.db_table, row.pk, sentence)
        count += 1
    report(f"{Assignment._meta.db_table}: {count:,} accepted, each by a member free to review it")


def _listed() -> set[tuple[str, ...]]:
    """Return the names that an entity has, or had."""
    rows: Any = Entity.history
    return {(name, *others) for name, others in rows.values_list("name", "other_names")}


def _assessed(decision: ReviewDecision, tags: list[str]) -> dict[str, Any]:
    """Return what the rule says of what the decision froze; the first rule knew no other names."""
    interests = decision.declaration.facts() if decision.declaration else []
    day, names = decision.signed_at.date(), decision.conflict.get("names", [])
    found = assess(interests, tags, decision.policy, day, names)
    if decision.conflict.get("rule") == RULE:
        return found
    del found["names"]
    return found | {"rule": 1}


def _check(decision: ReviewDecision, listed: set[tuple[str, ...]]) -> None:
    manuscript = parse(bytes(decision.submission.manuscript))
    affiliations = [author["affiliation"] for author in manuscript["authors"]]
    if decision.is_outside != is_outside(decision.institution, affiliations):
        raise _misfit(decision, "its member's institution is told another way.")
    conflict = decision.conflict
    if conflict != _assessed(decision, manuscript["tags"]):
        raise _misfit(decision, "its conflict of interest is not what was declared.")
    if not {tuple(names) for names in conflict.get("names", [])} <= listed:
        raise _misfit(decision, "it goes by names that were never on the list.")
    if conflict.get("outcome") == Outcome.EXCLUDED:
        raise _misfit(decision, "its member was excluded by a conflict of interest.")
    if decision.is_free != (conflict.get("outcome", Outcome.FREE) == Outcome.FREE):
        raise _misfit(decision, "whether its member was free of conflict is told another way.")


def _misfit(decision: ReviewDecision, sentence: str) -> Misfit:
    return Misfit(decision._meta.db_table, decision.pk, sentence)
