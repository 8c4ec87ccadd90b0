"""Keys by which a text cites a work: first author, year, and a letter where that is taken."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

STEM_LIMIT = 60
NO_NAME = "work"

# Letters that do not come apart into a base and an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l"}
)
_ARTICLES = frozenset({"A", "An", "The"})
_MARKUP = re.compile(r"</?(?:i|b|sub|sup)>")


def folded(text: str) -> str:
    """Return `text` in small letters without accents, as far as that makes it ASCII."""
    text = text.lower()
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(part for part in parts if not unicodedata.combining(part))


def key_stem(item: Mapping[str, Any]) -> str:
    """Return the beginning of a key for a CSL-JSON item: paolino2024.

    Without an author the first word of the title stands for it, without a year nothing does.
    """
    issued = item.get("issued", {}).get("date-parts")
    names = (_name(item), *_MARKUP.sub("", item.get("title", "")).split())
    letters = (re.sub("[^a-z0-9]", "", folded(name)) for name in names if name not in _ARTICLES)
    name = next(filter(None, letters), NO_NAME)[:STEM_LIMIT]
    return f"{name}{issued[0][0] if issued else ''}"


class Keys:
    """Gives out keys, each once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._given: dict[str, int] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._taken

    def take(self, stem: str) -> str:
        """Return `stem`, or with the first letters behind it that make it a free key."""
        number, key = self._given.get(stem, -1), stem
        while number < 0 or key in self._taken:
            number += 1
            key = stem + _letters(number)
        self._given[stem] = number
        self._taken.add(key)
        return key


def _name(item: Mapping[str, Any]) -> str:
    first = (item.get("author") or item.get("editor") or [{}])[0]
    return str(first.get("family") or first.get("literal") or "")


def _letters(number: int) -> str:
    """Return nothing for 0, then a, b, ... z, aa, ab, ..."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
