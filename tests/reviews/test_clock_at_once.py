"""Ticks at the same moment, and beside a verb: each thing is decided once."""

import datetime

from django.db import transaction

from articles.models import Article, Standing
from reviews import clock
from reviews.mail.heads import mail_head
from reviews.models import Mail, Record
from tests import people
from tests.reviews.test_races import at_once, fits


def state(article: Article) -> str:
    return Standing.objects.get(article=article).review_state


def late(days: int = 1) -> datetime.date:
    return Standing.objects.order_by("review_due")[0].review_due + datetime.timedelta(days)


def test_two_ticks_at_once_decide_once(committed: str) -> None:
    for _ in range(4):
        people.approved()
    at_once([lambda: list(clock.tick(today=late())) for _ in range(3)])
    assert Record.objects.filter(verb="overdue").count() == 4
    fits()


def test_a_tick_passes_over_what_a_verb_is_at_work_on(committed: str) -> None:
    busy, free = people.approved(), people.approved()
    with transaction.atomic():
        Article.objects.select_for_update(no_key=True).get(pk=busy.pk)
        (decided,) = at_once([lambda: list(clock.tick(today=late()))])
    assert [len(lines) for lines in decided] == [0, 1]
    assert (state(busy), state(free)) == ("current", "overdue")
    assert len(list(clock.tick(today=late()))) == 1
    fits()


def test_ticks_at_once_mail_the_head_once(committed: str) -> None:
    person = people.editor()
    person.email = "editor@example.org"
    person.save()
    at_once([mail_head] * 3)
    assert Mail.objects.filter(subject__startswith="Head of the record").count() == 1
