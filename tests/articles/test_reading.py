"""The page of an answer: its facts, its one query, and what caches are told."""

import datetime
import gzip
import re
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from articles.models import RenderedWording, SlugRedirect, Standing
from reviews import workflow
from reviews.notices import put_up
from tests import people
from tests.articles import reading

pytestmark = pytest.mark.django_db

CACHED = "public, max-age=0, s-maxage=60, stale-if-error=540"


def read(client: Client, slug: str, **headers: str) -> Any:
    return client.get(f"/answers/{slug}/", headers=headers)


def test_reader_is_shown_the_bytes_that_were_stored_when_the_board_read_them(
    client: Client,
) -> None:
    article = people.approved()
    stored = RenderedWording.objects.get(submission=people.latest(article), audience="clinician")
    assert read(client, article.slug).content.count(bytes(stored.html)) == 1


def test_page_says_who_wrote_who_signed_when_and_under_which_policy(client: Client) -> None:
    article = people.approved()
    page = " ".join(read(client, article.slug).content.decode().split())
    day = timezone.now().strftime("%-d %B %Y")
    digest = people.latest(article).digest_hex
    for fact in (
        f"<h1>{article.question}</h1>",
        f"<title>{article.question} \N{EN DASH} Imprimatur</title>",
        "<li>Author Test, MD, Test House</li>",
        "<strong>Dr. Reviewer1</strong>, MD, PhD",
        "<strong>Dr. Reviewer2</strong>, MD, PhD",
        "Last updated <time datetime=",
        f">{day}</time></span> <span>",
        '<a href="/editorial-policy/">View the editorial policy</a>',
        f"<dt>Last reviewed</dt><dd>{day}</dd>",
        "<dt>Policy</dt><dd>version 1</dd>",
        "<dt>Status</dt><dd>Current</dd>",
        f"<code>{digest[:12]}</code>",
        f'<link rel="canonical" href="{settings.SITE_URL}/answers/{article.slug}/">',
        f'<a href="/answers/{article.slug}/editions/1/">1</a>',
        f'<a href="/answers/{article.slug}/report/">Report a problem with this answer</a>',
        "<p>For professionals.</p>",
    ):
        assert page.count(fact) == 1, fact
    assert re.findall(r'aria-current="step">(\w+)', page) == ["Approved"]


def test_a_question_is_text_and_never_markup(client: Client) -> None:
    article = people.approved(question='Is <b>"5 < 6"</b> & so on a question?')
    page = read(client, article.slug).content.decode()
    shown = "Is &lt;b&gt;&quot;5 &lt; 6&quot;&lt;/b&gt; &amp; so on a question?"
    assert f"<title>{shown} \N{EN DASH} " in page
    assert f">{shown}</h1>" in page
    assert "<b>" not in page


def test_a_page_costs_one_query_whether_it_was_shown_before_or_not(
    client: Client, django_assert_num_queries: Any
) -> None:
    article = people.approved()
    for _ in range(2):
        with django_assert_num_queries(1):
            assert read(client, article.slug).status_code == 200


