"""What a list shows of the entries it found: their facts, and the words that made them found."""

import datetime
import json
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.search.statements import rows

# Characters of a private area, taken out of the text first; they become tags after escaping.
OPEN, CLOSE = "\ue000", "\ue001"
LONGEST = 20_000  # characters of a text that are looked through for a snippet

_FACTS = """
    SELECT entry.id, article.slug, entry.audience, edition.question,
        ts_headline('imprimatur', edition.question, %(query)s::tsquery, %(whole)s),
        ts_headline('imprimatur', translate(left(entry.body, %(longest)s), %(marks)s, ''),
            %(query)s::tsquery, %(parts)s),
        edition.topics, standing.last_updated_at
    FROM articles_indexentry AS entry
    JOIN articles_standing AS standing
        ON standing.edition_id = entry.edition_id AND standing.withdrawal_id IS NULL
    JOIN articles_edition AS edition ON edition.id = entry.edition_id
    JOIN articles_article AS article ON article.id = entry.article_id
    WHERE entry.id = ANY(%(entries)s)
"""
_MARKS = f"StartSel={OPEN}, StopSel={CLOSE}"
_WHOLE = f"{_MARKS}, HighlightAll=true"
_PARTS = f'{_MARKS}, MaxFragments=2, MaxWords=28, MinWords=12, FragmentDelimiter=" \u2026 "'


class Shown(NamedTuple):
    entry: int
    slug: str
    audience: str
    question: str
    title: SafeString
    snippet: SafeString
    topics: list[dict[str, Any]]
    last_updated: datetime.datetime


def show(entries: list[int], query: str) -> list[Shown]:
    """Return what is shown of `entries`, in their order; those that are gone are left out."""
    found = rows(
        _FACTS,
        {
            "entries": entries,
            "query": query,
            "longest": LONGEST,
            "marks": OPEN + CLOSE,
            "whole": _WHOLE,
            "parts": _PARTS,
        },
    )
    shown = {row[0]: _shown(*row) for row in found}
    return [shown[entry] for entry in entries if entry in shown]


def _shown(
    entry: int, slug: str, audience: str, question: str, title: str, snippet: str, *rest: Any
) -> Shown:
    topics, updated = rest
    marked = highlighted(title), highlighted(snippet)
    return Shown(entry, slug, audience, question, *marked, json.loads(topics), updated)


def highlighted(text: str) -> SafeString:
    """Return `text` escaped, and only then what was found in it as marked."""
    safe = str(escape(text)).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return mark_safe(safe)  # noqa: S308  escaped in the line above


def any_of(lexemes: list[str]) -> str:
    """Return a query for entries with any of these stems."""
    (query,) = rows(
        "SELECT string_agg(quote_literal(stem), ' | ')::tsquery::text"
        " FROM unnest(%(lexemes)s::text[]) AS stem",
        {"lexemes": lexemes},
    )[0]
    return query or ""
