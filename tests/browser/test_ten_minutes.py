"""The ten minutes: from the mail to the signature, on a long article in its third round, with the
keyboard alone, at a laptop and on a tablet."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Disclaimer
from articles.quoting import text_of
from reviews.models import Comment, SourceCheck
from tests import mailserver, people
from tests.browser.test_desk_pages import WATCH, barriers
from tests.mailserver import Postbox, work
from tests.reviews.long_article import third_round

LAPTOP, TABLET = {"width": 1366, "height": 768}, {"width": 820, "height": 1180}
PHONE = {"width": 360, "height": 740}
DOSES = {"reviewer1": "Give 5 mg once daily", "reviewer2": "Give 50 mg twice daily"}
HALVE = "Halve it in each section, e.g. At night, where the eGFR is < 30 mL/min."
PLACE = """(all => [all.length, all.indexOf(document.activeElement)])(
    [...document.querySelectorAll('[data-change]')])"""
SEEN = """async () => {
    for (let frames = 0; frames < 5; frames += 1) await new Promise(requestAnimationFrame);
    const box = [...CSS.highlights.get('place')][0].getBoundingClientRect();
    return 0 <= box.top && box.bottom <= innerHeight;
}"""
HIGHLIGHTED = "[...CSS.highlights.get('place')].map(String).join()"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with mailserver.running(settings) as box:
        yield box


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.hash || document.activeElement.id || ''"))


def tab_to(page: Page, words: str) -> int:
    """Press Tab until a thing of these words has the focus; return how often."""
    said = "document.activeElement.value || document.activeElement.textContent"
    for times in range(1, 30):
        press(page, "Tab")
        if words in page.evaluate(said):
            return times
    raise AssertionError(f"Tab does not lead to {words}")


def the_one_link(letter: EmailMessage) -> str:
    """Return where the mail leads, by its text and by its HTML."""
    text, html = (part.get_content() for part in letter.iter_parts())  # type: ignore[attr-defined]
    link = re.search(r"Answer the invitation: (\S+)", text)
    assert link is not None
    assert f'<a href="{link[1]}">Answer the invitation</a>' in html
    assert "You signed submission" in text
    return link[1]


def come_from_the_mail(page: Page, link: str, name: str) -> None:
    page.goto(link)
    assert barriers(page) == []
    page.keyboard.type(name)
    press(page, "Tab")
    page.keyboard.type(people.PASSWORD)
    press(page, "Enter")
    page.wait_for_url(link)


def look_at_the_invitation(page: Page) -> None:
    window = page.viewport_size
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
    page.set_viewport_size(window)
    shown = page.locator("#content").inner_text()
    for fact in ("General medicine", "Author Test", "16 references", "To read that takes about"):
        assert fact in shown
    assert "Section 1" not in shown


def decline_and_think_again(page: Page) -> None:
    tab_to(page, "Decline")
    press(page, "Enter")
    page.wait_for_url("**/decline/")
    tab_to(page, "Decline")
    press(page, "Enter")
    expect(page.get_by_text("Say why, in a sentence.")).to_be_visible()
    assert barriers(page) == []
    page.go_back()
    page.go_back()


def accept(page: Page) -> None:
    press(page, "Tab", "Enter")  # the link that skips what stands on each page
    assert tab_to(page, "Confirm and accept") <= 2
    press(page, "Enter")
    page.wait_for_url("**/review/**")


def hear_what_changed(page: Page) -> None:
    """A link names what was and what is; so do the words that are struck out, or new."""
    name = "Dose or quantity: was 5 mg now 50 mg"
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(1)
    link = page.locator(".critical").get_by_role("link", name=name)
    link.focus()
    press(page, "Enter")
    heard = page.locator("[id='" + focused(page) + "']").aria_snapshot()
    assert re.search(r"removed: .*5.*added: .*50", heard, re.DOTALL)


def look_through_the_changes(page: Page, dose: str) -> None:
    press(page, "n")
    assert focused(page) == "thing-1"
    press(page, "n")
    assert focused(page).startswith("change-clinician-from_guidelines-")
    assert dose in page.evaluate(HIGHLIGHTED)
    press(page, "p", "p")
    assert focused(page).startswith("change-patient-from_guidelines-")
    assert page.evaluate(HIGHLIGHTED) == "It is not used in pregnancy 1 in this sample."


def check_a_source(page: Page) -> None:
    press(page, "r")
    cited = focused(page)
    assert cited.startswith("#source-")
    press(page, "Enter")
    assert focused(page) == cited[1:]
    press(page, "b")
    assert focused(page) == cited
    before = page.locator("[data-checked]").inner_text()
    press(page, "u")
    key = focused(page).removeprefix("source-")
    with page.expect_response("**/sources/") as answer:
        press(page, "1")
    assert answer.value.status == 204
    kept = f"Kept: {key}, supports it."
    expect(page.locator(".checks [role=status]")).to_have_text(kept)
    assert page.locator("[data-checked]").inner_text() == str(int(before) + 1)


def comment_on_the_change(page: Page) -> None:
    press(page, "n", "n")
    before, place = page.evaluate(PLACE)
    press(page, "c")
    expect(page.locator("#comment-dialog blockquote")).to_be_visible()
    keep_the_comment(page, "In the morning?")
    press(page, "n")
    assert page.evaluate(PLACE) == [before, place + 1]
    assert page.evaluate(SEEN)


def comment_on_a_sentence_that_stands_elsewhere_too(page: Page) -> None:
    halving = page.locator(f".wording[data-audience=clinician] li:has-text('{HALVE[:20]}') a")
    halving.nth(4).focus()
    press(page, "c")
    expect(page.locator("#comment-dialog blockquote")).to_have_text(HALVE)
    assert barriers(page) == []
    keep_the_comment(page, "Here as well?")
    marked = "all => all.findIndex(one => [...CSS.highlights.get('place')][0].intersectsNode(one))"
    assert halving.evaluate_all(marked.replace("(one)", "(one.closest('li'))")) == 4


def keep_the_comment(page: Page, text: str) -> None:
    page.keyboard.type(text)
    with page.expect_navigation():
        press(page, "Tab", "Tab", "Enter")
    expect(page.locator(".messagelist")).to_contain_text("Your comment is kept")
    assert focused(page).startswith("comment-")
    assert page.evaluate(SEEN)


def resolve_the_own_comment(page: Page) -> None:
    press(page, "m")
    while "with food" not in page.locator(":focus").inner_text():
        press(page, "m")
    press(page, "Tab", "Enter", "Tab")
    page.keyboard.type("Thank you.")
    with page.expect_navigation():
        press(page, "Tab", "Tab", "Enter")
    expect(page.locator(".thread.resolved")).to_have_count(1)


def ask_for_help(page: Page) -> None:
    press(page, "?")
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    assert barriers(page) == []
    press(page, "Enter")
    page.locator("a[data-panel=wordings]").focus()
    press(page, "Enter")
    assert focused(page) == "compared-title"
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def sign(page: Page, name: str, password: str = people.PASSWORD) -> None:
    press(page, "s", "Space")
    assert focused(page) == "verdict-approve"
    press(page, "Tab", "Tab")
    page.keyboard.type(name)
    press(page, "Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        press(page, "Enter")


def sign_wrongly(page: Page, name: str) -> None:
    sign(page, name, "not my password")
    expect(page.locator(".errornote")).to_be_in_viewport()
    assert focused(page) == "not-signed"
    assert barriers(page) == []


def where_comments_stand(article: Article) -> set[int]:
    """Return which of the same words each comment of this round quotes."""
    found = set()
    for made in Comment.objects.filter(submission=people.latest(article)):
        text = text_of(bytes(made.submission.rendered.get(audience=made.audience).html).decode())
        assert text[made.position :].startswith(made.exact)
        found.add(text[: made.position].count(made.exact))
    return found


@pytest.mark.timeout(300)
def test_members_go_from_the_mail_to_the_signature_with_the_keyboard(
    desk: Any, site: str, settings: Any, postbox: Postbox
) -> None:
    settings.SITE_URL = site
    for name in DOSES:
        person = people.user(name)
        person.email = f"{name}@example.org"
        person.save()
    Disclaimer.objects.create(audience="patient", text="For patients.")
    article = third_round(sections=6, works=16, is_accepted=False)
    work()
    for name, window, scheme in zip(DOSES, (LAPTOP, TABLET), ("light", "dark"), strict=True):
        context = desk.browser.new_context(
            viewport=window, color_scheme=scheme, reduced_motion="reduce"
        )
        page = context.new_page()
        page.add_init_script(WATCH)
        faults: list[str] = []
        page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
        asked = [one for one in postbox.letters if one["To"] == f"{name}@example.org"]
        come_from_the_mail(page, the_one_link(asked[-1]), name)
        look_at_the_invitation(page)
        if name == "reviewer1":
            decline_and_think_again(page)
        accept(page)
        look_through_the_changes(page, DOSES[name])
        check_a_source(page)
        if name == "reviewer1":
            comment_on_the_change(page)
            comment_on_a_sentence_that_stands_elsewhere_too(page)
            resolve_the_own_comment(page)
            sign_wrongly(page, name)
        ask_for_help(page)
        hear_what_changed(page)
        sign(page, name)
        expect(page.locator(".messagelist")).to_contain_text("Signed")
        assert [*faults, *page.evaluate("window.blocked || []")] == []
        context.close()
    assert Article.objects.get(pk=article.pk).editions.exists()
    assert where_comments_stand(article) == {0, 4}
    assert SourceCheck.objects.filter(submission=people.latest(article)).exists()
