"""A database for benchmarks: marked for good as holding sample editions that nobody reviewed."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction

from articles.models import Audience, Disclaimer, Edition
from integrity.models import save_with_reason
from reviews.models import BoardMember, Policy
from reviews.policies import adopt_policy

# A policy is sealed and can never be changed or deleted, so neither can this mark.
MARK = "Sample content for benchmarks: nobody has reviewed any answer in this database."
DISCLAIMER = (
    "Sample text for measuring the site's speed. Nobody has reviewed it and no one answers for "
    "it: it is not medical advice."
)
CHIEF, EDITOR, REVIEWER = "sample-chief", "sample-editor", "sample-reviewer"
# Sample people have no specialty, no licence and nothing to declare.
UNCHECKED = {
    "matching_specialties": 0,
    "outside_signers": 0,
    "licence_required": False,
    "totp_required": False,
    "declaration_months": 0,
    "conflict_window_months": 0,
    "free_signers": 0,
}


class NotForSamplesError(Exception):
    """The database is, or may be, a real site's; the message is a sentence."""


@dataclass(frozen=True)
class Board:
    """Who the sample rows say acted: an editor, and as many members as the policy asks for."""

    policy: Policy
    editor: User
    members: list[BoardMember]


@transaction.atomic
def sample_board() -> Board:
    """Mark the database, if it is not, and return its sample people. Raises NotForSamplesError."""
    _refuse_real_sites()
    policy = Policy.in_force()
    if policy.reason != MARK:
        chief = _user(CHIEF, "Editor-in-chief", "Editor-in-chief (sample)")
        policy = adopt_policy(by=chief, rules=UNCHECKED, reason=MARK, instead_of=policy.version)
    editor = _user(EDITOR, "Editor", "Editor (sample)")
    for audience in Audience.values:
        if not Disclaimer.objects.filter(audience=audience).exists():
            save_with_reason(Disclaimer(audience=audience, text=DISCLAIMER), editor, MARK)
    return Board(policy, editor, [_member(n + 1, editor) for n in range(policy.quorum)])


def is_marked() -> bool:
    return Policy.objects.filter(reason=MARK).exists()


def _refuse_real_sites() -> None:
    if not settings.DEMO:
        raise NotForSamplesError(
            "Sample editions are for benchmarks, on a site that says so: set DEMO=1."
        )
    if not is_marked() and Edition.objects.exists():
        raise NotForSamplesError(
            "This database has editions that are no samples. Use an empty one, for example with "
            "IMPRIMATUR_VAR=var/benchmark."
        )
    if Disclaimer.objects.exclude(text=DISCLAIMER).exists():
        raise NotForSamplesError(
            "This database has disclaimers of its own, so it is not for samples. Use an empty one, "
            "for example with IMPRIMATUR_VAR=var/benchmark."
        )


def _user(name: str, group: str, last_name: str) -> User:
    user, created = User.objects.get_or_create(
        username=name, defaults={"first_name": "Sample", "last_name": last_name, "password": "!"}
    )
    if created:
        user.groups.add(Group.objects.get(name=group))
    return user


def _member(number: int, by: Any) -> BoardMember:
    user = _user(f"{REVIEWER}-{number}", "Board member", f"Reviewer {number} (sample)")
    member = BoardMember.objects.filter(user=user).first()
    if member is None:
        member = BoardMember(user=user, name=user.get_full_name(), credentials="Sample")
        save_with_reason(member, by, MARK)
    return member
