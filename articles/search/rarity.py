"""How many entries have a word, and how many in their question: by both, how much it tells.

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
FEW, USUAL_SHARE, FULL_SHARE = 5, 0.05, 0.05  # of a word's entries, those with it in the question
LEAST = 0.1

_COUNTS = """
    SELECT lexeme, counted.* FROM unnest(%(lexemes)s::text[]) AS given(lexeme)
    CROSS JOIN LATERAL (
        SELECT count(*), count(*) FILTER (WHERE question > 0)
        FROM articles_indexposting AS posting WHERE posting.lexeme = given.lexeme
    ) AS counted
    UNION ALL SELECT NULL, count(*), 0 FROM articles_indexentry
"""
_kept: dict[str | None, tuple[int, int]] = {}
_kept_of = ("", 0.0)


def counts(lexemes: Iterable[str]) -> dict[str | None, int]:
    """Return in how many entries each of `lexemes` is; under None, how many entries there are."""
    return {lexeme: whole for lexeme, (whole, _) in _counted(lexemes).items()}


def rarities(lexemes: Iterable[str]) -> dict[str, float]:
    """Return BM25's inverse document frequency of each of `lexemes`."""
    found = counts(lexemes)
    entries = found.pop(None)
    return {
        str(lexeme): math.log(1 + (max(entries - count, 0) + 0.5) / (count + 0.5))
        for lexeme, count in found.items()
    }


def tellings(lexemes: Iterable[str]) -> dict[str, float]:
    """Return how much each of `lexemes` tells of what is asked: rare ones, and of these the ones
    that questions are made of. Others are rare as well where medical texts do not use them: hello.
    """
    lexemes = set(lexemes)
    rarity, found = rarities(lexemes), _counted(lexemes)
    return {lexeme: rarity[lexeme] * _named(*found[lexeme]) for lexeme in lexemes}


def forget() -> None:
    _kept.clear()


def _named(whole: int, question: int) -> float:
    """Return, from nearly 0 to 1, whether questions are made of a word; a few cases say little."""
    share = (question + FEW * USUAL_SHARE) / (whole + FEW)
    return LEAST + (1 - LEAST) * min(1.0, share / FULL_SHARE) ** 0.33


def _counted(lexemes: Iterable[str]) -> dict[str | None, tuple[int, int]]:
    kept, wanted = _cache(), set(lexemes)
    missing = [lexeme for lexeme in wanted if lexeme not in kept]
    if missing or None not in kept:
        found = {row[0]: (row[1], row[2]) for row in rows(_COUNTS, {"lexemes": missing})}
        kept.update({lexeme: counted for lexeme, counted in found.items() if counted[0]})
    return {lexeme: kept.get(lexeme, (0, 0)) for lexeme in (*wanted, None)}


def _cache() -> dict[str | None, tuple[int, int]]:
    global _kept_of
    database, since = _kept_of
    now, name = time.monotonic(), str(connection.settings_dict["NAME"])
    if name != database or now - since > KEPT_SECONDS or len(_kept) > MOST_KEPT:
        _kept.clear()
        _kept_of = (name, now)
    return _kept
