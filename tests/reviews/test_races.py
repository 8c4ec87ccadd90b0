"""Two connections at the same moment: one waits for the other, and the second is told."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction

from articles.contributing import contribute
from articles.models import Article, Edition, Standing, Submission, Wording
from citations.models import Notice
from reviews import workflow
from reviews.models import Assignment, Comment, Record, ReviewDecision, Verdict
from reviews.notices import put_up
from reviews.refusals import Forbidden, Refused
from tests import people
from tests.databases import server
from tests.reviews.raw import execute

LOCKED = "The working copy is locked while the article is submitted."
SECONDS = 10


def elsewhere(call: Callable[[], Any]) -> Any:
    """Do `call` on this thread's own connection, and leave none behind."""
    try:
        return call()
    finally:
        connections.close_all()


@pytest.fixture
def second(committed: str) -> Any:
    """Somebody else, who does things on a connection of their own."""
    with ThreadPoolExecutor() as threads:
        yield lambda call: threads.submit(elsewhere, call)


def waits(name: str) -> None:
    """Return when a session in the database `name` waits for a lock of another one."""
    deadline = time.monotonic() + SECONDS
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    with server() as watcher:
        while watcher.execute(query, [name]).fetchone() == (0,):
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.01)


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Do all `calls` at the same moment; return what each returned or was refused with."""
    barrier = threading.Barrier(len(calls))

    def together(call: Callable[[], Any]) -> Any:
        barrier.wait(SECONDS)
        try:
            return call()
        except (Refused, IntegrityError) as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        futures = [threads.submit(elsewhere, lambda c=call: together(c)) for call in calls]
        return [future.result(SECONDS) for future in futures]


def fits() -> None:
    call_command("verify_record", stdout=StringIO())


def sentence(future: Future[Any]) -> str:
    with pytest.raises(IntegrityError) as error:
        future.result(SECONDS)
    return str(error.value.__cause__.diag.message_primary)  # type: ignore[union-attr]


def again(article: Article) -> Article:
    """Return `article` as another person loads it."""
    return Article.objects.get(pk=article.pk)


def member(name: str) -> User:
    return User.objects.get(username=name)


# Submit and edit


def raw_edit(article: Article) -> None:
    execute(
        "UPDATE articles_wording SET from_research = 'Unread [@smith2020].' WHERE article_id = %s",
        article.pk,
    )


def saved_edit(article: Article) -> None:
    wording = Wording.objects.get(article=article.pk)
    wording.from_research = "Unread [@smith2020]."
    wording.save()


def new_wording(article: Article) -> None:
    Wording.objects.create(article_id=article.pk, audience="patient", from_research="Unread.")


def new_question(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(question="Unread?")


def no_author(article: Article) -> None:
    article.authorships.all().delete()


@pytest.mark.parametrize("edit", [raw_edit, saved_edit, new_wording, new_question, no_author])
def test_an_edit_during_a_submit_waits_and_is_refused(
    committed: str, second: Any, edit: Any
) -> None:
    article = people.drafted()
    with transaction.atomic():
        submission = workflow.submit(article, by=people.first_author(article))
        editing = second(lambda: edit(again(article)))
        waits(committed)
    assert sentence(editing) == LOCKED
    assert people.compose_bytes(again(article)) == bytes(submission.manuscript)


@pytest.mark.parametrize("edit", [raw_edit, saved_edit])
def test_a_submit_during_an_edit_waits_and_submits_it(
    committed: str, second: Any, edit: Any
) -> None:
    article = people.drafted()
    by = people.first_author(article)
    with transaction.atomic():
        edit(article)
        submitting = second(lambda: workflow.submit(again(article), by=by))
        waits(committed)
    submission = submitting.result(SECONDS)
    assert b"Unread [@smith2020]." in bytes(submission.manuscript)
    assert people.compose_bytes(again(article)) == bytes(submission.manuscript)


def test_two_submits_make_one_submission(committed: str) -> None:
    article = people.drafted(authors=[people.author(), people.author("coauthor")])
    authors = [member("author"), member("coauthor")]
    results = at_once([lambda by=by: workflow.submit(again(article), by=by) for by in authors])
    refused = [result for result in results if isinstance(result, Refused)]
    assert [str(error) for error in refused] == [
        "This cannot be done while the article is Submitted."
    ]
    assert Submission.objects.count() == Record.objects.filter(verb="submit").count() == 1
    fits()


def test_taking_back_and_starting_the_review_do_not_both_happen(committed: str) -> None:
    article = people.submitted()
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    editor, author = people.editor(), people.first_author(article)
    results = at_once(
        [
            lambda: workflow.take_back(again(article), by=author),
            lambda: workflow.start_review(again(article), by=editor),
        ]
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    fits()


# Sign


def signing(article: Article, name: str, verdict: Verdict = Verdict.APPROVE) -> Any:
    by, submission = member(name), people.latest(article)
    return lambda: workflow.sign(
        again(article), by=by, submission=submission, verdict=verdict, reason="Read."
    )


def test_the_second_of_two_signatures_waits_and_completes_the_quorum(
    committed: str, second: Any
) -> None:
    article = people.under_review()
    with transaction.atomic():
        first = signing(article, "reviewer1")()
        signed = second(signing(article, "reviewer2"))
        waits(committed)
    assert first.edition is None
    edition = signed.result(SECONDS).edition
    assert [signer["name"] for signer in edition.signers] == ["Dr. Reviewer1", "Dr. Reviewer2"]
    fits()


def test_two_members_who_sign_at_the_same_moment_make_one_edition(committed: str) -> None:
    articles = [people.under_review() for _ in range(5)]
    for article in articles:
        results = at_once([signing(article, "reviewer1"), signing(article, "reviewer2")])
        assert sum(result.edition is not None for result in results) == 1
    assert Edition.objects.count() == len(articles)
    assert ReviewDecision.objects.count() == 2 * len(articles)
    assert {len(edition.signers) for edition in Edition.objects.all()} == {2}
    assert set(Article.objects.values_list("state", flat=True)) == {"approved"}
    fits()


def test_a_blocking_comment_and_the_last_signature_at_the_same_moment(committed: str) -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    submission, editor = people.latest(article), people.editor()

    def commenting(text: str) -> Any:
        return lambda: workflow.comment(
            Submission.objects.get(pk=submission.pk), by=editor, text=text, is_blocking=True
        )

    at_once([commenting("Wait."), commenting("Wait, too."), signing(article, "reviewer2")])
    made = Comment.objects.order_by("number").values_list("number", flat=True)
    assert list(made) == list(range(1, len(made) + 1))
    assert Edition.objects.exists() == (len(made) == 0)
    fits()


def test_an_approval_and_a_request_for_changes_at_the_same_moment(committed: str) -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer3")])
    results = at_once(
        [
            signing(article, "reviewer2"),
            signing(article, "reviewer3", Verdict.REQUEST_CHANGES),
        ]
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    published = Standing.objects.exists()
    assert again(article).state == ("approved" if published else "changes_requested")
    fits()


def test_nobody_stays_assigned_after_the_last_signature(committed: str) -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    third, editor = people.member("reviewer3"), people.editor()
    results = at_once(
        [
            signing(article, "reviewer2"),
            lambda: workflow.assign(again(article), by=editor, members=[third]),
        ]
    )
    assert results[0].edition is not None
    assert not Assignment.objects.open().exists()
    fits()


def test_an_editor_who_takes_a_member_off_while_they_sign_comes_before_or_after(
    committed: str,
) -> None:
    editor, third = people.editor(), people.member("reviewer3")
    reason = {"outcome": Assignment.Outcome.REMOVED, "reason": "Away."}
    for _ in range(3):
        article = people.under_review()
        own = Assignment.objects.open().get(
            submission__article=article, member__user__username="reviewer1"
        )
        signed, ended, _asked = at_once(
            [
                signing(article, "reviewer1"),
                lambda own=own: workflow.end_assignment(own, by=editor, **reason),
                lambda article=article: workflow.assign(again(article), by=editor, members=[third]),
            ]
        )
        assert isinstance(signed, Refused) != isinstance(ended, Refused), (signed, ended)
        own.refresh_from_db()
        assert own.outcome == ("removed" if isinstance(signed, Refused) else "signed")
        assert Assignment.objects.open().filter(member=third, submission__article=article).exists()
    fits()


def test_a_member_who_contributes_meanwhile_does_not_sign(committed: str, second: Any) -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    with transaction.atomic():
        contribute(article, [member("reviewer2")])
        signed = second(signing(article, "reviewer2"))
        waits(committed)
    with pytest.raises(Forbidden) as error:
        signed.result(SECONDS)
    assert str(error.value) == "You wrote or changed this article, so you cannot decide on it."
    fits()


def test_contributing_waits_for_a_signature_under_way(committed: str, second: Any) -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    by = member("reviewer2")
    with transaction.atomic():
        signed = signing(article, "reviewer2")()
        contributing = second(lambda: contribute(again(article), [by]))
        waits(committed)
    contributing.result(SECONDS)
    assert signed.edition is not None
    fits()


# Withdraw


def update_with_one_signature() -> Article:
    article = people.under_revision()
    saved_edit(article)
    people.under_review(again(article))
    article = again(article)
    people.sign(article, "reviewer1")
    return article


def withdrawing(article: Article) -> Any:
    editor = people.editor()
    return lambda: workflow.withdraw(
        again(article), by=editor, category="unsafe", sentence="It harms."
    )


def test_an_update_is_not_approved_while_the_edition_is_withdrawn(
    committed: str, second: Any
) -> None:
    article = update_with_one_signature()
    with transaction.atomic():
        withdrawing(article)()
        signed = second(signing(article, "reviewer2"))
        waits(committed)
    with pytest.raises(Refused):
        signed.result(SECONDS)
    assert Edition.objects.count() == 1
    assert again(article).state == "changes_requested"
    fits()


def test_a_withdrawal_during_an_approval_withdraws_the_new_edition(
    committed: str, second: Any
) -> None:
    article = update_with_one_signature()
    with transaction.atomic():
        signing(article, "reviewer2")()
        withdrawal = second(withdrawing(article))
        waits(committed)
    assert withdrawal.result(SECONDS).edition.number == 2
    assert again(article).state == "draft"
    fits()


def test_readers_get_nothing_after_a_withdrawal_whoever_was_first(committed: str) -> None:
    article = update_with_one_signature()
    at_once([withdrawing(article), signing(article, "reviewer2")])
    assert not Standing.objects.current().exists()
    fits()


def test_two_withdrawals_make_one(committed: str) -> None:
    article = people.approved()
    results = at_once([withdrawing(article), withdrawing(article)])
    refused = [str(result) for result in results if isinstance(result, Refused)]
    assert refused == ["There is no current edition."]
    fits()


def test_a_withdrawal_during_a_notice_is_not_lost(committed: str, second: Any) -> None:
    article = people.approved()
    with transaction.atomic():
        notice = Notice.objects.create(
            citation=people.citation(), nature="retraction", noticed_on="2021-02-03"
        )
        notice.refresh_from_db()
        put_up([notice])
        withdrawal = second(withdrawing(article))
        waits(committed)
    withdrawal.result(SECONDS)
    standing = Standing.objects.get()
    assert (standing.version, len(standing.notices)) == (3, 1)
    assert standing.withdrawal is not None
    fits()


# The record


def test_verbs_on_many_articles_at_once_do_not_fork_the_record(committed: str) -> None:
    articles = [people.drafted() for _ in range(10)]
    by = people.first_author(articles[0])
    results = at_once([lambda a=article: workflow.submit(again(a), by=by) for article in articles])
    assert all(isinstance(result, Submission) for result in results)
    numbers = list(Record.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Record.objects.filter(verb="submit").count() == 10
    fits()


def test_the_record_is_checked_while_verbs_go_on(committed: str) -> None:
    articles = [people.drafted() for _ in range(8)]
    by = people.first_author(articles[0])
    submits = [lambda a=article: workflow.submit(again(a), by=by) for article in articles]
    results = at_once([fits, fits, *submits])
    assert results[:2] == [None, None]
    fits()
