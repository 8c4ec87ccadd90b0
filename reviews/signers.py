"""Verbs on an account's signing: suspended and restored, its authenticator set up and removed.

Each adds its line to the record and tells people by mail, after the transaction.
"""

import uuid
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from integrity.models import database_now
from reviews import record, who
from reviews.mail import tell
from reviews.models import Authenticator, AuthenticatorRemoval, HoldLift, SigningHold, Verb
from reviews.record import Line, printed_name
from reviews.refusals import Forbidden, Refused

CHIEF = "Editor-in-chief"


@transaction.atomic
def hold(user: Any, *, cause: SigningHold.Cause, by: Any, attempt: int = 0) -> SigningHold:
    """Suspend the signing of `user`; `by` is whose doing it was."""
    row = SigningHold(user=user, cause=cause, attempt=attempt, held_at=database_now(), held_by=by)
    row.save()
    _tell(Verb.HOLD, by, user, row.get_cause_display(), row)
    return row


@transaction.atomic
def restore(user: Any, *, by: Any, reason: str) -> None:
    """Let `user` sign again: a second person has made sure that it is they who type."""
    if not who.is_editor(by):
        raise Forbidden("Only an editor can restore signing.")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    holds = list(who.open_holds(user))
    if any(by.pk in {row.user_id, row.held_by_id} for row in holds):
        raise Forbidden(
            "Another editor has to do this: neither the account itself, nor who changed its mail "
            "address."
        )
    _require_not_held(by)
    if not holds:
        raise Refused("Signing is not suspended for this account.")
    _require(reason)
    lifts = [
        HoldLift(hold=row, reason=reason, lifted_at=database_now(), lifted_by=by) for row in holds
    ]
    HoldLift.objects.bulk_create(lifts)
    _tell(Verb.RESTORE, by, user, reason, *lifts)


@transaction.atomic
def enrol(user: Any, *, key: uuid.UUID) -> Authenticator:
    """Ask `user` for a code with each signature from now on; a right one was just typed."""
    row = Authenticator(pk=key, user=user, enrolled_at=database_now())
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused("This account has an authenticator already.") from error
    _tell(Verb.ENROL, user, user, "Each signature asks for a code from now on.", row)
    return row


@transaction.atomic
def remove_authenticator(row: Authenticator, *, by: Any, reason: str) -> None:
    """Ask for no more codes, as where the phone is lost."""
    if sentence := may_not_remove(row.user, by):
        raise Forbidden(sentence)
    _require_not_held(by)
    User.objects.select_for_update(no_key=True).get(pk=row.user_id)
    if AuthenticatorRemoval.objects.filter(authenticator=row).exists():
        raise Refused("This authenticator was removed already.")
    _require(reason)
    removal = AuthenticatorRemoval(
        authenticator=row, reason=reason, removed_at=database_now(), removed_by=by
    )
    removal.save()
    _tell(Verb.REMOVE, by, row.user, reason, removal)


def may_not_remove(user: Any, by: Any) -> str:
    """Return why `by` may not remove the authenticator of `user`, or an empty text."""
    chief = by.is_superuser or by.groups.filter(name=CHIEF).exists()
    if not (by.is_active and chief):
        return "Only an editor-in-chief can remove an authenticator."
    if by.pk == user.pk:
        return "Another editor-in-chief has to remove your authenticator."
    return ""


def _require_not_held(by: Any) -> None:
    if who.held(by):
        raise Forbidden("Your own signing is suspended: another editor has to do this.")


def _require(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why, in a sentence: it goes into the record.")


def _tell(verb: Verb, by: Any, user: Any, reason: str, *rows: Any) -> None:
    tell("signing_changed", verb=verb.value, user=user.pk, by=by.pk, reason=reason)
    told = f"{printed_name(user)} ({user.get_username()}): {reason}"
    record.append(Line(verb, by, reason=told, rows=list(rows)))
