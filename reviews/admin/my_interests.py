"""Whether a person has to sign a declaration of interests, as the first page of the desk asks."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from articles.models import Declaration
from reviews.admin.waiting import Section, Waiting
from reviews.declaring import is_current, may_declare
from reviews.models import Policy

INTERESTS = "My interests"
SOON = timedelta(days=30)


def interests_wanted(user: Any) -> list[Section]:
    """Ask for a declaration where there is none, or soon none any more."""
    if not may_declare(user):
        return []
    last, policy = Declaration.objects.latest_of(user.pk), Policy.in_force()
    today = timezone.now().date()
    if is_current(last, policy, today + SOON):
        return []
    there_now = is_current(last, policy, today)
    wanted = "the last one ends within a month" if there_now else "there is no current one"
    page = reverse("admin:articles_declaration_add")
    asked = Waiting("Sign your declaration of interests", page, wanted)
    return [Section(INTERESTS, "", reverse("admin:articles_declaration_changelist"), [asked])]
