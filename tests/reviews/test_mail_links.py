"""A link to choose a password that the mail server did not take: its person hears of it later."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from reviews.models import Mail, MailChoice, PasswordLink
from tests import people
from tests.mailserver import DIES, HANGS, REFUSES, Postbox, later, work
from tests.reviews.desk import client_of

pytestmark = pytest.mark.django_db

FORGOTTEN = "/admin/password_reset/"
ADDRESS = "reader@example.org"


@pytest.fixture
def reader() -> User:
    person = people.user("reader", "Author")
    person.email = ADDRESS
    person.save()
    return person


def ask(email: str = ADDRESS) -> Any:
    return Client().post(FORGOTTEN, {"email": email}, follow=True)


@pytest.mark.parametrize("mood", [REFUSES, HANGS, DIES])
def test_a_link_that_was_not_sent_is_followed_by_a_mail_without_one(
    postbox: Postbox, reader: User, settings: Any, mood: str
) -> None:
    settings.SITE_URL = "https://answers.example"
    postbox.moods = [mood]
    ask()
    postbox.letters.clear()  # a server that hangs may have taken it
    mail = Mail.objects.get()
    assert (mail.to, mail.attempts, mail.sent_at) == (reader, 0, None)
    assert "Waiting" in client_of(people.editor()).get("/admin/reviews/mail/?sent=waiting").text
    work()
    (letter,) = postbox.letters
    text = letter.get_body(("plain",)).get_content()
    assert letter["To"] == ADDRESS
    assert letter["Subject"] == "Imprimatur: Your link to choose a password could not be sent"
    assert f"Ask for a new link: https://answers.example{FORGOTTEN}" in text.splitlines()
    assert f"On {timezone.now():%Y-%m-%d} at " in text
    assert "the user name reader" in text
    assert not re.search(rf"{FORGOTTEN}\w", letter.as_string() + str(mail.paragraphs) + mail.path)


def test_the_person_at_the_form_sees_the_same_whatever_happens(
    postbox: Postbox, reader: User
) -> None:
    postbox.unknown = {ADDRESS}
    refused, unknown = ask(), ask("nobody@example.org")
    assert refused.redirect_chain == unknown.redirect_chain == [(f"{FORGOTTEN}done/", 302)]
    assert refused.text == unknown.text
    assert Mail.objects.count() == 1


def test_asking_again_and_again_keeps_one_mail(postbox: Postbox, reader: User) -> None:
    postbox.moods = [REFUSES] * 4
    for _ in range(3):
        ask()
    assert Mail.objects.count() == 1
    work()
    later()
    work()
    assert Mail.objects.get().sent_at
    PasswordLink.objects.all().delete()
    postbox.moods = [REFUSES]
    ask()
    assert Mail.objects.get().sent_at is None  # of the next time
    work()
    assert len({letter["Message-ID"] for letter in postbox.letters}) == len(postbox.letters) == 2


def test_an_address_that_the_server_does_not_know_is_listed_once(
    postbox: Postbox, reader: User
) -> None:
    postbox.unknown = {ADDRESS}
    for _ in range(3):
        ask()
        work()
    mail = Mail.objects.get()
    assert (mail.attempts, bool(mail.failed_at)) == (1, True)
    page = client_of(people.editor()).get("/admin/reviews/mail/?sent=failed").text
    assert "Your link to choose a password could not be sent" in page
    assert "550 Nobody of that name lives here" in page


def test_who_wants_one_mail_a_day_hears_of_a_missing_link_at_once(
    postbox: Postbox, reader: User
) -> None:
    MailChoice.objects.create(user=reader, daily=True)
    postbox.moods = [REFUSES]
    ask()
    work()
    assert len(postbox.letters) == 1


def test_a_link_that_was_sent_keeps_no_mail(postbox: Postbox, reader: User) -> None:
    ask()
    (letter,) = postbox.letters
    assert re.search(rf"{FORGOTTEN}\w+/\S+/", letter.get_content())
    assert not Mail.objects.exists()
