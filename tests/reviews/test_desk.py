"""What a member and an editor find first: what waits, what came of it, and how much there is."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Disclaimer, Standing
from integrity.models import save_with_reason
from reviews import workflow
from reviews.admin import overview
from reviews.admin.my_editions import OVERDUE
from reviews.models import Assignment, Mail, Verdict
from tests import people
from tests.reviews.desk import client_of

pytestmark = pytest.mark.django_db


def asked(number: int = 1) -> None:
    for _ in range(number):
        workflow.assign(people.submitted(), by=people.editor(), members=[people.member()])


@pytest.mark.parametrize("size", [1, 3, 30])
def test_a_members_desk_takes_ten_queries_at_any_length(
    size: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(min(size, 3)):
        people.approved()
    Standing.objects.update(review_due=timezone.localdate() - datetime.timedelta(1), version=2)
    asked(size)
    client = client_of(people.user("reviewer1"))
    with django_assert_max_num_queries(10):
        page = client.get("/admin/")
    assert page.text.count("You have not signed it before.") == min(size, 20)
    assert page.text.count("1 day late. Read it again") == min(size, 3)


def test_a_member_sees_the_oldest_due_first_and_nothing_else() -> None:
    asked(2)
    first, second = Assignment.objects.order_by("pk")
    Assignment.objects.filter(pk=first.pk).update(due=timezone.localdate() + datetime.timedelta(5))
    Assignment.objects.filter(pk=second.pk).update(due=timezone.localdate() - datetime.timedelta(2))
    page = client_of(people.user("reviewer1")).get("/admin/").text
    questions = [row.submission.article.question for row in (second, first)]
    assert re.findall(r"What helps in case \d+\?", page) == questions
    assert "2 days late. Editor Test asked you on" in page
    assert page.count(": your specialty, General medicine.") == 2
    assert "Everything you can open" not in page


def test_a_member_reads_how_much_changed_since_their_own_signature() -> None:
    article = people.changes_requested()
    wording = article.wordings.get()
    wording.from_research = "Four more words agree [@smith2020]."
    save_with_reason(wording, people.first_author(article), "Asked for")
    people.submitted(article)
    workflow.assign(article, by=people.editor(), members=[people.member()])
    page = client_of(people.user("reviewer1")).get("/admin/").text
    assert "Since you signed submission 1: 5 words new, 0 words gone." in page
    assert ": you reviewed it before." in page
    assert re.search(r"Changes requested: submission 1, [0-9-]+\. It went", page)
    assert "It went back to its authors; now: submitted." in page


@pytest.mark.parametrize(
    ("old", "new", "tags", "told"),
    [
        (
            "A: 5 mg. B: 9 mg",
            "A: 9 mg. B: 5 mg",
            [],
            "the same words, some of them in another place",
        ),
        ("Below 30 it", "Below > 30 it", [], "the same words, with other signs or another layout"),
        ("Yes", "Yes", ["sample"], "1 tag added"),
        ("Yes", "Yes, so", ["sample"], "1 word new, 0 words gone; 1 tag added"),
    ],
)
def test_a_member_reads_what_changed_where_no_word_is_new(
    old: str, new: str, tags: list[str], told: str
) -> None:
    text = f"{old} [@smith2020]."
    wordings = {"clinician": {"from_guidelines": text, "from_research": ""}}
    article = people.under_review(wordings=wordings)
    people.sign(article, "reviewer1", Verdict.REQUEST_CHANGES, "Look again.")
    wording = article.wordings.get()
    wording.from_guidelines = text.replace(old, new)
    save_with_reason(wording, people.first_author(article), "Asked for")
    article.tags = tags
    article.save()
    people.under_review(article)
    page = client_of(people.user("reviewer1")).get("/admin/").text
    assert f"Since you signed submission 1: {told}." in page


def test_a_member_reads_that_only_the_disclaimer_changed() -> None:
    article = people.changes_requested()
    Disclaimer.objects.update(text="Other words for professionals.")
    people.under_review(article)
    page = client_of(people.user("reviewer1")).get("/admin/").text
    assert "Since you signed submission 1: disclaimer changed." in page


def test_a_member_reads_what_came_of_each_decision() -> None:
    member = client_of(people.member().user)
    people.approved()
    assert "Published as edition 1, which readers read now." in member.get("/admin/").text
    workflow.withdraw(
        Standing.objects.get().article, by=people.editor(), category="wrong", sentence="Misread."
    )
    assert "Published as edition 1, and withdrawn since." in member.get("/admin/").text
    people.sign(people.under_review(), "reviewer1", Verdict.APPROVE)
    assert "Not published; now: under review." in member.get("/admin/").text


def test_an_overdue_edition_stands_on_the_desk_of_who_signed_its_words_last() -> None:
    article = people.approved()
    reaffirmed_at = reverse("admin:reviews_edition_reaffirm", args=[article.editions.get().pk])
    people.member("reviewer3")

    def listed(name: str) -> bool:
        page = client_of(people.user(name)).get("/admin/")
        assert "Everything you can open" not in page.text
        titles = [section.title for section in page.context["sections"]]
        is_listed = OVERDUE in titles
        assert (reaffirmed_at in page.text) == is_listed
        return is_listed

    assert not listed("reviewer1")
    Standing.objects.update(review_due=timezone.localdate(), version=2)
    assert not listed("reviewer1")
    Standing.objects.update(review_due=timezone.localdate() - datetime.timedelta(1), version=3)
    assert listed("reviewer1")
    assert listed("reviewer2")
    assert not listed("reviewer3")
    people.submitted(revised(article))
    assert (
        "An update of it is with the board."
        in client_of(people.user("reviewer1")).get("/admin/").text
    )
    workflow.withdraw(article, by=people.editor(), category="wrong", sentence="Misread.")
    assert not listed("reviewer1")


def revised(article: Article) -> Article:
    author = people.first_author(article)
    workflow.revise(article, by=author, kind="update", note="A newer trial.")
    wording = article.wordings.get()
    wording.from_research = "A newer trial agrees [@smith2020]."
    save_with_reason(wording, author, "Newer")
    return article


def section(user: Any, title: str) -> Any:
    found = client_of(user).get("/admin/").context["sections"]
    return next(section for section in found if section.title == title)


def aged(articles: list[Article]) -> None:
    """Let each of `articles` be in its state for a day less than the one before."""
    for days, article in enumerate(reversed(articles), start=1):
        since = timezone.now() - datetime.timedelta(days)
        Article.objects.filter(pk=article.pk).update(state_since=since)


def test_an_author_finds_what_waits_for_them_oldest_first_and_the_rest_in_one_line() -> None:
    author = people.author()
    people.approved()
    assert section(author.user, "My articles").waiting == []
    own = [people.drafted(), people.changes_requested(), people.under_revision()]
    aged(own)
    with_board = [people.submitted(), people.under_review()]
    *waiting, under_way = section(author.user, "My articles").waiting
    assert [thing.name for thing in waiting] == [article.question for article in own]
    assert under_way.name == "2 articles with the board"
    found = client_of(author.user).get(under_way.url).context["cl"].result_list
    assert {article.pk for article in found} == {article.pk for article in with_board}


def test_an_editor_finds_what_waits_for_an_editor_oldest_first() -> None:
    people.approved()
    people.under_review()
    unattended = [people.under_review() for _ in range(2)]
    asked = Assignment.objects.open().filter(submission__article__in=unattended)
    for assignment in asked.order_by("pk")[1:]:
        workflow.end_assignment(assignment, by=people.editor(), outcome="removed", reason="Ill.")
    queue = [people.submitted(), *unattended, *(people.submitted() for _ in range(7))]
    aged(queue)
    found = section(people.editor(), "The queue")
    assert [thing.name for thing in found.waiting] == [article.question for article in queue[:8]]
    listed = client_of(people.editor()).get(found.url).context["cl"].result_list
    assert {article.pk for article in listed} == {article.pk for article in queue}


@pytest.mark.parametrize("size", [1, 3])
def test_an_editors_desk_takes_ten_queries_beside_those_of_the_overviews_charts(size: int) -> None:
    for _ in range(size):
        people.under_review()
        people.submitted()
    client = client_of(people.editor())
    with CaptureQueriesContext(connection) as whole:
        client.get("/admin/")
    with CaptureQueriesContext(connection) as of_charts:
        overview.charts(0)
    assert len(whole) - len(of_charts) <= 10


def test_every_number_of_the_overview_leads_to_the_list_behind_it() -> None:
    people.approved()
    people.under_review()
    people.submitted()
    people.drafted()
    Standing.objects.update(review_due=timezone.localdate() - datetime.timedelta(1), version=2)
    Assignment.objects.open().update(due=timezone.localdate() - datetime.timedelta(1))
    Mail.objects.create(to=people.editor(), once="x", subject="S", failed_at=timezone.now())
    editor = client_of(people.editor())
    page = editor.get("/admin/").text
    links = re.findall(r'<td[^>]*><a href="([^"]+)">(\d+)<', page)
    assert len(links) == 5 + 2 + 2 + 7
    for url, number in links:
        shown = editor.get(url.replace("&amp;", "&")).context["cl"].result_count
        assert (url, shown) == (url, int(number))
    states_with_articles = 4
    assert page.count("median 0 days, longest 0") == states_with_articles


def test_the_time_in_a_state_is_told_in_the_middle_and_the_longest() -> None:
    approved, *submitted = [people.approved(), *(people.submitted() for _ in range(3))]
    now = timezone.now()
    for article, days in zip([approved, *submitted], [400, 3, 20, 11], strict=True):
        since = now - datetime.timedelta(days, minutes=1)
        Article.objects.filter(pk=article.pk).update(state_since=since)
    editor = client_of(people.editor())
    page = editor.get("/admin/").text
    assert "median 400 days, longest 400" in page
    assert "median 11 days, longest 20" in page
    (oldest_first,) = re.findall(r'<a href="([^"]+)">median 11 days', page)
    listed = editor.get(oldest_first.replace("&amp;", "&")).context["cl"].result_list
    assert [article.pk for article in listed] == [submitted[n].pk for n in (1, 2, 0)]


def test_the_overview_says_how_many_reviewers_it_does_not_show(monkeypatch: Any) -> None:
    monkeypatch.setattr(overview, "BUSIEST", 1)
    people.under_review()
    page = client_of(people.editor()).get("/admin/").text
    assert "Other reviewers: 1; their open reviews: 1" in page


def test_an_article_below_the_quorum_wants_another_reviewer_wherever_it_is_listed() -> None:
    article, editor = people.under_review(), client_of(people.editor())
    people.sign(article, "reviewer1")
    assert "Wait for 1 reviewer" in editor.get("/admin/articles/article/").text
    assert article.question not in editor.get("/admin/").text
    row = Assignment.objects.open().get()
    outcome = Assignment.Outcome.RECUSED
    workflow.end_assignment(row, by=row.member.user, outcome=outcome, reason="Away")
    for page in ("/admin/", "/admin/articles/article/?for_me=reviewers"):
        assert "Assign 1 reviewer" in editor.get(page).text


def test_only_a_move_begins_the_time_in_a_state_anew() -> None:
    article, long_ago = people.submitted(), timezone.now() - datetime.timedelta(30)
    rows = Article.objects.filter(pk=article.pk)
    rows.update(state_since=long_ago)
    people.asked(article, "reviewer1", "reviewer2")
    client_of(people.editor()).post(f"/admin/articles/article/{article.pk}/address/", {"slug": "x"})
    assert rows.get(slug="x").state_since == long_ago
    workflow.start_review(article, by=people.editor())
    assert rows.get().state_since > long_ago + datetime.timedelta(29)


@pytest.mark.parametrize("size", [1, 3])
def test_the_overview_takes_as_many_queries_at_any_size(
    size: int, django_assert_num_queries: Any, request: Any
) -> None:
    for _ in range(size):
        people.under_review()
    client = client_of(people.editor())
    client.get("/admin/")
    with django_assert_num_queries(QUERIES):
        client.get("/admin/")


QUERIES = 18
