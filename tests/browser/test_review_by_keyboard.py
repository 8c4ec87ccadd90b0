"""The third round of a long article, reviewed with the keyboard alone: laptop and tablet."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Disclaimer
from articles.quoting import text_of
from reviews.models import Comment, SourceCheck
from tests import people
from tests.browser.test_desk_pages import WATCH, barriers
from tests.reviews.long_article import third_round

LAPTOP, TABLET = {"width": 1280, "height": 800}, {"width": 820, "height": 1180}


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.hash || document.activeElement.id || ''"))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def open_the_review(page: Page) -> None:
    """From the desk's first page, as one comes from the mail or by signing in."""
    page.locator("#content").get_by_role("link", name="What helps").first.focus()
    press(page, "Enter")
    page.wait_for_url("**/review/")


def look_through_the_changes(page: Page) -> None:
    press(page, "n")
    assert focused(page) == "thing-1"
    press(page, "n")
    assert focused(page).startswith("change-clinician-from_guidelines-")
    press(page, "p", "p")
    assert focused(page).startswith("change-patient-from_guidelines-")


def check_a_source(page: Page) -> None:
    press(page, "r")
    cited = focused(page)
    assert cited.startswith("#source-")
    press(page, "Enter")
    assert focused(page) == cited[1:]
    radio = page.locator(f"[id='{cited[1:]}'] input[type=radio]").first
    radio.focus()
    with page.expect_response("**/sources/") as answer:
        press(page, "Space")
    assert answer.value.status == 204
    expect(page.locator(".checks [role=status]")).to_have_text("Kept.")
    press(page, "b")
    assert focused(page) == cited


def comment_on_its_sentence(page: Page) -> None:
    press(page, "c")
    expect(page.locator("#comment-dialog blockquote")).to_contain_text("Give 5 mg once daily")
    page.keyboard.type("In the morning?")
    press(page, "Tab", "Tab", "Enter")
    page.wait_for_url("**#comment-*")
    expect(page.locator(".messagelist")).to_contain_text("Your comment is kept")


def resolve_the_own_comment(page: Page) -> None:
    press(page, "m")
    assert focused(page).startswith("comment-")
    press(page, "Tab", "Enter", "Tab")
    page.keyboard.type("Thank you.")
    with page.expect_navigation():
        press(page, "Tab", "Tab", "Enter")
    expect(page.locator(".thread.resolved")).to_have_count(1)


def sign(page: Page, name: str) -> None:
    press(page, "s", "Space")
    assert focused(page) == "verdict-approve"
    page.locator("#id_username").focus()
    page.keyboard.type(name)
    press(page, "Tab")
    page.keyboard.type(people.PASSWORD)
    press(page, "Enter")
    page.wait_for_url(lambda url: "/review/" not in url)
    expect(page.locator(".messagelist")).to_contain_text("Signed")


@pytest.mark.timeout(300)
def test_reviewers_finish_the_third_round_with_the_keyboard(desk: Any) -> None:
    Disclaimer.objects.create(audience="patient", text="For patients.")
    article = third_round()
    for name, window, scheme in (("reviewer1", LAPTOP, "light"), ("reviewer2", TABLET, "dark")):
        page = desk.of(name, viewport=window, color_scheme=scheme)
        page.add_init_script(WATCH)
        faults: list[str] = []
        page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
        open_the_review(page)
        look_through_the_changes(page)
        check_a_source(page)
        comment_on_its_sentence(page)
        if name == "reviewer1":
            resolve_the_own_comment(page)
        press(page, "?")
        assert barriers(page) == []
        press(page, "Escape")
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        sign(page, name)
        assert [*faults, *page.evaluate("window.blocked || []")] == []
    article = type(article).objects.get(pk=article.pk)
    assert article.editions.exists()
    made = Comment.objects.filter(submission=people.latest(article)).first()
    assert made is not None
    text = text_of(bytes(made.submission.rendered.get(audience=made.audience).html).decode())
    assert text[made.position :].startswith(made.exact)
    assert SourceCheck.objects.filter(submission=people.latest(article)).exists()
