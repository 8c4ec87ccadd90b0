"""How long a submission is: what a member has to know before they take it on."""

import re
from typing import Any, NamedTuple

from articles.models import Audience

WORD = re.compile(r"\w+")
CITATION = re.compile(r"\[[^\]]*@[^\]]*\]")
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
        exact = self.words / WORDS_A_MINUTE + self.references * MINUTES_A_REFERENCE
        return max(1, round(exact))


def length_of(manuscript: dict[str, Any]) -> Length:
    wordings = manuscript["wordings"]
    texts = [
        (str(audience.label), sum(map(_words, wordings[audience].values())))
        for audience in Audience
        if audience in wordings
    ]
    return Length(texts, len(manuscript["references"]))


def _words(text: str) -> int:
    return len(WORD.findall(CITATION.sub("", text)))
