"""The admin's site: signing in without losing text, and what each person finds first."""

from functools import partial, update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from reviews import signing
from reviews.admin import first_page, unsent
from reviews.admin.my_account import my_account
from reviews.admin.overview import charts
from reviews.admin.own_signing import own_signing
from reviews.admin.wanted import keys, needing_reviewers
from reviews.codes import authenticator_of
from reviews.who import is_editor


class SignInForm(AdminAuthenticationForm):
    def get_invalid_login_error(self) -> ValidationError:
        if self.request is not None and signing.is_locked(self.request):
            return ValidationError(signing.locked_sentence(self.request), code="locked")
        return ValidationError(
            "The user name or the password is wrong. Try again; capital letters count.",
            code="invalid_login",
        )


class EditorialSite(AdminSite):
    site_header = settings.SITE_NAME
    site_title = f"{settings.SITE_NAME} desk"
    index_title = "Your desk"
    login_form = SignInForm
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        places = first_page.places(request) if self.has_permission(request) else []
        return {
            **super().each_context(request),
            "desk_places": places,
            "asks_code": lambda: authenticator_of(request.user) is not None,
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Ask what each list permits where a page shows them: Django asks for all on every page."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def get_urls(self) -> list[Any]:
        view = self.admin_view
        return [
            path("me/", view(my_account), name="my_account"),
            path("signing/", view(own_signing), name="signing"),
            *super().get_urls(),
        ]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        # Found once: the queue lists them, and the overview counts them.
        needing = keys(needing_reviewers()) if is_editor(request.user) else []
        sections = first_page.sections(request.user, needing)
        context = {
            "sections": sections,
            "charts": charts(len(needing)) if is_editor(request.user) else [],
            "shows_everything": not first_page.is_reviews_alone(sections),
            **(extra_context or {}),
        }
        return super().index(request, context)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        request.user._change_reason = "Password changed"  # type: ignore[union-attr]
        return super().password_change(request, extra_context)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Keep what was sent where a session has ended; all else as Django does it."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "%00" in request.META.get("QUERY_STRING", ""):
                raise SuspiciousOperation("No list is filtered by a NUL; PostgreSQL takes none.")
            leaving = request.path == reverse("admin:logout", current_app=self.name)
            if request.method == "POST" and not self.has_permission(request) and not leaving:
                return self.ask_to_sign_in(request)
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        """Answer a POST without a session: nothing is done, and what was sent is carried on."""
        packed = unsent.pack(request)
        context = {
            **self.each_context(request),
            "title": "Your session has ended",
            "form": SignInForm(request),
            "app_path": reverse("admin:login", current_app=self.name),
            "next": request.get_full_path(),
            "ended": True,
            "unsent": packed,
            "lost": bool(unsent.keepable(request)) and not packed,
        }
        response = TemplateResponse(request, "admin/login.html", context, status=403)
        add_never_cache_headers(response)
        return response

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Sign in; where something unsent came along, offer to send it on."""
        packed = request.POST.get(unsent.FIELD, "")
        context = {"title": "Log in", "unsent": packed, **(extra_context or {})}
        response = super().login(request, context)
        if packed and isinstance(response, HttpResponseRedirect):
            return unsent.offer(request, packed) or response
        return response
