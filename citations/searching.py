"""Finding works of the library by key, author, title, journal, year or identifier."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from citations.lookup.failing import LookupFailed
from citations.lookup.identifying import identify
from citations.models import MERGED, Citation
from citations.search_text import SearchText, search_words

MOST_WORDS = 12
SHORTEST = 3  # letters of a word that the index can look for
_LOOKED_AT = 200  # of many that fit, so that a common word takes no longer than a rare one


def having(query: str, works: QuerySet[Citation]) -> QuerySet[Citation]:
    """Return those of `works` that have every word of `query`, or the identifier that it is."""
    words = search_words(query)[:MOST_WORDS]
    if not any(len(word) >= SHORTEST for word in words):
        return works.filter(key__startswith="".join(words))
    identified = _identified(query)
    if "/" in query and works.filter(identified).exists():
        return works.filter(identified)  # a DOI is never a word, as a PMID may be a year
    found = works.alias(search_text=SearchText())
    condition = Q()
    for word in words:
        condition &= Q(search_text__contains=word)
    return found.filter(condition | identified)


def few_or_all(
    found: QuerySet[Citation], works: QuerySet[Citation], most: int
) -> QuerySet[Citation]:
    """Return what was `found` of `works`, named by their numbers where they are fewer than `most`.

    So the words are looked for once. With an order PostgreSQL might else walk through the whole
    library in it, looking for a word that few works have.
    """
    numbers = list(found.order_by().values_list("pk", flat=True)[:most])
    return found if len(numbers) == most else works.filter(pk__in=numbers)


def best(query: str, most: int) -> list[Citation]:
    """Return the works that fit `query` best: by its identifier, by their key, by their words."""
    words = search_words(query)
    if not words:
        return []
    works = Citation.objects.filter(merged_into=None)
    found: list[Citation] = []
    if len(words) == 1:
        first = _identified(query) | Q(key__startswith=words[0].lstrip("@"))
        found = [*works.filter(first).order_by("key")[:most], *_merged(first)]
    if any(len(word) >= SHORTEST for word in words):
        rest = having(query, works).order_by()[:_LOOKED_AT]
        found += sorted(rest, key=lambda work: (-(work.issued_year or 0), work.key))
    return list({work.pk: work for work in found}.values())[:most]


def _merged(condition: Q) -> list[Citation]:
    """Return the works whose merged records fit: by a former key or identifier."""
    records = Citation.objects.filter(MERGED, condition).select_related("merged_into")
    return [record.kept for record in records.order_by("key")[:_LOOKED_AT]]


def _identified(query: str) -> Q:
    return next(_identifiers(query), Q(pk=None))


def _identifiers(query: str) -> Iterator[Q]:
    """Yield the condition that a work has the identifier that `query` is, if it is one."""
    try:
        kind, value = identify(query)
    except LookupFailed:
        return
    yield Q(**{kind.lower(): value})
