"""Picking works while writing, in a browser: by keyboard alone, and undone like typing."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Article
from citations.models import Citation, Notice
from integrity.models import save_with_reason
from tests import people
from tests.browser.conftest import Desk, free_port, serving
from tests.browser.test_articles_desk import watched
from tests.citations.lookup_server import LookupServer, crossref_work, running

FIELD = "[name=clinician_from_guidelines]"


def test_works_are_picked_by_keyboard_alone_and_undone(desk: Any) -> None:
    article = people.drafted()
    people.citation("weiss2021", title="Öl und Knoblauch", author=[{"family": "Weiß"}])
    page = desk.of("author", viewport={"width": 360, "height": 740}, color_scheme="dark")
    refused = watched(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.fill(FIELD, "It helps ")
    page.focus(FIELD)
    page.keyboard.press("End")
    page.keyboard.type("[@")
    query = page.get_by_role("combobox", name="Key, author, title")
    assert query.evaluate("field => field === document.activeElement")
    page.keyboard.type("knoblauch")
    page.get_by_role("option", name="Öl und Knoblauch").wait_for()
    assert page.locator("#citing-works [aria-selected=true]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert refused == []
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    refused.clear()  # the checker's own styles
    page.keyboard.press("Enter")
    assert page.input_value(FIELD) == "It helps [@weiss2021]"
    assert page.evaluate("document.activeElement.name") == "clinician_from_guidelines"
    page.keyboard.press("Control+z")
    assert page.input_value(FIELD) == "It helps [@"
    page.keyboard.type("smith2020].")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+Shift+C")
    page.keyboard.type("10.5555/weiss2021")
    page.get_by_role("option", name="Öl und Knoblauch").wait_for()
    page.keyboard.press("Enter")
    assert page.input_value(FIELD) == "It helps [@smith2020; @weiss2021]."
    page.keyboard.press("Alt+Shift+C")
    page.keyboard.type("nothing like it")
    page.get_by_text("No work of the library fits.").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.name") == "clinician_from_guidelines"
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    assert refused == []
    text = Article.objects.get(pk=article.pk).wordings.get().from_guidelines
    assert text == "It helps [@smith2020; @weiss2021]."


@pytest.fixture
def services() -> Iterator[LookupServer]:
    with running() as server:
        update = {"type": "retraction", "updated": {"date-parts": [[2021, 8, 17]]}}
        server.works["10.1000/fresh"] = crossref_work(DOI="10.1000/fresh", title=["A fresh one"])
        server.works["10.1000/gone"] = crossref_work(
            DOI="10.1000/gone", title=["A retracted one"], updated_by=[update]
        )
        yield server


@pytest.fixture
def linked_desk(
    browser: Any, committed: str, static_files: None, services: LookupServer
) -> Iterator[Desk]:
    """A desk of a site that asks the services of this machine."""
    port = free_port()
    with serving(committed, port, CROSSREF_URL=services.crossref, NCBI_URL=services.ncbi):
        desk = Desk(browser, f"http://127.0.0.1:{port}")
        yield desk
        for window in desk.windows.values():
            window.close()


def test_a_pasted_identifier_is_looked_up_and_cited_and_its_retraction_needs_a_reason(
    linked_desk: Desk, services: LookupServer
) -> None:
    article = people.drafted()
    unused = Citation(key="unused2019", title="Added and not cited")
    save_with_reason(unused, people.first_author(article), "Added")
    page = linked_desk.of("author", viewport={"width": 360, "height": 740}, color_scheme="dark")
    refused = watched(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.fill(FIELD, "It helps ")
    page.focus(FIELD)
    page.keyboard.press("End")
    page.keyboard.type("[@")
    page.keyboard.insert_text("https://doi.org/10.1000/GONE")
    page.get_by_role("button", name="Look it up: DOI 10.1000/gone").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("Retraction, 2021-08-17").wait_for()
    assert Citation.objects.filter(doi="10.1000/gone").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    refused.clear()  # the checker's own styles
    page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_have_value("It helps [@adams2020]")
    line = Notice.objects.get(citation__key="adams2020").history.get()
    assert (line.nature, line.history_user.username) == ("retraction", "author")
    page.keyboard.type(" and [@nobody1999] ")
    page.keyboard.press("Alt+Shift+C")
    page.keyboard.insert_text("10.1000/unknown")
    page.get_by_role("button", name="Look it up: DOI 10.1000/unknown").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text(
        "Crossref was asked for DOI 10.1000/unknown. It knows no such work."
    ).wait_for()
    page.keyboard.press("Escape")
    assert page.input_value(FIELD) == "It helps [@adams2020] and [@nobody1999] "
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    beside = " ".join(page.locator("section.cited").inner_text().split())
    for told in (
        "[@nobody1999] is not in the library.",
        "[@adams2020] Adams D. A retracted one.",
        "Retraction, 2021-08-17",
        "Healthcare professional, From the guidelines",
        "Cited here before: [@smith2020]",
        "Added by you, the latest first: [@unused2019] Added and not cited",
    ):
        assert told in beside
    assert "The reference adams2020 was retracted: say why" in page.locator("#before").inner_text()
    assert [told for told in refused if "422" not in told] == []  # what nobody knows
