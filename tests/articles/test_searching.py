"""The search page: what it finds, what it shows of it, and what it says to bad input."""

import html
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from articles.models import IndexEntry, IndexPosting, SynonymSet, Topic
from articles.search import rarity
from articles.search.indexing import index
from articles.search.synonyms import keys
from tests import people
from tests.articles import reading
from tests.articles.asked import answered, aspirin, metformin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    rarity.forget()


def page(client: Client, query: str, **more: str) -> str:
    answer = client.get("/search/", {"q": query, **more})
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


def found(client: Client, query: str, **more: str) -> list[str]:
    return re.findall(r'<h3 dir="auto"><a href="/answers/([^"/]+)/', page(client, query, **more))


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def test_reader_finds_by_words_phrases_and_what_is_left_out(client: Client) -> None:
    first, second = aspirin(), metformin()
    assert found(client, "aspirin") == [first.slug]
    assert found(client, "bleeding") == [first.slug]
    assert found(client, '"heart attack"') == [first.slug]
    assert set(found(client, "first")) == {first.slug, second.slug}
    assert found(client, "first -metformin") == [first.slug]
    assert found(client, '"attack heart" -metformin -aspirin') == []
    assert found(client, "myocardial infarction") == [first.slug]
    assert found(client, "omeprazole metformin") == [second.slug, first.slug] or found(
        client, "omeprazole metformin"
    ) == [first.slug, second.slug]  # none has both: those with one of them


def test_reader_who_misspells_is_asked_what_was_meant(client: Client) -> None:
    article = aspirin()
    text = page(client, "asprin")
    assert '<a href="/search/?q=aspirin">aspirin</a>?' in text
    assert found(client, "asprin") == [article.slug]


def test_search_reads_current_editions_only(client: Client) -> None:
    superseded = reading.superseded()
    assert found(client, '"second words"') == [superseded.slug]
    assert 'id="results">Nothing was found' in page(client, '"first words" -second')
    reading.withdraw(superseded)
    assert found(client, '"second words"') == []
    assert found(client, "second words") == []
    people.under_review(question="Does warfarin help?")
    assert found(client, "warfarin") == []


def test_search_narrows_by_topic_state_and_audience(client: Client) -> None:
    topic = Topic.objects.create(name="Cardiology", slug="cardiology")
    also = {"patient": "Ask before you take it"}
    first, second = aspirin(topics=[topic], also=also), metformin()
    text = page(client, "first")
    assert 'href="/search/?q=first&amp;topic=cardiology">Cardiology</a>' in text
    assert found(client, "first", topic="cardiology") == [first.slug]
    assert 'aria-current="true"' in page(client, "first", topic="cardiology")
    assert found(client, "first", audience="patient") == [first.slug]
    assert set(found(client, "first", state="current")) == {first.slug, second.slug}
    assert found(client, "first", state="overdue") == []
    assert found(client, "first", topic="no-such", audience="x", state="y", page="z") == []
    client.cookies["audience"] = "patient"
    assert f"/answers/{first.slug}/for/patients/" in page(client, '"ask before"')


def test_what_was_found_is_marked_and_escaped(client: Client) -> None:
    answered("Is <b>bold</b> aspirin & more safe?", r"So \<script\>alert(1)\</script\> aspirin")
    text = page(client, "aspirin <script>")
    assert "Is &lt;b&gt;bold&lt;/b&gt; <mark>aspirin</mark> &amp; more safe?" in text
    assert "<script>alert" not in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    "query",
    [
        *("the of and", "!!! ???", '"', "-", "\0", " \t ", "a" * 10_000, "' OR 1=1; --"),
        *("<script>alert(1)</script>", "\ufdfa", "\U0001f600", "<->:*&|!()", "'a' & b:*", "\\"),
        *(
            "Was hilft gegen Kopfschmerzen?",
            "\u65e5\u672c\u8a9e",
            "%",
            "_",
            "\ue000x\ue001",
            "\ud800",
        ),
    ],
)
def test_whatever_is_searched_gets_a_sentence(client: Client, query: str) -> None:
    aspirin()
    sentences = ("There is no word in this", "This is too long", "Nothing was found", "Search the")
    assert any(
        sentence in page(client, query.encode(errors="replace").decode()) for sentence in sentences
    )


def test_suggestions_are_questions_that_begin_so(client: Client) -> None:
    article = aspirin()
    metformin()

    def suggested(typed: str) -> Any:
        answer = client.get("/search/suggestions", {"q": typed})
        assert (answer.status_code, answer.cookies) == (200, {})
        return answer.json()["suggestions"]

    wanted = [{"question": article.question, "url": f"/answers/{article.slug}/"}]
    assert suggested("aspi") == wanted
    assert suggested("healthy adults ta") == []
    assert suggested("healthy adults take asp") == wanted
    assert suggested("omeprazole") == []  # in the text alone
    assert suggested("a\0'&:*|!") == []


def test_editors_add_synonyms_of_their_own(client: Client) -> None:
    article = metformin()
    names = ["sugar sickness", "diabetes"]
    assert found(client, "sugar sickness") == []
    SynonymSet.objects.create(names=names, keys=keys(names))
    assert found(client, "sugar sickness") == [article.slug]


def test_index_can_be_made_anew_and_twice(client: Client, capsys: Any) -> None:
    article = reading.superseded()
    postings = IndexPosting.objects.count()
    call_command("index_editions")
    assert "0 editions indexed, 1 entries of others taken out" in capsys.readouterr().out
    assert IndexPosting.objects.count() < postings
    call_command("index_editions", anew=True)
    assert IndexEntry.objects.get().edition == article.standing.edition
    index([article.pk])
    assert IndexEntry.objects.count() == 1
    assert found(client, '"second words"') == [article.slug]


@pytest.mark.parametrize("size", [1, 3])
def test_search_takes_as_many_queries_for_many_answers(
    client: Client, size: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(size):
        aspirin()
    page(client, "aspirin")
    with django_assert_max_num_queries(10):
        page(client, "aspirin")
