"""Whether a person has to sign a declaration of interests, as the first page of the desk asks."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from reviews.admin.desk_owner import DeskOwner
from reviews.admin.waiting import Section, Waiting
from reviews.declaring import holds

INTERESTS = "My interests"
SOON = timedelta(days=30)


def interests_wanted(owner: DeskOwner) -> list[Section]:
    """Ask for a declaration where there is none, or soon none any more."""
    if not owner.may_declare:
        return []
    declared_at, months, today = owner.declared_at, owner.declaration_months, timezone.now().date()
    if holds(declared_at, months, today + SOON):
        return []
    there_now = holds(declared_at, months, today)
    wanted = "the last one ends within a month" if there_now else "there is no current one"
    page = reverse("admin:articles_declaration_add")
    asked = Waiting("Sign your declaration of interests", page, wanted)
    return [Section(INTERESTS, "", reverse("admin:articles_declaration_changelist"), [asked])]
