"""Codes, holds on signing and what ends them: by form, by function and by SQL."""

import re
import time
import uuid
from typing import Any

import pyotp
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from integrity.models import database_now, save_with_reason
from reviews import attempts, codes, record, signers, workflow
from reviews.models import (
    Authenticator,
    PasswordLink,
    Record,
    ReviewDecision,
    SigningHold,
    UsedCode,
    Verb,
    Verdict,
)
from reviews.refusals import Forbidden, Refused
from reviews.verification import Misfit, verify
from tests import people
from tests.mailserver import work
from tests.reviews.desk import client_of
from tests.reviews.raw import copied, refused

pytestmark = pytest.mark.django_db


def enrolled(name: str = "reviewer1") -> Authenticator:
    return signers.enrol(people.member(name).user, key=uuid.uuid4())


def code(authenticator: Authenticator, drift: int = 0) -> str:
    maker = pyotp.TOTP(codes.secret_of(authenticator.pk))
    return maker.generate_otp(int(time.time()) // 30 + drift)


def sign(client: Client, article: Any, **sent: str) -> Any:
    fields = {
        "username": "reviewer1",
        "password": people.PASSWORD,
        "verdict": Verdict.APPROVE.value,
        "reason": "",
    }
    url = reverse("admin:reviews_submission_review", args=[people.latest(article).pk])
    return client.post(url, fields | sent)


def suspended(name: str = "reviewer1", number: int = attempts.LIMIT) -> Any:
    person = people.member(name).user
    for _ in range(number):
        attempts.note(person, succeeded=False)
    return person


def chief(name: str = "chief") -> Any:
    return people.user(name, "Editor-in-chief")


def test_the_dialog_says_what_is_signed_and_as_whom() -> None:
    article = people.under_review()
    client = client_of(people.user("reviewer1"))
    url = reverse("admin:reviews_submission_review", args=[people.latest(article).pk])
    page = " ".join(re.sub("<[^>]+>", " ", client.get(url).text).split())
    assert f"You sign {article.question} Submission 1, digest" in page
    printed = (
        "Printed as Dr. Reviewer1, MD, PhD With your declared interests None that counts today"
    )
    assert f"{printed} Under version 1 of the policy" in page
    assert "You have not signed a submission of this article before." in page
    people.sign(article, "reviewer1", Verdict.REQUEST_CHANGES, "More.")
    wording = article.wordings.get()
    wording.from_research = "More [@smith2020]."
    save_with_reason(wording, people.first_author(article), "More")
    people.under_review(article)
    url = reverse("admin:reviews_submission_review", args=[people.latest(article).pk])
    assert "Healthcare professional, From the research: 1 paragraph." in client.get(url).text


# Codes


def test_a_member_with_an_app_signs_with_its_code_once() -> None:
    phone, article = enrolled(), people.under_review()
    client = client_of(people.user("reviewer1"))
    page = client.get(reverse("admin:reviews_submission_review", args=[people.latest(article).pk]))
    assert 'name="code"' in page.text
    for wrong in ("", "000000", code(phone, -5), "not digits ✗"):
        assert "the code is wrong" in sign(client, article, code=wrong).text
    right = code(phone)
    assert sign(client, article, code=f" {right[:3]} {right[3:]} ").status_code == 302
    decision = ReviewDecision.objects.get()
    assert decision.printed_name == "Dr. Reviewer1"
    other = people.under_review()
    assert "the code is wrong" in sign(client, other, code=right).text
    assert ReviewDecision.objects.count() == 1


def test_a_member_without_an_app_is_asked_for_no_code() -> None:
    article = people.under_review()
    client = client_of(people.user("reviewer1"))
    page = client.get(reverse("admin:reviews_submission_review", args=[people.latest(article).pk]))
    assert 'name="code"' not in page.text
    assert sign(client, article).status_code == 302


def test_a_member_sets_the_app_up_and_never_sees_the_secret_again() -> None:
    person = people.member().user
    client, url = client_of(person), reverse("admin:signing")
    page = client.get(url)
    secret = "".join(re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1].split())  # type: ignore[index]
    assert 'class="qr"' in page.text
    assert "style=" not in page.text
    fields = {"username": "reviewer1", "password": people.PASSWORD}
    now = pyotp.TOTP(secret).now()
    assert "not the code" in client.post(url, fields | {"first_code": "12345"}).text
    wrong = client.post(url, fields | {"first_code": now, "password": "wrong"})
    assert "the password is wrong" in wrong.text
    assert client.post(url, fields | {"first_code": now}).status_code == 302
    phone = Authenticator.objects.get(user=person)
    assert codes.secret_of(phone.pk) == secret
    assert secret not in client.get(url).text
    assert 'class="qr"' not in client.get(url).text
    assert Record.objects.latest("number").verb == Verb.ENROL
    columns = "".join(map(str, vars(phone).values())) + Record.objects.latest("number").reason
    assert secret not in columns
    with pytest.raises(Refused):
        signers.enrol(person, key=uuid.uuid4())


