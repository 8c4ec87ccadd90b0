"""Promises 1, 7 and 9 over every address, in every state, as anybody on the internet."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from articles.models import Article, Submission, Topic
from tests.config.states import HUSH, STATES, TOLD
from tests.reviews.conftest import plain_static_files

__all__ = ["plain_static_files"]

pytestmark = pytest.mark.django_db

ADDRESSES = """
    answers/<slug:slug>/
    answers/<slug:slug>/report/
    answers/<slug:slug>/report/received/
    answers/<slug:slug>/for/<audience:audience>/
    answers/<slug:slug>/editions/<int:number>/
    answers/<slug:slug>/editions/<int:number>/manuscript.json
    answers/<slug:slug>/editions/<int:number>/references.ris
    answers/<slug:slug>/editions/<int:number>/references.bib
    answers/<slug:slug>/record/
    answers/<slug:slug>/compare/
    answers/<slug:slug>/compare/<int:before>/<int:after>/
""".split()  # noqa: SIM905
ADDRESSES_WITHOUT_ANSWER = [
    "",
    "topics/<slug:slug>/",
    "for/",
    "topics/<slug:slug>/feed.atom",
    "feeds/new.atom",
    "feeds/changed.atom",
    "feeds/withdrawn.atom",
    "robots.txt",
    "sitemap.xml",
    "sitemap-<slug:section>.xml",
    "search/",
    "search/suggestions",
    "ask/",
    "ask/board/",
    "questions/confirm/<str:token>/",
    "questions/<slug:token>/",
    "questions/<slug:token>/forget/",
    "editorial-policy/",
    "record/head",
    "corrections/",
    "corrections/feed.atom",
]

# What each address answers: the answer's page, its report form and what follows it, then the page
# and the manuscript of edition 1 and of edition 2.
EXPECTED = """
    draft                      404 404 404   404 404   404 404
    submitted                  404 404 404   404 404   404 404
    taken back                 404 404 404   404 404   404 404
    under review               404 404 404   404 404   404 404
    changes requested          404 404 404   404 404   404 404
    returned                   404 404 404   404 404   404 404
    approved                   200 200 200   200 200   404 404
    under revision             200 200 200   200 200   404 404
    update submitted           200 200 200   200 200   404 404
    update under review        200 200 200   200 200   404 404
    update sent back           200 200 200   200 200   404 404
    revision discarded         200 200 200   200 200   404 404
    update discarded           200 200 200   200 200   404 404
    superseded                 200 200 200   200 200   200 200
    withdrawn                  410 410 410   410 410   404 404
    withdrawn under revision   410 410 410   410 410   404 404
    approved again             200 200 200   410 410   200 200
    withdrawn after an update  410 410 410   410 410   410 410
