"""The process is killed (SIGKILL) while a member signs: at each step, and at any moment.

Ten random moments in each run of the tests. More of them:

    KILLS=200 .venv/bin/python -m pytest tests/reviews/test_killed.py -s
"""

import os
import random
import signal
import time

from django.db import transaction

from articles.models import Article, Edition, Standing
from reviews.models import Record, ReviewDecision, Verb
from reviews.verification import verify_rows
from tests import people
from tests.reviews import dying

KILLS = int(os.environ.get("KILLS", "10"))
# A step of the last signature, and what the statement is that it ends with.
STEPS = {
    "signature": 'INSERT INTO "reviews_reviewdecision"',
    "edition": 'INSERT INTO "articles_edition"',
    "standing": 'INSERT INTO "articles_standing"',
    "state": 'UPDATE "articles_article" SET ',
    "record row": 'INSERT INTO "reviews_record"',
    "everything": dying.COMMIT,
}


def ended(process: dying.Process) -> int:
    """Wait for the process; return its exit status, or minus the signal that killed it."""
    process.join()
    return int(process.exitcode)


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
    for step, statement in STEPS.items():
        assert ended(dying.start(committed, article, statement)) == -signal.SIGKILL, step
        assert not is_whole(article), step
        verify_rows(lambda _: None)
    assert ended(dying.start(committed, article)) == 0
    assert is_whole(article)
    verify_rows(lambda _: None)


def test_kills_at_random_leave_nothing_half_done(committed: str) -> None:
    seed = random.randrange(10**6)  # noqa: S311  told below, to do it again
    moments = random.Random(seed)  # noqa: S311
    outcomes = []
    first = with_one_signature()
    assert ended(dying.start(committed, first)) == 0  # the server process is up from here on
    second = with_one_signature()
    started = time.monotonic()
    assert ended(dying.start(committed, second)) == 0
    longest = 1.3 * (time.monotonic() - started)  # so that some come too late
    article = with_one_signature()
    for _ in range(KILLS):
        process = dying.start(committed, article)
        time.sleep(moments.uniform(0, longest))
        process.kill()
        status = ended(process)
        approved = is_whole(article)
        assert status in {0, -signal.SIGKILL}, f"seed {seed}"
        assert approved or status != 0, f"seed {seed}"
        outcomes.append(approved)
        if approved:
            article = with_one_signature()
    verify_rows(lambda _: None)
    print(f"{KILLS} kills, {sum(outcomes)} after the commit, seed {seed}")  # noqa: T201
