"""What another policy would change, told before it is adopted."""

from dataclasses import dataclass, field

from django.utils import timezone

from articles.models import Article, ReviewState, State
from reviews.clock import late, review_state
from reviews.eligibility import start_lacks
from reviews.models import Policy
from reviews.steps import latest_submission

MOST = 20  # articles named; the rest are counted


@dataclass
class Effect:
    """A sentence, and the articles that it is about."""

    sentence: str
    articles: list[str] = field(default_factory=list)


def effects(before: Policy, after: Policy) -> list[Effect]:
    """Return what adopting `after` in the place of `before` would do to articles and editions."""
    return [_kept(before), *_starting(after), *_aging(before, after)]


def _kept(before: Policy) -> Effect:
    number = Article.objects.filter(state=State.UNDER_REVIEW).count()
    if not number:
        return Effect("No review is under way.")
    kept = "review that is under way keeps its" if number == 1 else "reviews under way keep their"
    return Effect(f"{number} {kept} version of the policy, as version {before.version} is now.")


def _starting(after: Policy) -> list[Effect]:
    """Tell of each article that waits for its review what it would lack under `after`."""
    waiting = Article.objects.filter(state=State.SUBMITTED).order_by("updated_at")
    drafts = Article.objects.exclude(state__in=[State.SUBMITTED, State.UNDER_REVIEW]).count()
    told = [f"{article.question}: {_lacks(article, after)}" for article in waiting[:MOST]]
    number = waiting.count()
    waits = "1 submitted article" if number == 1 else f"{number} submitted articles"
    others = "1 other article" if drafts == 1 else f"{drafts} other articles"
    return [
        Effect(f"{waits} would be reviewed under the new version.", told),
        Effect(f"{others} would be, once submitted."),
    ]


def _lacks(article: Article, policy: Policy) -> str:
    sentences = start_lacks(latest_submission(article), policy)
    return " ".join(sentences) or "Its review could start."


def _aging(before: Policy, after: Policy) -> list[Effect]:
    """Tell which editions would be called due or overdue at once, or be due on an earlier day."""
    today = timezone.localdate()
    already = late(before, today).values("pk")
    found = late(after, today).exclude(pk__in=already).select_related("edition", "article")
    number = found.count()
    if not number:
        return [Effect("No edition would be due earlier.")]
    told = []
    for standing in found[:MOST]:
        due = standing.review_due
        if standing.safety_topics.exists():
            due = min(due, after.review_due(standing.last_reviewed_at.date(), safety=True))
        state = ReviewState(review_state(due, after, today)).label.lower()
        told.append(f"{standing.edition.question}: {state}, on {due:%Y-%m-%d}")
    are = "1 edition would be" if number == 1 else f"{number} editions would be"
    return [Effect(f"{are} due earlier, or called due or overdue at once.", told)]