"""
ROWS = [re.split(r"\s{2,}", row.strip(), maxsplit=1) for row in EXPECTED.strip().splitlines()]
EXPECTED_STATUSES = {state: [int(status) for status in row.split()] for state, row in ROWS}
# The wording for patients answers what the answer's own page does, and so does the API.
EXPECTED_STATUSES = {
    state: [*row, row[0], row[0], row[0], row[3], row[3], row[5]]
    for state, row in EXPECTED_STATUSES.items()
}


def compared(first: int, second: int) -> int:
    """Return what a comparison answers: both editions have to be there and readable."""
    return 404 if 404 in {first, second} else max(first, second)


# The record of a withdrawn answer stays.
EXPECTED_STATUSES = {
    state: [*row, *[404 if row[0] == 404 else 200] * 2, compared(row[3], row[5])]
    for state, row in EXPECTED_STATUSES.items()
}

CSP = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self'; script-src 'self'; style-src 'self'"
)


def addresses(slug: str) -> list[str]:
    answer = f"/answers/{slug}/"
    editions = [f"{answer}editions/{n}/{file}" for n in (1, 2) for file in ("", "manuscript.json")]
    report = f"{answer}report/"
    api = f"/api/v1/answers/{slug}"
    ends = ("", "/editions", "/editions/1", "/editions/1/citations", "/editions/2")
    programs = [f"{api}{end}" for end in ends]
    patients = f"{answer}for/patients/"
    records = [f"{answer}record/", f"{api}/record", f"{answer}compare/1/2/"]
    return [answer, report, f"{report}received/", *editions, patients, *programs, *records]


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


@pytest.fixture
def anyone() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture(scope="module")
def whole_site(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Make an article in each state, once: each test changes them inside a savepoint of its own.

    Returns their addresses by state.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield {state: make(state.replace(" ", "-")).slug for state, make in STATES.items()}
        transaction.set_rollback(True)


def test_no_address_was_forgotten_here() -> None:
    known = ("admin/", "api/")  # the API's own description lists its addresses
    public = {r for r in routes(get_resolver().url_patterns) if not r.startswith(known)}
    assert public == {*ADDRESSES, *ADDRESSES_WITHOUT_ANSWER}


def test_no_state_was_forgotten_here() -> None:
    assert set(EXPECTED_STATUSES) == set(STATES)


@pytest.mark.parametrize("state", STATES)
def test_each_address_answers_what_the_state_allows(anyone: Client, state: str) -> None:
    slug = STATES[state]("the-answer").slug
    expected = EXPECTED_STATUSES[state]
    assert [anyone.get(path).status_code for path in addresses(slug)] == expected
    assert [anyone.head(path).status_code for path in addresses(slug)] == expected
    old = [anyone.get(path).status_code for path in addresses(f"old-{slug}")]
    assert old == [404 if expected[0] == 404 else 301] * len(expected)
    missing = anyone.get(f"/answers/{slug}/for/trainees/")
    assert missing.status_code == (410 if expected[0] == 410 else 404)
    assert (b"has no wording for the audience" in missing.content) == (expected[0] == 200)
    notice = b"An update is under review" in anyone.get(f"/answers/{slug}/").content
    assert notice == (state in {"update submitted", "update under review"})


def test_what_is_not_published_is_said_nowhere(anyone: Client, whole_site: dict[str, str]) -> None:
    paths = ["/", "/editorial-policy/", "/record/head", "/topics/oncology/", "/healthz", "/none"]
    paths += ["/robots.txt", "/sitemap.xml", "/topics/oncology/feed.atom"]
    paths += [f"/feeds/{name}.atom" for name in ("new", "changed", "withdrawn")]
    paths += ["/corrections/", "/corrections/feed.atom"]
    paths += [f"/sitemap-{name}.xml" for name in ("pages", "topics", "answers", "patients")]
    paths += [f"/api/v1/{end}" for end in ("answers", "topics", "citations", "record/head", "no")]
    for slug in whole_site.values():
        paths += [*addresses(slug), *addresses(f"old-{slug}"), f"/answers/{slug}"]
    for path in paths:
        for send in (anyone.get, anyone.post, anyone.put, anyone.options):
            answer = send(path)
            assert answer.status_code < 500, path
            said = f"{answer.headers}{answer.content.decode()}".lower()
            assert HUSH not in said, (send, path, said)
            if answer.status_code != 200:  # a dissent is public where its edition is
                assert f"{TOLD} doubts" not in said, (send, path)


def test_every_page_carries_its_editions_disclaimer(
    anyone: Client, whole_site: dict[str, str]
) -> None:
    for slug in whole_site.values():
        shown = [
            p for p in addresses(slug) if not re.search(r"report|record|compare|\.json|^/api/", p)
        ]
        for path in shown:
            page = anyone.get(path)
            disclaimed = b'<aside class="disclaimer" id="disclaimer">' in page.content
            assert disclaimed == (page.status_code == 200), path


def test_who_follows_every_link_from_home_reads_all_answers_and_nothing_else(
    anyone: Client, whole_site: dict[str, str]
) -> None:
    waiting, seen = ["/"], {}
    while waiting:
        path = waiting.pop()
        page = anyone.get(path)
        seen[path] = page.status_code
        html = page.content.decode()
        assert HUSH not in html.lower()
        links = {link.split("#")[0] for link in re.findall(r'href="(/[^"]*)"', html)}
        waiting += [
            link
            for link in links - seen.keys() - set(waiting)
            if not link.startswith(("/static/", "/admin/", "/api/"))
        ]
    slugs = {status: set() for status in (200, 410)}
    for state, slug in whole_site.items():
        slugs.get(EXPECTED_STATUSES[state][0], set()).add(slug)
    gone = {path for path, status in seen.items() if status != 200}
    assert gone == {f"/answers/{slug}/" for slug in slugs[410]}  # from their records alone
    assert {seen[path] for path in gone} == {410}
    texts = [path for path in seen.keys() - gone if not path.endswith("/record/")]
    assert {path.split("/")[2] for path in texts if path.startswith("/answers/")} == slugs[200]
    assert TOLD in anyone.get("/").content.decode()


def test_no_page_needs_more_than_its_strict_policy_allows(
    anyone: Client, whole_site: dict[str, str]
) -> None:
    paths = ["/", "/editorial-policy/", "/topics/oncology/", "/none", "/answers/draft/"]
    paths += [path for slug in whole_site.values() for path in addresses(slug)]
    pages = [anyone.get(path) for path in paths]
    pages.append(anyone.post(f"/answers/{whole_site['approved']}/report/", {"text": "x"}))
    pages.append(Client(enforce_csrf_checks=True).post(addresses("draft")[1]))
    for page in pages:
        html = page.content.decode()
        assert page["Content-Security-Policy"] == CSP
        assert page["X-Content-Type-Options"] == "nosniff"
        assert page["X-Frame-Options"] == "DENY"
        assert page["Referrer-Policy"] == "same-origin"
        code = r'<script(?! src="/static/site/\w+\.js" defer>| type="application/ld\+json">)'
        for forbidden in (code, r"<style", r"\sstyle=", r"\son\w+=", r"javascript:", r"<img"):
            assert not re.search(forbidden, html, re.IGNORECASE), forbidden


def test_nobody_is_let_into_the_desk_unasked(anyone: Client, whole_site: dict[str, str]) -> None:
    open_to_all = {"admin/login/", "admin/logout/", "admin/jsi18n/"}
    keys = [
        str(Article.objects.get(slug="draft").pk),
        str(Submission.objects.filter(article__slug="submitted").get().pk),
    ]
    for route in routes(get_resolver().url_patterns):
        if not route.startswith("admin/") or route.startswith("admin/password_reset"):
            continue
        for key in keys:
            path = "/" + re.sub(r"<[^>]+>", key, route)
            for send in (anyone.get, anyone.post):
                answer = send(re.sub(r"[\^$]|\(\?P.*", "", path))
                assert HUSH not in answer.content.decode().lower(), path
                if route not in open_to_all:
                    assert answer.status_code in {302, 403, 404, 405}, (path, answer.status_code)


def test_topics_are_listed_by_published_editions_alone(
    anyone: Client, whole_site: dict[str, str]
) -> None:
    Topic.objects.create(name="Unused", slug="unused")
    home = anyone.get("/").content.decode()
    readable = sum(row[0] == 200 for row in EXPECTED_STATUSES.values())
    assert re.findall(r'class="count">([^<]+)<', home) == [f"{readable} answers"]
