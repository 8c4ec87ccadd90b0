"""Signing in to the desk: what was sent after a session had ended is kept."""

import datetime
import html
import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import ProblemReport
from reviews import workflow
from reviews.admin import unsent
from tests import people

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
ANYWHERE = "/admin/password_change/?from=desk"


def hidden(response: Any) -> list[tuple[str, str]]:
    """Return the hidden fields of a page's main form, in order."""
    form = response.text.split("<main")[1]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


def fields(response: Any) -> dict[str, str]:
    return dict(hidden(response))


def desk_of(name: str = "editor", group: str = "Editor") -> Client:
    """Return a browser that is signed in and has the token of a form it opened."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.user(name, group))
    client.get(reverse("admin:password_change"))
    return client


def ended(client: Client, data: dict[str, Any], path: str = ANYWHERE) -> Any:
    """Send a form after the session has ended."""
    Session.objects.all().delete()
    return client.post(path, {**data, "csrfmiddlewaretoken": client.cookies["csrftoken"].value})


def sign_in(client: Client, page: Any, password: str = people.PASSWORD) -> Any:
    return client.post(LOGIN, {**fields(page), "username": "editor", "password": password})


def test_a_person_whose_session_ended_signs_in_and_sends_the_same_text() -> None:
    client = desk_of()
    typed = {"reason": 'Line one\r\nLine <two> & "three"', "topics": ["1", "3", "2"], "_save": "x"}
    page = ended(client, typed)
    assert page.status_code == 403
    assert "so nothing was saved" in page.text
    offer = sign_in(client, page)
    assert offer.status_code == 200
    assert 'action="/admin/password_change/?from=desk" method="post"' in offer.text
    names = [pair for pair in hidden(offer) if pair[0] != "csrfmiddlewaretoken"]
    assert names == [
        ("reason", 'Line one\r\nLine <two> & "three"'),
        ("topics", "1"),
        ("topics", "3"),
        ("topics", "2"),
        ("_save", "x"),
    ]
    sent = client.post(ANYWHERE, fields(offer))
    assert sent.status_code == 200
    assert "This field is required" in sent.text


def test_a_wrong_password_on_the_way_loses_nothing() -> None:
    client = desk_of()
    page = ended(client, {"reason": "A long thought"})
    again = sign_in(client, page, "wrong")
    assert "The user name or the password is wrong" in again.text
    assert fields(again)["unsent"] == fields(page)["unsent"]
    assert ("reason", "A long thought") in hidden(sign_in(client, again))


def test_text_sent_after_logging_out_is_kept_too() -> None:
    client = desk_of()
    client.post("/admin/logout/", {"csrfmiddlewaretoken": client.cookies["csrftoken"].value})
    page = client.post(
        ANYWHERE, {"reason": "Kept", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    )
    assert ("reason", "Kept") in hidden(sign_in(client, page))


def test_passwords_and_tokens_are_never_carried_on() -> None:
    client = desk_of()
    typed = {"old_password": "abc-secret", "Password": "def-secret", "reason": "Because"}
    page = ended(client, typed)
    assert "-secret" not in page.text
    offer = sign_in(client, page)
    assert "-secret" not in offer.text
    names = [name for name, _ in hidden(offer)]
    assert names == ["csrfmiddlewaretoken", "reason"]


def test_files_cannot_be_kept_and_the_person_is_told() -> None:
    client = desk_of()
    upload = SimpleUploadedFile("a.txt", b"text")
    offer = sign_in(client, ended(client, {"reason": "With a file", "paper": upload}))
    assert "Files could not be kept" in offer.text


def test_a_text_too_long_to_keep_is_said_to_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsent, "LIMIT", 100)
    client = desk_of()
    page = ended(client, {"reason": "".join(map(chr, range(48, 400)))})
    assert "It was too long to be kept" in page.text
    assert "unsent" not in fields(page)


def test_what_others_packed_is_not_sent_on() -> None:
    client = Client()
    people.editor()
    data = {"username": "editor", "password": people.PASSWORD, "unsent": "eyJwYXRoIjoiLyJ9:x:y"}
    response = client.post(LOGIN, {**data, "next": "/admin/"})
    assert response.status_code == 302
    assert response.url == "/admin/"


def test_a_form_from_before_signing_in_again_elsewhere_is_offered_anew() -> None:
    """Another tab signed in anew: the old tab's token is stale, though the form is our own."""
    client = desk_of()
    old = client.cookies["csrftoken"].value
    client.get("/admin/login/")
    client.cookies["csrftoken"] = "b" * 32
    data = {"reason": "From the old tab", "csrfmiddlewaretoken": old}
    offer = client.post(ANYWHERE, data, headers={"origin": "http://testserver"})
    assert offer.status_code == 403
    assert ("reason", "From the old tab") in hidden(offer)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_a_form_from_another_site_is_offered_to_nobody(origin: str | None) -> None:
    client = desk_of()
    headers = {"origin": origin} if origin else {}
    response = client.post(ANYWHERE, {"reason": "Do as I say"}, headers=headers)
    assert response.status_code == 403
    assert "Do as I say" not in response.text


