"""What was mailed to whom, and what could not be: editors send that again."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from django_tasks_db.models import DBTaskResult

from articles.models import Article, Asking
from articles.questions import posting as to_readers
from reviews.admin.reading import ReadOnlyAdmin
from reviews.mail.posting import send_again
from reviews.mail.recovery import never_told, try_again
from reviews.models import Mail
from reviews.who import is_editor

admin.site.unregister(DBTaskResult)  # the queue itself says nothing that a person could use


# What an event was, in words.
HAPPENED = {
    "submitted": "An article was submitted",
    "assigned": "Members were asked to review",
    "sent_back": "An article was sent back to its authors",
    "round_ended": "A review ended before all its members had signed",
    "stepped_back": "A reviewer stepped back",
    "approved": "An answer was approved",
    "withdrawn": "An answer was withdrawn",
    "noticed": "A source of an answer has a new notice",
    "aged": "The next review of an answer is due, or late",
    "signing_changed": "Signing was suspended or restored, or an authenticator app changed",
    "address_changed": "The mail address of an account was changed",
    "said": "Somebody commented or answered a comment",
}
# What a mail to a reader would have said.
TO_READERS = {
    "confirm": "The link to confirm an address",
    "answered": "That the question is answered",
    "declined": "That the question is not answered",
}
MOST = 50


def _untold() -> list[dict[str, Any]]:
    tasks = list(never_told()[:MOST])
    told = [task.args_kwargs["args"] for task in tasks]
    articles = Article.objects.in_bulk(
        [facts["article"] for _, facts in told if "article" in facts]
    )
    return [
        {
            "words": HAPPENED[event],
            "at": task.enqueued_at,
            "article": articles.get(facts.get("article")),
        }
        for task, (event, facts) in zip(tasks, told, strict=True)
    ]


def _unreached() -> list[dict[str, Any]]:
    rows = Asking.objects.given_up().select_related("question__draft__standing")
    return [
        {
            "words": TO_READERS[to_readers.due(asking)],
            "at": asking.failed_at,
            "question": asking.question,
            "why": asking.error,
        }
        for asking in rows.order_by("-failed_at")[:MOST]
    ]


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
    change_list_template = "admin/reviews/mails.html"
    show_full_result_count = False

    def has_send_permission(self, request: HttpRequest) -> bool:
        return is_editor(request.user)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        may_send = self.has_send_permission(request)
        context = {
            "title": "Mails",
            "untold": _untold(),
            "unreached": _unreached(),
            "may_send": may_send,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        again = self.admin_site.admin_view(require_POST(self.try_again))
        readers = self.admin_site.admin_view(require_POST(self.try_readers_again))
        return [
            path("again/", again, name="reviews_mail_again"),
            path("readers/again/", readers, name="reviews_mail_readers_again"),
            *super().get_urls(),
        ]

    def try_again(self, request: HttpRequest) -> HttpResponse:
        """Write the mails of what nobody was told of."""
        return self._again(request, try_again, "Being told again")

    def try_readers_again(self, request: HttpRequest) -> HttpResponse:
        """Send the mails to readers that were given up."""
        return self._again(request, to_readers.try_again, "Mails to readers on their way again")

    def _again(self, request: HttpRequest, begin: Callable[[], int], what: str) -> HttpResponse:
        if not self.has_send_permission(request):
            raise PermissionDenied("Only an editor can do this.")
        self.message_user(request, f"{what}: {begin()}.")
        return HttpResponseRedirect(reverse("admin:reviews_mail_changelist"))

    @admin.display(description="to", ordering="to__username")
    def name(self, mail: Mail) -> str:
        return f"{mail.to.get_full_name() or mail.to.get_username()} <{mail.goes_to}>"

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
