"""Whether the person at the keyboard is the one who is signed in: asked anew for each signature."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables

from reviews import attempts, codes
from reviews.refusals import Refused
from reviews.who import held

WRONG = (
    "The user name or the password is wrong. Nothing was signed. Type those of the account that "
    "you are signed in with; capital letters count."
)
WRONG_WITH_CODE = (
    "The user name, the password or the code is wrong. Nothing was signed. Type those of the "
    "account that you are signed in with; capital letters count, and each code works once."
)


@sensitive_variables("password", "code")
def confirm(request: HttpRequest, *, username: str, password: str, code: str = "") -> None:
    """Return if these are the user name, password and code of the session's own account.

    Raises Refused with a sentence otherwise. Call it outside the verb's transaction: an attempt is
    counted in the database, and five failures in a row suspend the account's signing.
    """
    user = request.user
    if sentence := held(user):
        raise Refused(sentence)
    authenticator = codes.authenticator_of(user)
    right = username == user.get_username()
    right = right and authenticate(request, username=username, password=password) == user
    right = right and (authenticator is None or codes.accept(authenticator, code))
    if user.pk is not None:
        attempts.note(user, succeeded=right)
    if not right:
        wrong = WRONG if authenticator is None else WRONG_WITH_CODE
        raise Refused(held(user) or (locked_sentence(request) if is_locked(request) else wrong))
    AxesProxyHandler.reset_attempts(username=username, ip_address=request.axes_ip_address)  # type: ignore[attr-defined]


def is_locked(request: HttpRequest) -> bool:
    """Return whether this request was one failed attempt too many."""
    return bool(getattr(request, "axes_locked_out", False))


def locked_sentence(request: HttpRequest) -> str:
    minutes = _seconds_locked(request) // 60
    return (
        f"There were too many attempts with a wrong password. Wait {minutes} minutes before the "
        "next one: each attempt before that starts the wait anew."
    )


def answer_locked(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:  # noqa: ARG001
    """Return the view's own page, which says why and keeps what was typed, as a 429."""
    response.status_code = 429
    response["Retry-After"] = str(_seconds_locked(request))
    return response


def _seconds_locked(request: HttpRequest) -> int:
    cool_off = get_cool_off(request)
    assert cool_off is not None  # noqa: S101  the settings give one
    return int(cool_off.total_seconds())
