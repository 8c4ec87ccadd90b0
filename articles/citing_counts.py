"""Where a manuscript cites each work, and how often."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from articles.manuscript import AUDIENCES, PARTS
from articles.markup import mentions


class Place(NamedTuple):
    """A part of a wording, and how often it cites a work."""

    audience: str
    title: str
    times: int


def places(manuscript: Mapping[str, Any]) -> dict[str, list[Place]]:
    """Return for each key that a wording cites where it does, in the order of the text."""
    found: dict[str, list[Place]] = {}
    for audience, title, text in _texts(manuscript["wordings"]):
        for key, times in Counter(mentions(text)).items():
            found.setdefault(key, []).append(Place(audience, title, times))
    return found


def _texts(wordings: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for audience in AUDIENCES:
        for part, title in PARTS:
            yield audience, title, wordings.get(audience, {}).get(part, "")