def test_signing_in_twice_at_once_offers_nothing() -> None:
    """The second of two log-in pages has a stale token; its user name is no text to keep."""
    client = desk_of()
    data = {"username": "editor", "password": people.PASSWORD, "csrfmiddlewaretoken": "c" * 32}
    response = client.post(LOGIN, data, headers={"origin": "http://testserver"})
    assert response.status_code == 403
    assert "Your text was kept" not in response.text


def test_the_database_never_sees_what_was_not_sent() -> None:
    client = desk_of()
    page = ended(client, {"reason": "A secret thought"})
    sign_in(client, page, "wrong")
    attempt = AccessAttempt.objects.get()
    assert fields(page)["unsent"][:40] not in attempt.post_data


def test_five_wrong_passwords_lock_and_say_for_how_long() -> None:
    client = Client()
    people.editor()
    for _ in range(4):
        response = client.post(LOGIN, {"username": "editor", "password": "wrong"})
        assert response.status_code == 200
    data = {"username": "editor", "password": "wrong", "unsent": "kept"}
    response = client.post(LOGIN, data)
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert "Wait 15 minutes before the next one" in response.text
    assert fields(response)["unsent"] == "kept"
    response = client.post(LOGIN, {"username": "editor", "password": people.PASSWORD})
    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_reader_with_an_account_but_no_desk_is_told_so() -> None:
    reader = people.user("reader")
    reader.is_staff = False
    reader.save()
    client = Client()
    client.force_login(reader)
    response = client.get("/admin/", follow=True)
    assert "You are signed in as reader, who has no access to this desk." in response.text


@pytest.mark.parametrize("body", [b"\x00\xff=%00&a=%ED%A0%80", b"a" * 5_000_000])
def test_a_senseless_body_gets_an_answer(body: bytes) -> None:
    client = Client()
    response = client.post(ANYWHERE, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in {400, 403, 413}


# What a person finds first


def waiting(client: Client) -> dict[str, list[tuple[str, str]]]:
    sections = client.get("/admin/").context["sections"]
    return {s.title: [(thing.name, thing.wanted) for thing in s.waiting] for s in sections}


def test_a_member_finds_their_open_reviews_first() -> None:
    people.approved()
    article = people.under_review()
    found = waiting(desk_of("reviewer1", "Board member"))
    due = timezone.localdate() + datetime.timedelta(days=14)
    ((question, told),) = found["My reviews"]
    assert question == article.question
    assert told.startswith(f"Due {due:%Y-%m-%d}, 14 days left. Editor Test asked you on ")


def test_an_author_finds_their_articles_and_what_is_wanted() -> None:
    own = people.changes_requested()
    people.drafted(authors=[people.author("other")])
    found = waiting(desk_of("author", "Author"))
    today = f"{timezone.localdate():%Y-%m-%d}"
    reason = f"Changes requested since {today}. The dose is missing."
    assert found == {"My articles": [(own.question, reason)]}


def test_an_editor_finds_the_queue_and_open_reports() -> None:
    edition = people.approved().editions.get()
    ProblemReport.objects.create(edition=edition, text="The dose is wrong.")
    closed = ProblemReport.objects.create(edition=edition, text="Another thing is wrong.")
    workflow.close_report(closed, by=people.editor(), outcome="no_change", note="No.")
    people.drafted()
    submitted = people.submitted()
    found = waiting(desk_of())
    today = timezone.localdate()
    assert found == {
        "The queue": [(submitted.question, f"Submitted since {today}. Assign 2 reviewers")],
        "Needs review: a source has a new notice": [],
        "Open problem reports": [(edition.question, f"reported {today:%Y-%m-%d}")],
    }


def test_an_auditor_finds_everything_they_can_open() -> None:
    client = desk_of("auditor", "Auditor")
    page = client.get("/admin/")
    assert page.context["sections"] == []
    places = [place["name"] for place in page.context["desk_places"]]
    assert places == [
        *("Reviews", "Articles", "Library", "Editions", "Problem reports"),
        *("Readers\u2019 questions", "Interests", "Accounts", "Policy", "Record", "Mails"),
    ]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "most"), [("reviewer1", 10), ("author", 11), ("editor", 18)])
def test_the_first_page_takes_as_many_queries_for_three_as_for_one(
    number: int, name: str, most: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        people.under_review()
    client = desk_of(name)
    with django_assert_max_num_queries(most):
        client.get("/admin/")
