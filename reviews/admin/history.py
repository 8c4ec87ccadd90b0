"""Who changed what, when and why: read and compared here, and written from no form."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.admin.utils import display_for_field, unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from simple_history.admin import SimpleHistoryAdmin

from articles.wordwise import Run, runs
from reviews.admin.changes import PER_PAGE, entry, find, newest_first, others, related_name


class HistoryAdmin(SimpleHistoryAdmin):
    """An admin whose history pages can only be read.

    `history_parts` are the models whose rows belong to this one by a foreign key: their changes
    are listed among its own. `history_words` print a field in words: field name -> function.
    """

    history_parts: tuple[Any, ...] = ()
    history_words: dict[str, Callable[[Any], str]] = {}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        row = self._row(request, object_id)
        page = newest_first(self._histories(request, row), request.GET.get("p", "1"))
        context = {"page": page, "entries": [entry(change) for change in page]}
        return self._answer(request, row, "admin/reviews/history.html", context, extra_context)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one version beside another of the same row: the one before, or the one asked for."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        row = self._row(request, object_id)
        version = find(self._histories(request, row), version_id)
        rest = others(version)
        asked = request.GET.get("with", "")
        earlier = rest.filter(history_date__lt=version.history_date)
        other = find([rest], asked) if asked else earlier.first()
        context = {
            "entry": entry(version),
            "other": entry(other) if other else None,
            "others": [entry(change) for change in rest[:PER_PAGE]],
            "fields": list(self._compared(other, version)),
        }
        template = "admin/reviews/history_version.html"
        return self._answer(request, row, template, context, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Lead to the history whoever may read it."""
        row = kwargs.get("obj")
        context["may_read_history"] = row and self.has_view_history_permission(request, row)
        return super().render_change_form(request, context, *args, **kwargs)

    def _row(self, request: HttpRequest, object_id: str) -> Model:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_history_permission(request, row):
            raise PermissionDenied
        return row

    def _histories(self, request: HttpRequest, row: Model) -> list[QuerySet[Any]]:
        """Return the histories of `row` and of its parts that this person may read."""
        histories = [self.model.history.filter(**{self.opts.pk.attname: row.pk})]
        for part in self.history_parts:
            key = next(f.name for f in part._meta.fields if f.related_model is self.model)
            histories.append(part.history.filter(**{key: row.pk}))
        return [history for history in histories if _may_read(request, history.model)]

    def _compared(self, before: Any, after: Any) -> Iterator[dict[str, Any]]:
        for field in after.tracked_fields:
            if field.primary_key:
                continue
            new = self._words(after, field)
            old = self._words(before, field) if before else new
            pieces: tuple[Run, ...] = runs(old, new) if old != new else ()
            yield {"label": field.verbose_name, "text": new, "pieces": pieces}

    def _words(self, version: Any, field: Any) -> str:
        value = getattr(version, field.attname)
        if field.name in self.history_words:
            return self.history_words[field.name](value)
        if isinstance(field, ForeignKey):
            return related_name(version, field)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(display_for_field(value, field, ""))

    def _answer(
        self,
        request: HttpRequest,
        row: Model,
        template: str,
        context: dict[str, Any],
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {row}",
            "opts": self.opts,
            "object": row,
            **context,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context)


def _may_read(request: HttpRequest, history: type[Model]) -> bool:
    codename = get_permission_codename("view", history._meta)
    return request.user.has_perm(f"{history._meta.app_label}.{codename}")
