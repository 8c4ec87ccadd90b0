"""Every page of the desk, as each kind of person: nothing is blocked, broken or inaccessible."""

import datetime
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from articles.models import Asking, ProblemReport, ReaderQuestion, Topic
from citations.models import Notice
from tests import people
from tests.chromium import show_in

ROLES = {
    "author": "Author",
    "reviewer1": "Board member",
    "editor": "Editor",
    "auditor": "Auditor",
}
WATCH = """
    window.blocked = [];
    document.addEventListener("securitypolicyviolation", event => {
        window.blocked.push(event.violatedDirective + " " + (event.blockedURI || event.sample));
    });
"""
KEY = re.compile(r"/([0-9]+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/)")


def prepare() -> None:
    """Something of each kind, for each page to show."""
    topic = Topic.objects.create(name="Hematology", slug="hematology")
    edition = people.approved(topics=[topic]).editions.get()
    people.withdrawn()
    people.changes_requested()
    people.under_review()
    people.submitted()
    people.drafted()
    ProblemReport.objects.create(edition=edition, text="The dose is wrong, I think.")
    date = datetime.date(2026, 2, 3)
    Notice.objects.create(citation=people.citation(), nature="correction", noticed_on=date)
    question = ReaderQuestion.objects.create(text="Does magnesium help?", key="magnesium")
    why = f"The mail server refused it: 550 {'no' * 60}"
    asker = {"email": "asker@example.org", "failed_at": timezone.now(), "error": why}
    Asking.objects.create(question=question, **asker)
    people.user("auditor", "Auditor")


def faults(page: Page, path: str, messages: list[str]) -> list[str]:
    """Return what is wrong with the page at `path`, as its browser tells it."""
    if path.endswith(".zip") or "/export/" in path:
        file = page.request.get(path)
        return [] if file.ok else [f"{path}: answered {file.status}"]
    messages.clear()
    response = page.goto(path)
    assert response is not None
    found = [] if response.status < 400 else [f"answered {response.status}"]
    found += [*messages, *page.evaluate("window.blocked")]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    found += ["scrolls sideways"] if wide else []
    return [f"{path}: {fault}" for fault in found]


def barriers(page: Page, **options: Any) -> list[str]:
    """Return what axe-core finds inaccessible on the page that is open."""
    violations = Axe().run(page, options={"preload": False} | options).response["violations"]
    return [
        f"{page.url}: {violation['id']}: {node['html'][:150]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def pages_linked_from(page: Page) -> list[str]:
    links = page.eval_on_selector_all("#container a[href]", "all => all.map(a => a.href)")
    parts = (urlsplit(link) for link in links)
    return [part.path for part in parts if part.path.startswith("/admin/") and not part.query]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("author", 360, "light"),
        ("reviewer1", 1280, "dark"),
        ("editor", 360, "dark"),
        ("auditor", 1280, "light"),
    ],
)
def test_every_page_works_for(desk: Any, name: str, width: int, scheme: str) -> None:
    prepare()
    people.user(name, ROLES[name])
    page = desk.of(name, color_scheme=scheme, viewport={"width": width, "height": 800})
    page.add_init_script(WATCH)
    messages: list[str] = []
    page.on("console", lambda line: messages.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: messages.append(str(error)))
    waiting, seen, found = ["/admin/"], {"/admin/"}, []
    while waiting:
        found += faults(page, waiting.pop(0), messages)
        for path in pages_linked_from(page):
            if (kind := KEY.sub("/1", path)) not in seen:
                seen.add(kind)
                waiting.append(path)
    assert found == []
    assert len(seen) > 5


def review_page() -> str:
    submission = people.latest(people.under_review())
    return f"reviews/assignment/submission/{submission.pk}/review/"


def barriers_in_both_schemes(page: Page) -> Iterator[str]:
    """The dark scheme differs in its colours, so it is asked about those alone."""
    show_in("light", page)
    yield from barriers(page)
    show_in("dark", page)
    colours = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    yield from (f"in the dark, {found}" for found in barriers(page, runOnly=colours))


def test_the_desk_is_accessible(desk: Any) -> None:
    prepare()
    citation = people.citation()
    history = f"citations/citation/{citation.pk}/history/"
    report = ProblemReport.objects.get()
    pages = {
        "editor": [
            *("", "reviews/assignment/", "auth/user/add/", history, "articles/topic/add/"),
            *("citations/citation/?q=the", "citations/citation/duplicates/"),
            *(f"citations/citation/{citation.pk}/change/", "reviews/record/", "reviews/mail/"),
            f"{history}{citation.history.latest().pk}/",
            f"articles/problemreport/{report.pk}/change/",
        ],
        "reviewer1": ["", "reviews/assignment/", review_page(), "articles/edition/"],
    }
    found: list[str] = []
    for name, paths in pages.items():
        page = desk.of(name)
        for path in paths:
            page.goto(f"/admin/{path}")
            found += barriers_in_both_schemes(page)
    assert found == []


def test_the_pages_before_signing_in_work(browser: Any, site: str) -> None:
    page = browser.new_context(base_url=site, viewport={"width": 360, "height": 640}).new_page()
    page.add_init_script(WATCH)
    messages: list[str] = []
    page.on("console", lambda line: messages.append(line.text) if line.type == "error" else None)
    paths = ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"]
    paths += ["/admin/password_reset/complete/", "/admin/password_reset/x/y/"]
    found = []
    for path in paths:
        found += [*faults(page, path, messages), *barriers(page)]
    assert found == []
    page.context.close()