def test_an_editor_in_chief_removes_a_lost_phone_and_people_are_told() -> None:
    phone, boss = enrolled(), chief()
    phone.user.email = "member@example.org"
    phone.user.save()
    url = reverse("admin:auth_user_signing", args=[phone.user.pk])
    editor = client_of(people.editor())
    answer = editor.post(url, {"action": "remove", "reason": "Lost."})
    assert answer.status_code == 403
    assert "Only an editor-in-chief can remove an authenticator. Nothing was" in answer.text
    again = client_of(boss).post(url, {"action": "nothing", "reason": "Lost."})
    assert "There is nothing to do" in again.text
    assert codes.authenticator_of(phone.user) == phone
    assert client_of(boss).post(url, {"action": "remove", "reason": "Lost."}).status_code == 302
    work()
    assert codes.authenticator_of(phone.user) is None
    assert Record.objects.latest("number").verb == Verb.REMOVE
    assert ["member@example.org"] in [sent.to for sent in mail.outbox]
    own = signers.enrol(boss, key=uuid.uuid4())
    with pytest.raises(Forbidden, match="^Another editor-in-chief"):
        signers.remove_authenticator(own, by=boss, reason="Mine.")
    assert "removed now, by another" in refused(
        *copied(
            phone.removal,  # type: ignore[attr-defined]
            id=str(uuid.uuid4()),
            authenticator_id=str(own.pk),
            removed_at="now",
        )
    )


def test_a_policy_that_asks_for_codes_is_kept_by_function_and_by_sql() -> None:
    first = people.under_review()
    people.sign(first, "reviewer1")
    rules = {"totp_required": True}
    workflow.adopt_policy(by=chief(), rules=rules, reason="Safer.", instead_of=1)
    article = people.under_review()
    with pytest.raises(Refused, match="^The policy asks for a code"):
        people.sign(article, "reviewer1")
    submission = people.latest(article)
    forged = copied(
        ReviewDecision.objects.get(),
        id=str(uuid.uuid4()),
        submission_id=str(submission.pk),
        policy_id=str(submission.review.policy_id),
        signed_digest=f"\\x{submission.digest_hex}",
        signed_at="now",
    )
    assert refused(*forged) == "The policy asks for a code with each signature."
    enrolled()
    people.sign(article, "reviewer1")


# Failures


def test_five_failures_suspend_signing_everywhere() -> None:
    article, editor = people.under_review(), people.editor()
    editor.email = "editor@example.org"
    editor.save()
    client = client_of(people.user("reviewer1"))
    for number in range(attempts.LIMIT):
        page = sign(client, article, password=f"wrong {number}", reason="My long comment.")
        assert "My long comment." in page.text
    work()
    assert "Signing is suspended for your account" in page.text
    told = [sent.to for sent in mail.outbox if "Signing suspended" in sent.subject]
    assert told == [["editor@example.org"]]
    line = Record.objects.latest("number")
    assert (line.verb, line.actor_name) == (Verb.HOLD, "Reviewer1 Test")
    elsewhere = client_of(people.user("reviewer1"))
    assert "Signing is suspended" in sign(elsewhere, article, REMOTE_ADDR="192.0.2.7").text
    with pytest.raises(Forbidden, match="^Signing is suspended"):
        people.sign(article, "reviewer1")
    people.sign(article, "reviewer2")
    decision = ReviewDecision.objects.get()
    forged = copied(
        decision,
        id=str(uuid.uuid4()),
        number=2,
        member_id=people.member("reviewer1").pk,
        signed_by_id=people.user("reviewer1").pk,
        signed_at="now",
    )
    assert refused(*forged) == "Signing is suspended for this account."


def test_four_failures_and_a_success_are_forgotten() -> None:
    person = suspended(number=4)
    attempts.note(person, succeeded=True)
    suspended(number=4)
    assert not SigningHold.objects.exists()
    suspended(number=1)
    assert SigningHold.objects.count() == 1


def test_an_editor_restores_signing_and_the_count_starts_anew() -> None:
    person, article = suspended(), people.under_review()
    url = reverse("admin:auth_user_signing", args=[person.pk])
    assert client_of(person).get(url).status_code == 403
    editor = client_of(people.editor())
    assert "Not restored yet" in editor.get(url).text
    nothing = editor.post(url, {"action": "restore", "reason": " "})
    assert "This field is required" in nothing.text
    assert editor.post(url, {"action": "restore", "reason": "Telephoned."}).status_code == 302
    assert Record.objects.latest("number").verb == Verb.RESTORE
    suspended(number=4)
    people.sign(article, "reviewer1")
    verify(lambda _: None)


