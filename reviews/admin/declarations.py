"""Interests at the desk: each person declares their own, as a whole, and signs it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.views.decorators.debug import sensitive_post_parameters

from articles.interests import in_words
from articles.models import Declaration, Interest
from integrity.numbers import number_in
from reviews import workflow
from reviews.admin.desk_owner import desk_owner
from reviews.admin.reading import ReadOnlyAdmin
from reviews.admin.review import sees_all
from reviews.admin.signature_forms import CredentialsForm
from reviews.declaring import MOST
from reviews.models import Policy
from reviews.refusals import Refused

SPARE = 3  # empty rows offered beside those of the last declaration


class InterestForm(forms.ModelForm):
    class Meta:
        model = Interest
        fields = ["entity", "kind", "amount", "since", "until", "note"]
        widgets = {
            "since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {"since": "Since", "until": "Until", "note": "Note", "entity": "With whom"}
        help_texts = {
            "entity": "The company, drug, device or body, by the name that it is known under.",
            "amount": "In the best year, in US dollars or as much in another currency.",
            "until": "Empty while it lasts.",
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", "It cannot end before it begins.")
        return found


InterestFormSet = forms.formset_factory(
    InterestForm, extra=SPARE, can_delete=True, max_num=MOST, absolute_max=MOST + SPARE
)


class SignatureForm(CredentialsForm):
    complete = forms.BooleanField(
        label="This is all that I have to declare",
        error_messages={"required": "Say that it is complete, also when there is nothing."},
    )
    field_order = ("complete", "username", "password")


@admin.register(Declaration)
class DeclarationAdmin(ReadOnlyAdmin):
    list_display = ["printed_name", "declared_at", "listed"]
    search_fields = ["printed_name", "interests__entity"]
    ordering = ["-declared_at"]
    fields = ["printed_name", "number", "declared_at", "listed"]
    readonly_fields = ["listed"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Declaration]:
        rows = super().get_queryset(request).prefetch_related("interests")
        return rows if sees_all(request.user) else rows.filter(person=request.user.pk)

    @admin.display(description="interests")
    def listed(self, declaration: Declaration) -> str:
        lines = ((in_words(facts),) for facts in declaration.facts())
        return format_html_join("", "<div>{}</div>", lines) or "Nothing to declare"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and desk_owner(request.user).may_declare)

    @method_decorator(sensitive_post_parameters("password"))
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:  # noqa: ARG002
        """Show what the person declared last, to be changed and signed."""
        if not self.has_add_permission(request):
            raise PermissionDenied("Only authors and members of the board declare interests.")
        last = Declaration.objects.latest_of(request.user.pk)
        shown = [_initial(row) for row in last.interests.all()] if last else []
        rows = InterestFormSet(request.POST or None, initial=shown, prefix="interest")
        form = SignatureForm(request.POST or None)
        errors: list[str] = []
        if request.method == "POST" and rows.is_valid() & form.is_valid():
            errors = self._declare(request, rows, form)
            if not errors:
                return HttpResponseRedirect(_back(request))
        context = {
            **self.admin_site.each_context(request),
            "title": "Declare your interests",
            "opts": self.opts,
            "last": last,
            "policy": Policy.in_force(),
            "rows": rows,
            "form": form,
            "errors": [*errors, *rows.non_form_errors()],
        }
        return TemplateResponse(request, "admin/reviews/declare.html", context)

    def _declare(self, request: HttpRequest, rows: Any, form: SignatureForm) -> list[str]:
        kept = [
            {name: value for name, value in row.cleaned_data.items() if name != "DELETE"}
            for row in rows
            if row.cleaned_data and not row.cleaned_data.get("DELETE")
        ]
        try:
            form.confirm(request)
            workflow.declare(by=request.user, interests=kept)
        except Refused as refused:
            return refused.sentences
        messages.success(request, "Signed. Your declaration is on the record.")
        return []


def _back(request: HttpRequest) -> str:
    """Return the invitation that the person came from, or their first page."""
    key = number_in(request.GET.get("invitation", ""))
    if key is not None:
        return reverse("admin:reviews_assignment_invitation", args=[key])
    return reverse("admin:index")


def _initial(interest: Interest) -> dict[str, Any]:
    return {name: getattr(interest, name) for name in InterestForm.Meta.fields}
