"""Links by mail with which people choose their own passwords: nobody sets another's."""

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from articles.letters import in_words
from reviews.mail.links import link_failed
from reviews.resets import CHOSEN, after_choice, may_mail_link

logger = logging.getLogger(__name__)

HELD = (
    "The link came to a mail address that was changed since your last password. Until an editor "
    "has made sure that it is you, you can read and write, but sign nothing. The editors were told."
)


class ForgottenForm(PasswordResetForm):
    def get_users(self, email: str) -> Iterable[User]:
        """Return the active accounts with this address, those without a password yet included."""
        found = User.objects.filter(email__iexact=email, is_active=True)
        # PostgreSQL and Python fold case differently for some letters: only the same one counts.
        known = [user for user in found if user.email.casefold() == email.casefold()]
        return [user for user in known if may_mail_link(user)]

    def send_mail(
        self,
        subject_template_name: str,  # noqa: ARG002
        email_template_name: str,  # noqa: ARG002
        context: dict[str, Any],
        from_email: str | None,  # noqa: ARG002
        to_email: str,
        html_email_template_name: str | None = None,  # noqa: ARG002
    ) -> None:
        """Django would log a link that cannot be handed over, and nobody would hear of it."""
        user = context["user"]
        try:
            _mail_link(context, to_email)
        except Exception as error:  # noqa: BLE001  who asked sees the same page, whatever it is
            logger.warning("No password link for account %s: %s", user.pk, in_words(error))
            link_failed(user)


class _InDesk:
    """The desk's frame around Django's own views."""

    request: HttpRequest

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        desk = admin.site.each_context(self.request)
        return {**desk, **super().get_context_data(**context)}  # type: ignore[misc]


class Forgotten(_InDesk, views.PasswordResetView):
    form_class = ForgottenForm
    subject_template_name = "registration/password_link_subject.txt"
    email_template_name = "registration/password_link.txt"
    extra_email_context = {
        "site_name": settings.SITE_NAME,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
    }


class Sent(_InDesk, views.PasswordResetDoneView):
    pass


class Choose(_InDesk, views.PasswordResetConfirmView):
    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        user = form.user
        is_first = not user.has_usable_password()
        user._history_user, user._change_reason = user, CHOSEN
        with transaction.atomic():
            response = super().form_valid(form)
            if after_choice(user, is_first=is_first):
                messages.warning(self.request, HELD)
        return response


class Chosen(_InDesk, views.PasswordResetCompleteView):
    pass


urlpatterns = [
    path("", Forgotten.as_view(), name="admin_password_reset"),
    path("done/", Sent.as_view(), name="password_reset_done"),
    path("<uidb64>/<token>/", Choose.as_view(), name="password_reset_confirm"),
    path("complete/", Chosen.as_view(), name="password_reset_complete"),
]


def invite(request: HttpRequest, user: User) -> None:
    """Mail `user` a link with which to choose a password.

    Raises OSError where the mail server cannot be reached or refuses the mail.
    """
    context = {
        "user": user,
        "invited": not user.has_usable_password(),
        "protocol": request.scheme,
        "domain": request.get_host(),
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
        **Forgotten.extra_email_context,
    }
    _mail_link(context, user.email)


def _mail_link(context: dict[str, Any], address: str) -> None:
    subject = render_to_string(Forgotten.subject_template_name, context).strip()
    send_mail(subject, render_to_string(Forgotten.email_template_name, context), None, [address])
