"""The sources beside an article's text: what it cites, what is missing, what else there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.citing_counts import Place, places
from articles.manuscript import unresolved_keys
from articles.markup import citation_keys
from articles.models import Article, Audience, Wording
from citations.aliases import works_by_key
from citations.formatting import format_reference
from citations.models import Citation, Notice

EARLIER = 12  # versions of the text that are looked through for works cited before
LATELY = 8  # works that the reader of the page, or anybody, added to the library last


@dataclass
class Cited:
    """A work that the article cites, by its place in the manuscript's list of references."""

    number: int
    key: str
    reference: SafeString
    url: str
    notices: list[str]
    places: list[str]


class Missing(NamedTuple):
    """A key that the text cites and the library does not have."""

    key: str
    places: list[str]


class Uncited(NamedTuple):
    """A work of the library that the text does not cite."""

    key: str
    title: str
    notices: list[str]


def sources(article: Article, manuscript: dict[str, Any], user: Any) -> dict[str, Any]:
    where = places(manuscript)
    present = {reference["key"] for reference in manuscript["references"]}
    dropped = _dropped(article, present)
    present |= {work.key for work in dropped}
    added = _added(user, present)
    present |= {work.key for work in added}
    others = Citation.objects.filter(merged_into=None).exclude(key__in=present)
    newest = list(others.defer("abstract").order_by("-pk")[:LATELY])
    prefetch_related_objects([*dropped, *added, *newest], "notices")
    return {
        "cited": _cited(manuscript, where),
        "unresolved": [
            Missing(key, [_place(place) for place in where.get(key, [])])
            for key in unresolved_keys(manuscript)
        ],
        "dropped": _uncited(dropped),
        "added": _uncited(added),
        "newest": _uncited(newest),
    }


def _cited(manuscript: dict[str, Any], where: dict[str, list[Place]]) -> list[Cited]:
    references = manuscript["references"]
    keys = [reference["key"] for reference in references]
    pks = dict(Citation.objects.filter(key__in=keys).values_list("key", "pk"))
    return [
        Cited(
            number=number,
            key=reference["key"],
            reference=mark_safe(format_reference(reference["csl"])),  # noqa: S308  it escapes
            url=reverse("admin:citations_citation_change", args=[pks[reference["key"]]]),
            notices=[
                f"{Notice.Nature(notice['kind']).label}, {notice.get('date', '')}"
                for notice in reference.get("notices", [])
            ],
            places=[_place(place) for place in where.get(reference["key"], [])],
        )
        for number, reference in enumerate(references, start=1)
    ]


def _place(place: Place) -> str:
    times = f", {place.times} times" if place.times > 1 else ""
    return f"{Audience(place.audience).label}, {place.title}{times}"


def _uncited(works: Iterable[Citation]) -> list[Uncited]:
    return [Uncited(work.key, work.title, list(map(str, work.notices.all()))) for work in works]


def _dropped(article: Article, present: set[str]) -> list[Citation]:
    """Return works of the library that this article cited before, and does not cite now."""
    keys = {key for cited in article.editions.values_list("cited", flat=True) for key in cited}
    texts: Any = Wording.history.filter(article=article).order_by("-history_date")
    for pair in texts.values_list("from_guidelines", "from_research")[:EARLIER]:
        keys.update(key for text in pair for key in citation_keys(text))
    works = {work.key: work for work in works_by_key(keys - present).values()}
    return [work for key, work in works.items() if key not in present]


def _added(user: Any, present: set[str]) -> list[Citation]:
    """Return the works that `user` added to the library last, without those that are `present`."""
    history: Any = Citation.history.filter(history_user=user.pk, history_type="+")
    added = history.exclude(key__in=present).order_by("-history_date", "-id")
    keys = list(added.values_list("key", flat=True)[:LATELY])
    works = works_by_key(keys)
    kept = {work.key: work for key in keys if (work := works.get(key)) and work.key not in present}
    return list(kept.values())
