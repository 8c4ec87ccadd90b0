"""Search: which current answers have all the words, and none of those with a minus.

Where more answers match than anyone will read, the best of them by each word are ranked, so that
a word that stands in every answer costs no more than a rare one.
"""

import datetime
import re
from typing import NamedTuple

from articles.search.statements import rows
from articles.search.synonyms import in_other_words, stems
from articles.search.understanding import Question, understand
from articles.search.words import separate, words

MOST = 1_000  # answers that are ranked, counted and leafed through
BEST = 300  # of each word, where more match
ALTERNATIVES = 6

_OPERATORS = re.compile(r'(?<!\S)-(?:"[^"]*"?|\S+)')
_QUERY = """
    SELECT query::text, numnode(query) FROM (
        SELECT coalesce(websearch_to_tsquery('imprimatur', %(query)s), '') || (
            SELECT coalesce(string_agg('(' || alternative || ')', ' | '), '')::tsquery FROM (
                SELECT plainto_tsquery('simple', spoken)::text AS alternative
                FROM unnest(%(others)s::text[]) AS spoken
            ) AS other WHERE alternative <> ''
        ) AS query
    ) AS built
"""
_MATCHES = """
    entry.vector @@ %(query)s::tsquery AND %(audience)s = ANY(entry.serves)
    AND (%(topic)s::bigint IS NULL OR %(topic)s = ANY(entry.topics))
    AND (%(wording)s = '' OR %(wording)s = ANY(entry.audiences))
"""
_FIND = f"""
    WITH term AS MATERIALIZED (
        SELECT * FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS term(lexeme, weight)
    ), matching AS MATERIALIZED (
        SELECT entry.id FROM articles_indexentry AS entry WHERE {_MATCHES} LIMIT {MOST + 1}
    ), best AS (
        SELECT entry.id FROM term CROSS JOIN LATERAL (
            SELECT entry_id FROM articles_indexposting AS posting
            WHERE posting.lexeme = term.lexeme ORDER BY whole DESC LIMIT {BEST}
        ) AS posting
        JOIN articles_indexentry AS entry ON entry.id = posting.entry_id
        WHERE (SELECT count(*) FROM matching) > {MOST} AND {_MATCHES}
    ), candidate AS (
        SELECT id FROM matching UNION SELECT id FROM best
    )
    SELECT entry.id, entry.topics, entry.audiences, standing.review_state, standing.review_due,
        standing.update_under_review, standing.notices,
        (SELECT count(*) FROM matching) > {MOST}
    FROM candidate
    JOIN articles_indexentry AS entry ON entry.id = candidate.id
    JOIN articles_standing AS standing
        ON standing.edition_id = entry.edition_id AND standing.withdrawal_id IS NULL
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(term.weight * (posting.whole + posting.question)), 0) AS score
        FROM term JOIN articles_indexposting AS posting
            ON posting.lexeme = term.lexeme AND posting.entry_id = entry.id
    ) AS scored
    ORDER BY scored.score DESC, standing.last_updated_at DESC, entry.id
    LIMIT {MOST}
"""


class Match(NamedTuple):
    """An entry that matches, with what the list of matches can be narrowed by."""

    entry: int
    topics: list[int]
    audiences: list[str]
    review_state: str
    review_due: datetime.date
    update_under_review: bool
    notices: str


class Found(NamedTuple):
    """What a search found.

    `query` is what snippets are highlighted by; `more` says whether the list was cut, `is_plain`
    whether the asker typed words alone.
    """

    matches: list[Match]
    query: str
    more: bool
    is_plain: bool
    question: Question


def is_empty(query: str) -> bool:
    """Return whether `query` has no word that could be looked for."""
    return not rows(_QUERY, {"query": separate(query), "others": []})[0][1]


def find(query: str, *, audience: str, topic: int | None = None, wording: str = "") -> Found:
    """Return the entries that match `query`, best first.

    Arguments: the words that `audience` reads are searched; `topic` and `wording` narrow it to
    answers on that topic, or that have a wording of their own for that audience.
    """
    wanted = _OPERATORS.sub(" ", query)
    question = understand(wanted)
    text, _ = rows(_QUERY, {"query": separate(query), "others": _others(query)})[0]
    found = rows(
        _FIND,
        {
            "query": text,
            "audience": audience,
            "topic": topic,
            "wording": wording,
            "lexemes": list(question.weights),
            "weights": list(question.weights.values()),
        },
    )
    matches = [Match(*row[:-1]) for row in found]
    return Found(matches, text, bool(found and found[0][-1]), _is_plain(query), question)


def _is_plain(query: str) -> bool:
    return '"' not in query and not _OPERATORS.search(query)


def _others(query: str) -> list[str]:
    """Return a plain query under other names; one with operators is taken at its word."""
    if not _is_plain(query):
        return []
    spoken = words(query)
    stemmed = stems(spoken)
    return in_other_words([stemmed[word] for word in spoken if stemmed[word]])[:ALTERNATIVES]
