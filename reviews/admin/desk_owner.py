"""What the desk has to know of the person who opens a page of it, in one query for each page."""

import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Subquery

from articles.models import Author, Declaration
from reviews.models import BoardMember, Policy


class DeskOwner(NamedTuple):
    """Their seats, when they declared their interests last, and for how long that holds."""

    is_author: bool
    is_member: bool
    declared_at: datetime.datetime | None
    declaration_months: int

    @property
    def may_declare(self) -> bool:
        return self.is_author or self.is_member


def desk_owner(user: Any) -> DeskOwner:
    """Return it from `user`, the one of a request, who keeps it as they keep their permissions."""
    if not hasattr(user, "desk_owner"):
        user.desk_owner = _read(user)
    owner: DeskOwner = user.desk_owner
    return owner


def _read(user: Any) -> DeskOwner:
    own = {"user": OuterRef("pk")}
    declared = Declaration.objects.filter(person=OuterRef("pk")).order_by("-number")
    in_force = Policy.objects.order_by("-version")
    facts = User.objects.filter(pk=user.pk).values_list(
        Exists(Author.objects.filter(**own)),
        Exists(BoardMember.objects.filter(**own, is_active=True)),
        Subquery(declared.values("declared_at")[:1]),
        Subquery(in_force.values("declaration_months")[:1]),
    )
    return DeskOwner(*facts.get())
