"""The account's own page on signing: whether it may sign, and the app that makes its codes."""

import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from reviews import codes, signers, signing
from reviews.admin.doing import done
from reviews.admin.signature_forms import CredentialsForm
from reviews.refusals import Refused
from reviews.who import held

PENDING = "authenticator"  # in the session: the key of one that is being set up


class SetUpForm(CredentialsForm):
    first_code = forms.CharField(
        label="Code that the app shows now",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text="Six digits: it shows that the app has the secret.",
    )


@sensitive_post_parameters("password", "first_code")
def own_signing(request: HttpRequest) -> HttpResponse:
    """Show it; a POST sets an authenticator up, once the app has made a right code."""
    authenticator = codes.authenticator_of(request.user)
    key = _pending(request)
    form = SetUpForm(request.POST or None)
    is_sent = request.method == "POST" and authenticator is None and form.is_valid()
    if is_sent and done(form, _set_up, request, key, form):
        del request.session[PENDING]
        messages.success(request, "Done. From now on each signature asks for a code as well.")
        return HttpResponseRedirect(reverse("admin:signing"))
    secret = codes.secret_of(key)
    context = {
        **admin.site.each_context(request),
        "title": "Signing",
        "authenticator": authenticator,
        "held": held(request.user),
        "form": form,
        "errors": form.non_field_errors(),
        "qr": codes.picture(codes.uri(key, request.user)),
        "secret": [secret[at : at + 4] for at in range(0, len(secret), 4)],
    }
    return TemplateResponse(request, "admin/reviews/own_signing.html", context)


def _pending(request: HttpRequest) -> uuid.UUID:
    given = request.session.get(PENDING)
    if given is None:
        given = request.session[PENDING] = str(uuid.uuid4())
    return uuid.UUID(given)


def _set_up(request: HttpRequest, key: uuid.UUID, form: SetUpForm) -> None:
    given: dict[str, Any] = form.cleaned_data
    signing.confirm(request, username=given["username"], password=given["password"])
    if codes.matching_step(key, given["first_code"]) is None:
        raise Refused(
            "This is not the code that the app should show now. Wait for the next one; if it is "
            "refused too, check that the phone's clock sets itself."
        )
    signers.enrol(request.user, key=key)
