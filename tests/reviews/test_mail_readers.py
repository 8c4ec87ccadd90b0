"""Mails to readers who asked: what the mail server does not take is tried again, then listed."""

import datetime
import logging
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Asking, ReaderQuestion
from articles.questions.telling import forget_addresses, tell
from articles.questions.tokens import confirm_token
from articles.search import rarity
from reviews import workflow
from reviews.mail.recovery import PATIENCE, recover
from reviews.questions import decline
from tests import people
from tests.articles.asked import opened
from tests.mailserver import DIES, HANGS, REFUSES, Postbox, later, work
from tests.reviews.desk import client_of

pytestmark = pytest.mark.django_db

ADDRESS = "Nora.Asker+news@example.org"
MAILS = "/admin/reviews/mail/"
AGAIN = f"{MAILS}readers/again/"
TITLE = "Mails to readers that could not be sent"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    rarity.forget()


def asks(text: str = "Does magnesium help against migraine?", email: str = ADDRESS) -> str:
    """Send a question with an address; return where the reader follows it."""
    sent = {"question": text, "email": email, "website": "", "opened": opened()}
    return str(Client().post("/ask/board/", sent)["Location"])


def the_asking() -> Asking:
    return Asking.objects.get()


def asked_and_declined() -> None:
    """The reader confirmed the address, and an editor declined the question."""
    asks()
    work()
    Asking.objects.update(confirmed_at=timezone.now())
    decline(ReaderQuestion.objects.get(), by=people.editor(), reason="Only on people.")


def given_up(postbox: Postbox) -> Asking:
    """A reader asks whom the mail server does not know."""
    postbox.unknown = {ADDRESS}
    postbox.refusal = f"550 5.1.1 <{ADDRESS.lower()}>: nora.asker unknown at example.org"
    asks()
    work()
    return the_asking()


@pytest.mark.parametrize("mood", [REFUSES, HANGS, DIES])
def test_a_link_that_the_server_does_not_take_is_tried_again(postbox: Postbox, mood: str) -> None:
    asks()
    postbox.moods = [mood]
    work()
    asking = the_asking()
    assert (asking.attempts, asking.failed_at) == (1, None)
    assert asking.error.startswith("The mail server")
    assert asking.next_attempt_at > timezone.now()
    work()
    assert the_asking().attempts == 1  # not before its time
    later()
    work()
    asking = the_asking()
    assert (asking.attempts, asking.next_attempt_at, asking.error) == (0, None, "")
    assert asking.email == ADDRESS
    assert len({letter["Message-ID"] for letter in postbox.letters}) == 1
    assert TITLE not in client_of(people.editor()).get(MAILS).text


