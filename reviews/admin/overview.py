"""The editors' overview: how much there is of what, each number with the list behind it."""

import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from articles.models import EDITABLE, ProblemReport, Standing, State
from reviews.admin.wanted import needing_reviewers
from reviews.mail.recovery import never_told
from reviews.models import Assignment, Mail

SOON = datetime.timedelta(days=90)
BUSIEST = 12  # reviewers in the chart; the rest is in the list
WIDTH = 100  # of the longest bar, in the chart's own units
# How many articles are in a state, and since when: the middle one and the first. While the board or
# readers have a text it is locked, so it last changed when it came there, and an index knows that.
LOCKED = """
    SELECT state, number, middle, first FROM unnest(%s::text[]) AS state CROSS JOIN LATERAL (
        SELECT count(*) AS number, min(updated_at) AS first FROM articles_article
        WHERE articles_article.state = state.state
    ) counted CROSS JOIN LATERAL (
        SELECT to_timestamp(avg(extract(epoch FROM updated_at))) AS middle FROM (
            SELECT updated_at FROM articles_article WHERE articles_article.state = state.state
            ORDER BY updated_at DESC, id DESC
            OFFSET greatest(number - 1, 0) / 2 LIMIT 2 - number %% 2
        ) middles
    ) found WHERE number > 0
"""
# A text that is with its authors changes; the last line of the record that moved it tells.
WITH_AUTHORS = """
    SELECT state, count(*), to_timestamp(
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM since))), min(since)
    FROM articles_article article LEFT JOIN LATERAL (
        SELECT line.at FROM reviews_record line
        WHERE line.article_id = article.id AND line.from_state <> line.to_state
        ORDER BY line.number DESC LIMIT 1
    ) moved ON true CROSS JOIN LATERAL (SELECT coalesce(moved.at, article.created_at) AS since) came
    WHERE article.state = ANY(%s) GROUP BY article.state
"""


class Bar(NamedTuple):
    label: str
    number: int
    url: str
    note: str = ""
    width: int = 0


class Chart(NamedTuple):
    key: str
    title: str
    unit: str
    notes: str
    bars: list[Bar]


def charts() -> list[Chart]:
    return [
        _chart("states", "Articles by state", "Articles", "Time in this state", _states()),
        _chart("load", "Open reviews by reviewer", "Open reviews", "Of these late", _load()),
        _chart("attention", "What needs an editor", "How many", "", _attention()),
    ]


def _chart(key: str, title: str, unit: str, notes: str, bars: list[Bar]) -> Chart:
    most = max((bar.number for bar in bars), default=0) or 1
    scaled = [bar._replace(width=round(WIDTH * bar.number / most)) for bar in bars]
    return Chart(key, title, unit, notes, scaled)


def _states() -> list[Bar]:
    locked = [state for state in State if state not in EDITABLE]
    with connection.cursor() as cursor:
        rows = cursor.execute(WITH_AUTHORS, [list(EDITABLE)]).fetchall()
        rows += cursor.execute(LOCKED, [locked]).fetchall()
    found = {state: (number, _since(middle, first)) for state, number, middle, first in rows}
    url = reverse("admin:articles_article_changelist")
    bars = []
    for state in State:
        number, time = found.get(state.value, (0, ""))
        bars.append(Bar(state.label, number, f"{url}?state__exact={state.value}", time))
    return bars


def _since(middle: datetime.datetime, first: datetime.datetime) -> str:
    now = timezone.now()
    return f"median {(now - middle).days} days, longest {(now - first).days}"


def _load() -> list[Bar]:
    today = timezone.localdate()
    rows = (
        Assignment.objects.open()
        .order_by()
        .values_list("member", "member__name")
        .annotate(load=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
        .order_by("-load", "member__name")[:BUSIEST]
    )
    url = reverse("admin:reviews_assignment_changelist")
    return [
        Bar(name, load, f"{url}?open=yes&member__id__exact={member}", str(late))
        for member, name, load, late in rows
    ]


def _attention() -> list[Bar]:
    today, current = timezone.localdate(), Standing.objects.current()
    due = current.filter(review_due__lte=today + SOON).aggregate(
        late=Count("pk", filter=Q(review_due__lt=today)),
        soon=Count("pk", filter=Q(review_due__range=(today, today + SOON))),
    )
    retracted = current.filter(notices__contains=[{"kind": "retraction"}])
    reviews = Assignment.objects.open().filter(due__lt=today)
    editions = reverse("admin:articles_edition_changelist")
    return [
        Bar(
            "Articles that need reviewers",
            needing_reviewers().count(),
            _list("articles_article", "for_me=reviewers"),
        ),
        Bar("Reviews that are late", reviews.count(), _list("reviews_assignment", "open=late")),
        Bar("Editions overdue for review", due["late"], f"{editions}?standing=due"),
        Bar("Editions due in 90 days", due["soon"], f"{editions}?standing=soon"),
        Bar(
            "Editions that cite retracted work", retracted.count(), f"{editions}?standing=retracted"
        ),
        Bar(
            "Open problem reports",
            ProblemReport.objects.filter(closed_at=None).count(),
            _list("articles_problemreport", "open=yes"),
        ),
        Bar(
            "Mails given up",
            Mail.objects.failed().count() + never_told().count(),
            _list("reviews_mail", "sent=failed"),
        ),
    ]


def _list(model: str, query: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{query}"
