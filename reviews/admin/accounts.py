"""Accounts: editors make and change them, and make nobody more than they are themselves."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from articles.models import Author
from reviews.admin.account_form import AccountForm, ProfileForm, may_change
from reviews.admin.account_signing import account_signing
from reviews.admin.opened import OpenedAdmin
from reviews.admin.passwords import invite
from reviews.admin.reasons import ReasonAdmin
from reviews.groups import may_give
from reviews.mail import tell
from reviews.models import BoardMember

admin.site.unregister(User)
admin.site.unregister(Group)


class _Profile(OpenedAdmin, admin.StackedInline):
    form = ProfileForm
    extra = max_num = 1
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Lock what is to be saved: it has a page of its own, too."""
        rows = super().get_queryset(request).select_related("user")
        if request.method != "POST":
            return rows
        return rows.select_for_update(of=("self",), no_key=True)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, absolute_max=1, **kwargs)


class AuthorInline(_Profile):
    model = Author
    verbose_name = verbose_name_plural = "author profile"


class BoardMemberInline(_Profile):
    model = BoardMember
    fk_name = "user"
    fields = ["name", "credentials", "specialty", "affiliation", "institution", "is_active"]
    verbose_name = verbose_name_plural = "seat on the medical advisory board"


@admin.register(User)
class AccountAdmin(ReasonAdmin):
    form = AccountForm
    inlines = [AuthorInline, BoardMemberInline]
    list_display = ["username", "full_name", "group_names", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    history_parts = (Author, BoardMember)
    change_form_template = "admin/reviews/account.html"

    @admin.display(description="name")
    def full_name(self, account: User) -> str:
        return account.get_full_name()

    @admin.display(description="groups")
    def group_names(self, account: User) -> str:
        return ", ".join(group.name for group in account.groups.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """A password is not guessed letter by letter through the list's address."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_change(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Accounts are deactivated, never deleted: the record and the histories name them."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if not request.user.is_superuser or obj is None:
            return fieldsets
        return [*fieldsets[:-1], ("Technical", {"fields": ["is_superuser"]}), fieldsets[-1]]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002
        fields = ["username", "first_name", "last_name", "email", "groups"]
        return [*fields, "is_active"] if obj else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = ["username"] if obj else []
        own = obj is not None and obj.pk == request.user.pk
        return [*fields, "groups", "is_active", "is_superuser"] if own else fields

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Nobody gives themself a seat on the board."""
        return [] if obj is not None and obj.pk == request.user.pk else self.inlines

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.filter(name__in=may_give(request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.invite_view)
        signing = self.admin_site.admin_view(account_signing)
        return [
            path("<int:pk>/invite/", view, name="auth_user_invite"),
            path("<int:pk>/signing/", signing, name="auth_user_signing"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            transaction.on_commit(partial(self._invite, request, obj))
        elif "email" in form.changed_data and form.initial["email"]:
            tell("address_changed", user=obj.pk, address=form.initial["email"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        seat = BoardMember.objects.filter(user=form.instance, is_active=True).exists()
        if seat and not form.instance.groups.filter(name="Board member").exists():
            sentence = "This account has a seat on the board and is not in the group Board member."
            self.message_user(request, sentence, messages.WARNING)

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Mail the link to choose a password once more."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        account = self.get_queryset(request).filter(pk=pk).first()
        if account is None or not self.has_change_permission(request, account):
            raise PermissionDenied("You may not send a link to this account.")
        self._invite(request, account)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))

    def _invite(self, request: HttpRequest, account: User) -> None:
        level, sentence = messages.ERROR, ""
        if not (account.is_active and account.email):
            sentence = "No link was sent: the account is not active or has no mail address."
        else:
            try:
                invite(request, account)
            except OSError:
                sentence = (
                    f"The mail to {account.email} could not be sent. The account is there: try "
                    "“Mail the link again” later."
                )
        if not sentence:
            level, sentence = messages.SUCCESS, f"A link was mailed to {account.email}."
        self.message_user(request, sentence, level)
