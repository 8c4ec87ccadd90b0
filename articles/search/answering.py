"""Ask: the passages of current answers that speak most of what was asked, in their signed words."""

import datetime
import json
from typing import Any, NamedTuple

from articles.models import Audience
from articles.search.passages import Passage, cited, read
from articles.search.ranking import Hit, rank
from articles.search.statements import rows
from articles.search.understanding import Question, understand

KNOWN = 0.6  # confidence, from which a passage is shown as an answer
SHOWN = 3
AT_HAND = 0.6  # what the answer that a reader comes from is ahead of others
LOOKED_AT = 10
USUAL_PASSAGE = 60.0  # words
FEW = 3  # words, of which fewer stand together by chance
ALL_BUT = 0.8  # of what was asked

_FACTS = """
    SELECT entry.id, article.slug, article.origin_key, entry.audience, edition.number,
        edition.question, edition.signers::text, standing.last_reviewed_at, standing.review_state,
        standing.notices::text, rendered.html
    FROM articles_indexentry AS entry
    JOIN articles_standing AS standing
        ON standing.edition_id = entry.edition_id AND standing.withdrawal_id IS NULL
    JOIN articles_edition AS edition ON edition.id = entry.edition_id
    JOIN articles_article AS article ON article.id = entry.article_id
    JOIN articles_renderedwording AS rendered
        ON rendered.submission_id = edition.submission_id AND rendered.audience = entry.audience
    WHERE entry.id = ANY(%(entries)s)
"""
_SPOKEN = """
    SELECT place, lexeme, cardinality(positions), length(spoken)
    FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS given(spoken, place)
    CROSS JOIN unnest(to_tsvector('imprimatur', left(spoken, 20000)))
    WHERE lexeme = ANY(%(lexemes)s::text[])
"""


class Answered(NamedTuple):
    """A passage, the answer that it is of, and how sure it is that it answers."""

    slug: str
    origin_key: str | None
    audience: str
    edition: int
    question: str
    signers: list[dict[str, Any]]
    last_reviewed: datetime.datetime
    review_state: str
    notices: list[dict[str, Any]]
    passage: Passage
    references: dict[int, str]
    disclaimer: str
    score: float
    confidence: float


class _Score(NamedTuple):
    """How much a passage says of what was asked, and which share of it, by weight."""

    says: float
    share: float


class Reply(NamedTuple):
    question: Question
    passages: list[Answered]

    @property
    def is_known(self) -> bool:
        return bool(self.passages) and self.passages[0].confidence >= KNOWN


def answer(
    text: str, *, audience: Audience, address: Any, at_hand: str = "", limit: int = SHOWN
) -> Reply:
    """Return the best passages of at most `limit` answers, best first.

    Arguments: `address` makes the address of an answer of its slug and audience; `at_hand` is
    the slug of the answer that the reader comes from.
    """
    question = understand(text)
    hits = rank(question, audience=audience, limit=max(limit, LOOKED_AT))
    hits.sort(key=lambda hit: -hit.score - (AT_HAND if hit.slug == at_hand else 0.0))
    return Reply(question, _answered(hits[:limit], question, address))


def _answered(hits: list[Hit], question: Question, address: Any) -> list[Answered]:
    found = {row[0]: row[1:] for row in rows(_FACTS, {"entries": [hit.entry for hit in hits]})}
    texts = {
        entry: read(bytes(facts[-1]).decode(), address=address(facts[0], Audience(facts[2])))
        for entry, facts in found.items()
    }
    listed = [(entry, passage) for entry, text in texts.items() for passage in text.passages]
    best: dict[int, tuple[_Score, Passage]] = {}
    for (entry, passage), score in zip(listed, _scores(listed, question), strict=True):
        if entry not in best or score.says > best[entry][0].says:
            best[entry] = (score, passage)
    return [
        _of(found[hit.entry], best[hit.entry][1], texts[hit.entry], _surer(hit, best[hit.entry][0]))
        for hit in hits
        if hit.entry in best
    ]


def _surer(hit: Hit, score: _Score) -> Hit:
    """Return `hit`, surer where all that a short question asks stands in one passage."""
    sure = score.share**2 if score.share >= ALL_BUT else 0.0
    return hit._replace(confidence=max(hit.confidence, sure))


def _of(facts: Any, passage: Passage, text: Any, hit: Hit) -> Answered:
    slug, origin_key, audience, edition, question, signers, reviewed, state, notices, _ = facts
    return Answered(
        slug=slug,
        origin_key=origin_key,
        audience=audience,
        edition=edition,
        question=question,
        signers=json.loads(signers),
        last_reviewed=reviewed,
        review_state=state,
        notices=json.loads(notices),
        passage=passage,
        references={n: text.references[n] for n in cited(passage) if n in text.references},
        disclaimer=text.disclaimer,
        score=hit.score,
        confidence=hit.confidence,
    )


def _scores(listed: list[tuple[int, Passage]], question: Question) -> list[_Score]:
    """Return how much each passage says of what was asked; of equal ones the first is best."""
    texts = [f"{passage.heading}\n{passage.text}" for _, passage in listed]
    values = {"texts": texts, "lexemes": list(question.weights)}
    says, matched = [0.0] * len(listed), [0.0] * len(listed)
    for place, lexeme, often, letters in rows(_SPOKEN, values) if texts else []:
        length = 0.25 + 0.75 * letters / 6 / USUAL_PASSAGE
        says[place - 1] += question.weights[lexeme] * often / (often + 1.2 * length)
        matched[place - 1] += question.weights[lexeme]
    counts = question.is_short and len(question.weights) >= FEW
    shares = [min(w, question.known) / question.total if counts else 0.0 for w in matched]
    return [_Score(*pair) for pair in zip(says, shares, strict=True)]
