"""The article's pages in a browser: accessible, whole on a phone, and nothing typed is lost."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from articles.models import Article, Disclaimer, Topic
from tests import people
from tests.chromium import show_in

WINDOWS: list[tuple[ViewportSize, Literal["light", "dark"]]] = [
    ({"width": 1280, "height": 900}, "light"),
    ({"width": 360, "height": 740}, "dark"),
]


def watched(page: Page) -> list[str]:
    """Return a list that gathers what the page's policy refuses from now on."""
    refused: list[str] = []
    page.on(
        "console",
        lambda message: refused.append(message.text) if message.type == "error" else None,
    )
    return refused


def faults(page: Page, address: str) -> Iterator[str]:
    refused = watched(page)
    page.goto(address)
    yield from refused[:]  # axe's own styles will be refused, too
    for size, scheme in WINDOWS:
        page.set_viewport_size(size)
        show_in(scheme, page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{address} is wider than a window of {size['width']}"
        for violation in Axe().run(page).response["violations"]:
            yield f"{address}, {scheme}: {violation['id']} {violation['nodes'][0]['html'][:200]}"


def test_no_page_of_an_article_has_a_fault(desk: Any) -> None:
    Topic.objects.create(name="Cardiology", slug="cardiology")
    back, sent = people.changes_requested(), people.submitted()
    published = people.approved()
    of = "/admin/articles/article/{}/{}/".format
    author, editor = desk.of("author"), desk.of("editor")
    pages = [
        (author, "/admin/articles/article/"),
        (author, "/admin/articles/article/add/"),
        (author, of(back.pk, "change")),
        (author, of(back.pk, "preview")),
        (author, of(back.pk, "do/submit")),
        (author, of(published.pk, "change")),
        (author, of(published.pk, "do/revise")),
        (editor, "/admin/articles/article/"),
        (editor, of(sent.pk, "change")),
        (editor, of(sent.pk, "do/assign")),
        (editor, of(published.pk, "do/withdraw")),
        (editor, of(published.pk, "address")),
    ]
    assert [fault for page, address in pages for fault in faults(page, address)] == []


def test_of_two_who_write_at_once_the_second_is_told_and_keeps_the_text(desk: Any) -> None:
    article = people.drafted(authors=[people.author("first"), people.author("second")])
    address = f"/admin/articles/article/{article.pk}/change/"
    one, two = desk.of("first"), desk.of("second")
    for page in (one, two):
        page.goto(address)
    field = "[name=clinician_from_guidelines]"
    one.fill(field, "Theirs [@smith2020].")
    one.get_by_role("button", name="Save", exact=True).click()
    one.get_by_text("Saved.").wait_for()
    two.fill(field, "Ours [@smith2020].")
    two.get_by_role("button", name="Save", exact=True).click()
    two.get_by_role("heading", name="Somebody else changed this article").wait_for()
    assert two.input_value(field) == "Ours [@smith2020]."
    assert two.get_by_text("Theirs [@smith2020].").count() == 1
    assert [fault["id"] for fault in Axe().run(two).response["violations"]] == []
    two.get_by_role("button", name="Save mine over theirs").click()
    two.get_by_text("Saved.").wait_for()
    assert Article.objects.get().wordings.get().from_guidelines == "Ours [@smith2020]."


def test_leaving_with_unsaved_text_asks_first(desk: Any) -> None:
    article = people.drafted()
    page = desk.of("author")
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="History").click()
    page.get_by_role("heading", name="History:").wait_for()
    assert asked == []
    page.go_back()
    page.get_by_label("Tags").press_sequentially("Aspirin")
    page.get_by_role("link", name="History").click()
    page.wait_for_function("document.querySelector('[name=tags]').value === 'Aspirin'")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    assert asked == ["beforeunload"]


def tab_to(page: Page, condition: str) -> None:
    """Press Tab until `condition` holds of the element `it` that has the focus."""
    for _ in range(100):
        if page.evaluate(f"(it => {condition})(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab leads to nothing of which {condition}.")


def test_an_article_is_written_and_submitted_by_keyboard_alone(desk: Any) -> None:
    people.citation()
    people.general_medicine()
    Disclaimer.objects.create(audience="clinician", text="For professionals.")
    people.author()
    page = desk.of("author")
    page.goto("/admin/articles/article/add/")
    page.get_by_label("Question").focus()
    page.keyboard.type("What helps by keyboard?")
    tab_to(page, "it.name === 'topics'")
    page.keyboard.type("General medicine")
    tab_to(page, "it.name === 'clinician_from_guidelines'")
    page.keyboard.type("The keyboard does [@smith2020].")
    tab_to(page, "it.name === '_submit'")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Submit for review").wait_for()
    tab_to(page, "it.value === 'Submit for review'")
    page.keyboard.press("Enter")
    page.get_by_text("Submitted. An editor assigns reviewers next.").wait_for()
    assert Article.objects.get().state == "submitted"
