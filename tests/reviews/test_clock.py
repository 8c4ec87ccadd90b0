"""The clock: each current edition's review becomes due, overdue and lapsed, once, by itself."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from articles.models import Article, Standing, Topic
from integrity.models import save_with_reason
from reviews import clock, workflow
from reviews.models import Policy, Record
from reviews.verification import verify
from tests import people
from tests.reviews.intruder import silent

pytestmark = pytest.mark.django_db


def topic(name: str = "Dosing", *, is_safety: bool = False) -> Topic:
    row = Topic(name=name, slug=name.lower(), is_safety=is_safety)
    save_with_reason(row, people.editor(), "Needed")
    return row


def tick(article: Article, days: int) -> list[str]:
    """Tick `days` after the date on which `article` is due; return the verbs it led to."""
    due = Standing.objects.get(article=article).review_due
    lines = [
        line for decided in clock.tick(today=due + datetime.timedelta(days)) for line in decided
    ]
    return [line.verb.value for line in lines if line.article == article]


def state(article: Article) -> tuple[str, int]:
    standing = Standing.objects.get(article=article)
    return standing.review_state, standing.version


def test_a_review_becomes_due_overdue_and_lapsed_and_each_is_told_once() -> None:
    article = people.approved()
    steps = [
        (-15, []),
        (-14, ["due"]),
        (0, []),
        (1, ["overdue"]),
        (1, []),
        (30, []),
        (31, ["lapsed"]),
    ]
    assert [(days, tick(article, days)) for days, _ in steps] == steps
    assert tick(article, 400) == []
    assert state(article) == ("lapsed", 4)
    last = Record.objects.order_by("-number").first()
    assert (last.actor, last.actor_name, last.verb) == (None, "Imprimatur", "lapsed")
    verify(silent)


def test_a_tick_that_comes_late_says_only_how_it_stands_now() -> None:
    article = people.approved()
    assert tick(article, 90) == ["lapsed"]


def test_a_member_who_reaffirms_starts_the_clock_anew() -> None:
    article = people.approved()
    tick(article, 5)
    workflow.reaffirm(article, by=people.user("reviewer1"), edition=article.editions.get())
    assert state(article) == ("current", 3)
    assert tick(article, -20) == []
    verify(silent)


def test_a_withdrawn_edition_has_no_clock_and_the_next_edition_starts_it_anew() -> None:
    article = people.approved()
    tick(article, 5)
    workflow.withdraw(article, by=people.editor(), category="wrong", sentence="Misread.")
    assert tick(article, 40) == []
    people.approved(article)
    assert state(article)[0] == "current"
    verify(silent)


@pytest.mark.parametrize(("is_safety", "months"), [(False, 12), (True, 6)])
def test_an_answer_on_dosing_or_safety_is_due_earlier(is_safety: bool, months: int) -> None:
    article = people.approved(topics=[topic(is_safety=is_safety)])
    standing = Standing.objects.get(article=article)
    days = (standing.review_due - standing.last_reviewed_at.date()).days
    assert round(days / 30.4) == months
    verify(silent)


def test_a_topic_that_an_editor_marks_later_brings_the_review_forward_once() -> None:
    on_topic = topic()
    article, other = people.approved(topics=[on_topic]), people.approved()
    on_topic.is_safety = True
    save_with_reason(on_topic, people.editor(), "It is about doses.")
    reviewed = Standing.objects.get(article=article).last_reviewed_at.date()
    decided = [line for lines in clock.tick(today=reviewed) for line in lines]
    due = Policy.in_force().review_due(reviewed, safety=True)
    told = [(line.article, line.verb.value, line.reason) for line in decided]
    assert told == [(article, "bring_forward", f"Next review due {due}. Dosing.")]
    assert Standing.objects.get(article=article).review_due == due
    assert Standing.objects.get(article=other).review_due > due
    assert list(clock.tick(today=reviewed)) == []
    verify(silent)


def test_an_unknown_state_is_refused_by_the_database() -> None:
    people.approved()
    with pytest.raises(IntegrityError, match="review_state_is_known"), transaction.atomic():
        Standing.objects.update(review_state="fine", version=2)


@pytest.mark.parametrize("size", [1, 3])
def test_a_tick_costs_the_same_for_each_article(size: int, django_assert_num_queries: Any) -> None:
    articles = [people.approved() for _ in range(size)]
    due = Standing.objects.get(article=articles[0]).review_due
    with django_assert_num_queries(3 + 9 * size):
        assert len(list(clock.tick(today=due))) == size


def test_the_command_says_what_it_changed() -> None:
    people.approved()
    told = StringIO()
    call_command("tick", stdout=told)
    assert told.getvalue() == "0 answers changed, 0 reminders, heads and daily mails written.\n"
