"""The sentence in which a paragraph changed, as it stands in the text that readers will see."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.differences import Passage
from articles.markup import plain_text
from articles.sentences import Sentence, sentences
from articles.wordwise import Mark, Paragraph

_CITATION = re.compile(r"\s*\[[^\[\]\n]*@[^\[\]\n]*\]")


class Stands(NamedTuple):
    """A sentence in plain words; `nth` of the same words in its wording, from 0."""

    exact: str
    nth: int


def changed_sentences(passage: Passage, before: str) -> dict[int, Stands]:
    """Return the first sentence that changed in each paragraph that is there now, by its place.

    Arguments: `before` is what stands before the passage in the same wording.
    """
    found = {}
    for place, text, at in _there_now(passage.paragraphs):
        if at is not None and (sentence := _around(text, at)):
            told = _uncited(before + text[: sentence.start])
            exact = " ".join(plain_text(sentence.text).split())
            found[place] = Stands(exact, told.count(_uncited(sentence.text)))
        before += f"{text}\n\n"
    return found


def _there_now(given: tuple[Paragraph, ...]) -> Iterator[tuple[int, str, int | None]]:
    """Yield the place and text of each paragraph, and where in the text it first changed."""
    for place, paragraph in enumerate(given):
        if paragraph.mark == Mark.REMOVED:
            continue
        text, at = "", None
        for run in paragraph.runs:
            if run.mark != Mark.SAME and at is None:
                at = len(text)
            text += run.text if run.mark != Mark.REMOVED else ""
        yield place, text, at


def _around(text: str, at: int) -> Sentence | None:
    found = sentences(text)
    return next((one for one in found if one.end > at), found[-1] if found else None)


def _uncited(text: str) -> str:
    return _CITATION.sub("", text)