def test_a_suspended_editor_withdraws_nothing_and_restores_nobody() -> None:
    article, editor = people.approved(), people.editor()
    held = suspended()
    for _ in range(attempts.LIMIT):
        attempts.note(editor, succeeded=False)
    with pytest.raises(Forbidden, match="^Signing is suspended"):
        workflow.withdraw(article, by=editor, category="wrong", sentence="Wrong.")
    with pytest.raises(Forbidden, match="^Your own signing"):
        signers.restore(held, by=editor, reason="A friend.")
    with pytest.raises(Forbidden, match="^Another editor"):
        signers.restore(editor, by=editor, reason="It was me.")
    lift = {"id": uuid.uuid4(), "hold_id": SigningHold.objects.get(user=editor).pk}
    assert "by a second person" in refused(
        "INSERT INTO reviews_holdlift (id, seal, hold_id, reason, lifted_at, lifted_by_id)"
        " VALUES (%s, '', %s, 'Me.', now(), %s)",
        *lift.values(),
        editor.pk,
    )


def test_verification_names_a_signature_of_a_suspended_account() -> None:
    """As if the guard had been off: the hold's line is moved before the signature by forging it."""
    article = people.under_review()
    people.sign(article, "reviewer1")
    person = people.user("reviewer1")
    hold = SigningHold(user=person, cause="failures", held_at=database_now(), held_by=person)
    hold.save()
    record.append(record.Line(Verb.HOLD, person, reason="Failures", rows=[hold]))
    line = record.Line(Verb.WITHDRAW, person, reason="Forged")
    record.append(line)
    with pytest.raises(Misfit, match="signing was suspended by then"):
        verify(lambda _: None)


# Resets


def choose(client: Client, person: Any, password: str) -> Any:
    """Ask for a link, follow it, and choose a password."""
    mail.outbox.clear()
    client.post(reverse("admin_password_reset"), {"email": person.email})
    (path,) = re.findall(r"(/admin/password_reset/\S+/\S+/)", mail.outbox[0].body)
    form = client.get(path, follow=True)
    where = form.redirect_chain[-1][0]
    return client.post(where, {"new_password1": password, "new_password2": password}, follow=True)


def test_a_reset_through_a_changed_address_suspends_signing_until_a_second_person() -> None:
    person, sly, second = people.member().user, people.editor(), people.editor("second")
    person.set_unusable_password()
    person.email = "member@example.org"
    person.save()
    choose(Client(), person, "a long word of her own")
    choose(Client(), person, "a second word of her own")
    assert not SigningHold.objects.exists()
    person.refresh_from_db()
    person.email, person._history_user, person._change_reason = "sly@example.org", sly, "New"
    person.save()
    page = choose(Client(), person, "a long word of the editor")
    assert "sign nothing" in page.text
    hold = SigningHold.objects.get()
    assert (hold.cause, hold.held_by) == (SigningHold.Cause.RESET, sly)
    with pytest.raises(Forbidden, match="^Another editor"):
        signers.restore(person, by=sly, reason="It is fine.")
    signers.restore(person, by=second, reason="Met her.")
    PasswordLink.objects.all().delete()
    choose(Client(), person, "another long word of hers")
    assert SigningHold.objects.count() == 1  # the address is the one of the last password


def test_the_first_password_of_an_invited_member_suspends_nothing() -> None:
    person = people.member().user
    person.set_unusable_password()
    person.email = "first@example.org"
    person.save()
    person.email = "mistyped-before@example.org"
    person.save()
    choose(Client(), person, "a long word of her own")
    assert not SigningHold.objects.exists()


def test_nobody_is_flooded_with_links() -> None:
    person = people.member().user
    person.email = "member@example.org"
    person.save()
    answers = [
        Client().post(reverse("admin_password_reset"), {"email": person.email}) for _ in range(5)
    ]
    assert {answer.status_code for answer in answers} == {302}
    assert len(mail.outbox) == 3


def test_a_code_is_used_once_also_by_sql() -> None:
    phone = enrolled()
    UsedCode(authenticator=phone, step=7).save()
    used = UsedCode.objects.get()
    assert "code_used_once" in refused(*copied(used, id=str(uuid.uuid4())))
    again = copied(phone, id=str(uuid.uuid4()), enrolled_at="now")
    assert refused(*again) == "An account has one authenticator at a time."
