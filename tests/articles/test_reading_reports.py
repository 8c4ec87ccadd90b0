"""Readers report problems: what arrives, and what is refused with a sentence."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, ProblemReport
from tests import people
from tests.articles import reading
from tests.articles.asked import opened

pytestmark = pytest.mark.django_db

TEXT = "The dose in the second paragraph is ten times too high."
CONTROL_CHARACTER = (
    "Line 1 has an invisible control character (U+0007). Delete it; it often comes along with text "
    "copied from a PDF."
)
DIRECTION = (
    "Line 2 has an invisible character that changes the direction of the text (U+202E). Delete it; "
    "right-to-left words are shown correctly without it."
)


def send(client: Client, article: Article, **fields: str) -> Any:
    sent = {"text": TEXT, "email": "", "opened": opened()}
    return client.post(f"/answers/{article.slug}/report/", sent | fields)


def errors(answer: Any) -> list[str]:
    """Return the sentences over the form; each leads to its field."""
    assert answer.status_code == 200
    return re.findall(r'<li><a href="#id_\w+">([^<]+)</a></li>', answer.content.decode())


def test_a_report_reaches_the_editors_with_the_edition_that_was_read(client: Client) -> None:
    article = reading.superseded()
    answer = send(client, article, email="reader@example.org")
    received = f"/answers/{article.slug}/report/received/"
    assert (answer.status_code, answer["Location"]) == (302, received)
    assert b"Thank you: your report is with our editors" in client.get(received).content
    report = ProblemReport.objects.get()
    assert (report.text, report.email, report.outcome) == (TEXT, "reader@example.org", "")
    assert (report.edition.article, report.edition.number) == (article, 2)
    assert report.reported_at is not None


def test_lines_are_kept_as_one_line_end_each(client: Client) -> None:
    send(client, people.approved(), text="First this is wrong,\r\nthen that.")
    assert ProblemReport.objects.get().text == "First this is wrong,\nthen that."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Say what is wrong with the answer."),
        ({"text": "   \n "}, "Say what is wrong with the answer."),
        ({"text": "wrong"}, "Say a little more about what is wrong: a sentence helps most."),
        ({"text": "x" * 5001}, "Shorten your report to 5000 characters: it has 5001."),
        ({"text": f"{TEXT}\x00"}, "Delete the control character (NUL) in your report."),
        (
            {"text": f"{TEXT}\x07"},
            CONTROL_CHARACTER,
        ),
        (
            {"text": f"{TEXT}\n\u202egpj"},
            DIRECTION,
        ),
        (
            {"email": "nobody"},
            "This is no mail address, like name@example.org. Correct it, or leave it out.",
        ),
        (
            {"email": f"{'x' * 250}@example.org"},
            "This mail address is too long. Correct it, or leave it out.",
        ),
    ],
)
def test_a_report_that_cannot_be_read_is_refused_with_a_sentence(
    client: Client, fields: dict[str, str], sentence: str
) -> None:
    answer = send(client, people.approved(), **fields)
    assert errors(answer) == [sentence]
    assert "<title>Error: Report a problem" in answer.content.decode()
    assert ProblemReport.objects.count() == 0


def test_a_mail_address_with_a_control_character_is_refused(client: Client) -> None:
    assert errors(send(client, people.approved(), email="a\x00@example.org")) == [
        "This is no mail address, like name@example.org. Correct it, or leave it out.",
        "Delete the control character (NUL) in it.",
    ]


def test_what_was_typed_is_still_there_after_a_refusal(client: Client) -> None:
    answer = send(client, people.approved(), text=f"<b>{TEXT}", email="nobody")
    page = answer.content.decode()
    assert f"&lt;b&gt;{TEXT}</textarea>" in page
    assert 'value="nobody"' in page


def test_5000_characters_over_many_lines_are_not_too_many(client: Client) -> None:
    send(client, people.approved(), text="x\r\n" * 2499 + "xx")
    assert len(ProblemReport.objects.get().text) == 5000


def test_a_form_from_elsewhere_is_refused() -> None:
    article = people.approved()
    answer = send(Client(enforce_csrf_checks=True), article)
    assert answer.status_code == 403
    assert b"We could not tell that this form came from you" in answer.content
    assert ProblemReport.objects.count() == 0


def test_the_form_itself_can_be_sent() -> None:
    reader, article = Client(enforce_csrf_checks=True), people.approved()
    form = reader.get(f"/answers/{article.slug}/report/").content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[0]
    assert send(reader, article, csrfmiddlewaretoken=token).status_code == 302
    assert ProblemReport.objects.count() == 1


def test_a_form_with_a_visitors_token_is_kept_by_no_cache(client: Client) -> None:
    answer = client.get(f"/answers/{people.approved().slug}/report/")
    assert answer["Cache-Control"] == ("max-age=0, no-cache, no-store, must-revalidate, private")
    assert answer["Vary"] == "Cookie"


def test_nobody_reports_on_what_nobody_can_read(client: Client) -> None:
    draft, gone = people.drafted(), people.withdrawn()
    for article, status in ((draft, 404), (gone, 410)):
        assert client.get(f"/answers/{article.slug}/report/").status_code == status
        assert send(client, article).status_code == status
        received = client.get(f"/answers/{article.slug}/report/received/")
        assert received.status_code == status
    assert ProblemReport.objects.count() == 0


def test_five_megabytes_are_refused_with_a_page(client: Client) -> None:
    answer = send(client, people.approved(), text="x" * 5_000_000)
    assert answer.status_code == 413
    assert "One form may hold 4 megabytes of text, and yours holds more." in answer.text
    assert "browser\u2019s back button leads back to what you typed" in answer.text
    assert ProblemReport.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_does_anything(client: Client, method: str) -> None:
    answer = getattr(client, method)(f"/answers/{people.approved().slug}/report/")
    assert answer.status_code == 405
