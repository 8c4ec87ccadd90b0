"""The policy at the desk: all versions, and how an editor-in-chief adopts the next one."""

import hashlib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from articles.interests import Kind
from integrity.validators import validate_text
from reviews import workflow
from reviews.admin.reading import ReadOnlyAdmin
from reviews.admin.signature_forms import CredentialsForm
from reviews.models import Policy
from reviews.policies import may_adopt, overtaken
from reviews.policy_preview import effects
from reviews.policy_rules import FIELDS, RULES, changes, label, sentences
from reviews.refusals import Refused

LOOK_AGAIN = "You changed something since the preview: look at this one, and sign it."


class PolicyForm(forms.ModelForm):
    """All rules of the policy, the reason, and the version that they are meant to replace."""

    excluding_kinds = forms.MultipleChoiceField(
        choices=Kind, required=False, widget=forms.CheckboxSelectMultiple
    )
    instead_of = forms.IntegerField(widget=forms.HiddenInput)
    previewed = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Policy
        fields = [*FIELDS, "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}
        help_texts = {rule.field: rule.help for rule in RULES}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for rule in RULES:
            self.fields[rule.field].label = label(Policy, rule)
            self.fields[rule.field].help_text = rule.help
        reason = self.fields["reason"]
        reason.label, reason.help_text = "Why it changes", "It is public, and stays."
        reason.validators += [validate_text, MaxLengthValidator(2000)]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("free_signers", 0) > found.get("free_of_signers", 20):
            self.add_error("free_signers", "This is more than the number it is taken of.")
        return found

    @property
    def rules(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in FIELDS}

    @property
    def shown(self) -> str:
        """Return what a preview was made of, so that what is signed is what was previewed."""
        values = [self.cleaned_data[field] for field in (*FIELDS, "reason")]
        return hashlib.sha256(repr(values).encode()).hexdigest()

    @property
    def is_previewed(self) -> bool:
        return bool(self.cleaned_data["previewed"] == self.shown)


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    list_display = ("version", "adopted_at", "printed_name", "reason", *FIELDS[:3])
    fields = ("version", "adopted_at", "printed_name", "reason", *FIELDS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_adopt(request.user)

    @method_decorator(sensitive_post_parameters("password"))
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:  # noqa: ARG002
        """Ask for the rules, show what they would change, then ask for the signature."""
        if not may_adopt(request.user):
            raise PermissionDenied("Only an editor-in-chief can adopt a policy.")
        last = Policy.in_force()
        if request.method != "POST":
            return self._page(request, last, _filled(last, {}))
        form = PolicyForm(request.POST)
        if not form.is_valid():
            return self._page(request, last, form)
        if form.cleaned_data["instead_of"] != last.version:
            return self._page(request, last, _merged(last, form), errors=[overtaken(last)])
        if not any(changes(last, form.instance)):
            form.add_error(None, "Nothing differs from the policy in force: change a rule first.")
            return self._page(request, last, form)
        credentials = CredentialsForm(request.POST if "_sign" in request.POST else None)
        errors = [] if form.is_previewed or not credentials.is_bound else [LOOK_AGAIN]
        if credentials.is_valid() and form.is_previewed:
            errors = self._adopt(request, form, credentials)
            if not errors:
                return HttpResponseRedirect(reverse("admin:reviews_policy_changelist"))
        return self._page(request, last, form, credentials, errors)

    def _adopt(self, request: HttpRequest, form: PolicyForm, credentials: Any) -> list[str]:
        """Adopt it; return the sentences that say why it was refused, if it was."""
        try:
            credentials.confirm(request)
            policy = workflow.adopt_policy(
                by=request.user,
                rules=form.rules,
                reason=form.cleaned_data["reason"],
                instead_of=form.cleaned_data["instead_of"],
            )
        except Refused as refused:
            return refused.sentences
        messages.success(request, f"Version {policy.version} is in force.")
        return []

    def _page(
        self,
        request: HttpRequest,
        last: Policy,
        form: PolicyForm,
        credentials: Any = None,
        errors: list[str] | None = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Adopt a policy",
            "opts": self.opts,
            "last": last,
            "form": form,
            "credentials": credentials,
            "errors": [*form.non_field_errors(), *(errors or [])],
        }
        if credentials is not None:
            sent: Any = form.data
            again = sent.copy()
            again["previewed"] = form.shown
            form.data = again
            context |= {
                "changes": list(changes(last, form.instance)),
                "said": [s for part in sentences(form.instance).values() for s in part],
                "effects": effects(last, form.instance),
            }
        return TemplateResponse(request, "admin/reviews/adopt.html", context)


def _filled(last: Policy, rules: dict[str, Any], reason: str = "") -> PolicyForm:
    in_force = {field: getattr(last, field) for field in FIELDS}
    return PolicyForm(initial=in_force | rules | {"instead_of": last.version, "reason": reason})


def _merged(last: Policy, form: PolicyForm) -> PolicyForm:
    """Return a form on top of `last` with what the person changed of the version before."""
    begun = Policy.objects.filter(version=form.cleaned_data["instead_of"]).first() or last
    own = {name: value for name, value in form.rules.items() if value != getattr(begun, name)}
    return _filled(last, own, form.cleaned_data["reason"])
