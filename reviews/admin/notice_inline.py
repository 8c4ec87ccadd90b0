"""The notices on a work, below its form."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from citations.models import Notice
from reviews.admin.citation_form import NoticeForm, NoticeFormSet
from reviews.admin.lookup import looked_up


class NoticeInline(admin.StackedInline):
    """Notices are added, never changed: answers and mails have told of them by then."""

    model = Notice
    form = NoticeForm
    formset = NoticeFormSet
    extra = 1
    max_num = 100
    can_delete = False
    verbose_name_plural = "notices of the publisher"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Make no more forms than that, whatever number is sent."""
        return super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:  # noqa: ARG002
        answer = looked_up(request)
        return max(self.extra, len(answer.notices) if answer else 0)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A merged record gets none: they belong to the one that stays."""
        merged = obj is not None and obj.merged_into_id is not None
        return not merged and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
