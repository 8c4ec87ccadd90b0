"""What is printed with an answer: its topics, disclaimer and authors."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator, slugify

from articles.models import Audience, Author, Disclaimer, Topic
from reviews.admin.reasons import ReasonAdmin, ReasonForm


class TopicForm(ReasonForm):
    class Meta:
        model = Topic
        fields = ["name", "slug", "description", "is_safety"]
        help_texts = {"slug": "The end of its address. It stays for good."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> None:
        """Make an address of the name where none was given."""
        super().clean()
        if "slug" not in self.fields or self.cleaned_data.get("slug") or "slug" in self.errors:
            return
        slug = slugify(self.cleaned_data.get("name", ""))
        if not slug and "name" in self.cleaned_data:
            self.add_error("slug", "Write it in Latin letters, digits and hyphens.")
        self.cleaned_data["slug"] = slug


@admin.register(Topic)
class TopicAdmin(ReasonAdmin):
    form = TopicForm
    list_display = ["name", "slug", "description", "is_safety"]
    list_filter = ["is_safety"]
    search_fields = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        may_change = self.has_change_permission(request, obj)
        return {"slug": ("name",)} if obj is None and may_change else {}


@admin.register(Disclaimer)
class DisclaimerAdmin(ReasonAdmin):
    list_display = ["audience", "beginning"]
    fieldsets = [
        (
            None,
            {
                "fields": ["audience", "text"],
                "description": "A change shows in submissions made from then on. What was "
                "submitted, signed or published keeps the words that it was signed with.",
            },
        )
    ]

    @admin.display(description="text")
    def beginning(self, disclaimer: Disclaimer) -> str:
        return Truncator(disclaimer.text).chars(120)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Disclaimer.objects.count() == len(Audience):
            raise PermissionDenied(
                "Each audience has its disclaimer: change the one that is there."
            )
        return super().add_view(request, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002
        return ["audience"] if obj else []

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        taken = set(Disclaimer.objects.values_list("audience", flat=True))
        kwargs["choices"] = [choice for choice in Audience.choices if choice[0] not in taken]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(Author)
class AuthorAdmin(ReasonAdmin):
    """Profiles are made on the page of their account."""

    list_display = ["name", "credentials", "affiliation", "account"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username"]
    fields = ["account", "name", "credentials", "affiliation"]
    readonly_fields = ["account"]

    @admin.display(description="account", ordering="user__username")
    def account(self, author: Author) -> str:
        return author.user.get_username()

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False
