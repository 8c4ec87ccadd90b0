"""Questions that begin to be typed."""

from articles.search.statements import rows
from articles.search.synonyms import stems
from articles.search.words import words

SHORTEST = 3  # letters, of which few enough words begin alike
LOOKED_AT = 200
SHOWN = 7

_SUGGEST = f"""
    SELECT question, slug FROM (
        SELECT edition.question, article.slug
        FROM articles_indexentry AS entry
        JOIN articles_standing AS standing
            ON standing.edition_id = entry.edition_id AND standing.withdrawal_id IS NULL
        JOIN articles_edition AS edition ON edition.id = entry.edition_id
        JOIN articles_article AS article ON article.id = entry.article_id
        WHERE entry.vector @@ (
            SELECT string_agg(quote_literal(begun) || ':*A', ' & ')::tsquery
            FROM unnest(%(begun)s::text[]) AS begun
        ) AND entry.audience = 'clinician'
        LIMIT {LOOKED_AT}
    ) AS found
    ORDER BY length(question), question LIMIT {SHOWN}
"""


def suggest(typed: str) -> list[tuple[str, str]]:
    """Return question and slug of answers whose question has the words `typed`, the last begun."""
    spoken = words(typed)[:8]
    if not spoken or len(spoken[-1]) < SHORTEST:
        return []
    stemmed = stems(spoken[:-1])
    begun = [stem for stem in (stemmed[word] for word in spoken[:-1]) if stem]
    last = stems(spoken[-1:])[spoken[-1]]
    begun.append(last if last and spoken[-1].startswith(last) else spoken[-1])
    return [(question, slug) for question, slug in rows(_SUGGEST, {"begun": begun})]