def test_a_reader_whom_the_server_does_not_know_is_listed_without_the_address(
    postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        asking = given_up(postbox)
        page = client_of(people.editor()).get(MAILS).text
    assert (asking.attempts, bool(asking.failed_at), asking.next_attempt_at) == (1, True, None)
    assert TITLE in page
    assert "The link to confirm an address. Asked: <a" in page
    assert "Does magnesium help against migraine?" in page
    assert "does not take mail for this address: 550 5.1.1 &lt;…&gt;: … unknown at …" in page
    mail_server = "mail.log"
    others = {"django.db.backends", mail_server}
    told = [one.getMessage() for one in caplog.records if one.name not in others]
    assert "A mail to a reader was not sent: SMTPRecipientsRefused" in told
    for said in (page.lower(), " ".join(told).lower()):
        assert ("nora" in said, "example.org" in said) == (False, False)
    assert not DBTaskResult.objects.filter(exception_class_path__gt="").exists()
    overview = client_of(people.editor()).get("/admin/").text
    assert '<a href="/admin/reviews/mail/?sent=failed">1<' in overview


def test_the_reader_sees_that_no_mail_comes(postbox: Postbox) -> None:
    postbox.unknown = {ADDRESS}
    own = asks()
    assert "We have sent you a mail" in Client().get(own).text
    work()
    page = Client().get(own).text
    assert "We could not send our mail to the address that you left." in page
    assert "delete this and ask again" in page
    assert "We have sent you a mail" not in page


def test_an_editor_tries_again_and_nobody_else_does(postbox: Postbox) -> None:
    given_up(postbox)
    auditor = client_of(people.user("auditor", "Auditor"))
    page = auditor.get(MAILS).text
    assert (TITLE in page, AGAIN in page) == (True, False)
    assert auditor.post(AGAIN).status_code == 403
    assert client_of(people.author().user).post(AGAIN).status_code == 403
    assert Client().post(AGAIN).status_code == 403
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(people.editor())
    assert forged.post(AGAIN).status_code == 403
    editor = client_of(people.editor())
    assert editor.get(AGAIN).status_code == 405
    assert the_asking().failed_at
    postbox.unknown = set()
    assert f'action="{AGAIN}"' in editor.get(MAILS).text
    assert "Mails to readers on their way again: 1." in editor.post(AGAIN, follow=True).text
    assert "Mails to readers on their way again: 0." in editor.post(AGAIN, follow=True).text
    work()
    assert [letter["To"] for letter in postbox.letters] == [ADDRESS]
    assert (the_asking().failed_at, the_asking().error) == (None, "")
    assert TITLE not in editor.get(MAILS).text


def test_the_outcome_is_tried_for_a_day_and_then_listed(postbox: Postbox) -> None:
    asked_and_declined()
    postbox.letters.clear()
    postbox.moods = [REFUSES] * 7
    for _ in range(9):
        work()
        tell()  # as the clock does meanwhile
        later()
    asking = the_asking()
    assert (asking.attempts, bool(asking.failed_at), postbox.letters) == (7, True, [])
    editor = client_of(people.editor())
    assert "That the question is not answered. Asked: <a" in editor.get(MAILS).text
    editor.post(AGAIN)
    work()
    (letter,) = postbox.letters
    assert "Only on people." in letter.get_content()
    asking = the_asking()
    assert (asking.email, asking.confirmed_at, asking.failed_at, asking.error) == (
        *("", None),
        *(None, ""),
    )


def test_what_was_withdrawn_meanwhile_is_not_told(postbox: Postbox) -> None:
    asks()
    article = people.approved()
    work()
    ReaderQuestion.objects.update(draft=article)
    Asking.objects.update(confirmed_at=timezone.now())
    postbox.letters.clear()
    assert tell() == 1
    postbox.unknown = {ADDRESS}
    work()
    assert Asking.objects.given_up().count() == 1
    workflow.withdraw(article, by=people.editor(), category="wrong", sentence="Misread.")
    editor = client_of(people.editor())
    assert TITLE not in editor.get(MAILS).text
    Asking.objects.update(failed_at=None, next_attempt_at=timezone.now() - PATIENCE * 2)
    recover.call()
    work()
    asking = the_asking()
    assert (asking.email, asking.next_attempt_at, asking.failed_at) == (ADDRESS, None, None)


def test_a_mail_that_cannot_be_made_is_put_off_in_words(postbox: Postbox, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "desk@answers.example\nBcc: all@example.org"
    asks()
    work()
    asking = the_asking()
    assert asking.attempts == 1
    assert asking.error.startswith("The mail could not be made: ")
    assert not DBTaskResult.objects.filter(status="FAILED").exists()


def test_words_that_the_database_cannot_store_do_not_stop_the_tries(postbox: Postbox) -> None:
    """PostgreSQL stores no NUL: each try would fail anew and count for nothing."""
    postbox.unknown, postbox.refusal = {ADDRESS, "editor@example.org"}, "550 No\0body\x1b[1m"
    asks()
    people.user("editor", "Editor")
    editor = people.editor()
    editor.email = "editor@example.org"
    editor.save()
    people.submitted()
    work()
    words = "The mail server does not take mail for this address: 550 No�body�[1m"
    assert the_asking().error == words
    assert editor.mails.get().error == words


def test_what_a_killed_worker_left_is_taken_up(postbox: Postbox) -> None:
    asks()
    DBTaskResult.objects.all().delete()
    work()
    assert postbox.letters == []
    Asking.objects.update(next_attempt_at=timezone.now() - PATIENCE * 2)
    recover.call()
    recover.call()
    work()
    assert len(postbox.letters) == 1


def test_a_reader_who_confirms_meanwhile_is_not_asked_again(postbox: Postbox) -> None:
    asking = given_up(postbox)
    page = f"/questions/confirm/{confirm_token(asking)}/"
    assert Client().post(page).status_code == 302
    asking = the_asking()
    assert (bool(asking.confirmed_at), asking.failed_at, asking.error) == (True, None, "")


@pytest.mark.parametrize(
    ("confirmed", "days", "kept"), [(True, 29, True), (True, 31, False), (False, 0, False)]
)
def test_an_address_that_was_given_up_is_forgotten_with_its_reason(
    postbox: Postbox, confirmed: bool, days: int, kept: bool
) -> None:
    given_up(postbox)
    now = timezone.now()
    Asking.objects.update(
        failed_at=now - datetime.timedelta(days),
        asked_at=now - datetime.timedelta(8),
        confirmed_at=now if confirmed else None,
    )
    forget_addresses()
    asking = the_asking()
    assert (bool(asking.email), bool(asking.failed_at), bool(asking.error)) == (kept, kept, kept)


def test_no_reason_outlives_its_address_also_by_sql(postbox: Postbox) -> None:
    given_up(postbox)
    with pytest.raises(IntegrityError, match="goes_with_address"), transaction.atomic():
        Asking.objects.update(email="")


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_takes_as_many_queries_for_many(
    postbox: Postbox, size: int, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        asks(f"Is medicine{number} number{number} safe?")
    Asking.objects.update(next_attempt_at=None, failed_at=timezone.now(), error="No.")
    editor = client_of(people.editor())
    editor.get(MAILS)
    with django_assert_num_queries(8):
        page = editor.get(MAILS).text
    assert page.count("The link to confirm an address") == size
