"""Which sentences rest on which reference: what a reviewer compares with the source."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from articles.citing import uncited
from articles.manuscript import AUDIENCES, PARTS
from articles.markup import citation_keys
from articles.sentences import sentences
from integrity.canonical import canonical

_PUNCTUATION = " \t\n.,;:"


class CitingSentence(NamedTuple):
    audience: str
    text: str


def citing_sentences(manuscript: Mapping[str, Any]) -> dict[str, list[CitingSentence]]:
    """Return the sentences that cite each key, in the order of the text, as Markdown.

    A citation behind a full stop belongs to the sentence before it.
    """
    found: dict[str, list[CitingSentence]] = {}
    for audience in AUDIENCES:
        for part, _ in PARTS:
            for sentence, keys in _citing(manuscript["wordings"].get(audience, {}).get(part, "")):
                for key in keys:
                    found.setdefault(key, []).append(CitingSentence(audience, sentence))
    return found


def sentences_digest(cited_in: list[CitingSentence]) -> bytes:
    return _digest([list(sentence) for sentence in cited_in])


def record_digest(reference: Mapping[str, Any]) -> bytes:
    """Return the digest of what is signed of a reference: its record and its notices."""
    return _digest({name: reference[name] for name in ("csl", "notices") if name in reference})


def _digest(value: Any) -> bytes:
    return hashlib.sha256(canonical(value)).digest()


@lru_cache(maxsize=64)  # a page asks twice or thrice for the same long texts
def _citing(text: str) -> list[tuple[str, list[str]]]:
    """Return the sentences of `text` that cite, each with the keys."""
    return [(one, citation_keys(one)) for one in _sentences(text) if "@" in one]


def _sentences(text: str) -> list[str]:
    joined: list[str] = []
    for sentence in sentences(text):
        if joined and not uncited(sentence.text).strip(_PUNCTUATION):
            joined[-1] = f"{joined[-1]} {sentence.text}"
        else:
            joined.append(sentence.text)
    return joined
