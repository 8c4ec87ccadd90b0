"""Accounts: editors make them, nobody is made more than their maker, nobody is deleted."""

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from articles.models import Author
from reviews.models import BoardMember, MailChoice
from tests import people
from tests.mailserver import work

LIST = "/admin/auth/user/"
FORGOTTEN = "/admin/password_reset/"
NO_PROFILES = {
    f"{prefix}-{name}": value
    for prefix in ("author", "board_member")
    for name, value in {
        "TOTAL_FORMS": "1",
        "INITIAL_FORMS": "0",
        "MIN_NUM_FORMS": "0",
        "MAX_NUM_FORMS": "1",
    }.items()
} | {"board_member-0-is_active": "on"}

pytestmark = pytest.mark.django_db


def desk_of(name: str, *groups: str) -> Client:
    client = Client()
    client.force_login(people.user(name, *groups))
    return client


@pytest.fixture
def editor() -> Client:
    return desk_of("editor", "Editor")


@pytest.fixture
def chief() -> Client:
    return desk_of("chief", "Editor-in-chief")


def groups(*names: str) -> list[int]:
    return list(Group.objects.filter(name__in=names).values_list("pk", flat=True))


def new_account(**facts: Any) -> dict[str, Any]:
    return {
        "username": "newcomer",
        "first_name": "Nora",
        "last_name": "Newcomer",
        "email": "nora@example.org",
        "groups": groups("Author"),
        **NO_PROFILES,
    } | facts


def changed(account: User, **facts: Any) -> dict[str, Any]:
    return {
        "first_name": "Changed",
        "last_name": account.last_name,
        "email": account.email or f"{account.username}@example.org",
        "groups": list(account.groups.values_list("pk", flat=True)),
        "is_active": "on",
        "change_reason": "A new name.",
        **NO_PROFILES,
    } | facts


def page_of(account: User) -> str:
    return reverse("admin:auth_user_change", args=[account.pk])


