"""How long a submission is: what a member has to know before they take it on."""

import re
from typing import Any, NamedTuple

from articles.citing import uncited
from articles.differences import Differences
from articles.models import Audience
from articles.wordwise import Mark, later

WORD = re.compile(r"\w+")
WORDS_A_MINUTE = 200  # of text that is read to be signed
MINUTES_A_REFERENCE = 0.25  # to look at its record and the sentences that cite it


class Length(NamedTuple):
    """`texts` are the audiences with their numbers of words."""

    texts: list[tuple[str, int]]
    references: int

    @property
    def words(self) -> int:
        return sum(words for _, words in self.texts)

    @property
    def minutes(self) -> int:
        return _minutes(self.words, self.references)


def length_of(manuscript: dict[str, Any]) -> Length:
    wordings = manuscript["wordings"]
    texts = [
        (str(audience.label), sum(map(_words, wordings[audience].values())))
        for audience in Audience
        if audience in wordings
    ]
    return Length(texts, len(manuscript["references"]))


def minutes_of(found: Differences) -> int:
    """Return how long it takes to read the paragraphs that changed, and new references."""
    texts = (
        later(paragraph.runs)
        for passage in found.changed_passages
        for paragraph in passage.paragraphs
        if paragraph.mark != Mark.SAME
    )
    references = sum(change.kind == "citation" for change in found.changes)
    return _minutes(sum(map(_words, texts)), references)


def _minutes(words: int, references: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE + references * MINUTES_A_REFERENCE))


def _words(text: str) -> int:
    return len(WORD.findall(uncited(text)))
