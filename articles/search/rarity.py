"""How many entries have a word: the rarer, the more it tells.

Counts are kept by each process for some minutes. One of none is not kept, so that what was indexed
just now is found with the next question.
"""

import math
import time
from collections.abc import Iterable

from django.db import connection

from articles.search.statements import rows

KEPT_SECONDS = 600
MOST_KEPT = 200_000

_COUNTS = """
    SELECT lexeme, (
        SELECT count(*) FROM articles_indexposting AS posting WHERE posting.lexeme = given.lexeme
    )
    FROM unnest(%(lexemes)s::text[]) AS given(lexeme)
    UNION ALL SELECT NULL, count(*) FROM articles_indexentry
"""
_kept: dict[str | None, int] = {}
_kept_of = ("", 0.0)


def counts(lexemes: Iterable[str]) -> dict[str | None, int]:
    """Return in how many entries each of `lexemes` is; under None, how many entries there are."""
    kept, wanted = _cache(), set(lexemes)
    missing = [lexeme for lexeme in wanted if lexeme not in kept]
    found: dict[str | None, int] = {}
    if missing or None not in kept:
        found = {row[0]: row[1] for row in rows(_COUNTS, {"lexemes": missing})}
        kept.update({lexeme: count for lexeme, count in found.items() if count})
    return {lexeme: kept.get(lexeme, 0) for lexeme in (*wanted, None)}


def rarities(lexemes: Iterable[str]) -> dict[str, float]:
    """Return BM25's inverse document frequency of each of `lexemes`."""
    found = counts(lexemes)
    entries = found.pop(None)
    return {
        str(lexeme): math.log(1 + (max(entries - count, 0) + 0.5) / (count + 0.5))
        for lexeme, count in found.items()
    }


def forget() -> None:
    _kept.clear()


def _cache() -> dict[str | None, int]:
    global _kept_of
    database, since = _kept_of
    now, name = time.monotonic(), str(connection.settings_dict["NAME"])
    if name != database or now - since > KEPT_SECONDS or len(_kept) > MOST_KEPT:
        _kept.clear()
        _kept_of = (name, now)
    return _kept
