"""Feeds, sitemap and robots.txt: what machines are told of answers, and what not."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client

from articles.models import Topic
from tests import people
from tests.articles import reading
from tests.articles.test_reading_audiences import approved_for_patients

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client: Client, path: str) -> dict[str, str]:
    """Return the titles of a feed's entries and where they lead."""
    answer = client.get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60, stale-if-error=540"
    feed = ET.fromstring(answer.content)  # noqa: S314  our own feed
    assert feed.findtext(f"{ATOM}id") == f"{settings.SITE_URL}{path}"  # no two feeds share one
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Imprimatur"
    return {
        str(entry.findtext(f"{ATOM}title")): entry.find(f"{ATOM}link").attrib["href"]  # type: ignore[union-attr]
        for entry in feed.iter(f"{ATOM}entry")
    }


def test_feeds_tell_what_is_new_changed_and_withdrawn_and_nothing_else(client: Client) -> None:
    topic = Topic.objects.create(name="Oncology", slug="oncology")
    new = people.approved(topics=[topic], question="Is <b>A & B</b> new?")
    changed = reading.superseded()
    gone = people.withdrawn(topics=[topic])
    people.under_review(topics=[topic])

    def at(article: Any) -> dict[str, str]:
        return {article.question: f"{settings.SITE_URL}/answers/{article.slug}/"}

    assert entries(client, "/feeds/new.atom") == at(new)
    assert entries(client, "/feeds/changed.atom") == at(changed)
    assert entries(client, "/feeds/withdrawn.atom") == at(gone)
    assert entries(client, "/topics/oncology/feed.atom") == at(new)
    assert client.get("/topics/never-was/feed.atom").status_code == 404
    feed = client.get("/feeds/withdrawn.atom")
    assert b"The source was misread." in feed.content
    tag = {"If-None-Match": feed["ETag"]}
    assert client.get("/feeds/withdrawn.atom", headers=tag).status_code == 304


def test_feeds_and_sitemaps_cost_the_same_at_one_and_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        while len(entries(client, "/feeds/new.atom")) < count:
            people.approved()
        with django_assert_num_queries(1):
            client.get("/feeds/new.atom")
        with django_assert_num_queries(2):
            client.get("/sitemap-answers.xml")


def test_search_engines_are_told_each_readable_address_and_where_not_to_look(
    client: Client,
) -> None:
    both, one, gone = approved_for_patients(), people.approved(), people.withdrawn()
    people.under_review()
    robots = client.get("/robots.txt").content.decode()
    assert robots.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    index = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    sections = [str(place.text).split("testserver")[1] for place in index.iter(f"{SITEMAP}loc")]
    assert len(sections) == 5
    places = []
    for section in sections:
        found = ET.fromstring(client.get(section).content)  # noqa: S314
        places += [str(place.text) for place in found.iter(f"{SITEMAP}loc")]
    readable = [
        "/topics/general-medicine/",
        f"/answers/{both.slug}/",
        f"/answers/{one.slug}/",
        f"/answers/{both.slug}/for/patients/",
    ]
    expected = [settings.SITE_URL + path for path in ("/", "/editorial-policy/", *readable)]
    assert sorted(places) == sorted(expected)
    assert gone.slug not in "".join(places)
    for bad in ("/sitemap-never.xml", "/sitemap-answers.xml?p=x", "/sitemap-answers.xml?p=99"):
        assert client.get(bad).status_code == 404
