"""From the lines of a batch to drafts, with what the database holds already."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from articles.importing.entries import BadLine, Entry
from articles.importing.library import Library, candidate_keys, with_keys, without_markers
from articles.manuscript import AUDIENCES, PARTS
from articles.markup import citation_keys
from articles.models import Article, SlugRedirect, Wording
from citations.models import Citation
from integrity.copying import listed

SLUG_LIMIT = 120
UNKNOWN = ""  # the content of an article whose history starts elsewhere
DIGITS = 8  # hexadecimal, of a digest that tells apart the addresses of one question

Wordings = Mapping[str, Mapping[str, str]]


class Line:
    """A line that was read, with its works; `content` tells it from others of one origin key.

    `addresses` are those it may have, the best first; `cited` the keys that its texts may cite.
    """

    def __init__(self, number: int, entry: Entry, works: list[tuple[str, Citation]]) -> None:
        self.number = number
        self.entry = entry
        self.works = works  # each with its place in the line
        self.content = _content(entry.question, entry.wordings)
        self.origin_key = entry.origin_key or f"sha256:{self.content}"
        self.addresses = [entry.slug] if entry.slug else _addresses(entry, self.origin_key)
        self.cited = {key for _, text in _texts(entry.wordings) for key in candidate_keys(text)}


@dataclass(frozen=True)
class Draft:
    """An entry that is to be written: its texts cite by the library's keys."""

    entry: Entry
    origin_key: str
    slug: str
    wordings: Wordings


class Drafting:
    """`drafts` are the new ones, in the order of the file; `library` has the works they cite."""

    def __init__(self, lines: list[Line]) -> None:
        cited = {key for line in lines for key in line.cited}
        self.drafts: list[Draft] = []
        self.library = Library([work for line in lines for _, work in line.works], cited)
        self._contents = _contents({line.origin_key for line in lines})
        self._taken = _taken({slug for line in lines for slug in line.addresses})

    def add(self, line: Line) -> bool:
        """Return whether `line` made a draft: not where it was imported before. Raises BadLine."""
        if self._is_present(line):
            return False
        slug = self._free_address(line)
        self._require_works(line)
        keys = self.library.place(line.works)
        renamed = {key: to for key, to in keys.items() if key != to}
        wordings = line.entry.wordings
        if renamed:
            wordings = {
                audience: {part: with_keys(text, renamed) for part, text in parts.items()}
                for audience, parts in wordings.items()
            }
        self._taken.add(slug)
        self._contents[line.origin_key] = line.content
        self.drafts.append(Draft(line.entry, line.origin_key, slug, wordings))
        return True

    def _is_present(self, line: Line) -> bool:
        content = self._contents.get(line.origin_key)
        if content is None:
            return False
        if content not in {line.content, UNKNOWN}:
            raise BadLine(
                "origin_key",
                f"{line.origin_key} was imported already, with another question or answer: give "
                "this one a key of its own, or leave it out.",
            )
        return True

    def _free_address(self, line: Line) -> str:
        for slug in line.addresses:
            if slug not in self._taken:
                return slug
        raise BadLine("slug", "this address belongs to another article: choose another one.")

    def _require_works(self, line: Line) -> None:
        unknown = line.cited - {work.key for _, work in line.works} - self.library.keys()
        if not unknown:
            return
        for where, text in _texts(line.entry.wordings):
            for key in citation_keys(text):
                if key in unknown:
                    raise BadLine(
                        where,
                        f"this cites [@{key}], which is neither among the line's citations nor in "
                        "the library.",
                    )


def _content(question: str, wordings: Wordings) -> str:
    """Return SHA-256 of the texts without their citations.

    Those do not count, because a key becomes the library's own when the work is known there.
    """
    texts = [
        without_markers(wordings.get(audience, {}).get(part, ""))
        for audience in AUDIENCES
        for part, _ in PARTS
    ]
    return hashlib.sha256("\0".join([question, *texts]).encode()).hexdigest()


def _texts(wordings: Wordings) -> Iterator[tuple[str, str]]:
    for audience, parts in wordings.items():
        for part, text in parts.items():
            yield f"wordings.{audience}.{part}", text


def _addresses(entry: Entry, origin_key: str) -> list[str]:
    slug = slugify(entry.question)[:SLUG_LIMIT].strip("-") or "question"
    digest = hashlib.sha256(origin_key.encode()).hexdigest()[:DIGITS]
    return [slug, f"{slug[: SLUG_LIMIT - DIGITS - 1]}-{digest}"]


def _taken(slugs: set[str]) -> set[str]:
    models: tuple[Any, ...] = (Article, SlugRedirect)
    return {
        slug
        for model in models
        for slug in model.objects.filter(slug__in=listed(slugs)).values_list("slug", flat=True)
    }


def _contents(origin_keys: Iterable[str]) -> dict[str, str]:
    """Return the content of each article that has one of `origin_keys`, as it was imported.

    What its authors changed since is in later lines of the history.
    """
    keys: dict[int, Any] = dict(
        Article.objects.filter(origin_key__in=listed(origin_keys)).values_list("pk", "origin_key")
    )
    articles: Any = Article.history
    wordings: Any = Wording.history
    first = {row.id: row for row in articles.filter(history_type="+", id__in=keys)}
    texts: dict[int, dict[str, dict[str, str]]] = {article: {} for article in first}
    for row in wordings.filter(history_type="+", article_id__in=first):
        if row.history_date == first[row.article_id].history_date:
            texts[row.article_id][row.audience] = {part: getattr(row, part) for part, _ in PARTS}
    contents = {article: _content(first[article].question, texts[article]) for article in first}
    return {origin_key: contents.get(article, UNKNOWN) for article, origin_key in keys.items()}
