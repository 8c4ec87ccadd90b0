"""The read-only API, put together from the routers of the rooms."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from ninja import NinjaAPI

from articles.reading import api as reading
from reviews.public import api as reviews

api = NinjaAPI(
    title=settings.SITE_NAME,
    version="1",
    urls_namespace="api",
    docs_url=None,
    description="Answers that a medical advisory board has signed, as JSON: the editions that "
    "readers can read now, and nothing else. Everything is read by GET, without a key.",
)
api.add_router("", reading.router)
api.add_router("", reading.library)
api.add_router("", reading.asking)
api.add_router("", reviews.router)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return JsonResponse({"detail": "There is nothing that readers can read here."}, status=404)


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    return not_found(request, Http404())


urlpatterns: list[Any] = [path("v1/", api.urls), path("<path:rest>", nowhere)]
