"""What was mailed to whom, and what could not be: editors send that again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django_tasks_db.models import DBTaskResult

from reviews.admin.reading import ReadOnlyAdmin
from reviews.mail.posting import send_again
from reviews.models import Mail
from reviews.who import is_editor

admin.site.unregister(DBTaskResult)  # the queue itself says nothing that a person could use


class SentFilter(admin.SimpleListFilter):
    title = "whether it was sent"
    parameter_name = "sent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("failed", "Given up"), ("waiting", "Waiting"), ("yes", "Sent")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        sent = Q(sent_at__isnull=False) | Q(digest__sent_at__isnull=False)
        failed = Q(failed_at__isnull=False)
        conditions = {"failed": failed, "waiting": ~sent & ~failed, "yes": sent}
        return queryset.filter(conditions.get(str(self.value()), Q()))


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    list_display = ["subject", "name", "created_at", "stands", "attempts", "error"]
    list_filter = [SentFilter]
    list_select_related = ["to", "digest"]
    list_per_page = 50
    search_fields = ["subject", "to__username", "to__email"]
    fields = readonly_fields = (
        *("name", "subject", "text", "created_at", "stands", "attempts"),
        *("next_attempt_at", "error"),
    )
    actions = ["send_again"]
    show_full_result_count = False

    def has_send_permission(self, request: HttpRequest) -> bool:
        return is_editor(request.user)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Mails", **(extra_context or {})})

    @admin.display(description="to", ordering="to__username")
    def name(self, mail: Mail) -> str:
        return f"{mail.to.get_full_name() or mail.to.get_username()} <{mail.to.email}>"

    @admin.display(description="standing")
    def stands(self, mail: Mail) -> str:
        if mail.failed_at:
            return "Given up"
        letter = mail.digest or mail
        if letter.sent_at:
            return f"Sent {letter.sent_at:%Y-%m-%d %H:%M}"
        return "Waiting" if mail.next_attempt_at else "Waiting for the mail of the day"

    @admin.display(description="text")
    def text(self, mail: Mail) -> str:
        return "\n".join([*mail.paragraphs, *mail.parts.values_list("subject", flat=True)])

    @admin.action(description="Send again what was given up", permissions=["send"])
    def send_again(self, request: HttpRequest, rows: QuerySet[Mail]) -> None:
        if not is_editor(request.user):
            raise PermissionDenied("Only an editor can do this.")
        with transaction.atomic():
            mails = list(rows.failed().select_for_update(of=("self",)))  # type: ignore[attr-defined]
            for mail in mails:
                send_again(mail)
        if mails:
            self.message_user(request, f"Mails on their way again: {len(mails)}.")
        else:
            self.message_user(request, "None of these was given up.", messages.WARNING)
