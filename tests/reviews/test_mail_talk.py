"""Mails on comments and answers: who hears what of whom, and how much in one mail."""

import datetime
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.quoting import find_passage, text_of
from reviews import workflow
from reviews.mail import talk
from reviews.models import Assignment, Mail, MailChoice
from tests import people
from tests.mailserver import Postbox, work
from tests.reviews.desk import client_of


def addressed(*names: str) -> None:
    for name in names:
        User.objects.filter(username=name).update(email=f"{name}@example.org")


def later() -> None:
    """Let the minutes pass after which the worker looks."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    work()


def letters(box: Postbox) -> dict[str, list[str]]:
    """Return the texts that came, by who got them, and forget them."""
    found: dict[str, list[str]] = {}
    for letter in box.letters:
        text = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
        found.setdefault(str(letter["To"]).partition("@")[0], []).append(text)
    box.letters.clear()
    return found


def comment(article: Any, name: str, text: str, **facts: Any) -> Any:
    return workflow.comment(people.latest(article), by=people.user(name), text=text, **facts)


def test_authors_hear_of_comments_and_who_is_in_a_thread_of_answers(
    committed: str, postbox: Postbox
) -> None:
    article = people.under_review()
    later()
    addressed("author", "reviewer1", "reviewer2", "editor")
    postbox.letters.clear()
    words = text_of(bytes(people.latest(article).rendered.get().html).decode())
    quote = find_passage(words, "says yes")
    first = comment(article, "reviewer1", "Which\ndose?", audience="clinician", quote=quote)
    comment(article, "reviewer1", "And <b>when</b>?", is_blocking=True)
    other = comment(article, "reviewer2", "Nicely put.")
    work()
    assert postbox.letters == []  # somebody may still be at it
    later()
    found = letters(postbox)
    assert {name: len(texts) for name, texts in found.items()} == {"author": 2}
    mine, theirs = sorted(found["author"], key=len, reverse=True)
    assert f"Dr. Reviewer1 made 2 remarks on “{article.question}”:" in mine
    assert "On the words “says yes”: Which dose?\n" in mine
    assert "And <b>when</b>? (It must be resolved before approval.)" in mine
    assert f"Dr. Reviewer2 commented on “{article.question}”:\n\nNicely put." in theirs
    assert mine.count("http") == 2  # the comment, and how often we write
    link = f"/admin/reviews/assignment/comment/{first.pk}/place/"
    assert f"Read the first beside the text: http://127.0.0.1:8000{link}" in mine
    place = client_of(people.first_author(article)).get(link)
    assert place.headers["Location"].endswith(f"/change/#comment-{first.pk}")
    for name in ("reviewer1", "editor"):
        place = client_of(people.user(name)).get(link)
        assert place.headers["Location"].endswith(f"/review/#comment-{first.pk}")
    assert client_of(people.member("stranger").user).get(link).status_code == 403
    assert Client().get(link).headers["Location"] == f"/admin/login/?next={link}"
    people.sign(article, "reviewer2", "request_changes", "See the comments.")
    later()
    letters(postbox)
    author = people.first_author(article)
    workflow.answer(first, by=author, text="5 mg.")
    workflow.answer(other, by=author, text="Thank you.")
    later()
    found = letters(postbox)
    assert sorted(found) == ["reviewer1", "reviewer2"]
    assert "answered a comment on" in found["reviewer1"][0]
    assert "To “Which dose?”: 5 mg." in found["reviewer1"][0]
    assert "Thank you." not in found["reviewer1"][0]
    workflow.answer(first, by=people.user("reviewer1"), effect="resolved")
    later()
    assert "To “Which dose?”: Resolved." in letters(postbox)["author"][0]
    later()
    assert letters(postbox) == {}


def test_two_rows_of_remarks_are_two_mails_and_a_repeat_tells_nothing_twice(
    committed: str, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = people.under_review()
    later()
    addressed("author")
    monkeypatch.setattr(talk, "CLOSE", datetime.timedelta(seconds=0.5))
    for text in ("A", "B"):
        comment(article, "reviewer1", text)
    time.sleep(0.6)
    MailChoice.objects.create(user=people.user("author"), daily=True)
    comment(article, "reviewer1", "C")
    later()
    told = [mail.paragraphs[1:] for mail in Mail.objects.order_by("created_at", "subject")]
    assert sorted(told) == [["A", "B"], ["C"]]
    assert Mail.objects.held().count() == 2
    DBTaskResult.objects.filter(task_path="reviews.mail.telling.write").update(status="READY")
    later()
    assert Mail.objects.count() == 2


def test_no_mail_breaks_the_independence_of_verdicts_or_follows_who_left(
    committed: str, postbox: Postbox
) -> None:
    people.adopt("Nobody follows another.", independent_verdicts=True)
    article = people.submitted()
    names = ("reviewer1", "reviewer2", "reviewer3")
    people.asked(article, *names)
    workflow.start_review(article, by=people.editor())
    later()
    addressed(*names)
    postbox.letters.clear()
    mine = comment(article, "reviewer1", "Mine.")
    left = comment(article, "reviewer3", "Left behind.")
    workflow.answer(mine, by=people.user("reviewer2"), text="I would approve.")
    own = Assignment.objects.get(member__user__username="reviewer3")
    workflow.end_assignment(
        own, by=own.member.user, outcome=Assignment.Outcome.RECUSED, reason="A conflict."
    )
    author = people.first_author(article)
    workflow.answer(left, by=author, text="For nobody.")
    workflow.answer(mine, by=author, text="For one.")
    later()
    found = letters(postbox)
    assert list(found) == ["reviewer1"]
    assert "For one." in found["reviewer1"][0]
    assert len(found["reviewer1"]) == 1
