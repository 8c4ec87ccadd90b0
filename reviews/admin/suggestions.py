"""Whom to ask to review an article, best first, and why."""

import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone

from articles.compose import compose
from articles.manuscript import parse
from articles.models import Article
from reviews.admin.signature_facts import disclosed_why
from reviews.eligibility import Eligibility, eligibilities, policy_of
from reviews.models import Assignment, Authenticator, BoardMember, Policy, SigningHold
from reviews.who import open_assignments


def suggested(article: Article) -> list[Any]:
    """Return the members who may be assigned, best first; `why` of each says what for and against.

    Last come those who could not sign, whom a conflict of interest excludes at the very end.
    Before them stand whom a colleague named who declined, then who is there, did not step back
    and is free of conflict. Among these it counts who is an expert in a topic, as the quorum asks
    for one, who reviewed it before, has the least to do, and reviewed longest ago.
    """
    submission = article.submissions.order_by("-number").first()
    manuscript = parse(bytes(submission.manuscript)) if submission else compose(article)
    policy, members = policy_of(submission), list(_assignable(article))
    topics = {topic.pk: topic.name for topic in article.topics.all()}
    for member, known in zip(members, eligibilities(members, manuscript, policy), strict=True):
        _describe(member, known, topics, policy)
    return sorted(members, key=_rank)


def _describe(member: Any, known: Eligibility, topics: dict[int, str], policy: Policy) -> None:
    today = timezone.localdate()
    until = today + datetime.timedelta(days=policy.review_days)
    member.is_excluded, member.is_free = known.is_excluded, known.facts["is_free"]
    member.is_in_field = known.signer.matches(set(topics))
    member.unable = _unable(member, known, policy)
    member.away = _away(member, today, until)
    reasons = [_field(member, topics), *_conflict(known, policy), *_part(member), member.away]
    if member.unable:
        reasons.insert(0, f"cannot sign: {', '.join(member.unable)}")
    member.why = "; ".join(filter(None, reasons))


def _rank(member: Any) -> tuple[Any, ...]:
    longest_ago = member.last_reviewed or datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return (
        member.is_excluded,
        bool(member.unable),
        not member.named_by,
        bool(member.away),
        member.stepped_back,
        not member.is_free,
        not member.is_in_field,
        not member.reviewed,
        member.load,
        longest_ago,
        member.name,
    )


def _part(member: Any) -> list[str]:
    last = member.last_reviewed
    return [
        f"suggested by {member.named_by}, who declined" if member.named_by else "",
        f"{member.load} open review{'' if member.load == 1 else 's'}",
        f"last reviewed {last:%Y-%m-%d}" if last else "has reviewed nothing yet",
        "stepped back from it before" if member.stepped_back else "",
        "reviewed it before" if member.reviewed and not member.stepped_back else "",
    ]


def _field(member: Any, topics: dict[int, str]) -> str:
    """Return the topics of which the member's signature counts as an expert's, or says of none."""
    names = [topics[key] for key in topics if member.is_in_field and key in member.specialties]
    verified = f"verified in {', '.join(names)}" if names else "not verified in a topic of it"
    return ", ".join(filter(None, [member.specialty, verified]))


def _unable(member: Any, known: Eligibility, policy: Policy) -> list[str]:
    """Return in a few words why the member could not sign now."""
    lacks_code = policy.totp_required and not member.has_authenticator
    return [
        *(["signing suspended"] if member.is_held else []),
        *(["no authenticator set up"] if lacks_code else []),
        *known.shortly,
    ]


def _conflict(known: Eligibility, policy: Policy) -> list[str]:
    """Return what the declared interests mean, where there is a declaration to tell it from."""
    if known.conflicting:
        return []
    if not known.facts["is_free"]:
        return disclosed_why(known)
    is_known = known.facts["declaration"] and policy.conflict_window_months
    return ["no conflict with this text"] if is_known else []


def _away(member: Any, today: datetime.date, until: datetime.date) -> str:
    """Return what is said of a member who is away while the review would be held."""
    absence = getattr(member, "absence", None)
    if absence is None or absence.last_day < today or absence.first_day > until:
        return ""
    return str(absence)


def _assignable(article: Article) -> Any:
    ended = Assignment.Outcome
    before = Assignment.objects.filter(member=OuterRef("pk"), submission__article=article)
    own = {"user": OuterRef("user")}
    return (
        BoardMember.objects.filter(is_active=True, user__is_active=True)
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
            has_authenticator=Exists(Authenticator.objects.filter(**own, removal=None)),
            is_held=Exists(SigningHold.objects.filter(**own, lift=None)),
            stepped_back=Exists(before.filter(outcome__in=[ended.DECLINED, ended.RECUSED])),
        )
    )
