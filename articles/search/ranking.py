"""The one ranking behind ask and the API: which current editions say most about a question.

Four signals, each from 0 to 1: BM25 over all of an entry and over its question, how much of the
entry's question the asker's words cover, and how well they name its topics. Where they agree on
one entry, it is most often right. `docs/search.md` has the measurements.
"""

import uuid
from typing import NamedTuple

from articles.search.rarity import rarities
from articles.search.statements import rows
from articles.search.understanding import Question

ENOUGH = 0.6  # of a short question's weight, that has to be in its answer
CANDIDATES = 150  # of each of the two BM25 rankings
WEIGHTS = {"whole": 0.7, "question": 1.0, "covered": 1.0, "named": 1.5}

_CANDIDATES = """
    WITH term AS (
        SELECT * FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS term(lexeme, weight)
    ), scored AS (
        SELECT entry_id, sum(weight * whole) AS whole, sum(weight * question) AS question,
            sum(weight) AS matched
        FROM term JOIN articles_indexposting AS posting USING (lexeme) GROUP BY entry_id
    ), ranked AS (
        SELECT *, row_number() OVER (ORDER BY whole DESC, entry_id) AS by_whole,
            row_number() OVER (ORDER BY question DESC, whole DESC, entry_id) AS by_question
        FROM scored
    )
    SELECT ranked.entry_id, entry.edition_id, article.slug, article.origin_key, ranked.whole,
        ranked.question, ranked.matched, entry.lexemes, coalesce(
            (SELECT max(strict_word_similarity(name, %(plain)s)) FROM unnest(entry.names) AS name),
            0
        )
    FROM ranked
    JOIN articles_indexentry AS entry ON entry.id = ranked.entry_id
    JOIN articles_standing AS standing
        ON standing.edition_id = entry.edition_id AND standing.withdrawal_id IS NULL
    JOIN articles_article AS article ON article.id = entry.article_id
    WHERE (by_whole <= %(candidates)s OR by_question <= %(candidates)s)
        AND %(audience)s = ANY(entry.serves)
"""


class Hit(NamedTuple):
    """An entry, how good an answer it is beside the others, and how sure that it is one."""

    entry: int
    edition: uuid.UUID
    slug: str
    origin_key: str | None
    score: float
    confidence: float


class _Candidate(NamedTuple):
    entry: int
    edition: uuid.UUID
    slug: str
    origin_key: str | None
    whole: float
    question: float
    matched: float
    lexemes: list[str]
    named: float


def rank(question: Question, *, audience: str, limit: int) -> list[Hit]:
    """Return the entries that say most about `question`, best first."""
    found = _candidates(question, audience)
    if not found:
        return []
    rarity = rarities(stem for candidate in found for stem in candidate.lexemes)
    whole = max(candidate.whole for candidate in found) or 1.0
    asked = max(candidate.question for candidate in found) or 1.0
    hits = []
    for candidate in found:
        signals = {
            "whole": candidate.whole / whole,
            "question": candidate.question / asked,
            "covered": _covered(candidate.lexemes, question, rarity),
            "named": candidate.named,
        }
        score = sum(WEIGHTS[name] * value for name, value in signals.items())
        sure = _confidence(sum(signals.values()) / len(signals), candidate.matched, question)
        hits.append(Hit(*candidate[:4], score, sure))
    return sorted(hits, key=lambda hit: (-hit.score, hit.entry))[:limit]


def _candidates(question: Question, audience: str) -> list[_Candidate]:
    if not question.weights:
        return []
    found = rows(
        _CANDIDATES,
        {
            "lexemes": list(question.weights),
            "weights": list(question.weights.values()),
            "plain": question.plain,
            "candidates": CANDIDATES,
            "audience": audience,
        },
    )
    return [_Candidate(*row) for row in found]


def _covered(lexemes: list[str], question: Question, rarity: dict[str, float]) -> float:
    """Return how much of an entry's question, by the rarity of its words, the asker's words are."""
    total = sum(rarity[stem] for stem in lexemes)
    return sum(rarity[stem] for stem in lexemes if stem in question.weights) / (total or 1.0)


def _confidence(agreement: float, matched: float, question: Question) -> float:
    """Return how sure an answer is: less where much of a short question is not in it.

    A long message tells much that no answer speaks of, and finds something whatever it asks.
    """
    if not question.is_short:
        return agreement**2
    matched = min(matched, question.known)  # by its other names a word matches more than once
    return agreement * min(1.0, matched / (ENOUGH * question.total))
