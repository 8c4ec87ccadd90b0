"""The home page and the topics' pages: lists of what can be read now."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Topic
from articles.reading.lists import ANSWERS_ON_A_PAGE
from tests import people
from tests.articles import reading

pytestmark = pytest.mark.django_db


def topic(name: str = "Cardiology") -> Topic:
    return Topic.objects.get_or_create(
        name=name, defaults={"slug": name.lower(), "description": f"All about {name}."}
    )[0]


def listed(client: Client, path: str) -> list[str]:
    """Return the addresses of the answers that a list shows, in its order."""
    answer = client.get(path)
    assert answer.status_code == 200
    return re.findall(r'<h3 dir="auto"><a href="/answers/([^"/]+)/">', answer.content.decode())


def test_a_site_without_answers_says_so(client: Client) -> None:
    assert b"No answer has been published yet." in client.get("/").content
    assert '<h2 id="topics">' not in client.get("/").content.decode()


def test_home_lists_answers_with_their_first_sentence_topics_and_dates(client: Client) -> None:
    article = people.approved(topics=[topic()])
    page = client.get("/").content.decode()
    assert listed(client, "/") == [article.slug]
    number = article.slug.removeprefix("case-")
    assert page.count(f'<p dir="auto">The test of case {number} says yes.</p>') == 1
    assert page.count('<a href="/topics/cardiology/">Cardiology</a>') == 2
    assert "1 answer</span>" in page
    assert "All about Cardiology." in page


def test_lists_show_what_can_be_read_now_and_nothing_else(client: Client) -> None:
    facts = {"topics": [topic()]}
    readable = [
        people.approved(**facts),
        people.under_revision(**facts),
        reading.superseded(**facts),
    ]
    for state in ("drafted", "submitted", "under_review", "changes_requested", "withdrawn"):
        getattr(people, state)(**facts)
    slugs = {article.slug for article in readable}
    assert set(listed(client, "/")) == slugs
    assert set(listed(client, "/topics/cardiology/")) == slugs
    assert "3 answers</span>" in client.get("/").content.decode()


def test_a_topic_lists_what_was_published_under_it_not_what_is_being_moved(client: Client) -> None:
    article = people.under_revision(topics=[topic()])
    article.articletopic_set.all().delete()
    article.articletopic_set.create(topic=topic("Nephrology"))
    assert listed(client, "/topics/cardiology/") == [article.slug]
    assert listed(client, "/topics/nephrology/") == []
    assert (
        "No answer on this topic has been published yet."
        in client.get("/topics/nephrology/").content.decode()
    )


def test_a_topic_is_found_at_the_address_that_its_editions_name(client: Client) -> None:
    found = topic()
    people.approved(topics=[topic("Nephrology"), found])
    found.slug = "heart"
    found.save()
    moved = client.get("/topics/cardiology/")
    assert (moved.status_code, moved["Location"]) == (301, "/topics/heart/")
    assert client.get("/topics/heart/").status_code == 200
    assert client.get("/topics/never/").status_code == 404


def test_a_renamed_topic_of_withdrawn_answers_alone_is_not_found(client: Client) -> None:
    found = topic()
    people.withdrawn(topics=[found])
    found.slug = "heart"
    found.save()
    assert client.get("/topics/cardiology/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/topics/cardiology/"])
def test_a_list_costs_the_same_queries_for_one_answer_and_for_three(
    client: Client, django_assert_num_queries: Any, path: str
) -> None:
    for _ in range(3):
        people.approved(topics=[topic(), topic("Nephrology")])
        with django_assert_num_queries(3):
            client.get(path)


def test_older_answers_are_on_further_pages(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.reading.lists.ANSWERS_ON_A_PAGE", 2)
    slugs = {people.approved(topics=[topic()]).slug for _ in range(3)}
    for path in ("/", "/topics/cardiology/"):
        first, second = listed(client, path), listed(client, f"{path}?page=2")
        assert (len(first), len(second)) == (2, 1)
        assert {*first, *second} == slugs
        page = client.get(f"{path}?page=2").content.decode()
        assert '<a rel="prev" href="?page=1">Newer answers</a>' in page
        assert "Page 2 of 2" in page
        assert client.get(f"{path}?page=3").status_code == 404


@pytest.mark.parametrize(
    "page", ["abc", "0", "-1", "2", "1e3", "1.5", "", "9" * 30, "9" * 5000, "%00", "%ff", "٣"]
)
def test_a_page_that_is_none_is_not_found(client: Client, page: str) -> None:
    people.approved(topics=[topic()])
    assert client.get(f"/?page={page}").status_code == 404
    assert client.get(f"/topics/cardiology/?page={page}").status_code == 404


def test_a_page_holds_a_number_of_answers_that_one_can_look_through() -> None:
    assert ANSWERS_ON_A_PAGE == 20
