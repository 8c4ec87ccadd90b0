"""The medical advisory board: who serves on it, as printed beside each signature."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from articles.models import Topic
from integrity.models import database_now
from reviews.admin.reasons import ReasonAdmin, ReasonForm
from reviews.models import BoardMember

VERIFIED = {
    *("credentials", "specialties", "licence_number", "licence_authority", "licence_until"),
}


class MemberForm(ReasonForm):
    specialties = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The topics on which this member is an expert, once their credentials are "
        "verified. A review asks for signers whose specialty matches a topic of the answer.",
    )

    def clean_specialties(self) -> list[int]:
        return sorted(topic.pk for topic in self.cleaned_data["specialties"])

    @property
    def verification(self) -> str:
        """Return what becomes of it: "new", "kept", or "gone" since what was verified changed."""
        if "verified_how" in self.changed_data:
            return "new" if self.cleaned_data["verified_how"] else "gone"
        return "gone" if VERIFIED & set(self.changed_data) else "kept"


@admin.register(BoardMember)
class BoardMemberAdmin(ReasonAdmin):
    """Seats are made on the page of their account; nobody changes their own."""

    list_display = ["name", "credentials", "specialty", "user", "is_active", "open_reviews"]
    list_filter = ["is_active"]
    list_select_related = ["user"]
    search_fields = ["name", "specialty", "user__username"]
    form = MemberForm
    fieldsets = [
        (None, {"fields": ["user", "name", "credentials", "specialty", "affiliation"]}),
        ("Who may sign with whom", {"fields": ["institution", "specialties"]}),
        ("Licence", {"fields": ["licence_number", "licence_authority", "licence_until"]}),
        ("Verification", {"fields": ["verified_how", "verified"]}),
        (None, {"fields": ["is_active"]}),
    ]
    readonly_fields = ["user", "verified"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoardMember]:
        is_open = Q(assignments__isnull=False, assignments__closed_at=None)
        return super().get_queryset(request).annotate(load=Count("assignments", filter=is_open))

    @admin.display(description="verified")
    def verified(self, member: BoardMember) -> str:
        if member.verified_at is None or member.verified_by is None:
            return "Not verified: say above how credentials, specialties and licence were checked."
        by = member.verified_by.get_full_name() or member.verified_by.get_username()
        return f"{member.verified_at:%Y-%m-%d}, by {by}"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Who verified and when is known here; what was verified and changed is not, any more."""
        if form.verification == "new":
            obj.verified_by, obj.verified_at = request.user, database_now()
        elif form.verification == "gone" and obj.verified_at:
            obj.verified_how, obj.verified_by, obj.verified_at = "", None, None
            sentence = (
                f"What was verified of {obj.name} has changed, so it counts as not verified: say "
                "how you checked it, and save again."
            )
            self.message_user(request, sentence, messages.WARNING)
        super().save_model(request, obj, form, change)

    @admin.display(description="open reviews", ordering="load")
    def open_reviews(self, member: Any) -> int:
        return int(member.load)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        own = obj is not None and obj.user_id == request.user.pk
        return super().has_change_permission(request, obj) and not own
