"""Works of the library taken away as a file: one, those chosen, an article's, a topic's."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from articles.models import Article, Topic
from citations.formats.writing import WRITABLE
from citations.models import Citation
from reviews.admin.article_filters import sees_all
from reviews.exporting import FORMATS, cited_by_article, cited_on_topic, export
from reviews.who import is_author


class ExportAdmin:
    """Adds `export/<of>/<key>/<format>/` and an action for each format to an admin of citations."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self._export))
        route = "export/<str:of>/<int:pk>/<str:name>/"
        return [path(route, view, name="citations_citation_export"), *super().get_urls()]  # type: ignore[misc]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        own = {a.__name__: (a, a.__name__, a.short_description) for a in map(_action, FORMATS)}
        return {**super().get_actions(request), **own}  # type: ignore[misc]

    def _export(self, request: HttpRequest, of: str, pk: int, name: str) -> HttpResponse:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        if name not in FORMATS or of not in _WORKS:
            raise Http404
        filename, works = _WORKS[of](pk, request.user)
        return _file(works, filename, name)


def _of_work(pk: int, _user: Any) -> tuple[str, Iterable[Citation]]:
    work = get_object_or_404(Citation.objects.select_related("merged_into"), pk=pk).kept
    return work.key, [work]


def _of_article(pk: int, user: Any) -> tuple[str, Iterable[Citation]]:
    article = get_object_or_404(Article, pk=pk)
    if not (sees_all(user) or is_author(article, user)):
        raise Http404
    return article.slug, cited_by_article(article)


def _of_topic(pk: int, _user: Any) -> tuple[str, Iterable[Citation]]:
    topic = get_object_or_404(Topic, pk=pk)
    return topic.slug, cited_on_topic(topic)


_WORKS = {"work": _of_work, "article": _of_article, "topic": _of_topic}


def _action(name: str) -> Any:
    def export_chosen(_admin: Any, _request: HttpRequest, works: Any) -> HttpResponse:
        return _file(works.order_by("key"), "citations", name)

    export_chosen.__name__ = f"export_{name.replace('-', '_')}"
    words = f"Export as {FORMATS[name].value}"
    return admin.action(description=words, permissions=["view"])(export_chosen)


def _file(works: Iterable[Citation], filename: str, name: str) -> HttpResponse:
    kind = WRITABLE[FORMATS[name]]
    response = HttpResponse(export(works, name), content_type=f"{kind.content_type}; charset=utf-8")
    filename = filename.replace(":", "-")
    response["Content-Disposition"] = f'attachment; filename="{filename}{kind.suffix}"'
    return response
