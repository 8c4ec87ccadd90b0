"""From a draft to a page that clinicians read, and back: each person in a browser of their own."""

from typing import Any

from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page

from articles.models import Article, Disclaimer
from tests import people

QUESTION = "Does the whole way work?"
SENTENCE = "A test of the whole way says yes"


def prepare() -> None:
    people.citation("smith2020")
    Disclaimer.objects.create(audience="clinician", text="For professionals, as a test.")
    people.author()
    people.editor()
    people.member("reviewer1")
    people.member("reviewer2")


def author_drafts_and_submits(page: Page) -> None:
    page.goto("/admin/articles/article/add/")
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_label("Topic").first.fill("General medicine")
    part = page.locator("[name=clinician_from_guidelines]")
    part.fill(f"## Findings\n\n- {SENTENCE} [@smith2020].")
    page.get_by_role("button", name="Save and go on to submit").click()
    page.get_by_label("Note to the reviewers").fill("Please read the second sentence twice.")
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_text("Submitted. An editor assigns reviewers next.").wait_for()


def editor_assigns_and_starts(page: Page) -> None:
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name=QUESTION).click()
    page.get_by_role("link", name="Assign reviewers").click()
    for name in ("Reviewer1", "Reviewer2"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Assign reviewers").click()
    page.get_by_role("link", name="Start the review").click()
    page.get_by_role("button", name="Start the review").click()
    page.get_by_text("The review has started.").wait_for()


def member_signs(page: Page, name: str) -> None:
    page.goto("/admin/reviews/assignment/")
    page.get_by_role("link", name=QUESTION).click()
    page.get_by_role("button", name="Confirm and accept").click()
    page.get_by_text(SENTENCE).first.wait_for()
    page.get_by_label("Approve", exact=True).check()
    page.get_by_label("Your user name").fill(name)
    page.get_by_label("Your password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.locator(".messagelist .success").wait_for()


def editor_withdraws(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_role("link", name="Withdraw from readers").click()
    page.get_by_label("Why?").select_option("wrong")
    page.get_by_label("What readers are told").fill("It was only a test.")
    page.get_by_label("Your user name").fill("editor")
    page.get_by_label("Your password").fill(people.PASSWORD)
    page.get_by_role("button", name="Withdraw from readers").click()
    page.get_by_text("Withdrawn. Readers see the reason").wait_for()


def test_the_whole_way(desk: Any, visitor: BrowserContext) -> None:
    prepare()
    author_drafts_and_submits(desk.of("author"))
    article = Article.objects.get()
    reader = visitor.new_page()
    address = f"/answers/{article.slug}/"
    unread = reader.goto(address)
    assert unread is not None
    assert unread.status == 404

    editor_assigns_and_starts(desk.of("editor"))
    member_signs(desk.of("reviewer1"), "reviewer1")
    member_signs(desk.of("reviewer2"), "reviewer2")
    read = reader.goto(address)
    assert read is not None
    assert read.status == 200
    reader.get_by_role("heading", name=QUESTION, level=1).wait_for()
    reader.get_by_role("link", name="Reference 1", exact=True).click()
    note = reader.locator(".reference-note")
    note.get_by_role("link", name="References").click()
    assert reader.url.endswith("#reference-1")

    editor_withdraws(desk.of("editor"), article)
    gone = reader.goto(address)
    assert gone is not None
    assert gone.status == 410
    reader.get_by_text("It was only a test.").wait_for()
    assert reader.get_by_text(SENTENCE).count() == 0
    call_command("verify_record")
