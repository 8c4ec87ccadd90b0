"""What a person, a broken browser or an attacker may send to the article's page."""

from typing import Any

import pytest

from articles.models import PART_LIMIT, Article
from tests import people
from tests.reviews.desk import change_url, client_of, save, sent

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
TEXT = "clinician_from_guidelines"


def refused(article: Article, **changes: Any) -> str:
    """Send `changes`, hold that nothing was saved, and return the page that says why."""
    before = people.compose_bytes(article)
    answer = save(client_of(people.first_author(article)), article, **changes)
    article.refresh_from_db()
    assert answer.status_code == 200
    assert (people.compose_bytes(article), article.version) == (before, 1)
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("character", "sentence"),
    [
        ("\x00", "Line 2 has an invisible control character (U+0000)."),
        ("\x1b", "Line 2 has an invisible control character (U+001B)."),
        ("\u202e", "Line 2 has an invisible character that changes the direction of the text"),
    ],
)
def test_a_character_that_nobody_sees_is_named_with_its_line(character: str, sentence: str) -> None:
    page = refused(people.drafted(), **{TEXT: f"First.\r\nSec{character}ond [@smith2020]."})
    assert sentence in page


@pytest.mark.parametrize("field", ["question", "tags", "reason"])
@pytest.mark.parametrize("character", ["\x00", "\x07", "\u2066"])
def test_no_field_takes_a_character_that_nobody_sees(field: str, character: str) -> None:
    page = refused(people.drafted(), **{field: f"a{character}b"})
    assert "has an invisible character" in page or "has an invisible control character" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("question", "", "Write the question."),
        ("question", "x" * 301, "at most 300 characters"),
        ("slug", "no spaces, please", "Enter a valid “slug”"),
        ("slug", "x" * 121, "at most 120 characters"),
        ("tags", "x" * 81, "has 81 characters and may have 80"),
        ("tags", '"' * 500 + "x" * 200_000, "These are no tags"),
        ("reason", "x" * 501, "at most 500 characters"),
        ("byline", ["abc"], "Choose authors from the list."),
        ("byline", ["9" * 40], "Choose authors from the list."),
        ("topics", ["\x00"], "There is no topic"),
        ("topics", ["x" * 10_000], "There is no topic"),
        (TEXT, "x" * (PART_LIMIT + 1), "at most 200000 characters"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    field: str, value: Any, sentence: str
) -> None:
    assert sentence in refused(people.drafted(), **{field: value})


def test_what_was_refused_is_all_still_there() -> None:
    article = people.drafted()
    author = people.author("second")
    client = client_of(people.first_author(article))
    changes = {
        "question": "",
        TEXT: "Much work [@smith2020].",
        "patient_from_research": "  indented",
        "byline": [str(author.pk)],
        "topics": ["Nowhere", "Nothing"],
        "tags": "a, b",
        "reason": "because",
    }
    kept = sent(save(client, article, **changes))
    assert {name: kept[name] for name in (TEXT, "patient_from_research", "tags", "reason")} == {
        name: changes[name] for name in (TEXT, "patient_from_research", "tags", "reason")
    }
    assert kept["byline"][0] == str(author.pk)
    assert sorted(filter(None, kept["topics"])) == ["Nothing", "Nowhere"]


@pytest.mark.parametrize(
    "text",
    [
        "[@nobody1999] is not in the library.",
        "[@a, @b] ![x](y) <b>**_ [[[ ``` \\",
        "# " * 500,
        "> " * 400 + "deep",
        "- " * 400 + "deep",
        "[" * 3000,
        "*a " * 3000,
        "| a | b |\n|---|",
        "&#x202E; &#0;",
    ],
)
def test_broken_markdown_and_unknown_keys_are_saved_shown_and_previewed(text: str) -> None:
    article = people.drafted()
    client = client_of(people.first_author(article))
    assert save(client, article, **{TEXT: text}).status_code == 302
    assert article.wordings.get().from_guidelines == text.strip()
    assert client.get(change_url(article)).status_code == 200
    assert client.get(f"/admin/articles/article/{article.pk}/preview/").status_code == 200
    answer = client.get(f"/admin/articles/article/{article.pk}/do/submit/")
    assert "It cannot be done yet" in answer.content.decode()


def test_a_form_that_arrived_in_part_wipes_nothing() -> None:
    article = people.drafted()
    client, url = client_of(people.first_author(article)), change_url(article)
    fields = sent(client.get(url)) | {"question": "Changed?"}
    del fields[TEXT]
    answer = client.post(url, fields)
    assert "A part of the form did not arrive" in answer.content.decode()
    assert article.wordings.get().from_guidelines
    assert client.post(url, {}).status_code == 200
    assert Article.objects.get().question == article.question


def test_fields_that_the_form_does_not_have_do_nothing() -> None:
    article = people.drafted()
    work = people.citation("other")
    forged = {
        "state": "approved",
        "created_by": "1",
        "origin": "forged",
        f"why_{work.pk}": "forged",
        "why_99999999999999999999": "forged",
        "everybody_from_research": "forged",
        "tags": "Aspirin",
    }
    save(client_of(people.first_author(article)), article, **forged)
    article.refresh_from_db()
    assert (article.state, article.origin, article.tags) == ("draft", "", ["Aspirin"])
    assert not article.citation_reasons.exists()
    assert article.wordings.count() == 1


def test_five_megabytes_are_refused_with_a_sentence_and_change_nothing() -> None:
    article = people.drafted()
    client, url = client_of(people.first_author(article)), change_url(article)
    fields = sent(client.get(url)) | {TEXT: "x" * 5_000_000}
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    answer = client.post(url, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "One form may hold 4 megabytes of text, and yours holds more." in answer.text
    assert article.wordings.get().from_guidelines != "x" * 5_000_000


def test_a_thousand_and_one_fields_are_refused_with_a_sentence() -> None:
    article = people.drafted()
    client = client_of(people.first_author(article))
    answer = client.post(change_url(article), {f"f{number}": "" for number in range(1200)})
    assert answer.status_code == 413
    assert "One form may have 1000 fields, and yours has more." in answer.text


def test_fifty_authors_are_the_most_that_are_read() -> None:
    article = people.drafted()
    author = article.authorships.get().author
    answer = save(
        client_of(author.user), article, byline=[""] * 5000 + [str(author.pk)], tags="Aspirin"
    )
    assert answer.status_code in {200, 413}
    article.refresh_from_db()
    assert article.tags == []


def test_a_new_article_refuses_what_a_change_refuses() -> None:
    author = people.author()
    client = client_of(author.user)
    fields = sent(client.get(ADD))
    assert "Write the question." in client.post(ADD, fields).content.decode()
    answer = client.post(ADD, fields | {"question": "a\u202eb"})
    assert "changes the direction of the text" in answer.content.decode()
    assert client.post(ADD, {}).status_code == 200
    assert not Article.objects.exists()


def test_text_of_any_script_is_kept_as_typed() -> None:
    article = people.drafted()
    text = "العربية עברית 中文 ÅÅ 🫀 [@smith2020]."
    save(client_of(people.first_author(article)), article, **{TEXT: text})
    assert article.wordings.get().from_guidelines == text


def test_a_query_that_searches_for_nonsense_finds_nothing() -> None:
    client = client_of(people.editor())
    people.drafted()
    for query in ("%", "'; DROP TABLE", "x" * 3000, "\u202e"):
        answer = client.get("/admin/articles/article/", {"q": query})
        assert (answer.status_code, "0 articles" in answer.content.decode()) == (200, True)
    assert client.get("/admin/articles/article/", {"q": "\x00"}).status_code == 400
