"""Articles by what became of their sources, and by topic."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from articles.models import ArticleTopic, Topic
from reviews.notices import needing_review

SUGGESTED = 300  # names that the browser offers; any other can be typed


class Sources(admin.SimpleListFilter):
    title = "sources"
    parameter_name = "sources"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("noticed", "Needs review: a new notice")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        if self.value() != "noticed":
            return queryset
        return queryset.filter(pk__in=needing_review().values("article"))


class OnTopic(admin.SimpleListFilter):
    """A field for the topic's name or a part of it: a list of all is too long after an import."""

    title = "topic"
    parameter_name = "topic"
    template = "admin/articles/article/topic_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("", "")]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        name = " ".join((self.value() or "").split())
        if not name:
            return queryset
        topics = ArticleTopic.objects.filter(article=OuterRef("pk"), topic__name__icontains=name)
        return queryset.filter(Exists(topics))

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield all that the template needs: the name asked for and what else is in the address."""
        others = changelist.get_filters_params() | {"q": changelist.query}
        hidden = [
            (name, value)
            for name, values in others.items()
            for value in (values if isinstance(values, list) else [values])
            if value and name not in {self.parameter_name, "p"}
        ]
        names = Topic.objects.order_by("name").values_list("name", flat=True)[:SUGGESTED]
        yield {"value": self.value() or "", "hidden": hidden, "names": names}
