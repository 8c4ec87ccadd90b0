"""Writing the index of editions: one statement reads them, one writes, however many."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from articles.models import Audience, RenderedWording, Standing
from articles.search.models import IndexEntry, IndexPosting, IndexWord
from articles.search.passages import cut
from articles.search.words import separate

FORMAT = 1  # of the entries; another one where the code makes others of the same text
LONGEST = 100_000  # characters of a text that are indexed; a vector holds a megabyte
NAMES = 40
NAME_LENGTH = 8  # words of a work's title that can name what an answer is about
SATURATION, BODY_SLOPE, QUESTION_SLOPE = 1.2, 0.75, 0.4
USUAL_BODY, USUAL_QUESTION = 150.0, 4.0  # words that are no stop words

_PRUNE = f"""
    WITH stale AS (
        DELETE FROM articles_indexentry
        WHERE format <> {FORMAT} OR edition_id NOT IN (
            SELECT edition_id FROM articles_standing WHERE withdrawal_id IS NULL
        )
        RETURNING id, vector
    ), posting AS (
        DELETE FROM articles_indexposting AS posting
        USING stale CROSS JOIN unnest(tsvector_to_array(stale.vector)) AS gone
        WHERE posting.lexeme = gone AND posting.entry_id = stale.id
    )
    SELECT count(*) FROM stale
"""
# BM25 (Robertson and Zaragoza 2009) but for the rarity of words, with a usual length in the place
# of the mean one, so that a new edition changes no row of another.
_ADD = f"""
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(%s) AS row(article_id bigint, edition_id uuid,
            audience text, serves text[], audiences text[], topics bigint[], question text,
            names text[], headings text, body text, spoken text, titled text)
    ), entry AS (
        INSERT INTO articles_indexentry
            (article_id, edition_id, audience, serves, audiences, topics, question, lexemes, names,
            body, format, vector)
        SELECT article_id, edition_id, audience, serves, audiences, topics, question,
            tsvector_to_array(to_tsvector('imprimatur', titled)), names, body, {FORMAT},
            setweight(to_tsvector('imprimatur', titled), 'A')
            || setweight(to_tsvector('imprimatur', array_to_string(names, '. ')), 'B')
            || setweight(to_tsvector('imprimatur', headings), 'C')
            || setweight(to_tsvector('imprimatur', spoken), 'D')
        FROM given
        ON CONFLICT DO NOTHING
        RETURNING id, vector
    ), word AS (
        INSERT INTO articles_indexword (word, lexeme)
        SELECT DISTINCT ON (spelled) spelled, (ts_lexize('english_stem', spelled))[1]
        FROM given CROSS JOIN unnest(tsvector_to_array(
            to_tsvector('imprimatur_words', titled || ' ' || headings || ' ' || spoken)
        )) AS spelled
        WHERE spelled ~ '^[a-z]{{3,40}}$' AND ts_lexize('english_stem', spelled) <> '{{}}'
        ORDER BY spelled
        ON CONFLICT DO NOTHING
    ), counted AS (
        SELECT entry.id, lexeme, cardinality(positions) AS whole,
            cardinality(array_positions(weights, 'A')) AS question
        FROM entry CROSS JOIN unnest(entry.vector)
    ), measured AS (
        SELECT *, sum(whole) OVER entry / {USUAL_BODY} AS length,
            sum(question) OVER entry / {USUAL_QUESTION} AS question_length
        FROM counted WINDOW entry AS (PARTITION BY id)
    )
    INSERT INTO articles_indexposting (lexeme, entry_id, whole, question)
    SELECT lexeme, id,
        whole / (whole + {SATURATION} * ({1 - BODY_SLOPE} + {BODY_SLOPE} * length)),
        question / (question + {SATURATION}
            * ({1 - QUESTION_SLOPE} + {QUESTION_SLOPE} * question_length))
    FROM measured
"""


def index(articles: Iterable[int]) -> int:
    """Index the current edition of each of `articles`; return how many entries that makes.

    What the index has of earlier editions stays, and no one is shown it, until it is pruned.
    """
    rows = list(_rows(list(articles)))
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [json.dumps(rows)])
    return len(rows)


def unindexed() -> Any:
    """Return the keys of the answers that readers may read and the index lacks."""
    found = Standing.objects.current().exclude(edition__in=IndexEntry.objects.values("edition"))
    return found.order_by("pk").values_list("pk", flat=True)


def prune() -> int:
    """Take out what is no current edition's, or of another format; return how many entries."""
    with connection.cursor() as cursor:
        cursor.execute(_PRUNE)
        return int(cursor.fetchone()[0])


def clear() -> None:
    for model in (IndexPosting, IndexEntry, IndexWord):
        model.objects.all().delete()


def _rows(articles: list[int]) -> Iterator[dict[str, Any]]:
    rendered = list(
        RenderedWording.objects.filter(submission__edition__standing__in=articles).values_list(
            "submission__edition",
            "submission__edition__article",
            "submission__edition__question",
            "submission__edition__topics",
            "submission__manuscript",
            "audience",
            "html",
        )
    )
    own: dict[Any, set[str]] = {}
    for edition, *_, audience, _html in rendered:
        own.setdefault(edition, set()).add(audience)
    for edition, article, question, topics, manuscript, audience, html in rendered:
        yield {
            "article_id": article,
            "edition_id": str(edition),
            "audience": audience,
            "serves": _serves(audience, own[edition]),
            "audiences": sorted(own[edition]),
            "topics": [topic["id"] for topic in topics],
            "question": question,
            "names": _names(topics, json.loads(bytes(manuscript))),
            **_texts(question, bytes(html).decode()),
        }


def _serves(audience: str, own: set[str]) -> list[str]:
    """Return whom a wording is for: those named, and for the clinician's all without their own."""
    others = set(Audience.values) - own if audience == Audience.CLINICIAN else set()
    return sorted({audience} | others)


def _names(topics: list[dict[str, Any]], manuscript: dict[str, Any]) -> list[str]:
    titles = [reference["csl"].get("title", "") for reference in manuscript["references"]]
    short = [title for title in titles if len(title.split()) <= NAME_LENGTH]
    names = [*(topic["name"] for topic in topics), *manuscript["tags"], *short]
    return list(dict.fromkeys(filter(None, names)))[:NAMES]


def _texts(question: str, html: str) -> dict[str, str]:
    passages = cut(html)
    headings = dict.fromkeys(passage.heading for passage in passages)
    body = "\n".join(passage.text for passage in passages)[:LONGEST]
    return {
        "titled": separate(question),
        "headings": separate(". ".join(headings)),
        "body": body,
        "spoken": separate(body),
    }
