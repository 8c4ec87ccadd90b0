"""The process is killed (SIGKILL) while a member signs: at each step, and at any moment.

It runs by itself at the end of `make test`, with ten random moments. More of them:

    KILLS=200 .venv/bin/python -m pytest tests/reviews/test_killed.py -s
"""

import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from articles.models import Article, Edition, Standing
from reviews import workflow
from reviews.models import Record, ReviewDecision, Verb, Verdict
from reviews.verification import verify_rows
from tests import people

KILLS = int(os.environ.get("KILLS", "10"))
pytestmark = pytest.mark.skipif(
    "KILLS" not in os.environ, reason="it forks this process, so `make test` runs it by itself"
)
# A step of the last signature, and what the statement is that it ends with.
STEPS = {
    "signature": 'INSERT INTO "reviews_reviewdecision"',
    "edition": 'INSERT INTO "articles_edition"',
    "standing": 'INSERT INTO "articles_standing"',
    "state": 'UPDATE "articles_article" SET ',
    "record row": 'INSERT INTO "reviews_record"',
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_another_process(call: Callable[[], Any]) -> int:
    """Start `call` in a process of its own, on a connection of its own; return the process's id."""
    connections.close_all()  # a child would end the session that it shares with us
    child = os.fork()
    if child:
        return child
    try:
        call()
    except BaseException:  # noqa: BLE001  nothing of the test run may go on in a child
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    """Wait for the process; return its exit status, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def signing(article: Article, name: str = "reviewer2") -> workflow.Signed:
    return workflow.sign(
        article,
        by=people.user(name),
        submission=people.latest(article),
        verdict=Verdict.APPROVE,
    )


def killed_after(statement: str, article: Article) -> Callable[[], Any]:
    def dying(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith(statement):
            die()
        return result

    def call() -> None:
        with connection.execute_wrapper(dying):
            signing(article)

    return call


def killed_before_commit(article: Article) -> Callable[[], Any]:
    def call() -> None:
        with transaction.atomic():
            signing(article)
            die()

    return call


def is_whole(article: Article) -> bool:
    """Return whether the article is approved; it is that with all that belongs to it or not at all.

    Waits for the article's lock: PostgreSQL may still be busy with what the dead one asked for.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article.pk)
    approved = article.state == "approved"
    lines = Record.objects.filter(article=article)
    signatures = ReviewDecision.objects.filter(submission__article=article).count()
    assert Edition.objects.filter(article=article).count() == approved
    assert Standing.objects.filter(article=article).count() == approved
    assert lines.filter(verb=Verb.APPROVE).count() == approved
    assert lines.filter(verb=Verb.SIGN).count() == signatures == 1 + approved
    assert people.latest(article).assignments.filter(closed_at=None).count() == (not approved)
    return approved


def with_one_signature() -> Article:
    article = people.under_review()
    people.sign(article, "reviewer1")
    return article


def test_a_kill_at_any_step_leaves_nothing_half_done(committed: str) -> None:
    article = with_one_signature()
    calls = [killed_after(statement, article) for statement in STEPS.values()]
    for call in [*calls, killed_before_commit(article)]:
        assert ended(in_another_process(call)) == -signal.SIGKILL
        assert not is_whole(article)
        verify_rows(lambda _: None)
    assert ended(in_another_process(lambda: signing(article))) == 0
    assert is_whole(article)
    verify_rows(lambda _: None)


def test_kills_at_random_leave_nothing_half_done(committed: str) -> None:
    seed = random.randrange(10**6)  # noqa: S311  told below, to do it again
    moments = random.Random(seed)  # noqa: S311
    outcomes = []
    first = with_one_signature()
    started = time.monotonic()
    assert ended(in_another_process(lambda: signing(first))) == 0
    longest = 1.3 * (time.monotonic() - started)  # so that some come too late
    article = with_one_signature()
    for _ in range(KILLS):
        child = in_another_process(lambda article=article: signing(article))  # type: ignore[misc]
        time.sleep(moments.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        status = ended(child)
        approved = is_whole(article)
        assert status in {0, -signal.SIGKILL}, f"seed {seed}"
        assert approved or status != 0, f"seed {seed}"
        outcomes.append(approved)
        if approved:
            article = with_one_signature()
    verify_rows(lambda _: None)
    print(f"{KILLS} kills, {sum(outcomes)} after the commit, seed {seed}")  # noqa: T201
