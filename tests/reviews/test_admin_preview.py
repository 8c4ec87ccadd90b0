"""The preview shows what readers would see, to those who may see the article and nobody else."""

import re

import pytest
from django.test import Client

from articles.models import Article, Disclaimer, RenderedWording
from tests import people
from tests.reviews.desk import client_of

pytestmark = pytest.mark.django_db

RICH = {
    "clinician": {
        "from_guidelines": "# Doses\n\nGive *5* & not <b>10</b> [@smith2020].\n\n- once\n- twice",
        "from_research": "A trial [@jones2021; @smith2020] said so.",
    },
    "patient": {"from_guidelines": "In plain words [@jones2021].", "from_research": ""},
}


def url(article: Article, audience: str = "") -> str:
    return f"/admin/articles/article/{article.pk}/preview/{audience and audience + '/'}"


def body(page: bytes) -> bytes:
    match = re.search(rb'<div class="wording">(.*)</div>\n</div>\n</article>', page, re.S)
    assert match
    return match[1]


def test_the_preview_has_the_bytes_that_readers_get_after_approval() -> None:
    people.citation("jones2021")
    article = people.drafted(wordings=RICH)
    author = client_of(people.first_author(article))
    previews = {
        audience: body(author.get(url(article, audience)).content)
        for audience in ("clinician", "patient")
    }
    assert body(author.get(url(article)).content) == previews["clinician"]
    Disclaimer.objects.get_or_create(audience="patient", defaults={"text": "Ask."})
    previews["patient"] = body(author.get(url(article, "patient")).content)
    people.approved(article)
    edition = article.editions.get()
    stored = RenderedWording.objects.filter(submission=edition.submission)
    assert {row.audience: bytes(row.html) for row in stored} == previews
    page = Client().get(f"/answers/{article.slug}/").content
    assert previews["clinician"] in page


def test_the_preview_says_that_the_content_is_pending_review() -> None:
    article = people.drafted()
    page = client_of(people.first_author(article)).get(url(article)).content.decode()
    assert "This content is pending human review." in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert f'href="/admin/articles/article/{article.pk}/change/"' in page


@pytest.mark.parametrize("way", ["submitted", "under_review", "approved"])
def test_from_submit_on_the_preview_is_what_the_board_reads_whatever_the_library_says(
    way: str,
) -> None:
    article = getattr(people, way)()
    work = people.citation()
    work.title = "Another title"
    work.save()
    shown = body(client_of(people.first_author(article)).get(url(article)).content)
    stored = RenderedWording.objects.get(submission=people.latest(article))
    assert shown == bytes(stored.html)
    assert b"Another title" not in shown


def test_a_signed_text_is_not_called_pending() -> None:
    article = people.approved()
    page = client_of(people.first_author(article)).get(url(article)).content.decode()
    assert "pending human review" not in page
    assert "The board signed exactly this text." in page


@pytest.mark.parametrize(
    ("way", "step"),
    [
        ("drafted", None),
        ("submitted", "Submitted"),
        ("under_review", "Under review"),
        ("changes_requested", None),
        ("approved", "Approved"),
    ],
)
def test_the_stepper_tells_the_state(way: str, step: str | None) -> None:
    article = getattr(people, way)()
    page = client_of(people.first_author(article)).get(url(article)).content.decode()
    match = re.search(r'aria-current="step">([\w ]+)<', page)
    assert (match[1] if match else None) == step


def test_a_draft_without_text_has_an_empty_preview() -> None:
    article = people.drafted(wordings={})
    answer = client_of(people.first_author(article)).get(url(article))
    assert (answer.status_code, body(answer.content)) == (200, b"")


def test_a_key_that_is_not_in_the_library_is_shown_as_such() -> None:
    article = people.drafted(
        wordings={"clinician": {"from_guidelines": "X [@nobody].", "from_research": ""}}
    )
    page = client_of(people.first_author(article)).get(url(article)).content.decode()
    assert '<span class="unresolved">[@nobody?]</span>' in page


def test_raw_html_in_a_draft_does_nothing() -> None:
    text = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    article = people.drafted(wordings={"clinician": {"from_guidelines": text, "from_research": ""}})
    shown = body(client_of(people.first_author(article)).get(url(article)).content).decode()
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown


@pytest.mark.parametrize("group", ["Editor", "Auditor"])
def test_editors_and_auditors_see_the_preview(group: str) -> None:
    article = people.drafted()
    assert client_of(people.user("viewer", group)).get(url(article)).status_code == 200


def test_nobody_else_sees_the_preview() -> None:
    article = people.drafted()
    assert client_of(people.author("stranger").user).get(url(article)).status_code == 404
    assert client_of(people.member().user).get(url(article)).status_code == 403
    answer = Client().get(url(article))
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/admin/login/?next={url(article)}",
    )


def test_the_preview_cannot_be_sent_to() -> None:
    article = people.drafted()
    assert client_of(people.first_author(article)).post(url(article)).status_code == 405
