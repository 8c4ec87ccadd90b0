"""Whom to ask to review an article, best first, and why."""

import datetime
import re
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from articles.models import Article
from reviews.models import Assignment, BoardMember, Policy
from reviews.who import open_assignments

WORD = re.compile(r"\w{5,}")
LIKE = 6  # letters by which "hematology" and "hematologist" are one field


def suggested(article: Article) -> list[Any]:
    """Return the members who may be assigned, best first; `why` of each says what for and against.

    First whose field it is, then who reviewed it before and did not step back, is there, has the
    least to do, and reviewed longest ago.
    """
    fields = {topic.pk: topic.name for topic in article.topics.all()}
    wanted = _stems(" ".join(fields.values()))
    today = timezone.localdate()
    until = today + datetime.timedelta(days=Policy.in_force().review_days)
    members = list(_assignable(article))
    for member in members:
        member.is_in_field = bool(wanted & _stems(member.specialty))
        member.away = _away(member, today, until)
        member.why = "; ".join(filter(None, _reasons(member)))
    return sorted(members, key=_rank)


def _rank(member: Any) -> tuple[Any, ...]:
    longest_ago = member.last_reviewed or datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return (
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
        f"{member.specialty}: matches a topic" if member.is_in_field else member.specialty,
        f"{member.load} open review{'' if member.load == 1 else 's'}",
        f"last reviewed {last:%Y-%m-%d}" if last else "has reviewed nothing yet",
        "stepped back from it before" if member.stepped_back else "",
        "reviewed it before" if member.reviewed and not member.stepped_back else "",
        member.away,
    ]


def _away(member: Any, today: datetime.date, until: datetime.date) -> str:
    """Return what is said of a member who is away while the review would be held."""
    absence = getattr(member, "absence", None)
    if absence is None or absence.last_day < today or absence.first_day > until:
        return ""
    return str(absence)


def _stems(text: str) -> set[str]:
    return {word[:LIKE] for word in WORD.findall(text.casefold())} - {"medici"}


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
            stepped_back=Exists(before.filter(outcome__in=[ended.DECLINED, ended.RECUSED])),
        )
    )
