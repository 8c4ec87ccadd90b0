"""What readers report lands in the editors' list and ends in a recorded outcome."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, ProblemReport
from reviews.models import Record
from tests import people

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/problemreport/"
CLOSING = {"outcome": "no_change", "note": "The source says so."}


def desk_of(name: str, *groups: str) -> Client:
    client = Client()
    client.force_login(people.user(name, *groups))
    return client


def report(article: Article | None = None, **facts: Any) -> ProblemReport:
    article = article or people.approved()
    facts = {"text": "The dose is <b>wrong</b>.", "email": "reader@example.org"} | facts
    return ProblemReport.objects.create(edition=article.editions.get(), **facts)


def page_of(row: ProblemReport) -> str:
    return reverse("admin:articles_problemreport_change", args=[row.pk])


def test_an_editor_closes_a_report_and_the_record_says_so() -> None:
    row = report()
    client = desk_of("editor", "Editor")
    page = client.get(page_of(row))
    assert "The dose is &lt;b&gt;wrong&lt;/b&gt;." in page.text
    assert "reader@example.org" in page.text
    assert client.post(page_of(row), CLOSING).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.outcome_note, row.closed_by.username) == (
        "no_change",
        "The source says so.",
        "editor",
    )
    line = Record.objects.latest("number")
    assert line.verb == "close_report"
    assert line.reason == "Looked into; the answer stands: The source says so."
    page = client.get(page_of(row))
    assert 'name="outcome"' not in page.text
    assert "The source says so." in page.text


def test_a_closed_report_is_not_closed_again() -> None:
    row = report()
    client = desk_of("editor", "Editor")
    client.post(page_of(row), CLOSING)
    page = client.post(page_of(row), {"outcome": "corrected", "note": "Second thoughts."})
    assert page.status_code == 200
    assert "This report was closed already." in page.text
    row.refresh_from_db()
    assert row.outcome == "no_change"


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": ""},
        {"outcome": "x"},
        {"outcome": "no_change\0"},
        {"note": " "},
        {"note": "nul \0"},
        {"note": "x" * 5001},
    ],
)
def test_a_senseless_outcome_gets_a_sentence_and_keeps_the_text(wrong: dict[str, str]) -> None:
    row = report()
    page = desk_of("editor", "Editor").post(page_of(row), CLOSING | wrong)
    assert page.status_code == 200
    assert 'class="errorlist"' in page.text
    if "outcome" in wrong:
        assert "The source says so." in page.text
    row.refresh_from_db()
    assert row.closed_at is None


@pytest.mark.parametrize(
    ("group", "reads"), [("Auditor", 200), ("Author", 403), ("Board member", 403)]
)
def test_others_close_no_report(group: str, reads: int) -> None:
    row = report()
    client = desk_of("someone", group)
    page = client.get(page_of(row))
    assert page.status_code == reads
    assert "reader@example.org" not in page.text
    assert client.get(LIST).status_code == reads
    assert client.post(page_of(row), CLOSING).status_code == 403
    row.refresh_from_db()
    assert row.closed_at is None


def test_no_report_is_added_changed_or_deleted_by_a_form() -> None:
    row = report()
    client = desk_of("editor", "Editor")
    for path in (f"{LIST}add/", f"{LIST}{row.pk}/delete/"):
        assert client.post(path, {"text": "Forged text here", "post": "yes"}).status_code == 403
    client.post(page_of(row), CLOSING | {"text": "Forged text here"})
    row.refresh_from_db()
    assert row.text == "The dose is <b>wrong</b>."


def test_open_reports_come_first() -> None:
    article = people.approved()
    first, second = report(article), report(article)
    client = desk_of("editor", "Editor")
    client.post(page_of(first), CLOSING)
    rows = client.get(LIST).context["cl"].result_list
    assert list(rows) == [second, first]
    assert list(client.get(f"{LIST}?open=yes").context["cl"].result_list) == [second]
    assert list(client.get(f"{LIST}?open=no").context["cl"].result_list) == [first]


@pytest.mark.parametrize("key", ["x", "0", "%00", "99999999999999999999"])
def test_a_senseless_key_is_answered(key: str) -> None:
    client = desk_of("editor", "Editor")
    for send in (client.get, client.post):
        assert send(f"{LIST}{key}/change/").status_code in {302, 404}


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    django_assert_max_num_queries: Any,
) -> None:
    article = people.approved()
    for _ in range(3):
        report(article)
    client = desk_of("editor", "Editor")
    with django_assert_max_num_queries(9):
        client.get(LIST)