def sentences(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_an_editor_makes_an_account_without_ever_knowing_its_password(
    editor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = editor.post(f"{LIST}add/", new_account())
    assert response.status_code == 302
    account = User.objects.get(username="newcomer")
    assert not account.has_usable_password()
    assert (account.is_staff, account.is_superuser, account.is_active) == (True, False, True)
    assert [group.name for group in account.groups.all()] == ["Author"]
    (letter,) = mail.outbox
    assert letter.to == ["nora@example.org"]
    assert letter.subject == "Your account at Imprimatur"
    choose_password(letter.body, "a long enough secret 1")
    account.refresh_from_db()
    assert account.check_password("a long enough secret 1")
    assert account.password.startswith("argon2")


def choose_password(letter: str, password: str) -> None:
    link = re.search(r"http://testserver(\S+/password_reset/\S+/\S+/)", letter)
    assert link
    client = Client()
    form = client.get(link[1], follow=True)
    data = {"new_password1": password, "new_password2": password}
    done = client.post(form.request["PATH_INFO"], data, follow=True)
    assert done.redirect_chain == [("/admin/password_reset/complete/", 302)]


def test_the_link_works_once(editor: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(f"{LIST}add/", new_account())
    body = mail.outbox[0].body
    choose_password(body, "a long enough secret 1")
    link = re.search(r"http://testserver(\S+/password_reset/\S+/\S+/)", body)
    assert link
    assert "The link has been used" in Client().get(link[1], follow=True).text


def test_profiles_are_made_with_the_account(editor: Client) -> None:
    profiles = {
        "author-0-name": "Dr. Nora Newcomer",
        "author-0-credentials": "MD",
        "board_member-0-name": "Prof. Nora Newcomer",
        "board_member-0-credentials": "MD, PhD",
        "board_member-0-is_active": "on",
    }
    data = new_account(groups=groups("Author", "Board member"), **profiles)
    assert editor.post(f"{LIST}add/", data).status_code == 302
    account = User.objects.get(username="newcomer")
    assert account.author.name == "Dr. Nora Newcomer"
    assert account.board_member.name == "Prof. Nora Newcomer"
    history = BoardMember.history.get(user=account)
    assert (history.history_user.username, history.history_change_reason) == (
        "editor",
        "Added (groups now: Author, Board member)",
    )


@pytest.mark.parametrize("forged", ["is_superuser", "is_staff", "user_permissions", "password"])
def test_an_editor_cannot_set_what_is_not_on_the_form(editor: Client, forged: str) -> None:
    account = people.user("reader", "Author")
    before = (account.password, account.is_superuser, account.is_staff)
    editor.post(page_of(account), changed(account, **{forged: "1"}))
    account.refresh_from_db()
    assert account.first_name == "Changed"
    assert (account.password, account.is_superuser, account.is_staff) == before
    assert not account.user_permissions.exists()
    assert f'name="{forged}"' not in editor.get(page_of(account)).text


@pytest.mark.parametrize("group", ["Editor", "Editor-in-chief"])
def test_an_editor_cannot_make_editors(editor: Client, group: str) -> None:
    response = editor.post(f"{LIST}add/", new_account(groups=groups(group)))
    assert response.status_code == 200
    assert not User.objects.filter(username="newcomer").exists()
    account = people.user("reader", "Author")
    editor.post(page_of(account), changed(account, groups=groups("Author", group)))
    assert [row.name for row in account.groups.all()] == ["Author"]


def test_an_editor_in_chief_makes_editors(chief: Client) -> None:
    data = new_account(groups=groups("Editor", "Editor-in-chief"))
    assert chief.post(f"{LIST}add/", data).status_code == 302
    account = User.objects.get(username="newcomer")
    assert {group.name for group in account.groups.all()} == {"Editor", "Editor-in-chief"}


@pytest.mark.parametrize("above", ["Editor", "Editor-in-chief", "superuser"])
def test_an_editor_reads_accounts_above_their_own_and_changes_nothing(
    editor: Client, above: str
) -> None:
    account = people.user("other", *([above] if above != "superuser" else []))
    if above == "superuser":
        User.objects.filter(pk=account.pk).update(is_superuser=True)
    assert editor.get(page_of(account)).status_code == 200
    before = User.objects.values().get(pk=account.pk)
    assert editor.post(page_of(account), changed(account)).status_code == 403
    assert editor.post(f"{LIST}{account.pk}/invite/").status_code == 403
    assert User.objects.values().get(pk=account.pk) == before
    assert mail.outbox == []


def test_even_an_editor_in_chief_cannot_change_a_superuser(chief: Client) -> None:
    account = User.objects.create_superuser("root", "root@example.org", "x")
    assert chief.post(page_of(account), changed(account)).status_code == 403


def test_nobody_changes_their_own_groups_or_seat(chief: Client) -> None:
    account = User.objects.get(username="chief")
    seat = {
        "board_member-0-name": "Prof. Chief",
        "board_member-0-credentials": "MD",
        "board_member-0-is_active": "on",
    }
    data = changed(account, groups=groups("Author"), **seat) | {"is_active": ""}
    assert chief.post(page_of(account), data).status_code == 302
    account.refresh_from_db()
    assert account.first_name == "Changed"
    assert account.is_active
    assert [group.name for group in account.groups.all()] == ["Editor-in-chief"]
    assert not BoardMember.objects.filter(user=account).exists()


@pytest.mark.parametrize("who", ["Editor", "Editor-in-chief", "superuser"])
def test_nobody_sets_the_password_of_another(who: str) -> None:
    client = desk_of("someone", *([who] if who != "superuser" else []))
    if who == "superuser":
        User.objects.filter(username="someone").update(is_superuser=True)
    account = people.user("reader", "Author")
    for path in (f"{LIST}{account.pk}/password/", f"{LIST}{account.pk}/change/password/"):
        data = {"password1": "a new long secret", "password2": "a new long secret"}
        client.post(path, data | {"usable_password": "true"})
    account.refresh_from_db()
    assert account.check_password(people.PASSWORD)


@pytest.mark.parametrize("who", ["Editor", "superuser"])
def test_nobody_deletes_an_account(who: str) -> None:
    client = desk_of("someone", *([who] if who != "superuser" else []))
    if who == "superuser":
        User.objects.filter(username="someone").update(is_superuser=True)
    account = people.user("reader", "Author")
    assert client.post(f"{LIST}{account.pk}/delete/", {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"}
    client.post(LIST, data)
    assert User.objects.filter(pk=account.pk).exists()


@pytest.mark.parametrize("group", ["Author", "Board member", "Auditor", None])
def test_others_change_no_account(group: str | None) -> None:
    client = desk_of("someone", *([group] if group else []))
    account = people.user("reader", "Author")
    readable = 200 if group == "Auditor" else 403
    assert client.get(LIST).status_code == readable
    assert client.get(page_of(account)).status_code == readable
    assert client.post(page_of(account), changed(account)).status_code == 403
    assert client.post(f"{LIST}add/", new_account()).status_code == 403
    assert client.post(f"{LIST}{account.pk}/invite/").status_code == 403


def test_a_superuser_makes_another_and_stays_one() -> None:
    root = User.objects.create_superuser("root", "root@example.org", "x", first_name="R")
    client = Client()
    client.force_login(root)
    account = people.user("reader", "Author")
    client.post(page_of(account), changed(account, is_superuser="on"))
    account.refresh_from_db()
    assert account.is_superuser
    client.post(page_of(root), changed(root, last_name="Root", is_superuser=""))
    root.refresh_from_db()
    assert (root.last_name, root.is_superuser, root.is_active) == ("Root", True, True)


def test_a_permission_lost_between_page_and_click_is_lost(editor: Client) -> None:
    account = people.user("reader", "Author")
    assert editor.get(page_of(account)).status_code == 200
    User.objects.get(username="editor").groups.clear()
    assert editor.post(page_of(account), changed(account)).status_code == 403
    account.refresh_from_db()
    assert account.first_name == "Reader"


def test_a_deactivated_person_is_out_at_once(editor: Client) -> None:
    account = people.user("reader", "Author")
    reader = Client()
    reader.force_login(account)
    assert reader.get("/admin/").status_code == 200
    editor.post(page_of(account), {**changed(account), "is_active": ""})
    assert reader.get("/admin/").status_code == 302


def test_the_history_has_the_reason_and_the_groups_but_no_password(editor: Client) -> None:
    account = people.user("reader", "Author")
    editor.post(page_of(account), changed(account, groups=groups("Auditor")))
    row = User.history.filter(id=account.pk).latest()
    assert row.history_change_reason == "A new name. (groups now: Auditor)"
    assert row.history_user.username == "editor"
    assert not hasattr(row, "password")
    page = editor.get(f"{LIST}{account.pk}/history/")
    assert "A new name. (groups now: Auditor)" in page.text


def test_signing_in_writes_no_history() -> None:
    account = people.user("reader", "Author")
    before = User.history.count()
    client = Client()
    data = {"username": "reader", "password": people.PASSWORD, "next": "/admin/"}
    assert client.post("/admin/login/", data).status_code == 302
    account.refresh_from_db()
    assert account.last_login is not None
    assert User.history.count() == before


def test_a_change_without_a_reason_is_refused(editor: Client) -> None:
    account = people.user("reader", "Author")
    response = editor.post(page_of(account), changed(account, change_reason=" "))
    assert response.status_code == 200
    account.refresh_from_db()
    assert account.first_name == "Reader"


def test_a_new_mail_address_is_told_to_the_old_one_at_once(editor: Client) -> None:
    account = people.user("reader", "Author")
    MailChoice.objects.create(user=account, daily=True)
    User.objects.filter(pk=account.pk).update(email="old@example.org")
    editor.post(page_of(account), changed(account, email="new@example.org"))
    work()
    (letter,) = mail.outbox
    assert letter.to == ["old@example.org"]
    assert "The account reader had this address." in letter.body
    listed = editor.get("/admin/reviews/mail/").content.decode()
    assert "&lt;old@example.org&gt;" in listed


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "EDITOR"},
        {"username": "with space"},
        {"username": "a\0b"},
        {"email": "OLD@example.org"},
        {"email": "no address"},
        {"email": ""},
        {"first_name": ""},
        {"groups": ["x"]},
        {"groups": ["999999"]},
        {"author-TOTAL_FORMS": "x"},
    ],
)
def test_a_wrong_account_gets_a_sentence(editor: Client, wrong: dict[str, Any]) -> None:
    User.objects.filter(username="editor").update(email="old@example.org")
    response = editor.post(f"{LIST}add/", new_account(**wrong))
    assert response.status_code == 200
    assert 'class="errorlist' in response.text
    assert not User.objects.filter(first_name="Nora").exists()


@pytest.mark.parametrize("pk", ["0", "x", "%00", "99999999999999999999", "1' or 1=1"])
def test_a_senseless_key_is_no_fault_of_ours(editor: Client, pk: str) -> None:
    for page in ("change", "history", "invite", "password", "delete"):
        for send in (editor.get, editor.post):
            assert send(f"{LIST}{pk}/{page}/").status_code in {302, 403, 404, 405}


def test_the_list_does_not_guess_passwords(editor: Client) -> None:
    response = editor.get(f"{LIST}?password__startswith=argon2")
    assert response.status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    editor: Client, number: int, django_assert_max_num_queries: Any
) -> None:
    for place in range(number):
        people.author(f"reader{place}")
    with django_assert_max_num_queries(10):
        editor.get(LIST)


# Passwords by mail


def test_a_forgotten_password_is_chosen_anew() -> None:
    account = people.user("reader", "Author")
    User.objects.filter(pk=account.pk).update(email="reader@example.org")
    Client().post(FORGOTTEN, {"email": "Reader@Example.org"})
    (letter,) = mail.outbox
    assert letter.subject == "A new password for Imprimatur"
    choose_password(letter.body, "a long enough secret 1")
    row = User.history.filter(id=account.pk).latest()
    assert (row.history_user, row.history_change_reason) == (account, "Password chosen")


@pytest.mark.parametrize("state", ["unknown", "inactive", "known"])
def test_the_answer_does_not_tell_which_addresses_have_accounts(state: str) -> None:
    account = people.user("reader", "Author")
    address = "reader@example.org" if state != "unknown" else "other@example.org"
    User.objects.filter(pk=account.pk).update(
        email="reader@example.org", is_active=state != "inactive"
    )
    response = Client().post(FORGOTTEN, {"email": address}, follow=True)
    assert response.redirect_chain == [("/admin/password_reset/done/", 302)]
    assert address not in response.text
    assert len(mail.outbox) == (state == "known")


@pytest.mark.parametrize("address", ["", "x", "a@b\r\nBcc: c@example.org", "a\0@example.org"])
def test_what_is_no_address_gets_a_sentence(address: str) -> None:
    response = Client().post(FORGOTTEN, {"email": address})
    assert response.status_code == 200
    assert mail.outbox == []


@pytest.mark.parametrize("path", ["x/y/", "MQ/set-password/", "%00/%00/", "////"])
def test_a_made_up_link_leads_to_a_sentence(path: str) -> None:
    response = Client().get(FORGOTTEN + path)
    assert response.status_code in {200, 302, 404}


@pytest.mark.parametrize(
    ("one", "two"), [("short1", "short1"), ("password1234", "password1234"), ("a" * 20, "b" * 20)]
)
def test_a_weak_password_is_refused(one: str, two: str, editor: Client) -> None:
    account = people.user("reader", "Author")
    User.objects.filter(pk=account.pk).update(email="reader@example.org")
    client = Client()
    client.post(FORGOTTEN, {"email": "reader@example.org"})
    link = re.search(r"http://testserver(\S+/password_reset/\S+/\S+/)", mail.outbox[0].body)
    assert link
    form = client.get(link[1], follow=True)
    response = client.post(form.request["PATH_INFO"], {"new_password1": one, "new_password2": two})
    assert response.status_code == 200
    assert one not in response.text
    account.refresh_from_db()
    assert account.check_password(people.PASSWORD)


# Through a real mail server


class Postbox:
    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield box
    finally:
        controller.stop()


def test_the_invitation_goes_through_a_mail_server(
    postbox: Postbox, editor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(f"{LIST}add/", new_account())
    (letter,) = postbox.letters
    assert letter.rcpt_tos == ["nora@example.org"]
    choose_password(letter.content.decode(), "a long enough secret 1")
    assert User.objects.get(username="newcomer").check_password("a long enough secret 1")


def test_an_editor_hears_when_the_mail_server_is_down(editor: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    account = people.user("reader", "Author")
    User.objects.filter(pk=account.pk).update(email="reader@example.org")
    response = editor.post(f"{LIST}{account.pk}/invite/", follow=True)
    assert "".join(sentences(response)) == (
        "The mail to reader@example.org could not be sent. The account is there: try “Mail the "
        "link again” later."
    )


def test_a_forgotten_password_is_no_500_when_the_mail_server_is_down(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    account = people.user("reader", "Author")
    User.objects.filter(pk=account.pk).update(email="reader@example.org")
    response = Client().post(FORGOTTEN, {"email": "reader@example.org"})
    assert response.status_code == 302


def test_an_author_profile_is_kept_with_its_account(editor: Client) -> None:
    author = people.author("reader")
    data = changed(author.user) | {
        "author-INITIAL_FORMS": "1",
        "author-0-id": author.pk,
        "author-0-user": author.user.pk,
        "author-0-name": "Dr. Reader Renamed",
        "author-0-credentials": "MD",
    }
    assert editor.post(page_of(author.user), data).status_code == 302
    assert Author.objects.get(pk=author.pk).name == "Dr. Reader Renamed"
    assert Author.history.latest().history_change_reason == "A new name."
