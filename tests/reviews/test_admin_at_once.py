"""Two connections on one article at the same moment, through the desk."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from articles.models import Article, Contributor
from reviews import workflow
from tests import people
from tests.reviews.desk import change_url, client_of, save, sent, verb_url


def later(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Future[Any]:
    def work_and_close() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    return pool.submit(work_and_close)


def wait_for_a_lock() -> None:
    """Return when another connection waits for what this one holds."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    pytest.fail("Nobody waited.")


def test_saving_waits_for_a_submit_under_way_and_is_refused(committed: str) -> None:
    article = people.drafted()
    author = people.first_author(article)
    client, url = client_of(author), change_url(article)
    fields = sent(client.get(url)) | {"clinician_from_guidelines": "Late [@smith2020]."}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            workflow.submit(Article.objects.get(pk=article.pk), by=author)
            answer = later(pool, lambda: client.post(url, fields))
            wait_for_a_lock()
        assert answer.result(30).status_code == 400
    assert "Late [@smith2020]." in answer.result().content.decode()
    assert article.wordings.get().from_guidelines != "Late [@smith2020]."


def test_the_later_of_two_saves_is_told_of_the_first(committed: str) -> None:
    article = people.drafted()
    client, url = client_of(people.first_author(article)), change_url(article)
    fields = sent(client.get(url))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert save(client_of(people.editor()), article, tags="Aspirin").status_code == 302
            answer = later(pool, lambda: client.post(url, fields | {"tags": "Warfarin"}))
            wait_for_a_lock()
        assert answer.result(30).status_code == 409
    assert "Editor Test changed this article" in answer.result().content.decode()
    assert Article.objects.get().tags == ["Aspirin"]


def test_one_of_two_articles_gets_the_address_that_both_want(committed: str) -> None:
    article = people.drafted()
    author = people.author("second")
    client, add = client_of(author.user), "/admin/articles/article/add/"
    fields = sent(client.get(add)) | {"question": "What helps?", "slug": "wanted"}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            save(client_of(people.first_author(article)), article, slug="wanted")
            answer = later(pool, lambda: client.post(add, fields))
            wait_for_a_lock()
        assert answer.result(30).status_code == 409
    assert "Somebody changed the same in this moment." in answer.result().content.decode()
    assert Article.objects.get(slug="wanted") == article


def test_a_draft_that_is_submitted_while_it_is_deleted_stays(committed: str) -> None:
    article = people.drafted()
    author = people.first_author(article)
    client, url = client_of(author), f"/admin/articles/article/{article.pk}/delete/"
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            workflow.submit(Article.objects.get(pk=article.pk), by=author)
            answer = later(pool, lambda: client.post(url, {"post": "yes"}, follow=True))
            wait_for_a_lock()
        shown = answer.result(30).content.decode()
    assert "Nothing was saved" in shown or "Only a draft that was never submitted" in shown
    assert Article.objects.get().wordings.count() == 1


def test_a_deleted_draft_leaves_nothing_but_its_history(committed: str) -> None:
    article = people.drafted(authors=[people.author(), people.author("second")])
    client, url = client_of(people.editor()), f"/admin/articles/article/{article.pk}/delete/"
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()
    assert not Contributor.objects.exists()
    assert Article.history.filter(id=article.pk).count() == 2


def test_two_editors_who_start_the_review_start_it_once(committed: str) -> None:
    article = people.submitted()
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    client, url = client_of(people.editor("second")), verb_url(article, "start_review")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            workflow.start_review(Article.objects.get(pk=article.pk), by=people.editor())
            answer = later(pool, lambda: client.post(url))
            wait_for_a_lock()
        assert answer.result(30).status_code == 409
    assert "This cannot be done while the article is Under review." in (
        answer.result().content.decode()
    )
