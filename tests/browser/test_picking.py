"""Picking works while writing, in a browser: by keyboard alone, and undone like typing."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from articles.models import Article
from tests import people
from tests.browser.test_articles_desk import watched

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
