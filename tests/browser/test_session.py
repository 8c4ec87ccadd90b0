"""A session that ends while somebody writes: the text survives, without any script."""

from typing import Any

from django.contrib.sessions.models import Session
from playwright.sync_api import Page

from reviews.models import ReviewDecision
from tests import people

THOUGHT = 'Line one\n"Line two" & <three>'


def sign_in_again(page: Page, name: str) -> None:
    page.get_by_text("What you typed is kept on this page").wait_for()
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Send it now").click()


def test_a_members_reasons_survive_the_end_of_their_session(desk: Any) -> None:
    submission = people.latest(people.under_review())
    page = desk.of("reviewer1", java_script_enabled=False)
    page.goto(f"/admin/reviews/assignment/submission/{submission.pk}/review/")
    page.get_by_label("Request changes").check()
    page.get_by_label("Reason, dissent or comment").fill(THOUGHT)
    page.get_by_label("Your user name").fill("reviewer1")
    page.get_by_label("Your password").fill(people.PASSWORD)
    Session.objects.all().delete()
    page.get_by_role("button", name="Sign", exact=True).click()
    sign_in_again(page, "reviewer1")
    assert page.get_by_label("Reason, dissent or comment").input_value() == THOUGHT
    assert page.get_by_label("Request changes").is_checked()
    assert page.get_by_label("Your password").input_value() == ""
    page.get_by_label("Your password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("The article went back to its authors with your reason.").wait_for()
    assert ReviewDecision.objects.get().reason.replace("\r\n", "\n") == THOUGHT
