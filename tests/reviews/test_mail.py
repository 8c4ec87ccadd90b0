"""Mails: to the right people, once, through a real mail server, whatever state it is in."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Article, Standing
from reviews import clock, workflow
from reviews.mail.digests import gather
from reviews.mail.heads import mail_head
from reviews.mail.recovery import PATIENCE, recover
from reviews.mail.reminders import remind
from reviews.models import Assignment, Mail, MailChoice
from reviews.verification.chain import Head, check_chain
from tests import people
from tests.mailserver import DIES, HANGS, LOSES, REFUSES, Postbox, later, work
from tests.reviews.desk import client_of

pytestmark = pytest.mark.django_db

NAMES = ("author", "reviewer1", "reviewer2", "editor", "second", "chief")


@pytest.fixture(autouse=True)
def with_addresses() -> None:
    people.author()
    for name in ("reviewer1", "reviewer2"):
        people.member(name)
    people.editor()
    people.editor("second")
    people.user("chief", "Editor-in-chief")
    for name in NAMES:
        User.objects.filter(username=name).update(email=f"{name}@example.org")


def at(*names: str) -> list[str]:
    return sorted(f"{name}@example.org" for name in names)


def told(box: Postbox, about: str) -> list[str]:
    """Return who was told, in mails whose subject begins with `about`, and forget them."""
    found = sorted(
        str(letter["To"]) for letter in box.letters if f"Imprimatur: {about}" in letter["Subject"]
    )
    box.letters.clear()
    return found


def test_each_verb_tells_the_people_concerned(postbox: Postbox) -> None:
    article = people.submitted()
    work()
    assert told(postbox, "Submitted: ") == at("editor", "second", "chief")
    people.under_review(people.drafted())
    Mail.objects.all().delete()
    workflow.assign(
        article,
        by=people.editor(),
        members=[people.member("reviewer1"), people.member("reviewer2")],
    )
    work()
    assert told(postbox, "You are asked to review: ") != []
    workflow.start_review(article, by=people.editor())
    people.sign(article, "reviewer1", "request_changes", "The dose is missing.")
    work()
    assert told(postbox, "Changes are asked for: ") == at("author")
    people.approved(article)
    work()
    assert told(postbox, "Approved: ") == at("author", "reviewer1", "editor", "second", "chief")
    workflow.withdraw(article, by=people.editor(), category="wrong", sentence="Misread.")
    work()
    assert told(postbox, "Withdrawn: ") == at("author", "reviewer1", "reviewer2", "second", "chief")


def test_members_hear_once_that_a_colleague_ended_their_review(postbox: Postbox) -> None:
    third = people.member("reviewer3").user
    User.objects.filter(pk=third.pk).update(email="reviewer3@example.org")
    article = people.submitted()
    names = ("reviewer1", "reviewer2", "reviewer3")
    workflow.assign(article, by=people.editor(), members=[people.member(name) for name in names])
    people.accept(article, "reviewer1", "reviewer2")
    workflow.start_review(article, by=people.editor())
    people.sign(article, "reviewer1", "request_changes", "The dose is missing.")
    work()
    letters = [one for one in postbox.letters if "No review is needed any more" in one["Subject"]]
    assert sorted(str(one["To"]) for one in letters) == at("reviewer2", "reviewer3")
    text = letters[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Changes were requested." in text
    assert "The dose is missing." not in text
    for name, place in (("reviewer2", "review"), ("reviewer3", "invitation")):
        letter = next(one for one in letters if one["To"] == at(name)[0])
        words = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        link = re.search(r"See the submission: https?://[^/]+(\S+)", words)
        assert link is not None
        shown = client_of(people.user(name)).get(link[1], follow=True)
        assert (shown.status_code, place in shown.request["PATH_INFO"]) == (200, True)
    postbox.letters.clear()
    DBTaskResult.objects.update(status="READY")  # as after a kill
    work()
    assert told(postbox, "No review is needed any more") == []


def test_members_hear_of_the_end_of_a_review_however_it_ends(postbox: Postbox) -> None:
    def ended() -> list[str]:
        work()
        return told(postbox, "No review is needed any more: ")

    article = people.under_review()
    third = people.member("reviewer3")
    User.objects.filter(pk=third.user_id).update(email="reviewer3@example.org")
    workflow.return_to_authors(article, by=people.editor(), category="scope", sentence="Shorter.")
    assert ended() == at("reviewer1", "reviewer2")
    people.submitted(article)
    people.asked(article, "reviewer1")
    workflow.take_back(article, by=people.first_author(article))
    assert ended() == at("reviewer1")
    people.under_review(article)
    workflow.assign(article, by=people.editor(), members=[third])
    people.sign(article, "reviewer1")
    people.sign(article, "reviewer2")
    assert ended() == at("reviewer3")
    workflow.revise(article, by=people.first_author(article), kind="update", note="Newer.")
    people.under_review(article)
    workflow.withdraw(article, by=people.editor(), category="wrong", sentence="Misread.")
    assert ended() == at("reviewer1", "reviewer2")


def test_a_member_gets_the_question_the_day_and_the_one_link_as_text_and_html(
    postbox: Postbox, settings: Any
) -> None:
    settings.SITE_URL = "https://answers.example"
    article = people.submitted(people.drafted(question="Does <b>it</b> & that help?"))
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer1")])
    work()
    (letter,) = [one for one in postbox.letters if one["To"] == "reviewer1@example.org"]
    row = Assignment.objects.get()
    text, html = (part.get_content() for part in letter.iter_parts())
    link = f"https://answers.example/admin/reviews/assignment/{row.pk}/invitation/"
    assert f"Editor Test asks you to review “{article.question}”.\n" in text.replace("\r\n", "\n")
    assert f"Answer the invitation: {link}" in text
    assert f'<a href="{link}">Answer the invitation</a>' in html
    assert "Does &lt;b&gt;it&lt;/b&gt; &amp; that help?" in html
    assert (html.count("src="), html.count("style")) == (0, 0)
    assert "The test of case" not in text + html
    assert letter["Subject"] == f"Imprimatur: You are asked to review: {article.question}"


def test_nothing_is_told_of_what_was_rolled_back(postbox: Postbox) -> None:
    with transaction.atomic():
        people.submitted()
        transaction.set_rollback(True)
    work()
    assert (postbox.letters, Mail.objects.count()) == ([], 0)


def one_mail(name: str = "reviewer1") -> Mail:
    article = people.submitted()
    workflow.assign(article, by=people.editor(), members=[people.member(name)])
    return Mail.objects.filter(to__username=name).get() if Mail.objects.exists() else Mail()


def to_reviewer() -> Mail:
    return Mail.objects.get(to__username="reviewer1")


def only_reviewer() -> None:
    User.objects.exclude(username="reviewer1").update(email="")


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        (REFUSES, "The mail server refused it: 451 Come back later"),
        (HANGS, "The mail server"),  # did not answer in time, or broke off
        (DIES, "The mail server broke off"),
    ],
)
def test_a_mail_that_the_server_does_not_take_is_tried_again(
    postbox: Postbox, mood: str, words: str
) -> None:
    only_reviewer()
    one_mail()
    postbox.moods = [mood]
    work()
    mail = to_reviewer()
    assert (mail.attempts, mail.sent_at, mail.failed_at) == (1, None, None)
    assert mail.error.startswith(words)
    assert mail.next_attempt_at > timezone.now()
    work()
    assert to_reviewer().attempts == 1  # not before its time
    later()
    work()
    mail = to_reviewer()
    assert (mail.attempts, bool(mail.sent_at), mail.error) == (2, True, "")
    assert postbox.letters[-1]["To"] == "reviewer1@example.org"


def test_a_mail_whose_answer_was_lost_comes_again_with_the_same_message_id(
    postbox: Postbox,
) -> None:
    only_reviewer()
    one_mail()
    postbox.moods = [LOSES]
    work()
    later()
    work()
    ids = [letter["Message-ID"] for letter in postbox.letters]
    assert ids == [f"<{to_reviewer().pk}@answers.example>"] * 2
    later()
    work()
    assert len(postbox.letters) == 2


def test_what_is_given_up_is_listed_for_editors_who_send_it_again(postbox: Postbox) -> None:
    only_reviewer()
    one_mail()
    postbox.moods = [REFUSES] * 7
    for _ in range(7):
        work()
        later()
    mail = to_reviewer()
    assert (mail.attempts, bool(mail.failed_at)) == (7, True)
    desk = client_of(people.editor())
    page = desk.get("/admin/reviews/mail/?sent=failed")
    assert "Come back later" in page.text
    sent = {"action": "send_again", "_selected_action": [str(mail.pk)]}
    response = desk.post("/admin/reviews/mail/?sent=failed", sent, follow=True)
    assert "Mails on their way again: 1." in response.text
    work()
    assert [letter["To"] for letter in postbox.letters] == ["reviewer1@example.org"]
    assert to_reviewer().sent_at


def test_an_auditor_cannot_send_again(postbox: Postbox) -> None:
    page = client_of(people.user("auditor", "Auditor")).get("/admin/reviews/mail/")
    assert page.status_code == 200
    assert "send_again" not in page.text


def test_an_address_that_the_server_does_not_know_is_given_up_at_once(postbox: Postbox) -> None:
    only_reviewer()
    one_mail()
    postbox.unknown = {"reviewer1@example.org"}
    work()
    mail = to_reviewer()
    assert (mail.attempts, bool(mail.failed_at)) == (1, True)
    assert mail.error == (
        "The mail server does not take mail for this address: 550 Nobody of that name lives here"
    )


def test_what_a_killed_worker_left_is_taken_up(postbox: Postbox) -> None:
    """As kill -9 leaves it: the task is marked as running, and nobody runs it."""
    only_reviewer()
    one_mail()
    long_ago = timezone.now() - PATIENCE * 2
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago, worker_ids=["gone"])
    work()
    assert postbox.letters == []
    recover.call()
    work()
    assert len(postbox.letters) == 1
    recover.call()
    work()
    assert len(postbox.letters) == 1


def test_what_could_never_be_written_is_listed_for_editors_who_try_again(
    postbox: Postbox,
) -> None:
    article = people.submitted()
    work()
    Mail.objects.all().delete()
    long_ago = timezone.now() - PATIENCE * 2
    died = {"status": "RUNNING", "started_at": long_ago, "worker_ids": ["gone"] * 5}
    DBTaskResult.objects.filter(task_path="reviews.mail.telling.write").update(**died)
    recover.call()
    work()
    assert not Mail.objects.exists()
    desk = client_of(people.editor())
    page = desk.get("/admin/reviews/mail/?sent=failed").text
    assert "An article was submitted: <a" in page
    assert article.question in page
    overview = desk.get("/admin/").text
    assert '<a href="/admin/reviews/mail/?sent=failed">1<' in overview
    again = "/admin/reviews/mail/again/"
    assert client_of(people.user("auditor", "Auditor")).post(again).status_code == 403
    assert desk.get(again).status_code == 405
    assert "Being told again: 1." in desk.post(again, follow=True).text
    postbox.letters.clear()
    work()
    assert told(postbox, "Submitted: ") == at("editor", "second", "chief")
    assert "Nobody was told" not in desk.get("/admin/reviews/mail/").text


def test_a_person_who_wants_one_mail_a_day_gets_one(postbox: Postbox) -> None:
    only_reviewer()
    desk = client_of(people.user("reviewer1"))
    assert desk.get("/admin/me/").status_code == 200
    assert desk.post("/admin/me/", {"rhythm": "hourly"}).status_code == 200
    assert desk.post("/admin/me/", {"rhythm": "daily"}).status_code == 302
    assert MailChoice.objects.get().daily
    questions = [people.submitted().question for _ in range(3)]
    for article in Article.objects.all():
        workflow.assign(article, by=people.editor(), members=[people.member("reviewer1")])
    work()
    assert postbox.letters == []
    morning = timezone.now().replace(hour=7)
    assert gather(morning.replace(hour=5)) == 0
    assert [gather(morning), gather(morning)] == [1, 0]
    work()
    (letter,) = postbox.letters
    text, html = (part.get_content() for part in letter.iter_parts())
    assert [question in text and question in html for question in questions] == [True] * 3
    assert letter["Subject"] == f"Imprimatur: 3 things for you, {morning:%Y-%m-%d}"
    assert gather(morning + datetime.timedelta(days=1)) == 0


def test_reviewers_are_reminded_before_and_after_the_day_once_each(postbox: Postbox) -> None:
    only_reviewer()
    one_mail()
    due = Assignment.objects.get().due
    days = [-4, -3, -2, 0, 1, 2]
    assert [remind(due + datetime.timedelta(day)) for day in days] == [0, 1, 0, 0, 1, 0]
    work()
    subjects = sorted(
        letter["Subject"].partition(": ")[2].partition(":")[0] for letter in postbox.letters
    )
    assert subjects == ["You are asked to review", "Your review is due soon", "Your review is late"]


def test_the_clock_tells_more_people_the_later_it_is(postbox: Postbox) -> None:
    people.approved()
    work()
    Mail.objects.all().delete()
    postbox.letters.clear()
    due = Standing.objects.get().review_due

    def tick(days: int, about: str) -> list[str]:
        list(clock.tick(today=due + datetime.timedelta(days)))
        work()
        return told(postbox, about)

    assert tick(0, "Review due: ") == at("author", "editor", "second")
    signers = ("reviewer1", "reviewer2")
    assert tick(1, "Review overdue: ") == at("author", "editor", "second", *signers)
    everyone = at("author", "editor", "second", *signers, "chief")
    assert tick(31, "Review long overdue: ") == everyone


def test_editors_hear_who_stepped_back_why_and_whom_they_suggest(postbox: Postbox) -> None:
    article = people.submitted()
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    people.accept(article, "reviewer2")
    workflow.decline(
        article,
        by=people.user("reviewer1"),
        submission=people.latest(article),
        reason="Not my field.",
        colleague=people.member("reviewer3"),
    )
    workflow.end_assignment(
        Assignment.objects.open().get(),
        by=people.user("reviewer2"),
        outcome=Assignment.Outcome.RECUSED,
        reason="I know the maker.",
    )
    work()
    letters = [one for one in postbox.letters if "stepped back" in one["Subject"]]
    texts = sorted(letter.get_body().get_content() for letter in letters)
    assert told(postbox, "A reviewer stepped back: ") == sorted(at("editor", "second", "chief") * 2)
    assert "Dr. Reviewer1: declined. Not my field." in texts[0]
    assert "Suggested instead: Dr. Reviewer3." in texts[0]
    assert "Dr. Reviewer2: recused. I know the maker." in texts[-1]


def test_who_has_no_address_or_is_not_active_gets_none(postbox: Postbox) -> None:
    people.submitted()
    User.objects.filter(username="second").update(email="")
    User.objects.filter(username="chief").update(is_active=False)
    work()
    assert told(postbox, "Submitted: ") == at("editor")


# The head of the record


def test_editors_get_the_head_once_a_day_as_verify_record_takes_it(postbox: Postbox) -> None:
    people.approved()
    MailChoice.objects.create(user=people.editor("second"), daily=True)
    User.objects.filter(username="chief").update(email="")
    now = timezone.now()
    assert (mail_head(now), mail_head(now)) == (2, 0)
    work()
    (letter,) = [one for one in postbox.letters if "Head of the record" in one["Subject"]]
    assert str(letter["To"]) == "editor@example.org"
    text = letter.get_body(("plain",)).get_content()
    (head,) = re.findall(r"^(\d+:[0-9a-f]{64})\s*$", text, re.MULTILINE)
    assert Mail.objects.held().filter(to=people.editor("second")).exists()
    people.submitted()
    check_chain(lambda _: None, Head.parse(head))
    assert mail_head(now + datetime.timedelta(days=1)) == 2
