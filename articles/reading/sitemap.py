"""What search engines are told: each address that readers may read, and where not to look."""

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles.models import Audience, Standing
from articles.reading.audiences import path_of
from articles.reading.caching import for_everyone
from articles.reading.lists import topics_with_answers


class _OurSitemap(Sitemap):
    limit = 10_000

    def get_domain(self, site: Any = None) -> str:  # noqa: ARG002
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:  # noqa: ARG002
        return urlsplit(settings.SITE_URL).scheme


class Answers(_OurSitemap):
    """Answers in the wording for one audience."""

    def __init__(self, audience: Audience) -> None:
        super().__init__()
        self.audience = audience

    def items(self) -> Any:
        found = Standing.objects.current().select_related("article").order_by("pk")
        if self.audience != Audience.CLINICIAN:
            found = found.filter(edition__other_wordings__has_key=self.audience.value)
        return found.only("article__slug", "last_updated_at")

    def location(self, item: Any) -> str:
        return path_of(item.article.slug, self.audience)

    def lastmod(self, item: Any) -> Any:
        return item.last_updated_at


class Topics(_OurSitemap):
    def items(self) -> Any:
        return topics_with_answers()

    def location(self, item: Any) -> str:
        return reverse("site:topic", args=[item.slug])


class Pages(_OurSitemap):
    def items(self) -> Any:
        return ["site:home", "editorial_policy"]

    def location(self, item: Any) -> str:
        return reverse(item)


SITEMAPS: dict[str, Any] = {
    "pages": Pages,
    "topics": Topics,
    "answers": partial(Answers, Audience.CLINICIAN),
    "trainees": partial(Answers, Audience.TRAINEE),
    "patients": partial(Answers, Audience.PATIENT),
}


@for_everyone
def index(request: HttpRequest) -> HttpResponse:
    return views.index(request, SITEMAPS, sitemap_url_name="site:sitemap").render()


@for_everyone
def section(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, SITEMAPS, section).render()


@for_everyone
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    lines = ["User-agent: *", f"Disallow: {settings.DESK}", f"Sitemap: {_address()}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def _address() -> str:
    return str(settings.SITE_URL + reverse("site:sitemap_index"))
