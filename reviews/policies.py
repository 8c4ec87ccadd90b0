"""Which policy is in force, and how the next one is adopted."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from integrity.models import database_now
from reviews import record
from reviews.models import Policy, Verb
from reviews.policy_rules import FIELDS
from reviews.record import Line
from reviews.refusals import Forbidden, Refused


def may_adopt(user: Any) -> bool:
    return bool(user.is_active and user.has_perm("reviews.adopt_policy"))


@transaction.atomic
def adopt_policy(*, by: Any, rules: dict[str, Any], reason: str, instead_of: int) -> Policy:
    """Put the next version in force: the last one, `instead_of`, but for `rules`.

    Whether `by` is the person at the keyboard was checked before (`reviews/signing.py`).
    """
    if not may_adopt(by):
        raise Forbidden("Only an editor-in-chief can adopt a policy.")
    if not reason.strip():
        raise Refused("Say why: the reason is public.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock('public.reviews_policy'::regclass::bigint)")
    last = Policy.in_force()
    if last.version != instead_of:
        raise Refused(overtaken(last))
    policy = Policy(
        version=last.version + 1,
        reason=reason.strip(),
        adopted_at=database_now(),
        adopter=by,
        printed_name=record.printed_name(by),
        **{field: rules.get(field, getattr(last, field)) for field in FIELDS},
    )
    policy.save()
    record.append(
        Line(Verb.ADOPT_POLICY, by, reason=f"Version {policy.version}. {reason}", rows=[policy])
    )
    return policy


def overtaken(last: Policy) -> str:
    """Return what somebody is told who changed a policy that is in force no longer."""
    return (
        f"Meanwhile {last.printed_name} adopted version {last.version} ({last.reason}). Nothing of "
        "yours was adopted yet. Look at what it changes, and sign again if yours still holds."
    )


def adopt_first(using: str, **kwargs: Any) -> None:  # noqa: ARG001  signal receivers take what comes
    """Adopt the policy that a new site starts with."""
    policies = Policy.objects.using(using)
    if not policies.exists():
        policy = Policy(version=1, reason="The policy this site started with.")
        policy.adopted_at = timezone.now()
        policy.save(using=using)
