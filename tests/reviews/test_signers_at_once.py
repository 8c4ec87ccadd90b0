"""Signing, and what keeps people from it, at the same moment."""

import contextlib
import time
import uuid
from typing import Any

import pyotp
import pytest
from django.db import transaction

from reviews import attempts, codes, signers, workflow
from reviews.models import Assignment, ReviewDecision, SigningHold, UsedCode, Verdict
from reviews.refusals import Forbidden, Refused
from tests import people
from tests.reviews.test_races import again, at_once, fits, second, signing, waits

__all__ = ["second"]


def test_an_editor_takes_a_member_off_while_the_member_signs(committed: str, second: Any) -> None:
    article = people.under_review()
    people.member("reviewer3")
    own = Assignment.objects.get(member__name="Dr. Reviewer1")
    with transaction.atomic():
        workflow.end_assignment(
            own, by=people.editor(), outcome=Assignment.Outcome.REMOVED, reason="Ill."
        )
        workflow.assign(again(article), by=people.editor(), members=[people.member("reviewer3")])
        signature = second(signing(article, "reviewer1"))
        waits(committed)
    assert isinstance(signature.exception(), Forbidden)
    assert not ReviewDecision.objects.exists()
    fits()


def test_a_member_signs_while_an_editor_takes_them_off(committed: str, second: Any) -> None:
    article = people.under_review()
    own = Assignment.objects.get(member__name="Dr. Reviewer1")
    with transaction.atomic():
        people.sign(article, "reviewer1")
        removal = second(
            lambda: workflow.end_assignment(
                own, by=people.editor(), outcome=Assignment.Outcome.REMOVED, reason="Ill."
            )
        )
        waits(committed)
    assert isinstance(removal.exception(), Refused)
    own.refresh_from_db()
    assert own.outcome == Assignment.Outcome.SIGNED
    fits()


def test_failures_at_the_same_moment_are_all_counted_and_hold_once(committed: str) -> None:
    person = people.member().user
    at_once([lambda: attempts.note(person, succeeded=False)] * 6)
    assert SigningHold.objects.count() == 1
    assert [row.number for row in person.signing_attempts.order_by("number")] == [1, 2, 3, 4, 5, 6]
    fits()


def test_a_signature_waits_for_a_hold_that_is_being_written(committed: str, second: Any) -> None:
    article = people.under_review()
    person = people.user("reviewer1")
    with transaction.atomic():
        for _ in range(attempts.LIMIT):
            attempts.note(person, succeeded=False)
        signature = second(signing(article, "reviewer1"))
        waits(committed)
    assert "Signing is suspended" in str(signature.exception())
    assert not ReviewDecision.objects.exists()
    fits()


def test_one_code_at_the_same_moment_is_accepted_once(committed: str) -> None:
    phone = signers.enrol(people.member().user, key=uuid.uuid4())
    code = pyotp.TOTP(codes.secret_of(phone.pk)).generate_otp(int(time.time()) // 30)
    assert sorted(at_once([lambda: codes.accept(phone, code)] * 4)) == [False] * 3 + [True]
    assert UsedCode.objects.count() == 1


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.REQUEST_CHANGES])
def test_the_same_member_signs_twice_at_the_same_moment(committed: str, verdict: Verdict) -> None:
    article = people.under_review()

    def call() -> Any:
        return workflow.sign(
            again(article),
            by=people.user("reviewer1"),
            submission=people.latest(article),
            verdict=verdict,
            reason="Once.",
        )

    with contextlib.suppress(Forbidden):
        at_once([call, call])
    assert ReviewDecision.objects.count() == 1
    fits()
