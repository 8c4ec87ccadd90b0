"""How people declare their interests, and whether what they declared still holds."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Declaration, Interest
from articles.readiness import Lack
from integrity.models import database_now
from reviews import record
from reviews.conflicts import window_starts
from reviews.models import Policy, Verb
from reviews.record import Line
from reviews.refusals import Forbidden, Refused
from reviews.who import membership

MOST = 50  # interests in one declaration


def may_declare(user: Any) -> bool:
    return bool(user.is_active and (hasattr(user, "author") or membership(user) is not None))


@transaction.atomic
def declare(*, by: Any, interests: Iterable[dict[str, Any]]) -> Declaration:
    """Declare all that `by` has to declare now, in the place of what was declared before.

    Whether `by` is the person at the keyboard was checked before (`reviews/signing.py`).
    """
    if not may_declare(by):
        raise Forbidden("Only authors and members of the board declare interests.")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    last = Declaration.objects.latest_of(by.pk)
    declaration = Declaration(
        person=by,
        number=last.number + 1 if last else 1,
        printed_name=record.printed_name(by),
        declared_at=database_now(),
    )
    rows = [
        Interest(declaration=declaration, place=place, **facts)
        for place, facts in enumerate(interests, start=1)
    ]
    _require_sound(rows)
    declaration.save()
    Interest.objects.bulk_create(rows)
    told = f"{len(rows)} interest{'' if len(rows) == 1 else 's'}" if rows else "Nothing to declare"
    record.append(Line(Verb.DECLARE, by, reason=f"{told}.", rows=[declaration, *rows]))
    return declaration


def _require_sound(rows: list[Interest]) -> None:
    if len(rows) > MOST:
        raise Refused(f"A declaration has {MOST} interests at most: put some together.")
    for row in rows:
        if row.until and row.until < row.since:
            raise Refused(f"{row.entity}: it cannot end before it begins.")


def is_current(declaration: Declaration | None, policy: Policy, on: datetime.date) -> bool:
    """Return whether `declaration` holds on the day `on`, or none is asked for."""
    declared_at = declaration.declared_at if declaration else None
    return holds(declared_at, policy.declaration_months, on)


def holds(declared_at: datetime.datetime | None, months: int, on: datetime.date) -> bool:
    """Return whether what was declared then holds on the day `on`; no `months` ask for none."""
    if not months:
        return True
    return declared_at is not None and declared_at.date() >= window_starts(on, months)


def undeclared(article: Article, policy: Policy) -> list[Lack]:
    """Return a sentence for each author of `article` without a current declaration."""
    today = timezone.now().date()
    authors = [place.author for place in article.authorships.select_related("author")]
    declared = Declaration.objects.latest_of_each([author.user_id for author in authors])
    return [
        Lack(no_declaration(author.name), "declaration", author.user_id)
        for author in authors
        if not is_current(declared.get(author.user_id), policy, today)
    ]


def no_declaration(name: str) -> str:
    return (
        f"{name} has no current declaration of interests: they sign one at the desk, under "
        "“My interests”, also when there is nothing to declare."
    )
