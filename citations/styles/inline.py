"""The text of a bibliographic field as rich text: its inline markup, entities and quotation marks.

Source of the markup: citeproc-js, "HTML-like formatting tags"; of what Crossref adds to it:
Crossref, "Face markup". Anything else in angle brackets is text.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from citations.styles.richtext import NO_CASE, Mark, Marks, RichText
from integrity.text import legible

# Tags that mean a mark; those that mean none here are taken off and their content is kept.
_MEANINGS: dict[str, Marks] = {
    **dict.fromkeys(("i", "em"), (Mark("i"),)),
    **dict.fromkeys(("b", "strong"), (Mark("b"),)),
    "sub": (Mark("sub"),),
    "sup": (Mark("sup"),),
    'span class="nocase"': (NO_CASE,),
    **dict.fromkeys(("sc", "scp", "u", "ovl", "tt", "font", "strike"), ()),
    'span style="font-variant:small-caps;"': (),
    'span style="font-variant: small-caps;"': (),
}
_TAG = re.compile("<(/?)({}|span)>".format("|".join(map(re.escape, _MEANINGS))), re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Formulas and abstracts come from publishers as namespaced XML; their words are kept.
_FOREIGN = re.compile(r"</?(?:mml|jats):[^<>]*>")

_BEFORE_OPENING = frozenset(" ([{\u2013\u2014\u201c\u2018\"'")
_AFTER_CLOSING = frozenset(" .,;:!?)]}\u2013\u2014-/\u201d\u2019\"'")


def inline(value: str) -> RichText:
    """Return the text of a field, its markup as marks and its straight quotation marks curved."""
    # An entity in a record is a trace of the page it was taken from, not what the authors wrote.
    text = _ENTITY.sub(lambda entity: unescape(entity[0]), value)
    text = " ".join(legible(_FOREIGN.sub("", text)).split())
    return RichText.of_pieces(_pieces(text)).changed(curved)


def words(value: Any) -> str:
    """Return a text or number of a JSON document as text; of a list, as in Crossref, the first."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(str(value).split())


def plain(value: str) -> str:
    """Return the words of a field without its markup, for names."""
    return inline(value).text


def _pieces(text: str) -> Iterator[tuple[str, Marks]]:
    pairs = dict(_pairs(text))
    marks: list[Marks] = [()]
    done = 0
    for tag in _TAG.finditer(text):
        if tag.start() not in pairs:
            continue
        yield text[done : tag.start()], marks[-1]
        done = tag.end()
        if tag[1]:
            marks.pop()
        else:
            new = pairs[tag.start()]
            marks.append(marks[-1] if set(new) <= set(marks[-1]) else marks[-1] + new)
    yield text[done:], ()


def _pairs(text: str) -> Iterator[tuple[int, Marks]]:
    """Yield where each tag starts that has its partner, and what the two mean."""
    waiting: list[re.Match[str]] = []
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if not tag[1] and name in _MEANINGS:
            waiting.append(tag)
        elif tag[1] and waiting and waiting[-1][2].lower().split()[0] == name:
            opening = waiting.pop()
            meaning = _MEANINGS[opening[2].lower()]
            yield from ((opening.start(), meaning), (tag.start(), meaning))


def curved(text: str) -> str:
    """Return `text` with curved quotation marks, double outside and single inside, and apostrophes.

    As American typography and citeproc-js do it. The number of characters stays.
    """
    if '"' not in text and "'" not in text:
        return text
    characters = list(text)
    waiting: list[str] = []
    for place, own in enumerate(text):
        if own not in "\"'":
            continue
        if waiting and waiting[-1] == own and _closes(text, place):
            characters[place] = "\u201d" if len(waiting) % 2 else "\u2019"
            waiting.pop()
        elif _opens(text, place) and _is_closed(text, place):
            waiting.append(own)
            characters[place] = "\u201c" if len(waiting) % 2 else "\u2018"
        elif own == "'":
            characters[place] = "\u2019"
    return "".join(characters)


def _opens(text: str, place: int) -> bool:
    before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
    return (not before or before in _BEFORE_OPENING) and bool(after.strip())


def _closes(text: str, place: int) -> bool:
    before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
    return bool(before.strip()) and (not after or after in _AFTER_CLOSING)


def _is_closed(text: str, opening: int) -> bool:
    """Say whether a mark that closes follows before another that opens; if not, '90s is meant."""
    place = text.find(text[opening], opening + 1)
    while place >= 0:
        if _closes(text, place):
            return True
        if _opens(text, place):
            return False
        place = text.find(text[opening], place + 1)
    return False