def test_who_has_the_page_gets_304_by_one_query_without_the_text(
    client: Client, django_assert_num_queries: Any
) -> None:
    article = people.approved()
    tag = read(client, article.slug)["ETag"]
    with django_assert_num_queries(1) as queries:
        answer = read(client, article.slug, **{"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.content == b""
    assert (answer["ETag"], answer["Cache-Control"]) == (tag, CACHED)
    assert "CASE WHEN false THEN rendered.html END" in queries.captured_queries[0]["sql"]


@pytest.mark.parametrize("header", ["*", "W/{tag}", '"other", {tag}'])
def test_every_form_of_having_the_page_gets_304(client: Client, header: str) -> None:
    article = people.approved()
    tag = read(client, article.slug)["ETag"]
    known = header.format(tag=tag)
    assert read(client, article.slug, **{"If-None-Match": known}).status_code == 304


@pytest.mark.parametrize("header", ['"other"', "nonsense", '"', "", "\x00", '"' * 9000])
def test_who_has_another_page_gets_this_one(client: Client, header: str) -> None:
    article = people.approved()
    page = read(client, article.slug)
    answer = read(client, article.slug, **{"If-None-Match": header})
    assert (answer.status_code, answer.content) == (200, page.content)


def test_the_tag_is_another_after_every_change_of_standing(client: Client) -> None:
    article = people.approved()
    tags = [read(client, article.slug)["ETag"]]
    author = people.first_author(article)

    def changed() -> bool:
        answer = read(client, article.slug, **{"If-None-Match": tags[-1]})
        tags.append(answer["ETag"])
        return bool(answer.status_code == 200)

    workflow.reaffirm(
        article, by=people.user("reviewer1"), edition=Standing.objects.get(article=article).edition
    )
    assert changed()
    reading.revised(article, "Other words")
    assert not changed()
    workflow.submit(article, by=author)
    assert changed()
    workflow.take_back(article, by=author)
    assert changed()
    people.approved(article)
    assert changed()
    assert len(set(tags)) == 5


def test_a_page_that_fell_due_is_not_taken_for_the_one_before(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = people.approved()
    tag = read(client, article.slug)["ETag"]
    day_after = timezone.now() + datetime.timedelta(days=368)
    monkeypatch.setattr(timezone, "now", lambda: day_after)
    answer = read(client, article.slug, **{"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.content.count(b">Overdue<") == 2
    assert answer.content.count(b"The review of this answer is overdue.") == 1


def test_readers_are_told_of_an_update_from_submit_to_the_boards_answer(client: Client) -> None:
    notice = b"<strong>An update is under review.</strong>"
    article = reading.revised(people.approved(), "Better words")
    seen = [notice in read(client, article.slug).content]
    for verb in (people.under_review, people.sign):
        if verb is people.sign:
            people.sign(article, "reviewer1", "request_changes", "Not yet.")
        else:
            people.under_review(article)
        seen.append(notice in read(client, article.slug).content)
    assert seen == [False, True, False]
    assert b"Better words" not in read(client, article.slug).content


def test_an_update_replaces_the_page_and_says_what_kind_it_is_and_why(client: Client) -> None:
    article = people.approved(rewritten := reading.rewritten(people.drafted(), "The first words"))
    assert b"The first words" in read(client, article.slug).content
    people.approved(reading.revised(rewritten, "The second words", note="A dose was misprinted."))
    page = read(client, article.slug).content
    assert b"The first words" not in page
    assert b"The second words" in page
    assert b'<dt>Correction</dt><dd dir="auto">A dose was misprinted.</dd>' in page


def test_readers_are_told_at_once_that_a_cited_work_was_retracted(client: Client) -> None:
    article = people.approved()
    cited = people.citation()
    cited.title = "A <trial> & its end"
    cited.save()
    tag = read(client, article.slug)["ETag"]
    notice = cited.notices.create(
        nature="retraction", noticed_on="2026-03-02", url="https://example.org/notice?a=1&b=2"
    )
    notice.refresh_from_db()
    put_up([notice])
    answer = read(client, article.slug, **{"If-None-Match": tag})
    assert answer.status_code == 200
    assert (
        "<strong>Retraction of a work cited here.</strong> "
        '<span dir="auto">A &lt;trial&gt; &amp; its end</span>, 2 March 2026. '
        '<a href="https://example.org/notice?a=1&amp;b=2" rel="noopener">Read the notice</a>.'
    ) in answer.content.decode()


def test_caches_may_keep_a_page_a_minute_and_nine_more_when_we_are_away(client: Client) -> None:
    answer = read(client, people.approved().slug)
    assert answer["Cache-Control"] == CACHED
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert client.get("/")["Cache-Tag"] == "answers"
    for path in (answer.request["PATH_INFO"], answer.request["PATH_INFO"] + "editions/1/"):
        assert client.get(path)["Cache-Tag"] == f"answer-{path.split('/')[2]}"


def test_the_page_is_the_same_for_everyone(client: Client) -> None:
    article = people.approved()
    page = read(client, article.slug)
    staff = Client()
    staff.force_login(people.editor())
    spoilt = Client()
    spoilt.cookies.load({"csrftoken": "not a token", "sessionid": "gone", "messages": "x"})
    for reader in (staff, spoilt):
        answer = read(reader, article.slug, **{"Accept-Language": "fr", "User-Agent": "other"})
        assert answer.content == page.content
        assert answer["ETag"] == page["ETag"]
        assert not answer.cookies
        assert answer["Vary"] == "Accept-Encoding"


def test_a_page_is_packed_as_the_reader_can_unpack_it_and_each_packing_has_its_tag(
    client: Client, django_assert_num_queries: Any
) -> None:
    slug = people.approved().slug
    plain = read(client, slug)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    tags = {plain["ETag"]}
    for accepted, encoding in (
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.0", ""),
        ("identity;q=1, *;q=0", ""),
        ("br;q=x", "br"),
    ):
        with django_assert_num_queries(1):
            page = read(client, slug, **{"Accept-Encoding": accepted})
        assert page.get("Content-Encoding", "") == encoding
        assert unpack.get(encoding, bytes)(page.content) == plain.content
        again = read(client, slug, **{"Accept-Encoding": accepted, "If-None-Match": page["ETag"]})
        assert (again.status_code, again["Vary"]) == (304, "Accept-Encoding")
        tags.add(page["ETag"])
    assert len(tags) == 3


def test_head_says_what_get_would(client: Client) -> None:
    article = people.approved()
    page = read(client, article.slug)
    head = client.head(f"/answers/{article.slug}/")
    assert head.status_code == 200
    assert head.content == b""
    names = ("ETag", "Content-Length", "Content-Type", "Cache-Control")
    assert [head[name] for name in names] == [page[name] for name in names]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_no_other_method_does_anything(method: str) -> None:
    article = people.approved()
    strict = Client(enforce_csrf_checks=True)
    answer = getattr(strict, method)(f"/answers/{article.slug}/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_an_earlier_address_leads_to_a_published_answer_only(client: Client) -> None:
    published, draft = people.approved(), people.drafted()
    SlugRedirect.objects.create(slug="old-published", article=published)
    SlugRedirect.objects.create(slug="old-draft", article=draft)
    moved = read(client, "old-published")
    assert (moved.status_code, moved["Location"]) == (301, f"/answers/{published.slug}/")
    assert moved["Cache-Control"] == CACHED
    deep = client.get("/answers/old-published/editions/1/manuscript.json")
    assert deep["Location"] == f"/answers/{published.slug}/editions/1/manuscript.json"
    assert read(client, "old-draft").status_code == 404


def test_an_address_given_anew_belongs_to_its_new_answer(client: Client) -> None:
    first = people.approved()
    second = people.approved(slug="wanted")
    SlugRedirect.objects.create(slug="wanted", article=first)
    page = read(client, "wanted")
    assert page.status_code == 200
    assert second.question in page.content.decode()


def test_a_new_address_is_in_the_links_of_the_page_at_once(client: Client) -> None:
    article = people.approved()
    before = read(client, article.slug)
    SlugRedirect.objects.create(slug=article.slug, article=article)
    old, article.slug = article.slug, "its-new-address"
    article.save()
    page = read(client, "its-new-address").content.decode()
    assert before.status_code == 200
    assert f"/answers/{old}/" not in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}/answers/its-new-address/">' in page
