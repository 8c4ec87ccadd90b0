"""A signature asks for the session's own user name and password, and forgets them at once."""

import logging

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from reviews import signing
from reviews.refusals import Refused
from reviews.who import held
from tests import people

pytestmark = pytest.mark.django_db
SECRET = "a wrong password that nobody may read"


def request_of(person):
    request = RequestFactory().post("/admin/", {"username": person.username, "password": SECRET})
    request.user = person
    return request


def refusal(person, username: str, password: str) -> str:
    with pytest.raises(Refused) as refused:
        signing.confirm(request_of(person), username=username, password=password)
    return str(refused.value)


def test_the_members_own_name_and_password_are_enough() -> None:
    member = people.member().user
    signing.confirm(request_of(member), username="reviewer1", password=people.PASSWORD)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("reviewer1", SECRET),
        ("reviewer1", ""),
        ("Reviewer1", people.PASSWORD),
        ("reviewer1 ", people.PASSWORD),
        ("reviewer2", people.PASSWORD),
        ("", people.PASSWORD),
        ("nobody\0", "\0"),
    ],
)
def test_anything_else_is_refused_without_a_hint_which_was_wrong(username, password) -> None:
    people.member("reviewer2")
    assert refusal(people.member().user, username, password) == signing.WRONG


def test_a_member_with_another_members_session_cannot_sign_as_themself() -> None:
    """Whoever finds a desk open has a name and a password, but not the session's."""
    people.member("reviewer2")
    assert refusal(people.member("reviewer1").user, "reviewer2", people.PASSWORD) == signing.WRONG


def test_an_anonymous_request_signs_nothing() -> None:
    people.member()
    request = request_of(AnonymousUser())
    with pytest.raises(Refused):
        signing.confirm(request, username="", password="")


def test_a_deactivated_member_signs_nothing() -> None:
    member = people.member().user
    member.is_active = False
    member.save()
    assert refusal(member, "reviewer1", people.PASSWORD) == signing.WRONG


def test_five_wrong_passwords_lock_the_right_one_out() -> None:
    member = people.member().user
    for _ in range(4):
        assert refusal(member, "reviewer1", SECRET) == signing.WRONG
    suspended = held(member) or refusal(member, "reviewer1", SECRET)
    assert "five attempts to sign failed" in suspended
    assert refusal(member, "reviewer1", people.PASSWORD) == suspended


def test_a_right_password_forgets_the_wrong_ones_before() -> None:
    member = people.member().user
    for _ in range(4):
        refusal(member, "reviewer1", SECRET)
    signing.confirm(request_of(member), username="reviewer1", password=people.PASSWORD)
    assert AccessAttempt.objects.count() == 0
    assert refusal(member, "reviewer1", SECRET) == signing.WRONG


def test_the_password_is_in_no_log_and_no_table(caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        refusal(people.member().user, "reviewer1", SECRET)
    assert SECRET not in caplog.text
    attempt = AccessAttempt.objects.get()
    assert SECRET not in "".join(str(value) for value in vars(attempt).values())
