"""Taking up what a worker left behind that was killed, or could not reach the database."""

import datetime
from typing import Any

from django.db.models import Func, IntegerField, Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from articles.questions.posting import take_up
from reviews.mail.posting import post_later
from reviews.models import Mail

PATIENCE = datetime.timedelta(minutes=3)  # no task of ours takes longer
TIMES = 5  # that a task is begun, after which it is the program's fault
KEPT = datetime.timedelta(days=90)
MOST = 1000  # mails at once


@task()
def recover() -> None:
    """Queue again what was begun long ago and never ended. Safe to repeat, and at once."""
    before = timezone.now() - PATIENCE
    _left_behind(before).update(status=TaskResultStatus.READY)
    for mail in Mail.objects.unsent().filter(next_attempt_at__lt=before)[:MOST]:
        post_later(mail)
    take_up(before)


def recover_later() -> None:
    recover.using(run_after=timezone.now() + PATIENCE).enqueue()


def forget(now: datetime.datetime | None = None) -> None:
    """Delete what was sent, and done, long ago."""
    before = (now or timezone.now()) - KEPT
    Mail.objects.filter(sent_at__lt=before).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()


def never_told() -> QuerySet[Any]:
    """Return the events of which nobody was told, because each try to write the mails failed."""
    return _broken(timezone.now() - PATIENCE).filter(
        task_path="reviews.mail.telling.write", begun__gte=TIMES
    )


def try_again() -> int:
    """Begin anew with what was never told; return how much that is."""
    return never_told().update(status=TaskResultStatus.READY, worker_ids=[])


def _left_behind(before: datetime.datetime) -> QuerySet[DBTaskResult]:
    return _broken(before).filter(begun__lt=TIMES)


def _broken(before: datetime.datetime) -> QuerySet[Any]:
    begun = Func("worker_ids", function="jsonb_array_length", output_field=IntegerField())
    broken = Q(status__in=[TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
    rows = DBTaskResult.objects.annotate(begun=begun)  # all tasks of ours can be done twice
    return rows.filter(broken, started_at__lt=before)
