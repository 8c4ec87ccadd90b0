"""What editors see of an account's signing: holds, which they lift, and the authenticator."""

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from integrity.validators import validate_text
from reviews import codes, signers
from reviews.admin.doing import done
from reviews.models import AuthenticatorRemoval, SigningHold
from reviews.refusals import Refused
from reviews.who import is_editor, open_holds

RESTORE, REMOVE = "restore", "remove"
DONE = {
    RESTORE: "Signing is restored.",
    REMOVE: "The authenticator is removed. Signing asks for no code until a new one is set up.",
}


class WhyForm(forms.Form):
    reason = forms.CharField(
        label="How you made sure, in a sentence",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        validators=[validate_text, MaxLengthValidator(1000)],
        help_text="It goes into the record, which editors and auditors read.",
    )


def account_signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to editors; a POST restores signing, or removes the authenticator."""
    if not is_editor(request.user):
        raise PermissionDenied("Only an editor can see this.")
    account = get_object_or_404(User, pk=pk)
    asked = request.POST.get("action", "")
    form = WhyForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and done(form, _perform, request, account, asked, form.cleaned_data["reason"]):
        messages.success(request, DONE[asked])
        return HttpResponseRedirect(reverse("admin:auth_user_signing", args=[pk]))
    context = {
        **admin.site.each_context(request),
        **_facts(request, account),
        "title": "Signing",
        "opts": User._meta,
        "object": account,
        "asked": asked,
        "form": form,
        "errors": form.non_field_errors(),
    }
    return TemplateResponse(request, "admin/reviews/account_signing.html", context)


def _perform(request: HttpRequest, account: User, asked: str, reason: str) -> None:
    if asked == RESTORE:
        signers.restore(account, by=request.user, reason=reason)
        reset(username=account.get_username())
        return
    authenticator = codes.authenticator_of(account)
    if asked != REMOVE or authenticator is None:
        raise Refused("There is nothing to do: this account has no authenticator any more.")
    signers.remove_authenticator(authenticator, by=request.user, reason=reason)


def _facts(request: HttpRequest, account: User) -> dict[str, Any]:
    holds = SigningHold.objects.filter(user=account).select_related("held_by", "lift__lifted_by")
    removals = AuthenticatorRemoval.objects.filter(authenticator__user=account)
    return {
        "holds": holds,
        "is_held": open_holds(account).exists(),
        "authenticator": codes.authenticator_of(account),
        "may_not_remove": signers.may_not_remove(account, request.user),
        "removals": removals.select_related("authenticator", "removed_by").order_by("removed_at"),
    }
