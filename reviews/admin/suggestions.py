"""Whom to ask to review an article, best first, and why."""

import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone

from articles.compose import compose
from articles.manuscript import parse
from articles.models import Article
from reviews.admin.signature_facts import disclosed_why
from reviews.eligibility import Eligibility, eligibilities
from reviews.models import Assignment, BoardMember, Policy
from reviews.who import open_assignments


def suggested(article: Article) -> list[Any]:
    """Return the members who may be assigned, best first; `why` of each says what for and against.

    Whom a colleague named who declined comes first, whom a conflict of interest excludes last.
    Between them it counts who is an expert in a topic, as the quorum asks for one, who reviewed it before and did not step back, is
    there, has the least to do, and reviewed longest ago.
    """
    topics = {topic.pk: topic.name for topic in article.topics.all()}
    today = timezone.localdate()
    until = today + datetime.timedelta(days=Policy.in_force().review_days)
    members = list(_assignable(article))
    known = _known(article, members)
    for member in members:
        facts = known[member.pk]
        member.is_excluded, member.hindrances = facts.is_excluded, _hindrances(facts)
        member.is_in_field = facts.signer.matches(set(topics))
        member.field = _field(member, topics)
        member.away = _away(member, today, until)
        member.why = "; ".join(filter(None, _reasons(member)))
    return sorted(members, key=_rank)


def _rank(member: Any) -> tuple[Any, ...]:
    longest_ago = member.last_reviewed or datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return (
        member.is_excluded,
        not member.named_by,
        bool(member.away),
        member.stepped_back,
        not member.is_in_field,
        not member.reviewed,
        member.load,
        longest_ago,
        member.name,
    )


def _reasons(member: Any) -> list[str]:
    last = member.last_reviewed
    return [
        f"suggested by {member.named_by}, who declined" if member.named_by else "",
        member.field,
        f"{member.load} open review{'' if member.load == 1 else 's'}",
        f"last reviewed {last:%Y-%m-%d}" if last else "has reviewed nothing yet",
        "stepped back from it before" if member.stepped_back else "",
        "reviewed it before" if member.reviewed and not member.stepped_back else "",
        member.away,
        *member.hindrances,
    ]


def _known(article: Article, members: list[Any]) -> dict[int, Eligibility]:
    submission = article.submissions.order_by("-number").first()
    manuscript = parse(bytes(submission.manuscript)) if submission else compose(article)
    known = eligibilities(members, manuscript, Policy.in_force())
    return {one.member.pk: one for one in known}


def _field(member: Any, topics: dict[int, str]) -> str:
    """Return the topics of which the member's signature counts as an expert's, or says of none."""
    names = [topics[key] for key in topics if member.is_in_field and key in member.specialties]
    verified = f"verified in {', '.join(names)}" if names else "not verified in a topic of it"
    return ", ".join(filter(None, [member.specialty, verified]))


def _hindrances(known: Eligibility) -> list[str]:
    """Say why a member cannot sign, or that they would disclose an interest."""
    return known.refusals or disclosed_why(known)


def _away(member: Any, today: datetime.date, until: datetime.date) -> str:
    """Return what is said of a member who is away while the review would be held."""
    absence = getattr(member, "absence", None)
    if absence is None or absence.last_day < today or absence.first_day > until:
        return ""
    return str(absence)


def _assignable(article: Article) -> Any:
    ended = Assignment.Outcome
    before = Assignment.objects.filter(member=OuterRef("pk"), submission__article=article)
    return (
        BoardMember.objects.filter(is_active=True)
        .exclude(user__in=article.contributors.values("user"))
        .exclude(pk__in=open_assignments(article).values("member"))
        .select_related("absence")
        .annotate(
            load=Count("assignments", filter=Q(assignments__closed_at=None)),
            last_reviewed=Max(
                "assignments__closed_at", filter=Q(assignments__outcome=ended.SIGNED)
            ),
            reviewed=Exists(before.filter(outcome__in=[ended.SIGNED, ended.ROUND_ENDED])),
            named_by=Subquery(
                Assignment.objects.filter(submission__article=article, colleague=OuterRef("pk"))
                .order_by("-pk")
                .values("member__name")[:1]
            ),
            stepped_back=Exists(before.filter(outcome__in=[ended.DECLINED, ended.RECUSED])),
        )
    )
