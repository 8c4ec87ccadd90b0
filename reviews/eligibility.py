"""Whether a member is free and able to sign a submission, from what is known of them today."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from articles.interests import in_words
from articles.manuscript import parse
from articles.models import Declaration, Submission
from reviews.conflicts import Outcome, assess, because
from reviews.declaring import is_current, no_declaration
from reviews.entities import listed_names
from reviews.models import Assignment, BoardMember, Policy, Review
from reviews.names import is_outside
from reviews.requirements import Signer, lacking

Lack = tuple[str, str]  # why a member cannot sign, in a few words and as a sentence
WHO_MENDS = "An editor can mend that on the member's page."


@dataclass
class Eligibility:
    """`refusals` say why the member cannot sign, and `shortly` in a few words.

    With `conflicting`, those of the refusals that are of interests, no invitation is accepted.
    `facts` are what a decision freezes of the member.
    """

    member: BoardMember
    facts: dict[str, Any]
    refusals: list[str] = field(default_factory=list)
    conflicting: list[str] = field(default_factory=list)
    shortly: list[str] = field(default_factory=list)

    @property
    def is_excluded(self) -> bool:
        return bool(self.facts["conflict"]["outcome"] == Outcome.EXCLUDED)

    @property
    def signer(self) -> Signer:
        return Signer(
            self.member.name,
            frozenset(self.facts["specialties"]),
            self.facts["is_outside"],
            self.facts["is_free"],
        )


def eligibility(member: BoardMember, manuscript: dict[str, Any], policy: Policy) -> Eligibility:
    """Return whether `member` may sign `manuscript` under `policy` today, and as what."""
    return eligibilities([member], manuscript, policy)[0]


def eligibilities(
    members: Iterable[BoardMember], manuscript: dict[str, Any], policy: Policy
) -> list[Eligibility]:
    members = list(members)
    declared = Declaration.objects.latest_of_each([member.user_id for member in members])
    interests = any(declaration.interests.all() for declaration in declared.values())
    names = listed_names() if interests and manuscript["tags"] else []
    return [
        as_declared(member, declared.get(member.user_id), manuscript, policy, names)
        for member in members
    ]


def as_declared(
    member: BoardMember,
    declaration: Declaration | None,
    manuscript: dict[str, Any],
    policy: Policy,
    names: list[list[str]],
) -> Eligibility:
    today = timezone.now().date()
    interests = declaration.facts() if declaration else []
    conflict = assess(interests, manuscript["tags"], policy, today, names)
    affiliations = [author["affiliation"] for author in manuscript["authors"]]
    facts = {
        "specialties": member.verified_specialties,
        "institution": member.institution,
        "is_outside": is_outside(member.institution, affiliations),
        "licence": member.licence,
        "licence_until": member.licence_until,
        "declaration": declaration,
        "conflict": conflict,
        "is_free": conflict["outcome"] == Outcome.FREE,
    }
    licence = _licence_lacks(member, policy)
    conflicts = [
        *_declaration_lacks(member, declaration, policy, today),
        *_exclusions(member, conflict),
    ]
    return Eligibility(
        member,
        facts,
        refusals=[sentence for _, sentence in [*licence, *conflicts]],
        conflicting=[sentence for _, sentence in conflicts],
        shortly=[words for words, _ in [*licence, *conflicts]],
    )


def policy_of(submission: Submission | None) -> Policy:
    """Return the policy that the review of `submission` is held under, or would be."""
    review = Review.objects.select_related("policy").filter(submission=submission).first()
    return review.policy if review else Policy.in_force()


def start_lacks(submission: Submission, policy: Policy) -> list[str]:
    """Return a sentence for each thing that keeps the review of `submission` from starting."""
    manuscript = parse(bytes(submission.manuscript))
    members = [assignment.member for assignment in _asked(submission)]
    asked = eligibilities(members, manuscript, policy)
    ready = [one.signer for one in asked if not one.refusals]
    topics = topics_of(submission)
    rules = lacking(policy, ready, set(topics))
    if not rules:
        return []
    sentences = [_sentence(rule, policy, len(ready), topics) for rule in rules]
    return [*sentences, *(sentence for one in asked for sentence in one.refusals)]


def _asked(submission: Submission) -> Any:
    return (
        Assignment.objects.open()
        .filter(submission=submission, member__is_active=True, member__user__is_active=True)
        .exclude(member__user__contributions__article=submission.article_id)
        .select_related("member")
        .order_by("pk")
    )


def topics_of(submission: Submission) -> dict[int, str]:
    """Return the topics of the article, which are locked while a submission is with the board."""
    return {topic.pk: topic.name for topic in submission.article.topics.all()}


def _sentence(rule: str, policy: Policy, ready: int, topics: dict[int, str]) -> str:
    if rule == "quorum":
        return f"The review needs {policy.quorum} reviewers and has {ready}: assign more first."
    if rule == "outside_signers":
        return (
            "Too few reviewers are from outside the authors' institutions: assign one from "
            "elsewhere."
        )
    return no_topic(topics) or (
        f"Too few reviewers have a verified specialty in {' or '.join(topics.values())}: assign "
        "one who has."
    )


def no_topic(topics: dict[int, str]) -> str:
    if topics:
        return ""
    return "The article has no topic, so no specialty can match it: return it to get one."


def excluded_from(submission: Submission, members: list[BoardMember]) -> list[str]:
    """Return a sentence for each interest that keeps one of `members` from being asked."""
    manuscript, policy = parse(bytes(submission.manuscript)), Policy.in_force()
    known = eligibilities(members, manuscript, policy)
    return [s for one in known for _, s in _exclusions(one.member, one.facts["conflict"])]


def _exclusions(member: BoardMember, conflict: dict[str, Any]) -> list[Lack]:
    """Return each declared interest that keeps `member` from signing."""
    return [
        (
            f"conflict of interest in {interest['entity']}",
            " ".join(
                [
                    f"{member.name} has a conflict of interest and cannot sign:",
                    f"{in_words(interest)}.",
                    because(interest),
                ]
            ),
        )
        for interest in conflict["interests"]
        if interest["effect"] == Outcome.EXCLUDED
    ]


def _declaration_lacks(
    member: BoardMember, declaration: Declaration | None, policy: Policy, today: datetime.date
) -> list[Lack]:
    if is_current(declaration, policy, today):
        return []
    return [("no current declaration of interests", no_declaration(member.name))]


def _licence_lacks(member: BoardMember, policy: Policy) -> list[Lack]:
    name, until = member.name, member.licence_until
    if not policy.licence_required:
        return []
    if member.verified_at is None:
        told = f"The credentials of {name} were not verified. {WHO_MENDS}"
        return [("credentials not verified", told)]
    if until is None:
        return [("no licence on file", f"No licence of {name} is on file. {WHO_MENDS}")]
    if until < timezone.now().date():
        told = f"The licence of {name} ended on {until}. {WHO_MENDS}"
        return [(f"licence ended on {until}", told)]
    return []
