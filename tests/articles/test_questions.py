"""A question on its way: from the box to the board's list, a draft, and the asker's mailbox."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core.management import call_command
from django.test import Client

from articles.models import Article, ArticleTopic, Asking, Disclaimer, ReaderQuestion
from articles.search import rarity
from tests import people
from tests.articles.asked import opened
from tests.browser.conftest import free_port
from tests.mailserver import later, work

pytestmark = pytest.mark.django_db

QUESTION = "Does magnesium help against migraine in children?"
LIST = "/admin/articles/readerquestion/"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    rarity.forget()


class Mailbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)

    def last(self, to: str) -> str:
        mail = self.mails[-1]
        assert mail["To"] == to
        return str(mail.get_payload(decode=True).decode())


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


def send(client: Client, question: str = QUESTION, **fields: str) -> Any:
    sent = {"question": question, "email": "", "website": "", "opened": opened(), **fields}
    return client.post("/ask/board/", sent)


def refused(answer: Any) -> str:
    assert answer.status_code == 200
    assert ReaderQuestion.objects.count() == Asking.objects.count() == 0
    page = answer.content.decode()
    assert "Your question was not sent, and nothing of it was kept" in page
    return page


def path(mail: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", mail)
    assert found is not None
    return found[1]


def desk(name: str, group: str) -> Client:
    client = Client()
    person = people.author(name).user if group == "Author" else people.user(name, group)
    client.force_login(person)
    return client


def test_a_question_goes_the_whole_way_into_the_askers_mailbox(
    client: Client, mailbox: Mailbox
) -> None:
    page = client.post("/ask/", {"question": QUESTION}).content.decode()
    assert 'action="/ask/board/"' in page
    answer = send(client, email="asker@example.org")
    assert mailbox.mails == []  # who asks does not wait for the mail server
    work()
    own = answer["Location"]
    assert re.fullmatch(r"/questions/[\w-]{32}/", own)
    page = client.get(own)
    assert "We have sent you a mail" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert not client.cookies

    link = path(mailbox.last("asker@example.org"))
    assert Asking.objects.get().confirmed_at is None
    assert client.get(link).status_code == 200
    assert Asking.objects.get().confirmed_at is None  # a mail program that opens links is nobody
    assert client.post(link)["Location"] == own

    author = desk("writer", "Author")
    question = ReaderQuestion.objects.get()
    assert QUESTION in author.get(LIST).content.decode()
    begun = author.post(f"{LIST}{question.pk}/change/", {"answer": "Begin an answer"})
    article = Article.objects.get(asked_as=question)
    assert begun["Location"] == f"/admin/articles/article/{article.pk}/change/"
    assert article.question == QUESTION
    assert article.contributors.get().user.username == "writer"
    assert "Our authors are writing an answer" in client.get(own).content.decode()

    wording = article.wordings.get()
    wording.from_guidelines = "It does [@smith2020]."
    wording.save()
    ArticleTopic.objects.create(article=article, topic=people.general_medicine())
    people.citation()
    Disclaimer.objects.create(audience="clinician", text="For education.")
    people.approved(article)
    work()
    told = mailbox.last("asker@example.org")
    assert path(told) == f"/answers/{article.slug}/"
    assert len(mailbox.mails) == 2
    assert Asking.objects.get().email == ""
    assert f'href="/answers/{article.slug}/"' in client.get(own).content.decode()


def test_the_same_question_is_kept_once_and_counted(client: Client) -> None:
    owns = {
        send(client, text)["Location"]
        for text in (
            QUESTION,
            "does MAGNESIUM help children against migraine",
            "Does magnesium help against migraines in a child? Or children?",
        )
    }
    assert len(owns) == 3
    question = ReaderQuestion.objects.get()
    assert (question.text, question.times) == (QUESTION, 3)
    send(client, "Is zinc safe in pregnancy?")
    assert ReaderQuestion.objects.count() == 2
    first = owns.pop()
    client.post(f"{first}forget/")
    assert client.get(first).status_code == 404
    for own in owns:
        client.post(f"{own}forget/")
    assert ReaderQuestion.objects.get().text == "Is zinc safe in pregnancy?"


def test_editor_declines_with_a_reason_that_askers_read(client: Client, mailbox: Mailbox) -> None:
    own = send(client, email="asker@example.org")["Location"]
    question = ReaderQuestion.objects.get()
    change = f"{LIST}{question.pk}/change/"
    reason = {"decline": "Decline it", "reason": "We only answer questions on people."}
    assert desk("writer", "Author").post(change, reason).status_code == 403
    assert desk("reader", "Auditor").post(change, reason).status_code == 403
    editor = desk("chief", "Editor")
    assert "This field is required." in editor.post(change, {"decline": "x"}).content.decode()
    Asking.objects.update(confirmed_at="2026-01-01T00:00Z")
    assert editor.post(change, reason).status_code == 302
    work()
    assert reason["reason"] in mailbox.last("asker@example.org")
    assert reason["reason"] in client.get(own).content.decode()
    assert editor.post(change, reason).status_code == 302  # and says that it was declined already
    begun = desk("writer", "Author").post(change, {"answer": "x"}, follow=True)
    assert "This question was declined already." in begun.content.decode()
    assert Article.objects.count() == 0
    editor.post(f"{LIST}{question.pk}/delete/", {"post": "yes"})
    assert ReaderQuestion.objects.count() == 0


def test_two_authors_do_not_begin_the_same_answer(client: Client) -> None:
    send(client)
    change = f"{LIST}{ReaderQuestion.objects.get().pk}/change/"
    desk("writer", "Author").post(change, {"answer": "x"})
    second = desk("other", "Author").post(change, {"answer": "x"}, follow=True)
    assert "Somebody has begun to answer this already." in second.content.decode()
    assert Article.objects.count() == 1


def test_a_mail_that_could_not_be_sent_is_sent_later(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send(client, email="asker@example.org").status_code == 302
    for _ in range(9):
        work()
        later()
    assert Asking.objects.get().attempts == 7
    Asking.objects.update(asked_at="2026-01-01T00:00Z")
    ReaderQuestion.objects.update(
        declined_at="2026-01-01T00:00Z", declined_by=people.editor(), reason="No."
    )
    Asking.objects.update(confirmed_at="2026-01-01T00:00Z")
    call_command("tick")
    assert Asking.objects.get().email == "asker@example.org"
    Asking.objects.mail_no_more()
    call_command("tick")
    work()
    assert Asking.objects.get().email == "asker@example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later()
    work()
    assert Asking.objects.get().email == ""
    Asking.objects.update(email="late@example.org", confirmed_at=None)
    call_command("tick")
    assert Asking.objects.get().email == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"question": "Mrs. Sample has gout, what now?"},
            "Remove a name: \u201cMrs. Sample\u201d.",
        ),
        ({"question": ""}, "Type your question first."),
        ({"question": "x" * 10_000}, "Shorten your question to 5,000 characters"),
        ({"question": "a\0b"}, "control character"),
        ({"question": "???"}, "There is no word in this"),
        ({"email": "nobody"}, "This is no mail address"),
        ({"website": "https://example.org"}, "A field that people do not see was filled in."),
        ({"opened": ""}, "This page was open for too long."),
        ({"opened": "forged"}, "This page was open for too long."),
        ({"opened": opened(100_000)}, "This page was open for too long."),
        ({"opened": opened(-1_000)}, "That was faster than a person writes."),
    ],
)
def test_what_is_refused_is_not_kept(
    client: Client, caplog: Any, fields: dict[str, str], sentence: str
) -> None:
    page = refused(send(client, **fields))
    assert sentence in page
    assert "Sample" not in caplog.text


def test_who_sends_too_many_waits(client: Client) -> None:
    answers = [send(client, f"Is drug{n} safe?") for n in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_takes_as_many_queries_for_many(
    client: Client, size: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(size):
        send(client, f"Is medicine{number} number{number} safe{number}?")
    author = desk("writer", "Author")
    author.get(LIST)
    with django_assert_max_num_queries(12):
        author.get(LIST)
