"""What time decides: when the review of a current edition is due, overdue, and beyond its grace.

Nobody does these; `manage.py tick` does, and the record says so. Each article is a transaction of
its own that waits for nobody, so ticks may run at once, be stopped, and run again.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import DateField, DurationField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from articles.models import Article, ReviewState, Standing, Topic
from reviews import record
from reviews.due import due_sentence
from reviews.mail import tell
from reviews.models import Policy, Verb
from reviews.record import Line
from reviews.steps import locked_standing

ORDER = list(ReviewState)


def review_state(due: datetime.date, policy: Policy, today: datetime.date) -> ReviewState:
    """Return how a review that falls due on `due` stands.

    It is due as many days before as a review may take, so that the board can be done in time.
    """
    if today > due + datetime.timedelta(days=policy.grace_days):
        return ReviewState.LAPSED
    if today > due:
        return ReviewState.OVERDUE
    soon = today + datetime.timedelta(days=policy.review_days)
    return ReviewState.DUE if due <= soon else ReviewState.CURRENT


def tick(*, today: datetime.date | None = None) -> Iterator[list[Line]]:
    """Bring every standing up to date; yield what was decided on each, none where it was taken."""
    today, policy = today or timezone.localdate(), Policy.in_force()
    for key in list(late(policy, today).values_list("pk", flat=True)):
        yield _tick_one(key, policy, today)


@transaction.atomic
def _tick_one(key: int, policy: Policy, today: datetime.date) -> list[Line]:
    articles = Article.objects.select_for_update(no_key=True, skip_locked=True)
    article = articles.filter(pk=key).first()
    standing = locked_standing(article) if article else None
    if article is None or standing is None or standing.withdrawal_id:
        return []
    lines = [*_bring_forward(article, standing, policy), *_age(article, standing, policy, today)]
    if lines:
        record.append(*lines)
    return lines


def _bring_forward(article: Article, standing: Standing, policy: Policy) -> list[Line]:
    """Give an edition on a topic that was marked since it was reviewed its earlier date."""
    due = policy.review_due(standing.last_reviewed_at.date(), safety=True)
    if standing.review_due <= due or not standing.safety_topics.exists():
        return []
    standing.change(review_due=due)
    names = ", ".join(topic.name for topic in standing.safety_topics)
    return [_line(Verb.BRING_FORWARD, article, standing, f"{due_sentence(due)} {names}.")]


def _age(article: Article, standing: Standing, policy: Policy, today: datetime.date) -> list[Line]:
    state = review_state(standing.review_due, policy, today)
    if ORDER.index(state) <= ORDER.index(ReviewState(standing.review_state)):
        return []
    standing.change(review_state=state)
    tell("aged", article=article.pk, state=state.value)
    due = due_sentence(standing.review_due)
    return [_line(Verb(state.value), article, standing, due)]


def _line(verb: Verb, article: Article, standing: Standing, reason: str) -> Line:
    submission = standing.edition.submission
    return Line(verb, None, article, submission, article.state, article.state, reason)


def late(policy: Policy, today: datetime.date) -> QuerySet[Any]:
    """Return the current standings that are not what they should be today, oldest due first."""
    soon = today + datetime.timedelta(days=policy.review_days)
    grace = today - datetime.timedelta(days=policy.grace_days)
    current, due, overdue, _ = ORDER
    late = (
        Q(review_state=current, review_due__lte=soon)
        | Q(review_state__in=[current, due], review_due__lt=today)
        | Q(review_state__in=[current, due, overdue], review_due__lt=grace)
        | _too_late(policy)
    )
    return Standing.objects.current().filter(late).order_by("review_due", "pk")


def _too_late(policy: Policy) -> Q:
    """Return which standings have a topic of dosing or safety, and still the long interval."""
    on_topic = Q(pk=None)
    for key in Topic.objects.filter(is_safety=True).values_list("pk", flat=True):
        on_topic |= Q(edition__topics__contains=[{"id": key}])
    interval = Func(
        Value(policy.review_interval_months_safety),
        template="make_interval(months => %(expressions)s)",
        output_field=DurationField(),
    )
    return on_topic & Q(review_due__gt=Cast(F("last_reviewed_at") + interval, DateField()))
