"""Ask: signed passages or none, no session, and nothing kept."""

import logging
import re
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.search import rarity
from tests import people
from tests.articles import reading
from tests.articles.asked import aspirin, drafted, metformin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    rarity.forget()


def asked(client: Client, question: str, **more: str) -> str:
    answer = client.post("/ask/", {"question": question, **more})
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content.decode()


def quoted(page: str) -> list[str]:
    return re.findall(r'<div class="quoted" dir="auto">(.*?)</div>', page, re.DOTALL)


def test_clinician_gets_the_signed_words_with_all_that_stands_behind_them(client: Client) -> None:
    article = aspirin()
    metformin()
    page = asked(client, "Does omeprazole protect the stomach when aspirin makes it bleed?")
    signed = article.submissions.get().rendered.get().html
    (passage,) = quoted(page)
    words = re.sub(r"<sup.*", "", passage)
    assert words == "<p>It makes the stomach bleed; omeprazole protects it"
    assert words.encode() in bytes(signed)
    for told in (
        f'href="/answers/{article.slug}/#reference-1"',
        f'href="/answers/{article.slug}/#guidelines-bleeding"',
        '<h3 dir="auto">Bleeding</h3>',
        '<li value="1">',
        "A trial of smith2020",
        "Dr. Reviewer1, MD, PhD; Dr. Reviewer2, MD, PhD",
        "edition 1",
        "<summary>Disclaimer</summary><p>For ",
    ):
        assert told in page, told


def test_it_knows_when_it_does_not_know(client: Client) -> None:
    aspirin()
    for question in (
        "What is the capital of France?",
        "How is Kawasaki disease treated in infants?",
        "Was hilft gegen Kopfschmerzen bei Kindern?",
    ):
        page = asked(client, question)
        assert "We have no signed answer to this" in page
        assert not quoted(page)


def test_withdrawn_answer_is_gone_with_the_next_question(client: Client) -> None:
    article = aspirin()
    question = "Should healthy adults take aspirin?"
    assert quoted(asked(client, question))
    reading.withdraw(article)
    assert article.slug not in asked(client, question)


def test_answer_at_hand_comes_first(client: Client) -> None:
    first, second = aspirin(), aspirin()
    question = "Should healthy adults take aspirin to prevent a heart attack?"
    for article in (first, second):
        page = asked(client, question, answer=article.slug)
        assert re.findall(r'<h2 dir="auto"><a href="/answers/([^"]+)/">', page)[0] == article.slug


def test_reader_who_chose_an_audience_gets_its_words(client: Client) -> None:
    also = {"patient": "Do not start aspirin alone"}
    article = aspirin(also=also)
    client.cookies["audience"] = "patient"
    page = client.post(
        "/ask/", {"question": "Should healthy adults take aspirin?"}
    ).content.decode()
    assert "Do not start aspirin alone" in page
    assert f"/answers/{article.slug}/for/patients/" in page


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("", "Type your question first."),
        ("x" * 10_000, "Shorten your question to 5,000 characters: it has 10,000."),
        ("the of and", "There is no word in this that could be looked up."),
        ("?!.,;", "There is no word in this that could be looked up."),
        ("aspirin\0", "invisible control character (U+0000)"),
        ("'; DROP TABLE articles_article; --", "We have no signed answer to this"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\u65e5\u672c\u8a9e\u306e\u8cea\u554f", "our answers are in English"),
    ],
)
def test_whatever_is_asked_gets_a_sentence(client: Client, question: str, sentence: str) -> None:
    aspirin()
    page = asked(client, question)
    assert sentence in page
    assert "<script>alert" not in page


def test_asking_changes_nothing_and_stays_out_of_logs(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    aspirin()
    secret = "zebrafish aspirin"
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        asked(client, secret)
    changed = [q["sql"] for q in queries if not q["sql"].lstrip().startswith(("SELECT", "WITH"))]
    assert [sql for sql in changed if "articles_throttle" not in sql] == []
    told = [record for record in caplog.records if record.name != "django.db.backends"]
    assert "zebrafish" not in " ".join(record.getMessage() for record in told)


def asked_31_times_in_a_minute(client: Client) -> list[Any]:
    """From one address; from the next one again where the minute that is counted in was over."""
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        minute = int(time.time()) // 60
        question = {"question": "aspirin"}
        answers = [client.post("/ask/", question, REMOTE_ADDR=address) for _ in range(31)]
        if int(time.time()) // 60 == minute:
            break
    return answers


def test_who_asks_too_often_waits(client: Client) -> None:
    answers = asked_31_times_in_a_minute(client)
    assert {answer.status_code for answer in answers[:30]} == {200}
    assert answers[30].status_code == 429
    assert 0 < int(answers[30].headers["Retry-After"]) <= 60
    other = client.post("/ask/", {"question": "aspirin"}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200


@pytest.mark.parametrize("size", [1, 3])
def test_asking_takes_as_many_queries_for_many_answers(
    client: Client, size: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(size):
        people.approved()
    asked(client, "Which case helps?")
    with django_assert_max_num_queries(14):
        asked(client, "Which case helps?")


def test_programs_get_ranked_passages_with_the_key_of_their_origin(client: Client) -> None:
    metformin()
    article = drafted("Should healthy adults take aspirin?", "Aspirin does more harm than good")
    Article.objects.filter(pk=article.pk).update(origin_key="set-1")
    people.approved(article)
    reply = client.get("/api/v1/ask", {"q": "Should adults take aspirin?", "k": 5}).json()
    first = reply["passages"][0]
    assert (reply["known"], first["origin_key"], first["slug"]) == (True, "set-1", article.slug)
    assert first["text"].startswith("Aspirin does more harm than good")
    assert client.get("/api/v1/ask", {"q": "the of"}).status_code == 400
    assert client.get("/api/v1/ask", {"q": "a\0b"}).status_code == 400
    assert client.get("/api/v1/ask", {"q": "aspirin", "k": 0}).status_code == 422
    found = client.get("/api/v1/search", {"q": "aspirin"}).json()
    assert [item["slug"] for item in found["items"]] == [article.slug]
