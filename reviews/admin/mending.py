"""Where each thing is mended that keeps an article from being submitted."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from articles.models import Article
from articles.readiness import Lack
from citations.aliases import works_by_key
from citations.models import Citation
from reviews.admin.contents import text_name, why_name

Way = tuple[str, str]  # an address, and what is done there


class Hindrance(NamedTuple):
    sentence: str
    ways: list[Way]


def hindrances(sentences: Iterable[str], article: Article, user: Any) -> list[Hindrance]:
    """Return `sentences`, those that tell their place with the ways to it that `user` may go."""
    found = list(sentences)
    places = [one.place for one in found if isinstance(one, Lack)]
    keys = {place[1] for place in places if place[0] in {"work", "reason"}}
    works = works_by_key(keys) if keys else {}
    mending = _Mending(article, user, works)
    return [
        Hindrance(one, list(mending.ways(*one.place)) if isinstance(one, Lack) else [])
        for one in found
    ]


class _Mending:
    def __init__(self, article: Article, user: Any, works: dict[str, Citation]) -> None:
        self.article, self.user, self.works = article, user, works

    def ways(self, kind: str, *which: Any) -> Iterator[Way]:
        yield from getattr(self, f"_{kind}")(*which)

    def _field(self, name: str) -> Iterator[Way]:
        page = reverse("admin:articles_article_change", args=[self.article.pk])
        yield f"{page}#id_{name}", "Go to its place in the form"

    def _text(self, audience: str, part: str) -> Iterator[Way]:
        yield from self._field(text_name(audience, part))

    def _key(self, audience: str, part: str, key: str) -> Iterator[Way]:
        yield from self._text(audience, part)
        if self.user.has_perm("citations.add_citation"):
            page = reverse("admin:citations_citation_add")
            yield f"{page}?{urlencode({'key': key})}", f"Add {key} to the library"

    def _work(self, key: str) -> Iterator[Way]:
        if work := self.works.get(key):
            page = reverse("admin:citations_citation_change", args=[work.pk])
            yield page, f"Open the library's record of {key}"

    def _reason(self, key: str) -> Iterator[Way]:
        if work := self.works.get(key):
            for page, _ in self._field(why_name(work.pk)):
                yield page, "Write the reason"

    def _disclaimer(self) -> Iterator[Way]:
        if self.user.has_perm("articles.change_disclaimer"):
            yield reverse("admin:articles_disclaimer_changelist"), "Open the disclaimers"

    def _declaration(self, person: int) -> Iterator[Way]:
        if person == self.user.pk:
            yield reverse("admin:articles_declaration_add"), "Sign your declaration"
