"""The editors' overview: how much there is of what, each number with the list behind it."""

import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from articles.models import Asking, ProblemReport, Standing, State
from reviews.mail.recovery import never_told
from reviews.models import Assignment, Mail

SOON = datetime.timedelta(days=90)
BUSIEST = 12  # reviewers in the chart; the rest is in the list
SINCE = 3  # the column of the articles' list that says since when they are in their state
WIDTH = 100  # of the longest bar, in the chart's own units
# How many articles are in each state, and since when: the middle one and the first. An index has
# this order, so that nothing is sorted, however many there are.
STATES = """
    SELECT state, number, middle, (
        SELECT min(state_since) FROM articles_article WHERE articles_article.state = state.state
    ) FROM unnest(%s::text[]) AS state CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM articles_article WHERE articles_article.state = state.state
    ) counted CROSS JOIN LATERAL (
        SELECT to_timestamp(avg(extract(epoch FROM state_since))) AS middle FROM (
            SELECT state_since FROM articles_article WHERE articles_article.state = state.state
            ORDER BY state_since OFFSET greatest(number - 1, 0) / 2 LIMIT 2 - number %% 2
        ) middles
    ) found
"""


class Bar(NamedTuple):
    label: str
    number: int
    url: str
    note: str = ""
    note_url: str = ""
    width: int = 0


class Chart(NamedTuple):
    key: str
    title: str
    unit: str
    notes: str
    bars: list[Bar]
    more: str = ""
    more_url: str = ""


def charts(needing: int) -> list[Chart]:
    """Return the charts; `needing` is the number of articles that need reviewers."""
    return [_states(), _load(), _attention(needing)]


def _chart(key: str, title: str, unit: str, notes: str, bars: list[Bar], **more: str) -> Chart:
    most = max((bar.number for bar in bars), default=0) or 1
    scaled = [bar._replace(width=round(WIDTH * bar.number / most)) for bar in bars]
    return Chart(key, title, unit, notes, scaled, **more)


def _states() -> Chart:
    with connection.cursor() as cursor:
        rows = cursor.execute(STATES, [State.values]).fetchall()
    found = {state: (number, _time(*times) if number else "") for state, number, *times in rows}
    bars = []
    for state in State:
        number, time = found[state]
        url = _list("articles_article", f"state__exact={state.value}")
        bars.append(Bar(state.label, number, url, time, f"{url}&o={SINCE}"))
    return _chart("states", "Articles by state", "Articles", "Time in this state", bars)


def _time(middle: datetime.datetime, first: datetime.datetime) -> str:
    now = timezone.now()
    return f"median {(now - middle).days} days, longest {(now - first).days}"


def _load() -> Chart:
    today = timezone.localdate()
    rows = list(
        Assignment.objects.open()
        .order_by()
        .values_list("member", "member__name")
        .annotate(load=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
        .order_by("-load", "member__name")
    )
    bars = []
    for member, name, load, late in rows[:BUSIEST]:
        url = _list("reviews_assignment", f"member__id__exact={member}&open=")
        bars.append(Bar(name, load, f"{url}yes", str(late), f"{url}late"))
    more = {}
    if others := sum(load for _, _, load, _ in rows[BUSIEST:]):
        words = f"Other reviewers: {len(rows) - BUSIEST}; their open reviews: {others}"
        more = {"more": words, "more_url": _list("reviews_assignment", "open=yes")}
    title, notes = "Open reviews by reviewer", "Of these late"
    return _chart("load", title, "Open reviews", notes, bars, **more)


def _attention(needing: int) -> Chart:
    today, current = timezone.localdate(), Standing.objects.current()
    due = current.filter(review_due__lte=today + SOON).aggregate(
        late=Count("pk", filter=Q(review_due__lt=today)),
        soon=Count("pk", filter=Q(review_due__range=(today, today + SOON))),
    )
    retracted = current.filter(notices__contains=[{"kind": "retraction"}])
    reviews = Assignment.objects.open().filter(due__lt=today)
    editions = reverse("admin:articles_edition_changelist")
    bars = [
        Bar(
            "Articles that need reviewers",
            needing,
            _list("articles_article", "for_me=reviewers"),
        ),
        Bar("Reviews that are late", reviews.count(), _list("reviews_assignment", "open=late")),
        Bar("Editions overdue for review", due["late"], f"{editions}?standing=due"),
        Bar("Editions due in 90 days", due["soon"], f"{editions}?standing=soon"),
        Bar(
            "Editions citing work retracted since their approval",
            retracted.count(),
            f"{editions}?standing=retracted",
        ),
        Bar(
            "Open problem reports",
            ProblemReport.objects.filter(closed_at=None).count(),
            _list("articles_problemreport", "open=yes"),
        ),
        Bar(
            "Mails given up",
            _mails_given_up(),
            _list("reviews_mail", "sent=failed"),
        ),
    ]
    return _chart("attention", "What needs an editor", "How many", "", bars)


def _mails_given_up() -> int:
    kinds = (Mail.objects.failed(), never_told(), Asking.objects.given_up())
    return sum(rows.count() for rows in kinds)


def _list(model: str, query: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{query}"
