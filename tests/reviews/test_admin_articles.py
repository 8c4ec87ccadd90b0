"""The list of articles, who sees what, and the end of a draft that was never submitted."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Contributor, Wording
from reviews import workflow
from reviews.admin import article_filters
from reviews.admin.articles import NO_PROFILE
from tests import people
from tests.reviews.desk import change_url, client_of, verb_url

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"
ADD = "/admin/articles/article/add/"


def listed(user: Any, **filters: str) -> dict[str, str]:
    """Return what the list says is wanted of `user`, by question."""
    page = client_of(user).get(LIST, filters).content.decode()
    rows = re.findall(
        r'field-question"><a[^>]*>(.*?)</a>.*?field-what_is_wanted">(.*?)</td>', page, re.S
    )
    return dict(rows)


def test_authors_see_their_own_articles_and_no_others() -> None:
    own = people.drafted()
    people.drafted(authors=[people.author("colleague")])
    assert listed(people.first_author(own)) == {own.question: "Finish and submit"}


@pytest.mark.parametrize("group", ["Editor", "Auditor"])
def test_editors_and_auditors_see_all_articles(group: str) -> None:
    first, second = people.drafted(), people.drafted(authors=[people.author("colleague")])
    assert set(listed(people.user("viewer", group))) == {first.question, second.question}


def test_a_board_member_sees_no_article() -> None:
    people.drafted()
    assert client_of(people.member().user).get(LIST).status_code == 403


def test_the_draft_of_somebody_else_is_nowhere_for_an_author() -> None:
    article = people.drafted()
    stranger = client_of(people.author("stranger").user)
    pages = ["change/", "history/", "delete/", "preview/", "address/", "do/submit/"]
    found = [stranger.get(f"{LIST}{article.pk}/{page}").status_code for page in pages]
    assert found == [404] * len(pages)
    sent = [stranger.post(f"{LIST}{article.pk}/{page}").status_code for page in pages]
    assert sent == [404, 405, 404, 405, 404, 404]


@pytest.mark.parametrize(
    ("way", "of_author", "of_editor"),
    [
        ("drafted", "Finish and submit", "Nothing: with its authors"),
        ("submitted", "Wait for an editor", "Assign 2 reviewers"),
        ("under_review", "Wait for the reviewers", "Wait for 2 reviewers"),
        (
            "changes_requested",
            "Changes requested: The dose is missing.",
            "Nothing: with its authors",
        ),
        ("approved", "Nothing: readers can read it", "Nothing: readers can read it"),
        ("under_revision", "Finish the revision and submit it", "Nothing: with its authors"),
        (
            "withdrawn",
            "Withdrawn from readers: revise and submit it, or leave it",
            "Withdrawn from readers: revise and submit it, or leave it",
        ),
    ],
)
def test_the_list_says_what_is_wanted_of_whom(way: str, of_author: str, of_editor: str) -> None:
    article = getattr(people, way)()
    assert listed(people.first_author(article)) == {article.question: of_author}
    assert listed(people.editor()) == {article.question: of_editor}


def test_an_editor_who_changed_the_article_is_told_that_another_has_to_handle_it() -> None:
    article = people.submitted(by=people.editor())
    assert listed(people.editor()) == {
        article.question: "Another editor has to handle it: you changed it"
    }


def test_an_editor_is_told_when_the_review_can_start() -> None:
    article = people.submitted()
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    assert listed(people.editor()) == {article.question: "Start the review"}


def test_an_editor_finds_what_waits_for_an_editor() -> None:
    waiting = people.submitted()
    people.drafted()
    people.under_review()
    assert list(listed(people.editor(), for_me="editor")) == [waiting.question]


def test_an_editor_who_writes_finds_their_own() -> None:
    editor = people.user("writing", "Editor", "Author")
    own = people.drafted(authors=[people.author("writing")])
    people.drafted()
    assert list(listed(editor, for_me="mine")) == [own.question]


def test_the_list_is_searched_by_words_of_the_question_and_filtered_by_state() -> None:
    asthma = people.drafted(question="Which inhaler for asthma?")
    people.drafted()
    assert list(listed(people.editor(), q="asthma inhaler")) == [asthma.question]
    assert listed(people.editor(), state="approved") == {}


@pytest.mark.parametrize("few", [0, 1000])
def test_the_search_takes_all_that_one_can_type(few: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(article_filters, "FEW", few)
    article, editor = people.drafted(question="Ärzte raten 50% in der Straße?"), people.editor()
    for words in ("ÄRZTE 50%", "'raten 50%'", "Straße", "''", '"'):
        assert (words, *listed(editor, q=words)) == (words, article.question)
    for words in ('"50% raten"', "50_", "\\", "ärzte asthma"):
        assert (words, *listed(editor, q=words)) == (words,)


def test_the_state_is_said_in_words() -> None:
    article = people.submitted()
    page = client_of(people.first_author(article)).get(LIST).content.decode()
    assert '<span class="state state-submitted">Submitted</span>' in page


@pytest.mark.parametrize("who", ["author", "editor"])
def test_a_longer_list_costs_no_more_queries(who: str) -> None:
    user = people.author().user if who == "author" else people.editor()
    client = client_of(user)
    people.submitted()
    client.get(LIST)
    counts = []
    for extra in (0, 2):
        for _ in range(extra):
            people.changes_requested()
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_author_without_a_profile_is_told_and_cannot_start_an_article() -> None:
    client = client_of(people.user("new", "Author"))
    assert NO_PROFILE in client.get(LIST).content.decode()
    refused = client.get(ADD)
    assert refused.status_code == 403
    assert NO_PROFILE in refused.content.decode()


def test_nobody_deletes_many_articles() -> None:
    article = people.drafted()
    client = client_of(people.editor())
    fields = {"action": "delete_selected", "_selected_action": article.pk, "post": "yes"}
    client.post(LIST, fields)
    assert Article.objects.filter(pk=article.pk).exists()


def test_an_author_deletes_a_draft_that_was_never_submitted() -> None:
    article = people.drafted()
    author = people.first_author(article)
    client, url = client_of(author), reverse("admin:articles_article_delete", args=[article.pk])
    assert client.get(url).status_code == 200
    assert Article.objects.filter(pk=article.pk).exists()
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not Article.objects.filter(pk=article.pk).exists()
    assert not Contributor.objects.filter(article=article.pk).exists()
    last = Article.history.filter(id=article.pk).latest("history_date")
    assert (last.history_type, last.history_user, last.history_change_reason) == (
        "-",
        author,
        "Draft deleted",
    )
    assert Wording.history.filter(article_id=article.pk, history_type="-").count() == 1


def test_a_draft_that_was_submitted_once_is_not_deleted() -> None:
    article = people.submitted()
    author = people.first_author(article)
    workflow.take_back(article, by=author)
    url = reverse("admin:articles_article_delete", args=[article.pk])
    for answer in (client_of(author).get(url), client_of(author).post(url, {"post": "yes"})):
        assert answer.status_code == 403
        assert "Only a draft that was never submitted can be deleted." in answer.content.decode()
    assert Article.objects.filter(pk=article.pk).exists()


def test_an_auditor_deletes_nothing() -> None:
    article = people.drafted()
    url = reverse("admin:articles_article_delete", args=[article.pk])
    assert (
        client_of(people.user("auditor", "Auditor")).post(url, {"post": "yes"}).status_code == 403
    )
    assert Article.objects.filter(pk=article.pk).exists()


@pytest.mark.parametrize("page", ["change/", "history/", "delete/", "preview/", "do/submit/"])
def test_an_article_that_does_not_exist_is_not_found(page: str) -> None:
    keys = ["0", "999999999999999999999999", "abc", "1%00", "-1", "\u0661", "1_2F"]
    client = client_of(people.editor())
    assert [client.get(f"{LIST}{key}/{page}").status_code for key in keys] == [404] * len(keys)


def test_unknown_verbs_and_audiences_are_not_found() -> None:
    article = people.drafted()
    client = client_of(people.first_author(article))
    for verb in ("approve", "sign", "delete", "__class__"):
        assert client.post(verb_url(article, verb)).status_code == 404
    assert client.get(f"{LIST}{article.pk}/preview/everybody/").status_code == 404


def test_an_imported_article_says_where_it_comes_from() -> None:
    article = people.drafted(origin="A public set of questions", license="CC BY 4.0")
    page = client_of(people.editor()).get(change_url(article)).content.decode()
    assert "A public set of questions" in page
    assert "License: CC BY 4.0" in page


def test_a_deactivated_editor_is_asked_to_sign_in() -> None:
    article, editor = people.submitted(), people.editor()
    client = client_of(editor)
    editor.is_active = False
    editor.save()
    assert client.get(change_url(article)).status_code == 302
