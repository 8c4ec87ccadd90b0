"""Search and ask in a real browser, with scripts and without, on a narrow dark screen too."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from articles.models import ReaderQuestion
from tests.articles.asked import aspirin

QUESTION = "Should healthy adults take aspirin?"
UNKNOWN = "How is Kawasaki disease treated in infants?"


def ask(page: Page, question: str) -> None:
    page.get_by_label("Ask in your own words").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def check(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)


@pytest.mark.parametrize("scripts", [True, False])
def test_reader_asks_below_an_answer_and_sends_on_what_nobody_answered(
    browser: Browser, site: str, scripts: bool
) -> None:
    article = aspirin()
    facts: dict[str, Any] = {"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"}
    window = browser.new_context(base_url=site, java_script_enabled=scripts, **facts)
    page = window.new_page()
    page.goto(f"/answers/{article.slug}/")
    ask(page, QUESTION)
    expect(page.get_by_role("heading", name=article.question)).to_be_visible()
    expect(page.get_by_text("Aspirin does more harm than good from age 60")).to_be_visible()
    assert page.url == f"{site}/ask/"
    if scripts:
        check(page)
    ask(page, UNKNOWN)
    expect(page.get_by_role("heading", name="We have no signed answer to this")).to_be_visible()
    assert page.get_by_label("Your question to the board").input_value() == UNKNOWN
    if scripts:
        check(page)
    page.wait_for_timeout(3_500)  # as long as a person needs at least
    page.get_by_role("button", name="Send it to the board").click()
    expect(page.get_by_role("heading", name="Your question to the board")).to_be_visible()
    if scripts:
        check(page)
    assert ReaderQuestion.objects.get().text == UNKNOWN
    assert window.cookies() == []
    window.close()


def test_reader_picks_a_suggestion_by_keyboard(visitor: BrowserContext) -> None:
    article = aspirin()
    page = visitor.new_page()
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("healthy asp")
    expect(page.get_by_role("option", name=article.question)).to_be_visible()
    check(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/answers/{article.slug}/")
    page.goto("/search/?q=aspirin")
    expect(page.get_by_role("heading", name="1 answer")).to_be_visible()
    check(page)
